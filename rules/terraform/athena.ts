import { anyOf } from './shared/combine.ts'
import { demand, isTrue } from './shared/demand.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { demandPresent } from './shared/present.ts'
import { awsPage, written } from './shared/written.ts'

const aliasOfBoth = ['AWS-0006', 'aws-athena-enable-at-rest-encryption'] as const

const database = (lines: string) =>
  written('aws_athena_database', `name = "sales"\nbucket = "results"\n${lines}`)
const workgroup = (lines: string) =>
  written('aws_athena_workgroup', `name = "analysts"\nconfiguration {\n  ${lines}\n}`)
const results = (lines: string) => workgroup(`result_configuration {\n    ${lines}\n  }`)

export default [
  family({
    id: 'terraform/athena-database-encryption',
    title: 'Encrypt the results of Athena databases',
    severity: 'high',
    on: ['aws_athena_database'],
    problem: 'says nothing of encryption for its results',
    judge: demandPresent('encryption_configuration'),
    why: 'The results of a query are a copy of the rows it read. Unless it is said here, they are written under whatever the bucket does by itself.',
    fix: '`encryption_configuration { encryption_option = "SSE_KMS", kms_key = aws_kms_key.example.arn }`, each on a line of its own. It forces a new database, tables and all: for one in use say it in the workgroup instead, and enforce that.',
    references: [
      awsPage('athena_database'),
      'https://docs.aws.amazon.com/athena/latest/ug/encrypting-query-results-stored-in-s3.html',
    ],
    aliases: aliasesOf('CKV_AWS_77', ...aliasOfBoth),
    examples: {
      bad: [database(''), database('force_destroy = false')],
      good: [
        database('encryption_configuration {\n  encryption_option = "SSE_S3"\n}'),
        `${written('aws_kms_key')}${database('encryption_configuration {\n  encryption_option = "SSE_KMS"\n  kms_key           = aws_kms_key.main.arn\n}')}`,
      ],
    },
  }),
  family({
    id: 'terraform/athena-workgroup-encryption',
    title: 'Encrypt the results of Athena workgroups',
    severity: 'high',
    on: ['aws_athena_workgroup'],
    problem: 'says nothing of encryption for its results',
    judge: anyOf(
      demandPresent('configuration.result_configuration.encryption_configuration'),
      demand('configuration.managed_query_results_configuration.enabled', isTrue, { absent: 'bad' }),
    ),
    why: 'The results of a query are a copy of the rows it read, and stay in the bucket until somebody deletes them. Unless it is said here, each client decides how they are encrypted.',
    fix: 'In `result_configuration` an `encryption_configuration` with `encryption_option = "SSE_KMS"` and `kms_key_arn`. It is changed in place; whoever runs queries needs the key.',
    references: [
      awsPage('athena_workgroup'),
      'https://docs.aws.amazon.com/athena/latest/ug/encrypting-query-results-stored-in-s3.html',
    ],
    aliases: aliasesOf('CKV_AWS_159', ...aliasOfBoth),
    examples: {
      bad: [
        results('output_location = "s3://results/analysts/"'),
        written('aws_athena_workgroup', 'name = "analysts"'),
      ],
      good: [
        results('encryption_configuration {\n      encryption_option = "SSE_S3"\n    }'),
        workgroup('managed_query_results_configuration {\n    enabled = true\n  }'),
      ],
    },
  }),
  family({
    id: 'terraform/athena-enforced-configuration',
    title: 'Let no client override the settings of an Athena workgroup',
    severity: 'high',
    on: ['aws_athena_workgroup'],
    problem: 'lets clients override where results go and how they are encrypted',
    judge: demand('configuration.enforce_workgroup_configuration', isTrue, { absent: 'good' }),
    why: 'A client that brings its own settings writes its results, unencrypted if it likes, into a bucket of its choice.',
    fix: '`enforce_workgroup_configuration = true`, or leave it out: that is the default. Clients that set an output location of their own have it ignored from then on.',
    references: [
      awsPage('athena_workgroup'),
      'https://docs.aws.amazon.com/athena/latest/ug/workgroups-settings-override.html',
    ],
    aliases: aliasesOf('CKV_AWS_82', 'AWS-0007', 'aws-athena-no-encryption-override'),
    examples: {
      bad: [
        workgroup('enforce_workgroup_configuration = false'),
        `locals {\n  strict = false\n}\n${workgroup('enforce_workgroup_configuration = local.strict')}`,
      ],
      good: [
        workgroup('enforce_workgroup_configuration = true'),
        written('aws_athena_workgroup', 'name = "analysts"'),
      ],
    },
  }),
]
