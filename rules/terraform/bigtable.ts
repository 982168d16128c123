import type { Rule } from '../../src/core/rule.ts'
import { demand, isFalse, isNot } from './shared/demand.ts'
import { example } from './shared/example.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'

const instance = (...lines: readonly string[]) =>
  example(
    'google_bigtable_instance.events',
    'name = "events"',
    ...lines,
    'cluster {',
    '  cluster_id = "events-a"',
    '  num_nodes  = 3',
    '}',
  )

const rules: readonly Rule[] = [
  family({
    id: 'terraform/bigtable-deletion-protection',
    title: 'Keep the deletion protection of Bigtable instances',
    severity: 'high',
    on: ['google_bigtable_instance'],
    problem: 'may be deleted by an apply',
    judge: demand('deletion_protection', isNot(isFalse), { absent: 'good' }),
    why: 'An instance that is deleted takes its tables with it, and with `force_destroy` their backups too; a change of its storage type is enough to replace it.',
    fix: 'Remove `deletion_protection = false`; the provider protects by default. To delete an instance on purpose, set it to false in a pull request of its own.',
    references: [
      'https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/bigtable_instance',
    ],
    aliases: aliasesOf('CKV_GCP_122'),
    examples: {
      bad: [
        instance('deletion_protection = false'),
        `locals {\n  protected = false\n}\n${instance('deletion_protection = local.protected')}`,
      ],
      good: [instance(), instance('deletion_protection = true')],
    },
  }),
]

export default rules
