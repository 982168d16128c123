import { defineRule } from '../../src/core/rule.ts'
import { blastRadius } from '../../src/core/terraform/blast-radius.ts'
import { type Holding, holdingOf, isGraveLoss } from '../../src/core/terraform/holdings.ts'
import { valueAt } from '../../src/core/terraform/value.ts'
import { withItsCluster } from './shared/cluster.ts'
import { change, planWith } from './shared/example.ts'
import {
  hitOn,
  holdsData,
  isDestroyed,
  locate,
  type Planned,
  plannedIn,
  refused,
  repetitionOf,
} from './shared/planned.ts'

const orders = `resource "aws_db_instance" "orders" {
  identifier = "orders-prod"
}
`
const values = { identifier: 'orders-prod', deletion_protection: false, skip_final_snapshot: true }

export default defineRule({
  id: 'plan/destroy-stateful',
  title: 'Keep what holds data',
  languages: ['terraform'],
  severity: 'critical',
  tags: ['terraform', 'plan', 'data-loss'],
  since: '0.1.0',
  why: 'The apply deletes the resource with everything that is stored in it. What no backup or snapshot holds is gone.',
  fix: `Decide first what becomes of the data, then choose:

1. It stays, under another address: add a \`moved\` block.
2. It stays, managed elsewhere: \`removed { from = ... lifecycle { destroy = false } }\`, and import it there.
3. It really goes: take a final backup, say so in the pull request, and get leave for it (\`/sluice waive\`).`,
  references: ['https://developer.hashicorp.com/terraform/language/resources/syntax#removing-resources'],
  subsumedBy: ['plan/for-each-key-change', 'plan/encryption-key-change'],
  examples: {
    before: orders,
    bad: [
      {
        files: { 'main.tf': '# nothing\n' },
        plan: planWith(
          change('aws_db_instance.orders', 'delete', [values, null], {
            action_reason: 'delete_because_no_resource_config',
          }),
        ),
      },
      {
        before: 'resource "aws_s3_bucket" "zone" {\n  count  = 2\n  bucket = "zone-${count.index}"\n}\n',
        files: {
          'main.tf': 'resource "aws_s3_bucket" "zone" {\n  count  = 1\n  bucket = "zone-${count.index}"\n}\n',
        },
        plan: planWith(
          change('aws_s3_bucket.zone[1]', 'delete', [{ bucket: 'zone-1' }, null], {
            action_reason: 'delete_because_count_index',
          }),
        ),
      },
    ],
    good: [
      {
        note: 'A leftover of a replacement that failed earlier holds nothing that counts',
        files: { 'main.tf': orders.replace('}', '  multi_az = true\n}') },
        plan: planWith(change('aws_db_instance.orders', 'delete', [values, null], { deposed: '8fd1ab21' })),
      },
      {
        note: 'The object stays, Terraform no longer manages it: see plan/forget-stateful',
        files: {
          'main.tf':
            'removed {\n  from = aws_db_instance.orders\n  lifecycle {\n    destroy = false\n  }\n}\n',
        },
        plan: planWith(change('aws_db_instance.orders', 'forget', [values, null])),
      },
      {
        before: 'resource "aws_iam_role" "loader" {\n  name = "loader"\n}\n',
        files: { 'main.tf': '# nothing\n' },
        plan: planWith(change('aws_iam_role.loader', 'delete', [{ name: 'loader' }, null])),
      },
    ],
  },
  *check(document) {
    for (const planned of plannedIn(document)) {
      const { resource } = planned
      if (!isDestroyed(resource) || !holdsData(resource)) continue
      const lost =
        resource.reason === 'delete_because_count_index' || resource.reason === 'delete_because_each_key'
      const holding = holdingOf(resource.type, resource.before)
      const goesAlong = holding === 'cluster' && withItsCluster(planned)
      yield hitOn(planned, {
        message: `${resource.address} is destroyed${goesAlong ? along : becomes[holding]}${guarded(planned)}`,
        ...(!isGraveLoss(holding) && { weight: 'light' as const }),
        evidence: blastRadius(resource.address, document),
        at: lost ? repetitionOf(resource, document) : locate(resource, document, []),
      })
    }
  },
})

const along = '. The plan takes its cluster away as well.'

const becomes: Readonly<Record<Holding, string>> = {
  here: ', with the data it holds.',
  replaceable: ', with what it holds.',
  cluster: '. The cluster keeps the data and has one instance less.',
  catalogued: '. The data stays where it is; what the catalog knows of it goes, and what reads it fails.',
  elsewhere: '. The data stays where it is; what reads it by this name fails.',
}

/** What still stands between the apply and the data, as the code and the last state know it. */
function guarded(planned: Planned): string {
  const refusal = refused(planned)
  const { before, type } = planned.resource
  if (refusal !== '' || holdingOf(type, before) !== 'here') return refusal
  const protection =
    valueAt(before, ['deletion_protection']) ?? valueAt(before, ['deletion_protection_enabled'])
  if (protection === true)
    return ' Its deletion protection is on, so that the apply fails half way until it is off.'
  return valueAt(before, ['skip_final_snapshot']) === true ? ' No final snapshot is taken.' : ''
}
