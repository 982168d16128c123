import { demand, isFalse, isNot, isOneOf, isTrue, type Wanted, when } from './shared/demand.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { demandPresent, unlessPresent } from './shared/present.ts'
import { awsPage, written } from './shared/written.ts'

const hasIamLogin = isOneOf('mysql', 'mariadb', 'postgres')

/** Aurora spreads its copies by itself, custom engines and SQL Server Express know no standby. */
const hasNoStandby: Wanted = (value) => /^(?:aurora|custom-|sqlserver-ex$)/.test(String(value))

const isCurrentCa: Wanted = (value) => /^rds-ca-[a-z0-9]+-g\d+$/.test(String(value))

const postgres = (lines: string) => written('aws_db_instance', `engine = "postgres"\n${lines}`)
const replica = written('aws_db_instance', 'replicate_source_db = "orders"', 'replica')

export default [
  family({
    id: 'terraform/rds-encryption',
    title: 'Encrypt RDS storage at rest',
    severity: 'high',
    on: ['aws_db_instance'],
    problem: 'keeps its data unencrypted',
    judge: unlessPresent('replicate_source_db', demand('storage_encrypted', isTrue, { absent: 'bad' })),
    why: 'Storage, snapshots, automated backups and replicas of an unencrypted instance are all readable to whoever gets hold of the volume or a shared snapshot. Encryption cannot be switched on later, only by way of a copy.',
    fix: '`storage_encrypted = true`, with `kms_key_id` for a key of your own. On an instance that exists this forces a new one: copy its snapshot with encryption, and restore from the copy.',
    references: [
      awsPage('db_instance'),
      'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html',
    ],
    aliases: aliasesOf('CKV_AWS_16', 'AWS-0080', 'aws-rds-encrypt-instance-storage-data'),
    examples: {
      bad: [postgres('storage_encrypted = false'), postgres('allocated_storage = 100')],
      good: [
        postgres('storage_encrypted = true'),
        replica,
        `variable "encrypted" {\n  default = "true"\n}\n${postgres('storage_encrypted = var.encrypted')}`,
      ],
    },
  }),
  family({
    id: 'terraform/rds-public-access',
    title: 'Keep databases off the internet',
    severity: 'critical',
    on: ['aws_db_instance', 'aws_rds_cluster_instance'],
    problem: 'can be reached from the internet',
    judge: demand('publicly_accessible', isFalse, { absent: 'good' }),
    why: 'A public address leaves nothing but a security group and a password between the internet and the data. One rule too wide is enough.',
    fix: '`publicly_accessible = false`, and reach the database from within the VPC, over a VPN or a bastion. The change takes effect without a restart; clients from outside lose their connection.',
    references: [
      awsPage('db_instance'),
      'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html',
    ],
    aliases: [
      'checkov:CKV_AWS_17',
      'trivy:AWS-0180',
      'trivy:AVD-AWS-0180',
      'trivy:aws-rds-enable-public-access',
      'trivy:AWS-0082',
      'trivy:AVD-AWS-0082',
      'trivy:aws-rds-no-public-db-access',
      'tfsec:aws-rds-no-public-db-access',
    ],
    examples: {
      bad: [
        postgres('publicly_accessible = true'),
        written('aws_rds_cluster_instance', 'engine = "aurora-mysql"\npublicly_accessible = true'),
      ],
      good: [postgres('publicly_accessible = false'), written('aws_rds_cluster_instance')],
    },
  }),
  family({
    id: 'terraform/rds-deletion-protection',
    title: 'Protect RDS instances from deletion',
    severity: 'high',
    on: ['aws_db_instance'],
    problem: 'can be deleted by one call',
    judge: unlessPresent('replicate_source_db', demand('deletion_protection', isTrue, { absent: 'bad' })),
    why: 'Without it an apply that replaces or removes the instance, or a wrong click, deletes the database. With it AWS refuses.',
    fix: '`deletion_protection = true`. It is changed in place; whoever means to delete the instance switches it off in a change of its own first.',
    references: [
      awsPage('db_instance'),
      'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html',
    ],
    aliases: aliasesOf('CKV_AWS_293', 'AWS-0177', 'aws-rds-enable-deletion-protection'),
    examples: {
      bad: [postgres('deletion_protection = false'), postgres('skip_final_snapshot = false')],
      good: [postgres('deletion_protection = true'), replica],
    },
  }),
  family({
    id: 'terraform/rds-iam-authentication',
    title: 'Let people and services log in to RDS with IAM',
    severity: 'medium',
    on: ['aws_db_instance'],
    problem: 'knows no login but passwords',
    judge: when(
      'engine',
      hasIamLogin,
      demand('iam_database_authentication_enabled', isTrue, { absent: 'bad' }),
      { absent: false },
    ),
    why: 'Passwords are shared, copied and seldom changed. A login with IAM lasts fifteen minutes, belongs to one principal and ends when its rights do.',
    fix: '`iam_database_authentication_enabled = true`, then `GRANT rds_iam` (Postgres) or `IDENTIFIED WITH AWSAuthenticationPlugin` (MySQL) for the roles that use it. MySQL, MariaDB and Postgres know it.',
    references: [
      awsPage('db_instance'),
      'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html',
    ],
    aliases: aliasesOf('CKV_AWS_161', 'AWS-0176', 'aws-rds-enable-iam-auth'),
    examples: {
      bad: [
        postgres('multi_az = true'),
        written('aws_db_instance', 'engine = "mysql"\niam_database_authentication_enabled = false'),
      ],
      good: [
        postgres('iam_database_authentication_enabled = true'),
        written('aws_db_instance', 'engine = "oracle-ee"'),
        replica,
      ],
    },
  }),
  family({
    id: 'terraform/rds-multi-az',
    title: 'Give RDS instances a standby in another zone',
    severity: 'medium',
    on: ['aws_db_instance'],
    problem: 'has no standby',
    judge: unlessPresent(
      'replicate_source_db',
      when('engine', isNot(hasNoStandby), demand('multi_az', isTrue, { absent: 'bad' }), { absent: true }),
    ),
    why: 'When the zone or the host fails, a single instance is gone until a backup is restored, with what was written since. Maintenance takes it down as well.',
    fix: '`multi_az = true`. It is changed in place, costs a second instance, and slows down storage while the standby is made.',
    references: [
      awsPage('db_instance'),
      'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZSingleStandby.html',
    ],
    aliases: aliasesOf('CKV_AWS_157'),
    examples: {
      bad: [postgres('multi_az = false'), postgres('availability_zone = "eu-west-1a"')],
      good: [postgres('multi_az = true'), written('aws_db_instance', 'engine = "sqlserver-ex"'), replica],
    },
  }),
  family({
    id: 'terraform/rds-log-exports',
    title: 'Send the logs of RDS instances to CloudWatch',
    severity: 'low',
    on: ['aws_db_instance'],
    problem: 'keeps its logs to itself',
    judge: demandPresent('enabled_cloudwatch_logs_exports'),
    why: 'Logs on the instance are rotated away within days and are lost with it: exactly when somebody asks who read what.',
    fix: '`enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]`; MySQL has `audit`, `error`, `general`, `slowquery`. What is logged at all is up to the parameter group.',
    references: [
      awsPage('db_instance'),
      'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Procedural.UploadtoCloudWatch.html',
    ],
    aliases: aliasesOf('CKV_AWS_129'),
    examples: {
      bad: [postgres('enabled_cloudwatch_logs_exports = []'), postgres('monitoring_interval = 60')],
      good: [
        postgres('enabled_cloudwatch_logs_exports = ["postgresql"]'),
        `locals {\n  logs = ["error", "slowquery"]\n}\n${written('aws_db_instance', 'engine = "mysql"\nenabled_cloudwatch_logs_exports = local.logs')}`,
      ],
    },
  }),
  family({
    id: 'terraform/rds-copy-tags-to-snapshot',
    title: 'Copy tags to database snapshots',
    severity: 'low',
    on: ['aws_db_instance', 'aws_rds_cluster'],
    problem: 'makes snapshots without its tags',
    judge: demand('copy_tags_to_snapshot', isTrue, { absent: 'bad' }),
    why: 'Snapshots outlive the database. Without its tags nobody knows whose data they hold, how long it may be kept, and who pays.',
    fix: '`copy_tags_to_snapshot = true`; it is changed in place.',
    references: [awsPage('db_instance'), awsPage('rds_cluster')],
    aliases: ['checkov:CKV_AWS_313', 'checkov:CKV2_AWS_60'],
    examples: {
      bad: [
        postgres('tags = { Team = "orders" }'),
        written('aws_rds_cluster', 'engine = "aurora-postgresql"\ncopy_tags_to_snapshot = false'),
      ],
      good: [
        postgres('copy_tags_to_snapshot = true'),
        written('aws_rds_cluster', 'engine = "aurora-mysql"\ncopy_tags_to_snapshot = true'),
      ],
    },
  }),
  family({
    id: 'terraform/rds-performance-insights-key',
    title: 'Encrypt Performance Insights with a key of your own',
    severity: 'low',
    on: ['aws_db_instance', 'aws_rds_cluster_instance', 'aws_rds_cluster'],
    problem: "keeps Performance Insights under AWS's own key",
    judge: when('performance_insights_enabled', isTrue, demandPresent('performance_insights_kms_key_id'), {
      absent: false,
    }),
    why: 'Performance Insights keeps the text of queries, literals included. Under a key of your own you decide who may read them, and can take it back.',
    fix: '`performance_insights_kms_key_id = aws_kms_key.example.arn`. It is set when Performance Insights is switched on and cannot be changed afterwards.',
    references: [
      awsPage('db_instance'),
      'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.Overview.html',
    ],
    aliases: aliasesOf('CKV_AWS_354', 'AWS-0078', 'aws-rds-enable-performance-insights-encryption'),
    examples: {
      bad: [
        postgres('performance_insights_enabled = true'),
        written('aws_rds_cluster_instance', 'performance_insights_enabled = true'),
      ],
      good: [
        postgres('performance_insights_enabled = false'),
        `${written('aws_kms_key', '', 'insights')}${postgres('performance_insights_enabled = true\nperformance_insights_kms_key_id = aws_kms_key.insights.arn')}`,
      ],
    },
  }),
  family({
    id: 'terraform/rds-ca-certificate',
    title: 'Use a certificate authority of RDS that is still valid',
    severity: 'low',
    on: ['aws_db_instance', 'aws_rds_cluster_instance'],
    problem: 'presents a certificate of an authority that has ended',
    judge: demand('ca_cert_identifier', isCurrentCa, { absent: 'good' }),
    why: 'The authorities of 2015 and 2019 have expired. Clients that verify the certificate can no longer connect, and those that do connect verify nothing.',
    fix: '`ca_cert_identifier = "rds-ca-rsa2048-g1"`, after the clients have the bundle with that authority. The instance may restart.',
    references: [
      awsPage('db_instance'),
      'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html',
    ],
    aliases: aliasesOf('CKV_AWS_211'),
    examples: {
      bad: [
        postgres('ca_cert_identifier = "rds-ca-2019"'),
        written('aws_rds_cluster_instance', 'ca_cert_identifier = "rds-ca-2015"'),
      ],
      good: [postgres('ca_cert_identifier = "rds-ca-ecc384-g1"'), postgres('multi_az = true')],
    },
  }),
]
