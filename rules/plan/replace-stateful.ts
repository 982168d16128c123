import { defineRule } from '../../src/core/rule.ts'
import { blastRadius } from '../../src/core/terraform/blast-radius.ts'
import { type Holding, holdingOf, isGraveLoss } from '../../src/core/terraform/holdings.ts'
import { jsonValue } from '../../src/core/terraform/json.ts'
import type { PlannedResource } from '../../src/core/terraform/plan.ts'
import { plannedDifferences } from '../../src/core/terraform/planned-difference.ts'
import {
  isList,
  isMap,
  isUnknown,
  pathText,
  type Value,
  valueAt,
  valueText,
} from '../../src/core/terraform/value.ts'
import { shortened } from '../../src/core/text.ts'
import { withItsCluster } from './shared/cluster.ts'
import { change, planWith } from './shared/example.ts'
import { hitOn, holdsData, isReplaced, plannedIn, refused } from './shared/planned.ts'

const orders = (encrypted: boolean) => `resource "aws_db_instance" "orders" {
  identifier        = "orders-prod"
  storage_encrypted = ${encrypted}
}
`
const values = { identifier: 'orders-prod', storage_encrypted: false }

export default defineRule({
  id: 'plan/replace-stateful',
  title: 'Change what holds data in place',
  languages: ['terraform'],
  severity: 'critical',
  tags: ['terraform', 'plan', 'data-loss'],
  since: '0.1.0',
  why: 'The provider cannot make this change in place: it destroys the resource and creates an empty one. Creating the new one first changes the order, not the outcome: the new one is empty.',
  fix: `Leave the attribute as it is, or move the data yourself:

1. Create the new resource beside the old one, from a snapshot or by replication.
2. Move the readers and writers.
3. Remove the old resource in a pull request of its own.

To keep others from this mistake, set \`lifecycle { prevent_destroy = true }\`.`,
  references: ['https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle'],
  examples: {
    before: orders(false),
    bad: [
      {
        files: { 'main.tf': orders(true) },
        plan: planWith(
          change('aws_db_instance.orders', 'replace', [values, { ...values, storage_encrypted: true }], {
            action_reason: 'replace_because_cannot_update',
            change: { replace_paths: [['storage_encrypted']] },
          }),
        ),
      },
      {
        note: 'Tainted in the state, while the code is as it was',
        files: { 'main.tf': `${orders(false)}# a comment\n` },
        plan: planWith(
          change('aws_db_instance.orders', 'replace', [values, values], {
            action_reason: 'replace_because_tainted',
          }),
        ),
      },
    ],
    good: [
      {
        files: { 'main.tf': orders(false).replace('}', '  multi_az = true\n}') },
        plan: planWith(change('aws_db_instance.orders', 'update', [values, { ...values, multi_az: true }])),
      },
      {
        note: 'A rule of a security group holds nothing',
        before: 'resource "aws_security_group_rule" "db" {\n  cidr_blocks = ["10.0.0.0/16"]\n}\n',
        files: {
          'main.tf': 'resource "aws_security_group_rule" "db" {\n  cidr_blocks = ["10.1.0.0/16"]\n}\n',
        },
        plan: planWith(
          change('aws_security_group_rule.db', 'replace', [
            { cidr_blocks: ['10.0.0.0/16'] },
            { cidr_blocks: ['10.1.0.0/16'] },
          ]),
        ),
      },
    ],
  },
  *check(document) {
    for (const planned of plannedIn(document)) {
      const { resource } = planned
      if (!isReplaced(resource) || !holdsData(resource)) continue
      const holding = holdingOf(resource.type, resource.before)
      const isAlong = holding === 'cluster' && withItsCluster(planned)
      const [first] = plannedDifferences(resource).filter(({ forces }) => forces)
      const path = first?.path ?? resource.replacePaths[0] ?? []
      yield hitOn(planned, {
        path,
        evidence: blastRadius(resource.address, document),
        message: `${resource.address} is replaced: ${causeOf(resource)}. ${isAlong ? along : becomeOf(holding, resource)}${refused(planned)}`,
        ...(!isAlong && !isGraveLoss(holding) && { weight: 'light' as const }),
      })
    }
  },
})

const along = 'Its cluster is replaced, too, and the new one is empty.'

function becomeOf(holding: Holding, { action }: PlannedResource): string {
  const isMadeFirst = holding === 'cluster' && action === 'create-then-delete'
  return isMadeFirst ? 'The cluster keeps the data; the new instance is made first.' : becomes[holding]
}

const becomes: Readonly<Record<Holding, string>> = {
  here: 'The new one is empty.',
  replaceable: 'What the old one held is gone.',
  cluster: 'The cluster keeps the data; this instance is gone meanwhile.',
  catalogued:
    'The data stays where it is; what the catalog knows of it is made anew, without its partitions.',
  elsewhere: 'The data stays where it is; what reads it by this name fails meanwhile.',
}

function causeOf(resource: PlannedResource): string {
  const forcing = plannedDifferences(resource).filter(({ forces }) => forces)
  const texts = forcing.slice(0, 3).map(({ path, before, after }) => {
    if (isMap(jsonValue(before)) || isList(jsonValue(before))) return `${pathText(path)} changes`
    const [was, is] = [before, after].map(shown)
    return `${pathText(path)} goes from ${was} to ${is}`
  })
  if (texts.length > 0) return texts.join(', ')
  const [path] = resource.replacePaths
  if (path) return `${pathText(path)} ${changeOf(valueAt(resource.after, path))}`
  if (resource.reason === 'replace_because_tainted') return 'it is marked as tainted in the state'
  if (resource.reason === 'replace_by_triggers') return 'something it is replaced along with changes'
  return 'the plan was asked to do so'
}

/** A plan may name a path of which it holds neither value. */
const changeOf = (after: Value | undefined) =>
  (after ?? null) === null ? 'forces it' : `becomes ${shown(after)}`

const shown = (value: Value | undefined) =>
  isUnknown(value) ? 'what is known only after the apply' : shortened(valueText(value), 60)
