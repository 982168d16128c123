import { demand, isOneOf } from './shared/demand.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { awsPage, written } from './shared/written.ts'

const stream = (lines: string) => written('aws_kinesis_stream', `name = "orders"\n${lines}`)

export default [
  family({
    id: 'terraform/kinesis-encryption',
    title: 'Encrypt Kinesis streams at rest',
    severity: 'high',
    on: ['aws_kinesis_stream'],
    problem: 'keeps its records unencrypted',
    judge: demand('encryption_type', isOneOf('KMS'), { absent: 'bad' }),
    why: 'Records lie on disk in clear for as long as the stream keeps them, up to a year.',
    fix: '`encryption_type = "KMS"` with `kms_key_id = "alias/aws/kinesis"` or a key of your own. It is changed in place and holds for records from then on; with a key of your own producers need `kms:GenerateDataKey`, consumers `kms:Decrypt`.',
    references: [
      awsPage('kinesis_stream'),
      'https://docs.aws.amazon.com/streams/latest/dev/what-is-sse.html',
    ],
    aliases: aliasesOf('CKV_AWS_43', 'AWS-0064', 'aws-kinesis-enable-in-transit-encryption'),
    examples: {
      bad: [stream('shard_count = 2'), stream('encryption_type = "NONE"')],
      good: [
        stream('encryption_type = "KMS"\nkms_key_id = "alias/aws/kinesis"'),
        `locals {\n  kind = upper("kms")\n}\n${stream('encryption_type = local.kind')}`,
      ],
    },
  }),
]
