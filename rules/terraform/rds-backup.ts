import { ofType } from './shared/combine.ts'
import { demand, every, isAtLeast } from './shared/demand.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { unlessPresent } from './shared/present.ts'
import { unlessRestored } from './shared/restored.ts'
import { awsPage, written } from './shared/written.ts'

const path = 'backup_retention_period'

/** An instance that does not say makes none. */
const instance = unlessPresent(
  'replicate_source_db',
  unlessRestored(path, demand(path, isAtLeast(1), { absent: 'bad' })),
)

/** A cluster that does not say keeps one day. */
const cluster = demand(path, isAtLeast(1), { absent: 'good' })

export default [
  family({
    id: 'terraform/rds-backup-retention',
    title: 'Keep automated backups of RDS databases',
    severity: 'high',
    on: ['aws_db_instance', 'aws_rds_cluster'],
    problem: 'makes no automated backups',
    judge: every(ofType(['aws_db_instance'], instance), ofType(['aws_rds_cluster'], cluster)),
    why: 'Without backups a wrong DELETE or a failed migration cannot be undone, and restoring to a point in time is not on offer. Terraform makes an instance without backups when nothing is said.',
    fix: '`backup_retention_period = 7`, up to 35 days. Going from zero to a number takes the instance down for a moment, as does going back, which deletes the backups there are.',
    references: [
      awsPage('db_instance'),
      'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupRetention.html',
    ],
    aliases: aliasesOf('CKV_AWS_133', 'AWS-0077', 'aws-rds-specify-backup-retention'),
    examples: {
      bad: [
        written('aws_db_instance', 'engine = "postgres"'),
        written('aws_db_instance', 'engine = "mysql"\nbackup_retention_period = 0'),
        written('aws_rds_cluster', 'engine = "aurora-mysql"\nbackup_retention_period = 0'),
      ],
      good: [
        written('aws_db_instance', 'engine = "postgres"\nbackup_retention_period = 14'),
        written('aws_rds_cluster', 'engine = "aurora-postgresql"'),
        written('aws_db_instance', 'replicate_source_db = "orders"'),
        written('aws_db_instance', 'snapshot_identifier = "orders-before-split"'),
      ],
    },
  }),
]
