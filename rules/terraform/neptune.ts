import { demand, isFalse, isTrue } from './shared/demand.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { unlessPresent } from './shared/present.ts'
import { awsPage, written } from './shared/written.ts'

const cluster = (lines: string) => written('aws_neptune_cluster', `engine = "neptune"\n${lines}`)
const instance = (lines: string) => written('aws_neptune_cluster_instance', lines)

export default [
  family({
    id: 'terraform/neptune-encryption',
    title: 'Encrypt Neptune clusters at rest',
    severity: 'high',
    on: ['aws_neptune_cluster'],
    problem: 'keeps its graph unencrypted',
    judge: unlessPresent(
      'replication_source_identifier',
      demand('storage_encrypted', isTrue, { absent: 'bad' }),
    ),
    why: 'The storage of an unencrypted cluster, its snapshots and its replicas are readable to whoever gets hold of them. A cluster cannot be encrypted later.',
    fix: '`storage_encrypted = true`, with `kms_key_arn` for a key of your own. On a cluster that exists this forces a new one: restore a snapshot into an encrypted cluster.',
    references: [
      awsPage('neptune_cluster'),
      'https://docs.aws.amazon.com/neptune/latest/userguide/encrypt.html',
    ],
    aliases: aliasesOf('CKV_AWS_44', 'AWS-0076', 'aws-neptune-enable-storage-encryption'),
    examples: {
      bad: [cluster('storage_encrypted = false'), cluster('backup_retention_period = 7')],
      good: [
        cluster('storage_encrypted = true'),
        cluster('replication_source_identifier = "arn:aws:rds:eu-west-1:111122223333:cluster:graph"'),
      ],
    },
  }),
  family({
    id: 'terraform/neptune-public-access',
    title: 'Keep Neptune off the internet',
    severity: 'critical',
    on: ['aws_neptune_cluster_instance'],
    problem: 'can be reached from the internet',
    judge: demand('publicly_accessible', isFalse, { absent: 'good' }),
    why: 'Unless IAM authentication is on, Neptune asks nobody for a password: whoever reaches it reads and writes the graph.',
    fix: '`publicly_accessible = false`, and query from within the VPC, over a VPN or a bastion.',
    references: [
      awsPage('neptune_cluster_instance'),
      'https://docs.aws.amazon.com/neptune/latest/userguide/security-vpc.html',
    ],
    aliases: aliasesOf('CKV_AWS_102'),
    examples: {
      bad: [instance('publicly_accessible = true'), instance('publicly_accessible = "true"')],
      good: [instance('publicly_accessible = false'), instance('instance_class = "db.r6g.large"')],
    },
  }),
]
