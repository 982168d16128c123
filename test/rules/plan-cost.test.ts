import { expect, test } from 'vitest'
import cost from '../../rules/plan/cost.ts'
import type { TerraformDocument } from '../../src/core/document.ts'
import type { CostReport } from '../../src/core/terraform/cost.ts'
import type { MatchedPlan, PlannedResource } from '../../src/core/terraform/plan.ts'
import { configuration, resource } from '../core/terraform/block.ts'

const planned = (name: string): PlannedResource => ({
  ...{ address: `aws_db_instance.${name}`, module: '', mode: 'managed', type: 'aws_db_instance', name },
  ...{ action: 'update', importing: false, replacePaths: [], before: new Map(), after: new Map() },
})

const plan: MatchedPlan = {
  ...{
    name: 'plan.json',
    form: 'json',
    complete: true,
    errored: false,
    drift: [],
    deferred: [],
    outputs: [],
  },
  ...{ checks: [], exposed: [], configuration: [], notes: [], mismatches: [] },
  resources: [planned('a'), planned('b')],
}

function told(currency: string, resources: CostReport['resources'], budget = 0) {
  const document: TerraformDocument = {
    ...configuration(resource('aws_db_instance.a', {}), resource('aws_db_instance.b', {})),
    ...{ language: 'terraform', path: '', text: '', plans: [plan], readers: [], files: [], changed: [] },
    costs: { currency, resources, before: undefined, after: undefined },
  }
  return [...cost.check(document, { options: { budgetUsdPerMonth: budget } })]
}

const a = (before: number | undefined, after: number | undefined) => ({
  address: 'aws_db_instance.a',
  before,
  after,
})
const b = { address: 'aws_db_instance.b', before: 10, after: 10 }

test('what becomes cheaper is told and never above a budget', () => {
  const [hit] = told('USD', [a(1500, 200.5), b], 100)
  expect(hit).toMatchObject({ message: 'The plan costs 1,300 USD a month less, by the report of Infracost.' })
  expect(hit?.weight).toBeUndefined()
})

test('the budget is compared with the sum, in its own currency alone', () => {
  expect(told('USD', [a(0, 150), b], 100)).toMatchObject([
    { weight: 'grave', message: expect.stringContaining('The budget is 100 USD.') },
  ])
  const [hit] = told('EUR', [a(0, 150), b], 100)
  expect(hit?.message).toContain('The budget is in US dollars, and was not compared.')
  expect(hit?.weight).toBeUndefined()
})

test('what has no price is in no sum, and that is said', () => {
  expect(told('USD', [a(undefined, 300), { ...b, after: 30 }])).toMatchObject([
    { message: expect.stringContaining('What another changed resource may cost is not counted.') },
  ])
})

test('nothing is said of what stays about the same', () => {
  expect(told('USD', [a(100, 100.5), b])).toEqual([])
})
