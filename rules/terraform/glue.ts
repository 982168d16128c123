import { demand, every, isNot, isOneOf, isTrue } from './shared/demand.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { demandPresent } from './shared/present.ts'
import { awsPage, written } from './shared/written.ts'

const catalogSettings = 'data_catalog_encryption_settings'
const isEncrypted = isNot(isOneOf('DISABLED'))
const mode = (kind: string) =>
  demand(`encryption_configuration.${kind}_encryption.${kind}_encryption_mode`, isEncrypted, {
    absent: 'bad',
  })

const catalog = (passwords: string, atRest: string) =>
  written(
    'aws_glue_data_catalog_encryption_settings',
    `data_catalog_encryption_settings {\n  connection_password_encryption {\n    ${passwords}\n  }\n  encryption_at_rest {\n    ${atRest}\n  }\n}`,
  )
const configuration = (logs: string, bookmarks: string, data: string) =>
  written(
    'aws_glue_security_configuration',
    [
      'name = "etl"',
      'encryption_configuration {',
      `  cloudwatch_encryption {\n    cloudwatch_encryption_mode = "${logs}"\n  }`,
      `  job_bookmarks_encryption {\n    job_bookmarks_encryption_mode = "${bookmarks}"\n  }`,
      `  s3_encryption {\n    s3_encryption_mode = "${data}"\n  }`,
      '}',
    ].join('\n'),
  )

export default [
  family({
    id: 'terraform/glue-catalog-encryption',
    title: 'Encrypt the Glue catalog and the passwords in it',
    severity: 'high',
    on: ['aws_glue_data_catalog_encryption_settings'],
    problem: 'leaves a part of the catalog unencrypted',
    judge: every(
      demand(
        `${catalogSettings}.connection_password_encryption.return_connection_password_encrypted`,
        isTrue,
        { absent: 'bad' },
      ),
      demand(
        `${catalogSettings}.encryption_at_rest.catalog_encryption_mode`,
        isOneOf('SSE-KMS', 'SSE-KMS-WITH-SERVICE-ROLE'),
        { absent: 'bad' },
      ),
    ),
    why: 'The catalog holds the passwords of connections, and names, locations and statistics of every table. Unencrypted, `glue:GetConnection` hands out the password to whoever may call it.',
    fix: '`return_connection_password_encrypted = true` and `catalog_encryption_mode = "SSE-KMS"`. Roles that use connections need `kms:Decrypt` on the key before that, or their jobs fail.',
    references: [
      awsPage('glue_data_catalog_encryption_settings'),
      'https://docs.aws.amazon.com/glue/latest/dg/encrypt-glue-data-catalog.html',
    ],
    aliases: aliasesOf('CKV_AWS_94'),
    examples: {
      bad: [
        catalog('return_connection_password_encrypted = false', 'catalog_encryption_mode = "SSE-KMS"'),
        catalog('return_connection_password_encrypted = true', 'catalog_encryption_mode = "DISABLED"'),
      ],
      good: [
        catalog('return_connection_password_encrypted = true', 'catalog_encryption_mode = "SSE-KMS"'),
        catalog(
          'return_connection_password_encrypted = true',
          'catalog_encryption_mode         = "SSE-KMS-WITH-SERVICE-ROLE"\ncatalog_encryption_service_role = "arn:aws:iam::111122223333:role/glue"',
        ),
      ],
    },
  }),
  family({
    id: 'terraform/glue-encryption',
    title: 'Encrypt what Glue jobs write: data, logs, bookmarks',
    severity: 'high',
    on: ['aws_glue_security_configuration'],
    problem: 'leaves a part of what jobs write unencrypted',
    judge: every(mode('cloudwatch'), mode('job_bookmarks'), mode('s3')),
    why: 'A job that uses this configuration passes for encrypted. Its logs hold samples of rows and stack traces, its bookmarks keys and paths.',
    fix: '`cloudwatch_encryption_mode = "SSE-KMS"`, `job_bookmarks_encryption_mode = "CSE-KMS"`, `s3_encryption_mode = "SSE-KMS"`. A configuration cannot be changed: Terraform makes a new one, and jobs must be pointed to it.',
    references: [
      awsPage('glue_security_configuration'),
      'https://docs.aws.amazon.com/glue/latest/dg/encryption-security-configuration.html',
    ],
    aliases: aliasesOf('CKV_AWS_99'),
    examples: {
      bad: [
        configuration('DISABLED', 'CSE-KMS', 'SSE-KMS'),
        configuration('SSE-KMS', 'CSE-KMS', 'DISABLED'),
        written(
          'aws_glue_security_configuration',
          'name = "etl"\nencryption_configuration {\n  s3_encryption {\n    s3_encryption_mode = "SSE-KMS"\n  }\n}',
        ),
      ],
      good: [configuration('SSE-KMS', 'CSE-KMS', 'SSE-KMS'), configuration('SSE-KMS', 'CSE-KMS', 'SSE-S3')],
    },
  }),
  family({
    id: 'terraform/glue-security-configuration',
    title: 'Give Glue jobs and crawlers a security configuration',
    severity: 'medium',
    on: ['aws_glue_job', 'aws_glue_crawler', 'aws_glue_dev_endpoint'],
    problem: 'runs without a security configuration',
    judge: demandPresent('security_configuration'),
    why: 'Without one logs and bookmarks are written unencrypted, and files under whatever the bucket does by itself.',
    fix: '`security_configuration = aws_glue_security_configuration.example.name`. The role of the job needs the key, and `logs:AssociateKmsKey`.',
    references: [awsPage('glue_job'), 'https://docs.aws.amazon.com/glue/latest/dg/set-up-encryption.html'],
    aliases: aliasesOf('CKV_AWS_195'),
    examples: {
      bad: [
        written('aws_glue_job', 'name = "orders"\nglue_version = "5.0"'),
        written('aws_glue_crawler', 'name = "orders"\nsecurity_configuration = ""'),
      ],
      good: [
        `${configuration('SSE-KMS', 'CSE-KMS', 'SSE-KMS')}${written('aws_glue_job', 'name = "orders"\nsecurity_configuration = aws_glue_security_configuration.main.name')}`,
        written('aws_glue_crawler', 'name = "orders"\nsecurity_configuration = "etl"'),
      ],
    },
  }),
]
