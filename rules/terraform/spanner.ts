import type { Rule } from '../../src/core/rule.ts'
import { demand, isFalse, isNot } from './shared/demand.ts'
import { example } from './shared/example.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'

const database = (...lines: readonly string[]) =>
  example('google_spanner_database.orders', 'instance = "main"', 'name     = "orders"', ...lines)

const rules: readonly Rule[] = [
  family({
    id: 'terraform/spanner-deletion-protection',
    title: 'Keep the deletion protection of Spanner databases',
    severity: 'high',
    on: ['google_spanner_database'],
    problem: 'may be dropped by an apply',
    judge: demand('deletion_protection', isNot(isFalse), { absent: 'good' }),
    why: 'Editing a DDL statement that was applied already makes Terraform drop the database and create it anew. With the protection off, the rows go with it.',
    fix: 'Remove `deletion_protection = false`; the provider protects by default. Add `enable_drop_protection = true` so that Spanner itself refuses as well. Append to `ddl`, and never edit what is there.',
    references: [
      'https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/spanner_database',
      'https://cloud.google.com/spanner/docs/prevent-database-deletion',
    ],
    aliases: aliasesOf('CKV_GCP_119'),
    examples: {
      bad: [
        database('deletion_protection = false'),
        database('ddl = ["CREATE TABLE t (id INT64) PRIMARY KEY (id)"]', 'deletion_protection = "false"'),
      ],
      good: [database(), database('deletion_protection = true')],
    },
  }),
]

export default rules
