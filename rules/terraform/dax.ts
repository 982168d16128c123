import { demand, isTrue } from './shared/demand.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { awsPage, written } from './shared/written.ts'

const cluster = (lines: string) => written('aws_dax_cluster', `cluster_name = "orders"\n${lines}`)

export default [
  family({
    id: 'terraform/dax-encryption',
    title: 'Encrypt DAX clusters at rest',
    severity: 'high',
    on: ['aws_dax_cluster'],
    problem: 'keeps what it caches unencrypted',
    judge: demand('server_side_encryption.enabled', isTrue, { absent: 'bad' }),
    why: 'A DynamoDB table is encrypted, its cache is not unless told so: the nodes write items and configuration to disk in clear.',
    fix: '`server_side_encryption { enabled = true }`. It forces a new cluster, which starts cold.',
    references: [
      awsPage('dax_cluster'),
      'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAXEncryptionAtRest.html',
    ],
    aliases: aliasesOf('CKV_AWS_47', 'AWS-0023', 'aws-dynamodb-enable-at-rest-encryption'),
    examples: {
      bad: [cluster('replication_factor = 3'), cluster('server_side_encryption {\n  enabled = false\n}')],
      good: [
        cluster('server_side_encryption {\n  enabled = true\n}'),
        cluster(
          'dynamic "server_side_encryption" {\n  for_each = [true]\n  content {\n    enabled = server_side_encryption.value\n  }\n}',
        ),
      ],
    },
  }),
]
