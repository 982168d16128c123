import { defineRule } from '../../src/core/rule.ts'
import { movedBlock, rekeyedIn } from '../../src/core/terraform/moves.ts'
import { change, planWith } from './shared/example.ts'
import { movedWords } from './shared/moved.ts'
import { hitOn, isStore, type Planned, plannedIn, repetitionOf } from './shared/planned.ts'

const zones = (key: string, bucket = 'lake-raw') => `resource "aws_s3_bucket" "zone" {
  for_each = { ${key} = "${bucket}" }
  bucket   = each.value
}
`
const gone = change('aws_s3_bucket.zone["raw"]', 'delete', [{ bucket: 'lake-raw' }, null], {
  action_reason: 'delete_because_each_key',
})

export default defineRule({
  id: 'plan/for-each-key-change',
  title: 'Say which new key an old one became',
  languages: ['terraform'],
  severity: 'high',
  tags: ['terraform', 'plan', 'data-loss'],
  since: '0.1.0',
  why: 'A key of for_each is part of the address. Terraform takes a renamed key for one object that goes and another that comes: it destroys the old one and creates an empty one of the same name, or fails half way because the name is taken.',
  fix: 'Add the `moved` block that the finding names, one for each renamed key; it can go once every state has been applied.',
  references: ['https://developer.hashicorp.com/terraform/language/modules/develop/refactoring'],
  examples: {
    before: zones('raw'),
    bad: [
      {
        files: { 'main.tf': zones('bronze') },
        plan: planWith(
          gone,
          change('aws_s3_bucket.zone["bronze"]', 'create', [null, { bucket: 'lake-raw' }]),
        ),
      },
      {
        note: 'From count to for_each',
        before: 'resource "aws_s3_bucket" "zone" {\n  count  = 1\n  bucket = "lake-raw"\n}\n',
        files: { 'main.tf': zones('raw') },
        plan: planWith(
          change('aws_s3_bucket.zone[0]', 'delete', [{ bucket: 'lake-raw' }, null], {
            action_reason: 'delete_because_wrong_repetition',
          }),
          change('aws_s3_bucket.zone["raw"]', 'create', [null, { bucket: 'lake-raw' }]),
        ),
      },
    ],
    good: [
      {
        note: 'The block is there',
        files: {
          'main.tf': `${zones('bronze')}${movedBlock({ from: 'aws_s3_bucket.zone["raw"]', to: 'aws_s3_bucket.zone["bronze"]' })}`,
        },
        plan: planWith(
          change('aws_s3_bucket.zone["bronze"]', 'no-op', [{ bucket: 'lake-raw' }, { bucket: 'lake-raw' }], {
            previous_address: 'aws_s3_bucket.zone["raw"]',
          }),
        ),
      },
      {
        note: 'One really goes, and another comes',
        files: { 'main.tf': zones('archive', 'lake-archive') },
        plan: planWith(
          gone,
          change('aws_s3_bucket.zone["archive"]', 'create', [null, { bucket: 'lake-archive' }]),
        ),
      },
    ],
  },
  *check(document) {
    for (const group of Map.groupBy(plannedIn(document), blockOf).values()) {
      const byResource = new Map(group.map((planned) => [planned.resource, planned]))
      for (const pair of rekeyedIn([...byResource.keys()], document)) {
        const { old, fresh } = pair
        const planned = byResource.get(old)
        if (!planned) continue
        yield hitOn(planned, {
          at: repetitionOf(fresh, document),
          ...movedWords(pair, { from: old.address, to: fresh.address }, document),
          ...(!isStore(old) && { weight: 'light' as const }),
        })
      }
    }
  },
})

const blockOf = ({ plan, resource: { module, type, name } }: Planned) =>
  JSON.stringify([plan.name, module, type, name])
