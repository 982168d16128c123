import { demand, isTrue } from './shared/demand.ts'
import { family, type Judge } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { unlessPresent } from './shared/present.ts'
import { awsPage, written } from './shared/written.ts'

/** A stream that reads another one keeps nothing itself. */
const keepsRecords = (judge: Judge) =>
  unlessPresent('kinesis_source_configuration', unlessPresent('msk_source_configuration', judge))

const stream = (lines: string) =>
  written('aws_kinesis_firehose_delivery_stream', `name = "orders"\ndestination = "extended_s3"\n${lines}`)

export default [
  family({
    id: 'terraform/firehose-encryption',
    title: 'Encrypt Firehose streams at rest',
    severity: 'high',
    on: ['aws_kinesis_firehose_delivery_stream'],
    problem: 'keeps its records unencrypted',
    judge: keepsRecords(demand('server_side_encryption.enabled', isTrue, { absent: 'bad' })),
    why: 'Records wait in the stream in clear until they are delivered, up to a day when the destination is down.',
    fix: '`server_side_encryption { enabled = true }`, with `key_type` and `key_arn` for a key of your own. It is changed in place. A stream fed from Kinesis or MSK needs none: encrypt the source.',
    references: [
      awsPage('kinesis_firehose_delivery_stream'),
      'https://docs.aws.amazon.com/firehose/latest/dev/encryption.html',
    ],
    aliases: aliasesOf('CKV_AWS_240'),
    examples: {
      bad: [
        stream('extended_s3_configuration {\n  role_arn = "arn:aws:iam::111122223333:role/etl"\n}'),
        stream('server_side_encryption {\n  enabled = false\n}'),
      ],
      good: [
        stream('server_side_encryption {\n  enabled = true\n}'),
        stream(
          'kinesis_source_configuration {\n  kinesis_stream_arn = "arn:aws:kinesis:eu-west-1:111122223333:stream/orders"\n}',
        ),
      ],
    },
  }),
]
