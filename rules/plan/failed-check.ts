import { defineRule } from '../../src/core/rule.ts'
import type { PlannedCheck } from '../../src/core/terraform/plan.ts'
import { type Place, startOfFile } from '../../src/core/text.ts'

const stream = `resource "aws_kinesis_stream" "clicks" {
  shard_count = 1

  lifecycle {
    postcondition {
      condition     = self.shard_count > 1
      error_message = "One shard is too few."
    }
  }
}
`
const checked = (status: string) => ({
  checks: [
    {
      address: { kind: 'resource', to_display: 'aws_kinesis_stream.clicks' },
      status,
      instances: [
        {
          address: { to_display: 'aws_kinesis_stream.clicks' },
          status,
          problems: [{ message: 'One shard is too few.' }],
        },
      ],
    },
  ],
})

export default defineRule({
  id: 'plan/failed-check',
  title: 'Heed the conditions that the code states itself',
  languages: ['terraform'],
  severity: 'medium',
  tags: ['terraform', 'plan'],
  since: '0.1.0',
  why: 'Somebody wrote this condition down because things go wrong without it, and the plan says that it does not hold.',
  fix: 'Make the condition true, or change it with the one who wrote it.',
  references: ['https://developer.hashicorp.com/terraform/language/expressions/custom-conditions'],
  examples: {
    before: stream.replace('= 1\n', '= 2\n'),
    bad: [
      { files: { 'main.tf': stream }, plan: checked('fail') },
      { note: 'The condition itself fails', files: { 'main.tf': stream }, plan: checked('error') },
    ],
    good: [
      { files: { 'main.tf': stream }, plan: checked('pass') },
      { note: 'Known only after the apply', files: { 'main.tf': stream }, plan: checked('unknown') },
    ],
  },
  *check(document) {
    for (const plan of document.plans) {
      for (const check of plan.checks) {
        if (check.status !== 'fail' && check.status !== 'error') continue
        const declared = document.byAddress.get(check.address)
        const place: Place = declared?.header ?? {
          path: document.paths[0] ?? document.root,
          range: startOfFile,
        }
        yield {
          at: place.range,
          path: place.path,
          subject: { kind: 'resource', name: check.address },
          identity: 'check',
          message: `A condition of ${check.address} ${check.status === 'fail' ? 'does not hold' : 'cannot be evaluated'}${problemOf(check)}.`,
          evidence: [
            { strength: 'measured', kind: 'plan', text: `${plan.name}: checks of ${check.address}` },
          ],
        }
      }
    }
  },
})

function problemOf({ problems: [first] }: PlannedCheck): string {
  return first ? `: ${first.replace(/\.$/, '')}` : ''
}
