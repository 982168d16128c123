import type { TerraformDocument } from '../../src/core/document.ts'
import type { Evidence } from '../../src/core/finding.ts'
import { defineRule } from '../../src/core/rule.ts'
import type { MatchedPlan, PlanMismatch } from '../../src/core/terraform/plan.ts'
import { type Place, startOfFile } from '../../src/core/text.ts'
import { change, planWith } from './shared/example.ts'

const core = (nodes: number) => `resource "aws_redshift_cluster" "core" {
  number_of_nodes = ${nodes}
}
`
const configuration = (nodes: number) => ({
  root_module: {
    resources: [
      {
        address: 'aws_redshift_cluster.core',
        mode: 'managed',
        type: 'aws_redshift_cluster',
        name: 'core',
        expressions: { number_of_nodes: { constant_value: nodes } },
      },
    ],
  },
})
const resized = {
  ...planWith(
    change('aws_redshift_cluster.core', 'update', [{ number_of_nodes: 2 }, { number_of_nodes: 4 }]),
  ),
  configuration: configuration(4),
}

export default defineRule({
  id: 'plan/partial-plan',
  title: 'Review the plan that will be applied',
  languages: ['terraform'],
  severity: 'high',
  tags: ['terraform', 'plan', 'process'],
  since: '0.1.0',
  why: 'A plan that was cut short, failed, or was made of other code shows less than the next full apply does. What it leaves out nobody has seen.',
  fix: 'Plan again: the whole configuration, at the head of this pull request, without `-target`, and give that plan.',
  references: ['https://developer.hashicorp.com/terraform/cli/commands/plan#resource-targeting'],
  examples: {
    before: core(2),
    bad: [
      { files: { 'main.tf': core(4) }, plan: { ...resized, complete: false } },
      { files: { 'main.tf': core(4) }, plan: { ...resized, errored: true } },
      { note: 'Made of an earlier commit', files: { 'main.tf': core(8) }, plan: resized },
    ],
    good: [
      { files: { 'main.tf': core(4) }, plan: resized },
      {
        note: 'Written otherwise, and the same',
        files: { 'main.tf': core(4).replace('=', '  =') },
        plan: resized,
      },
    ],
  },
  *check(document) {
    for (const plan of document.plans) {
      const reasons = reasonsOf(plan)
      if (reasons.length === 0) continue
      const place = placeOf(plan, document)
      yield {
        at: place.range,
        path: place.path,
        subject: { kind: 'file', name: plan.name },
        identity: JSON.stringify([plan.errored, plan.complete, plan.mismatches.length > 0]),
        message: `${plan.name} is not the whole plan of this change: ${reasons.join('; ')}.`,
        evidence: [
          {
            strength: 'measured',
            kind: 'plan',
            text: `${plan.name}: ${counted(plan.resources.length, 'resource')}, ${counted(plan.mismatches.length, 'difference')} from the code`,
          },
          ...plan.mismatches.slice(0, 10).map(evidenceOf),
        ],
      }
    }
  },
})

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`

function evidenceOf({ text, place }: PlanMismatch): Evidence {
  return { strength: 'measured', kind: 'plan', text, ...(place && { place }) }
}

function reasonsOf({ errored, complete, unread, deferred, mismatches }: MatchedPlan): string[] {
  const [first] = mismatches
  const others = mismatches.length - 1
  const more =
    others > 1
      ? `, and there are ${others} more differences`
      : others === 1
        ? ', and there is one more difference'
        : ''
  return [
    ...(errored ? ['planning failed half way'] : []),
    ...(deferred.length > 0
      ? [
          `${counted(deferred.length, 'resource')} ${deferred.length === 1 ? 'is' : 'are'} put off to a later apply`,
        ]
      : []),
    ...(unread ? ['its text was not read in full: it was cut short, or its last line counts otherwise'] : []),
    ...(!complete && !unread && deferred.length === 0 && !errored
      ? ['it was limited to some resources, as by -target']
      : []),
    ...(first ? [`it was made of other code. ${first.text.replace(/\.$/, '')}${more}`] : []),
  ]
}

function placeOf({ mismatches }: MatchedPlan, document: TerraformDocument): Place {
  const known = mismatches.find(({ place }) => place)?.place
  if (known) return known
  const changed = document.paths.find((path) => document.changed.includes(path))
  return { path: changed ?? document.paths[0] ?? document.root, range: startOfFile }
}
