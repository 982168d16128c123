import { defineRule } from '../../src/core/rule.ts'
import { change, planWith } from './shared/example.ts'
import { agreeAt } from './shared/moved.ts'
import { hitOn, isReplaced, isStore, type Planned, plannedIn, repetitionOf } from './shared/planned.ts'

const zones = (...names: readonly string[]) => `locals {
  zones = [${names.map((name) => `"${name}"`).join(', ')}]
}

resource "aws_s3_bucket" "zone" {
  count  = length(local.zones)
  bucket = local.zones[count.index]
}
`
const shifted = (index: number, [before, after]: readonly [string, string]) =>
  change(`aws_s3_bucket.zone[${index}]`, 'replace', [{ bucket: before }, { bucket: after }], {
    action_reason: 'replace_because_cannot_update',
    change: { replace_paths: [['bucket']] },
  })

export default defineRule({
  id: 'plan/count-index-shift',
  title: 'Address repeated resources by name, not by position',
  languages: ['terraform'],
  severity: 'high',
  tags: ['terraform', 'plan', 'data-loss'],
  since: '0.1.0',
  why: 'An entry was added or removed before others of the list, so each later one is now addressed as its neighbour was: Terraform turns every one of them into the next by replacing it.',
  fix: `Use \`for_each\` over a set or map of names, so that an address stays with its object, and say where each one went:

\`\`\`hcl
moved {
  from = aws_s3_bucket.zone[1]
  to   = aws_s3_bucket.zone["raw"]
}
\`\`\`

To remove one entry and keep \`count\`, \`moved\` blocks from each old index to its new one do as well.`,
  references: [
    'https://developer.hashicorp.com/terraform/language/meta-arguments/count#when-to-use-for_each-instead-of-count',
  ],
  examples: {
    before: zones('landing', 'raw', 'curated'),
    bad: [
      {
        files: { 'main.tf': zones('raw', 'curated') },
        plan: planWith(
          shifted(0, ['landing', 'raw']),
          shifted(1, ['raw', 'curated']),
          change('aws_s3_bucket.zone[2]', 'delete', [{ bucket: 'curated' }, null], {
            action_reason: 'delete_because_count_index',
          }),
        ),
      },
      {
        before: zones('raw', 'curated'),
        files: { 'main.tf': zones('landing', 'raw', 'curated') },
        plan: planWith(
          shifted(0, ['raw', 'landing']),
          shifted(1, ['curated', 'raw']),
          change('aws_s3_bucket.zone[2]', 'create', [null, { bucket: 'curated' }]),
        ),
      },
    ],
    good: [
      {
        note: 'The last one goes, and no other is touched',
        files: { 'main.tf': zones('landing', 'raw') },
        plan: planWith(
          change('aws_s3_bucket.zone[2]', 'delete', [{ bucket: 'curated' }, null], {
            action_reason: 'delete_because_count_index',
          }),
        ),
      },
      {
        note: 'Each gets a name of its own that none had: replaced, and not shifted',
        files: { 'main.tf': zones('landing-eu', 'raw-eu', 'curated') },
        plan: planWith(shifted(0, ['landing', 'landing-eu']), shifted(1, ['raw', 'raw-eu'])),
      },
    ],
  },
  *check(document) {
    const repeated = plannedIn(document).filter(({ resource }) => typeof resource.key === 'number')
    for (const [name, group] of Map.groupBy(
      repeated,
      ({ resource, plan }) => `${plan.name} ${blockOf(resource)}`,
    )) {
      const replaced = group.filter(({ resource }) => isReplaced(resource))
      const taken = replaced.filter((one) => group.some((other) => isNeighbourOf(one, other)))
      const [first] = replaced
      if (!first || taken.length * 2 < replaced.length || taken.length === 0) continue
      const address = blockOf(first.resource)
      const hit = hitOn(first, {
        at: repetitionOf(first.resource, document),
        message: `An entry came or went before others: ${taken.length} of ${group.length} instances of ${address} are replaced by what their neighbour was.`,
        ...(!isStore(first.resource) && { weight: 'light' as const }),
      })
      yield {
        ...hit,
        subject: { kind: 'resource', name: address },
        identity: name.slice(first.plan.name.length),
      }
    }
  },
})

const blockOf = ({ module, type, name }: Planned['resource']) =>
  [module, type, name].filter(Boolean).join('.')

/** Whether what this one becomes is what another one was. */
function isNeighbourOf({ resource }: Planned, { resource: other }: Planned): boolean {
  if (resource === other || resource.replacePaths.length === 0) return false
  return resource.replacePaths.every((path) => agreeAt(other.before, resource.after, path))
}
