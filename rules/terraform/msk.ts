import { anyOf } from './shared/combine.ts'
import { demand, every, isNot, isOneOf, isTrue } from './shared/demand.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { awsPage, written } from './shared/written.ts'

const transit = 'encryption_info.encryption_in_transit'
const logs = (target: string) =>
  demand(`logging_info.broker_logs.${target}.enabled`, isTrue, { absent: 'bad' })

const cluster = (lines: string) => written('aws_msk_cluster', `cluster_name = "orders"\n${lines}`)
const inTransit = (lines: string) =>
  cluster(`encryption_info {\n  encryption_in_transit {\n    ${lines}\n  }\n}`)
const brokerLogs = (target: string, lines: string) =>
  cluster(`logging_info {\n  broker_logs {\n    ${target} {\n      ${lines}\n    }\n  }\n}`)
const publicAccess = (type: string) =>
  cluster(
    `broker_node_group_info {\n  connectivity_info {\n    public_access {\n      type = "${type}"\n    }\n  }\n}`,
  )

export default [
  family({
    id: 'terraform/msk-encryption',
    title: 'Leave TLS on for MSK, between brokers and towards clients',
    severity: 'high',
    on: ['aws_msk_cluster'],
    problem: 'lets messages cross the network in clear',
    judge: every(
      demand(`${transit}.client_broker`, isOneOf('TLS'), { absent: 'good' }),
      demand(`${transit}.in_cluster`, isTrue, { absent: 'good' }),
    ),
    why: 'MSK encrypts at rest always and in transit unless told otherwise. What is told here lets producers, consumers or brokers send messages, and passwords, in clear.',
    fix: '`client_broker = "TLS"` and `in_cluster = true`, or no `encryption_in_transit` at all. Move the clients to port 9094 first; `in_cluster` cannot be changed and forces a new cluster.',
    references: [
      awsPage('msk_cluster'),
      'https://docs.aws.amazon.com/msk/latest/developerguide/msk-encryption.html',
    ],
    aliases: [
      ...aliasesOf('CKV_AWS_81', 'AWS-0073', 'aws-msk-enable-in-transit-encryption'),
      'trivy:AWS-0179',
      'trivy:AVD-AWS-0179',
      'trivy:aws-msk-enable-at-rest-encryption',
      'tfsec:aws-msk-enable-at-rest-encryption',
    ],
    examples: {
      bad: [inTransit('client_broker = "TLS_PLAINTEXT"'), inTransit('in_cluster = false')],
      good: [
        inTransit('client_broker = "TLS"'),
        cluster('number_of_broker_nodes = 3'),
        cluster(
          'encryption_info {\n  encryption_at_rest_kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/orders"\n}',
        ),
      ],
    },
  }),
  family({
    id: 'terraform/msk-logging',
    title: 'Keep the logs of MSK brokers',
    severity: 'medium',
    on: ['aws_msk_cluster'],
    problem: 'keeps no broker logs',
    judge: anyOf(logs('cloudwatch_logs'), logs('s3'), logs('firehose')),
    why: 'Nobody can log in to a broker of MSK. Without delivered logs there is nothing to look at when consumers hang, authentication fails or a partition is lost.',
    fix: 'A `logging_info` with `broker_logs { cloudwatch_logs { enabled = true } }`, or `s3`, or `firehose`, each block on lines of its own. It is changed in place.',
    references: [
      awsPage('msk_cluster'),
      'https://docs.aws.amazon.com/msk/latest/developerguide/msk-logging.html',
    ],
    aliases: aliasesOf('CKV_AWS_80', 'AWS-0074', 'aws-msk-enable-logging'),
    examples: {
      bad: [cluster('number_of_broker_nodes = 3'), brokerLogs('s3', 'enabled = false')],
      good: [
        brokerLogs('cloudwatch_logs', 'enabled = true'),
        brokerLogs('firehose', 'enabled = true'),
        brokerLogs('s3', 'enabled = "true"'),
      ],
    },
  }),
  family({
    id: 'terraform/msk-public-access',
    title: 'Keep MSK brokers off the internet',
    severity: 'critical',
    on: ['aws_msk_cluster'],
    problem: 'can be reached from the internet',
    judge: demand(
      'broker_node_group_info.connectivity_info.public_access.type',
      isNot(isOneOf('SERVICE_PROVIDED_EIPS')),
      { absent: 'good' },
    ),
    why: 'Brokers with addresses on the internet leave nothing but the access control of Kafka between everybody and the topics.',
    fix: '`type = "DISABLED"`, or no `public_access` at all. Clients elsewhere come in over multi-VPC connectivity (`vpc_connectivity`), a VPN or a peering.',
    references: [
      awsPage('msk_cluster'),
      'https://docs.aws.amazon.com/msk/latest/developerguide/public-access.html',
    ],
    aliases: aliasesOf('CKV_AWS_291'),
    examples: {
      bad: [
        publicAccess('SERVICE_PROVIDED_EIPS'),
        `variable "reach" {\n  default = "SERVICE_PROVIDED_EIPS"\n}\n${publicAccess('${var.reach}')}`,
      ],
      good: [publicAccess('DISABLED'), cluster('number_of_broker_nodes = 3')],
    },
  }),
]
