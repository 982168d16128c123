import { expect, test } from 'vitest'
import { type CostReport, planCost } from '../../../src/core/terraform/cost.ts'
import type { Plan, PlannedResource } from '../../../src/core/terraform/plan.ts'
import { unknown, type Value } from '../../../src/core/terraform/value.ts'

const map = (entries: Readonly<Record<string, Value>> | null): Value =>
  entries && new Map(Object.entries(entries))

function planned(
  address: string,
  action: PlannedResource['action'],
  [before, after]: readonly (Readonly<Record<string, Value>> | null)[],
): PlannedResource {
  const [type = '', name = ''] = address.split('.')
  return {
    ...{ address, module: '', mode: 'managed', type, name, action, importing: false, replacePaths: [] },
    ...{ before: map(before ?? null), after: map(after ?? null) },
  }
}

const plan = (...resources: readonly PlannedResource[]): Plan => ({
  ...{ name: 'plan.json', form: 'json', complete: true, errored: false, resources, drift: [], deferred: [] },
  ...{ outputs: [], checks: [], exposed: [], configuration: [], notes: [] },
})

const stream = (name: string, from: number | null, to: Value | null) =>
  planned(`aws_kinesis_stream.${name}`, from === null ? 'create' : to === null ? 'delete' : 'update', [
    from === null ? null : { shard_count: from },
    to === null ? null : { shard_count: to },
  ])
const role = planned('aws_iam_role.r', 'create', [null, { name: 'r' }])

test('by the table: what is made, changed and taken away, and what has no price', () => {
  const cost = planCost(plan(stream('a', 2, 4), stream('b', null, 10), stream('c', 1, null), role))
  expect(cost).toMatchObject({
    source: 'estimate',
    currency: 'USD',
    before: 32.85,
    after: 153.3,
    unpriced: ['aws_iam_role.r'],
  })
  expect(cost?.resources.map(({ address }) => address)).toEqual([
    'aws_kinesis_stream.b',
    'aws_kinesis_stream.a',
    'aws_kinesis_stream.c',
  ])
})

test('a size that is not known has no price, and is in neither sum', () => {
  expect(planCost(plan(stream('a', 2, 4), stream('b', 2, unknown('var.shards'))))).toMatchObject({
    before: 21.9,
    after: 43.8,
    unpriced: ['aws_kinesis_stream.b'],
  })
})

test('no sum of nothing: neither without a price nor without a change', () => {
  expect(planCost(plan(role))).toBeUndefined()
  const same = planned('aws_kinesis_stream.a', 'no-op', [{ shard_count: 2 }, { shard_count: 2 }])
  const leftover = { ...stream('a', 2, null), deposed: 'ab12' }
  expect(planCost(plan(same, leftover))).toBeUndefined()
})

const report = (...resources: CostReport['resources']): CostReport => ({
  ...{ currency: 'EUR', before: undefined, after: undefined, resources },
})

test('a report of Infracost counts instead of the table, for resources of this plan alone', () => {
  const given = report(
    { address: 'aws_kinesis_stream.a', before: 20, after: 45.5 },
    { address: 'aws_kinesis_stream.elsewhere', before: 0, after: 1000 },
  )
  expect(planCost(plan(stream('a', 2, 4), role), given)).toEqual({
    source: 'infracost',
    currency: 'EUR',
    before: 20,
    after: 45.5,
    resources: [{ address: 'aws_kinesis_stream.a', before: 20, after: 45.5 }],
    unpriced: [],
  })
})

test('a report that does not tell what it was says no difference, and the table is asked', () => {
  const given = report({ address: 'aws_kinesis_stream.a', before: undefined, after: 45.5 })
  expect(planCost(plan(stream('a', 2, 4)), given)).toMatchObject({ source: 'estimate', before: 21.9 })
})
