import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { demandPresent } from './shared/present.ts'
import { awsPage, written } from './shared/written.ts'

const topic = (lines: string) => written('aws_sns_topic', `name = "orders"\n${lines}`)

export default [
  family({
    id: 'terraform/sns-encryption',
    title: 'Encrypt SNS topics',
    severity: 'high',
    on: ['aws_sns_topic'],
    problem: 'keeps its messages unencrypted',
    judge: demandPresent('kms_master_key_id'),
    why: 'Messages are stored in several zones until they are delivered, and retried for days. Unlike SQS, SNS does not encrypt them unless told so.',
    fix: '`kms_master_key_id = aws_kms_key.example.id`. Services that publish (S3, EventBridge, CloudWatch) need the key: `alias/aws/sns` shuts them out, its policy cannot be changed.',
    references: [
      awsPage('sns_topic'),
      'https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html',
    ],
    aliases: aliasesOf('CKV_AWS_26', 'AWS-0095', 'aws-sns-enable-topic-encryption'),
    examples: {
      bad: [topic('fifo_topic = false'), topic('kms_master_key_id = ""')],
      good: [
        topic('kms_master_key_id = "alias/aws/sns"'),
        `${written('aws_kms_key')}${topic('kms_master_key_id = aws_kms_key.main.id')}`,
      ],
    },
  }),
]
