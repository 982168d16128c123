import { inTurn } from './shared/combine.ts'
import { demand, isTrue } from './shared/demand.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { demandPresent } from './shared/present.ts'
import { awsPage, written } from './shared/written.ts'

const table = (lines: string) => written('aws_dynamodb_table', `name = "orders"\nhash_key = "id"\n${lines}`)

export default [
  family({
    id: 'terraform/dynamodb-point-in-time-recovery',
    title: 'Keep point-in-time recovery of DynamoDB tables on',
    severity: 'high',
    on: ['aws_dynamodb_table'],
    problem: 'cannot be restored to an earlier time',
    judge: demand('point_in_time_recovery.enabled', isTrue, { absent: 'bad' }),
    why: 'A job that overwrites or deletes items leaves no trace of what was there. With recovery on, any second of the last 35 days can be restored into a new table.',
    fix: '`point_in_time_recovery { enabled = true }`. It is switched on in place; switching it off forgets the history at once.',
    references: [
      awsPage('dynamodb_table'),
      'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html',
    ],
    aliases: aliasesOf('CKV_AWS_28', 'AWS-0024', 'aws-dynamodb-enable-recovery'),
    examples: {
      bad: [
        table('billing_mode = "PAY_PER_REQUEST"'),
        table('point_in_time_recovery {\n  enabled = false\n}'),
      ],
      good: [
        table('point_in_time_recovery {\n  enabled = true\n}'),
        `variable "recover" {\n  default = true\n}\n${table('point_in_time_recovery {\n  enabled = var.recover\n}')}`,
      ],
    },
  }),
  family({
    id: 'terraform/dynamodb-kms-key',
    title: 'Encrypt DynamoDB tables with a key of your own',
    severity: 'low',
    on: ['aws_dynamodb_table'],
    problem: "is encrypted with AWS's own key",
    judge: inTurn(
      demand('server_side_encryption.enabled', isTrue, { absent: 'bad' }),
      demandPresent('server_side_encryption.kms_key_arn'),
    ),
    why: 'A table is always encrypted. Under a key of AWS who may decrypt cannot be decided, nor can anybody see in the trail who did.',
    fix: '`server_side_encryption { enabled = true, kms_key_arn = aws_kms_key.example.arn }`, each on a line of its own. It is changed in place; whoever reads the table needs `kms:Decrypt` on the key.',
    references: [
      awsPage('dynamodb_table'),
      'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/EncryptionAtRest.html',
    ],
    aliases: aliasesOf('CKV_AWS_119', 'AWS-0025', 'aws-dynamodb-table-customer-key'),
    examples: {
      bad: [
        table('billing_mode = "PAY_PER_REQUEST"'),
        table('server_side_encryption {\n  enabled = true\n}'),
      ],
      good: [
        `${written('aws_kms_key')}${table('server_side_encryption {\n  enabled     = true\n  kms_key_arn = aws_kms_key.main.arn\n}')}`,
        table(
          'server_side_encryption {\n  enabled     = "true"\n  kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/orders"\n}',
        ),
      ],
    },
  }),
]
