import { expect, test } from 'vitest'
import partial from '../../rules/plan/partial-plan.ts'
import replaced from '../../rules/plan/replace-stateful.ts'
import type { TerraformDocument } from '../../src/core/document.ts'
import type { MatchedPlan } from '../../src/core/terraform/plan.ts'
import { configuration } from '../core/terraform/block.ts'
import { planned, planOf } from '../core/terraform/planned.ts'

function documentOf(plan: MatchedPlan): TerraformDocument {
  return {
    ...configuration(),
    ...{ language: 'terraform', path: '', text: '', readers: [], files: [], changed: [], plans: [plan] },
  }
}

test('what a plan puts off is counted in one or in many', () => {
  const table = planned('aws_dynamodb_table.a', 'update', [{ name: 'a' }, { name: 'a' }])
  const said = (count: number) => {
    const deferred = Array.from({ length: count }, () => ({
      address: table.address,
      reason: 'absent_prereq',
    }))
    const plan = { ...planOf([table]), deferred, complete: false }
    return [...partial.check(documentOf(plan), { options: {} })].map(({ message, evidence = [] }) => [
      message,
      evidence[0]?.text,
    ])
  }
  const [[one = '', counts] = []] = said(1)
  expect(one).toMatch(/: 1 resource is put off to a later apply\.$/)
  expect(counts).toMatch(/: 1 resource, 0 differences from the code$/)
  expect(said(2)[0]?.[0]).toMatch(/: 2 resources are put off to a later apply\.$/)
})

test('a path that forces a replacement and has no value on either side becomes nothing', () => {
  const table = {
    ...planned('snowflake_table.a', 'replace', [{ name: 'A' }, { name: 'A' }]),
    replacePaths: [['change_tracking']],
  }
  const [hit] = [...replaced.check(documentOf(planOf([table])), { options: {} })]
  expect(hit?.message).toMatch(/^snowflake_table\.a is replaced: change_tracking forces it\. /)
})
