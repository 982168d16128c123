import { demand, isNot, isOneOf, isTrue, when } from './shared/demand.ts'
import { family, type Judge } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { demandPresent, unlessPresent } from './shared/present.ts'
import { unlessRestored } from './shared/restored.ts'
import { awsPage, written } from './shared/written.ts'

/** The first generation of Aurora Serverless, which is encrypted always and logs in with passwords only. */
const isServerless = isOneOf('serverless')
const provisioned = (judge: Judge) => when('engine_mode', isNot(isServerless), judge, { absent: true })

const encryption = unlessRestored('storage_encrypted', demand('storage_encrypted', isTrue, { absent: 'bad' }))

const cluster = (lines: string) => written('aws_rds_cluster', `engine = "aurora-postgresql"\n${lines}`)
const clusterPage = awsPage('rds_cluster')

export default [
  family({
    id: 'terraform/aurora-encryption',
    title: 'Encrypt Aurora clusters at rest',
    severity: 'high',
    on: ['aws_rds_cluster'],
    problem: 'keeps its data unencrypted',
    judge: provisioned(unlessPresent('replication_source_identifier', encryption)),
    why: 'The shared storage of an unencrypted cluster, its snapshots and its replicas are readable to whoever gets hold of them. A cluster cannot be encrypted later, only restored into an encrypted one.',
    fix: '`storage_encrypted = true`, with `kms_key_id` for a key of your own. On a cluster that exists this forces a new one: restore a snapshot with `kms_key_id` set.',
    references: [
      clusterPage,
      'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html',
    ],
    aliases: aliasesOf('CKV_AWS_96', 'AWS-0079', 'aws-rds-encrypt-cluster-storage-data'),
    examples: {
      bad: [cluster('storage_encrypted = false'), cluster('database_name = "orders"')],
      good: [
        cluster('storage_encrypted = true'),
        written('aws_rds_cluster', 'engine = "aurora-mysql"\nengine_mode = "serverless"'),
        cluster('snapshot_identifier = "orders-before-split"'),
      ],
    },
  }),
  family({
    id: 'terraform/aurora-global-encryption',
    title: 'Encrypt global databases at rest',
    severity: 'high',
    on: ['aws_rds_global_cluster'],
    problem: 'spreads unencrypted data over regions',
    judge: unlessPresent(
      'source_db_cluster_identifier',
      demand('storage_encrypted', isTrue, { absent: 'bad' }),
    ),
    why: 'All clusters of a global database are encrypted or none is. What is left open here is open in every region.',
    fix: '`storage_encrypted = true`; it forces a new global database. One that is made of a cluster (`source_db_cluster_identifier`) is encrypted as that is.',
    references: [
      awsPage('rds_global_cluster'),
      'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database.html',
    ],
    aliases: aliasesOf('CKV_AWS_140'),
    examples: {
      bad: [
        written('aws_rds_global_cluster', 'global_cluster_identifier = "orders"'),
        written('aws_rds_global_cluster', 'engine = "aurora-mysql"\nstorage_encrypted = false'),
      ],
      good: [
        written('aws_rds_global_cluster', 'storage_encrypted = true'),
        written('aws_rds_global_cluster', 'source_db_cluster_identifier = aws_rds_cluster.orders.arn'),
      ],
    },
  }),
  family({
    id: 'terraform/aurora-kms-key',
    title: 'Encrypt Aurora clusters with a key of your own',
    severity: 'low',
    on: ['aws_rds_cluster'],
    problem: "is encrypted with AWS's own key",
    judge: when('storage_encrypted', isTrue, demandPresent('kms_key_id'), { absent: false }),
    why: 'Snapshots under the key of AWS cannot be shared with another account, and who may decrypt cannot be decided.',
    fix: '`kms_key_id = aws_kms_key.example.arn`. It forces a new cluster: restore a snapshot under that key.',
    references: [
      clusterPage,
      'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html',
    ],
    aliases: aliasesOf('CKV_AWS_327'),
    examples: {
      bad: [cluster('storage_encrypted = true'), cluster('storage_encrypted = "true"\nkms_key_id = ""')],
      good: [
        `${written('aws_kms_key', '', 'orders')}${cluster('storage_encrypted = true\nkms_key_id = aws_kms_key.orders.arn')}`,
        cluster('storage_encrypted = false'),
      ],
    },
  }),
  family({
    id: 'terraform/aurora-deletion-protection',
    title: 'Protect Aurora clusters from deletion',
    severity: 'high',
    on: ['aws_rds_cluster'],
    problem: 'can be deleted by one call',
    judge: unlessPresent(
      'replication_source_identifier',
      demand('deletion_protection', isTrue, { absent: 'bad' }),
    ),
    why: 'Without it an apply that replaces or removes the cluster, or a wrong click, deletes all its databases and its automated backups. With it AWS refuses.',
    fix: '`deletion_protection = true`. It is changed in place; whoever means to delete the cluster switches it off in a change of its own first.',
    references: [
      clusterPage,
      'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_DeleteCluster.html',
    ],
    aliases: aliasesOf('CKV_AWS_139', 'AWS-0343', 'aws-rds-enable-cluster-deletion-protection'),
    examples: {
      bad: [cluster('deletion_protection = false'), cluster('skip_final_snapshot = false')],
      good: [
        cluster('deletion_protection = true'),
        cluster('replication_source_identifier = "arn:aws:rds:eu-west-1:111122223333:cluster:orders"'),
      ],
    },
  }),
  family({
    id: 'terraform/aurora-iam-authentication',
    title: 'Let people and services log in to Aurora with IAM',
    severity: 'medium',
    on: ['aws_rds_cluster'],
    problem: 'knows no login but passwords',
    judge: provisioned(demand('iam_database_authentication_enabled', isTrue, { absent: 'bad' })),
    why: 'Passwords are shared, copied and seldom changed. A login with IAM lasts fifteen minutes, belongs to one principal and ends when its rights do.',
    fix: '`iam_database_authentication_enabled = true`, then `GRANT rds_iam` (Postgres) or `IDENTIFIED WITH AWSAuthenticationPlugin` (MySQL) for the roles that use it.',
    references: [
      clusterPage,
      'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.IAMDBAuth.html',
    ],
    aliases: aliasesOf('CKV_AWS_162'),
    examples: {
      bad: [cluster('database_name = "orders"'), cluster('iam_database_authentication_enabled = false')],
      good: [
        cluster('iam_database_authentication_enabled = true'),
        written('aws_rds_cluster', 'engine = "aurora-mysql"\nengine_mode = "serverless"'),
      ],
    },
  }),
  family({
    id: 'terraform/aurora-log-exports',
    title: 'Send the logs of Aurora clusters to CloudWatch',
    severity: 'low',
    on: ['aws_rds_cluster'],
    problem: 'keeps its logs to itself',
    judge: demandPresent('enabled_cloudwatch_logs_exports'),
    why: 'Logs on the instances of a cluster are rotated away within days and go with an instance that is scaled in: exactly when somebody asks who read what.',
    fix: '`enabled_cloudwatch_logs_exports = ["postgresql"]`; Aurora MySQL has `audit`, `error`, `general`, `slowquery`. What is logged at all is up to the parameter group of the cluster.',
    references: [
      clusterPage,
      'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.CloudWatch.html',
    ],
    aliases: aliasesOf('CKV_AWS_324'),
    examples: {
      bad: [cluster('enabled_cloudwatch_logs_exports = []'), cluster('database_name = "orders"')],
      good: [
        cluster('enabled_cloudwatch_logs_exports = ["postgresql"]'),
        written(
          'aws_rds_cluster',
          'engine = "aurora-mysql"\nenabled_cloudwatch_logs_exports = toset(["audit"])',
        ),
      ],
    },
  }),
]
