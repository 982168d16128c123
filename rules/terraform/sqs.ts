import { anyOf } from './shared/combine.ts'
import { demand, isTrue } from './shared/demand.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { demandPresent } from './shared/present.ts'
import { awsPage, written } from './shared/written.ts'

const queue = (lines: string) => written('aws_sqs_queue', `name = "orders"\n${lines}`)

export default [
  family({
    id: 'terraform/sqs-encryption',
    title: 'Leave encryption of SQS queues on',
    severity: 'high',
    on: ['aws_sqs_queue'],
    problem: 'keeps its messages unencrypted',
    judge: anyOf(
      demand('sqs_managed_sse_enabled', isTrue, { absent: 'good' }),
      demandPresent('kms_master_key_id'),
    ),
    why: 'Queues are encrypted unless told otherwise. Here messages lie on disk in clear for up to two weeks, those nobody could process longest.',
    fix: '`sqs_managed_sse_enabled = true`, or `kms_master_key_id` for a key of your own. It is changed in place and holds for messages from then on.',
    references: [
      awsPage('sqs_queue'),
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html',
    ],
    aliases: aliasesOf('CKV_AWS_27', 'AWS-0096', 'aws-sqs-enable-queue-encryption'),
    examples: {
      bad: [
        queue('sqs_managed_sse_enabled = false'),
        queue('sqs_managed_sse_enabled = false\nkms_master_key_id = ""'),
      ],
      good: [
        queue('sqs_managed_sse_enabled = true'),
        queue('visibility_timeout_seconds = 60'),
        `${written('aws_kms_key')}${queue('sqs_managed_sse_enabled = false\nkms_master_key_id = aws_kms_key.main.id')}`,
      ],
    },
  }),
]
