import type { Rule } from '../../src/core/rule.ts'
import { demand, isNot, isTrue } from './shared/demand.ts'
import { example } from './shared/example.ts'
import { family, type Judge } from './shared/family.ts'
import { unlessPresent } from './shared/present.ts'
import { awsPage } from './shared/written.ts'

/** A replica of another database has nothing of its own to keep. */
const keepsSnapshot: Judge = unlessPresent(
  'replicate_source_db',
  demand('skip_final_snapshot', isNot(isTrue), { absent: 'good' }),
)

const rules: readonly Rule[] = [
  family({
    id: 'terraform/skip-final-snapshot',
    title: 'Take a last snapshot before a database is deleted',
    severity: 'medium',
    on: [
      'aws_db_instance',
      'aws_rds_cluster',
      'aws_docdb_cluster',
      'aws_neptune_cluster',
      'aws_redshift_cluster',
    ],
    problem: 'is deleted without a last snapshot',
    judge: keepsSnapshot,
    why: 'The automated backups go with the database, or soon after. The final snapshot is what is left when a replacement or a destroy was a mistake.',
    fix: 'Set `skip_final_snapshot = false` and name the snapshot in `final_snapshot_identifier`, which Terraform asks for only when it deletes: without it the delete fails. The flag must be applied before the delete to count.',
    references: [
      'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html',
      awsPage('db_instance'),
    ],
    examples: {
      bad: [
        example('aws_db_instance.orders', 'engine              = "postgres"', 'skip_final_snapshot = true'),
        example('aws_redshift_cluster.mart', 'cluster_identifier  = "mart"', 'skip_final_snapshot = true'),
      ],
      good: [
        example(
          'aws_db_instance.orders',
          'skip_final_snapshot       = false',
          'final_snapshot_identifier = "orders-final"',
        ),
        example('aws_db_instance.replica', 'replicate_source_db = "orders"', 'skip_final_snapshot = true'),
        example('aws_docdb_cluster.events', 'cluster_identifier = "events"'),
      ],
    },
  }),
]

export default rules
