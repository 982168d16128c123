import type { Rule } from '../../src/core/rule.ts'
import { read } from '../../src/core/terraform/read.ts'
import { changed, changeFamily } from './shared/change-family.ts'
import { demand, numberOf } from './shared/demand.ts'
import { family } from './shared/family.ts'
import { snowflakePage, written } from './shared/platform-example.ts'
import { demandPresent } from './shared/present.ts'

const warehouse = (...lines: readonly string[]) => written('snowflake_warehouse', 'name = "ETL"', ...lines)
const on = ['snowflake_warehouse']
const references = [
  'https://docs.snowflake.com/en/user-guide/warehouses-considerations',
  snowflakePage('warehouse'),
]

/** Each size burns twice the credits of the one before. */
const sizes = [
  'XSMALL',
  'SMALL',
  'MEDIUM',
  'LARGE',
  'XLARGE',
  'XXLARGE',
  'XXXLARGE',
  'X4LARGE',
  'X5LARGE',
  'X6LARGE',
]
const otherNames: ReadonlyMap<string, string> = new Map([
  ['2XLARGE', 'XXLARGE'],
  ['X2LARGE', 'XXLARGE'],
  ['3XLARGE', 'XXXLARGE'],
  ['X3LARGE', 'XXXLARGE'],
  ['4XLARGE', 'X4LARGE'],
  ['5XLARGE', 'X5LARGE'],
  ['6XLARGE', 'X6LARGE'],
])

function sizeOf(text: string): number {
  const plain = text.toUpperCase().replace(/[-_ ]/g, '')
  return sizes.indexOf(otherNames.get(plain) ?? plain)
}

export default [
  family({
    id: 'terraform/snowflake-warehouse-suspend',
    title: 'Let Snowflake warehouses suspend',
    severity: 'medium',
    on,
    problem: 'runs, and costs, while nobody uses it',
    judge: demand('auto_suspend', isSoon, { absent: 'good' }),
    tags: ['terraform', 'cost'],
    why: 'A warehouse burns credits for every second that it is up. Without a suspension one forgotten session keeps it up through nights and weekends.',
    fix: 'Say `auto_suspend = 60` (seconds) for jobs and a few minutes for people, who gain from the cache; with `auto_resume = true`.',
    references,
    examples: {
      bad: [warehouse('auto_suspend = 0'), warehouse('auto_suspend = 86400')],
      good: [warehouse('auto_suspend = 60'), warehouse('warehouse_size = "SMALL"')],
    },
  }),
  family({
    id: 'terraform/snowflake-warehouse-monitor',
    title: 'Put a resource monitor on Snowflake warehouses',
    severity: 'low',
    on,
    problem: 'has no limit to what it costs',
    judge: demandPresent('resource_monitor'),
    tags: ['terraform', 'cost'],
    why: 'A query that never ends, or a loop in a job, is noticed on the invoice. A monitor tells somebody, or stops the warehouse, at a number of credits.',
    fix: 'Make a `snowflake_resource_monitor` with `notify_triggers` and `suspend_trigger`, and name it: `resource_monitor = snowflake_resource_monitor.etl.name`. A monitor on the account does as well.',
    references: [
      'https://docs.snowflake.com/en/user-guide/resource-monitors',
      snowflakePage('resource_monitor'),
    ],
    examples: {
      bad: [warehouse('auto_suspend = 60'), warehouse('resource_monitor = ""')],
      good: [
        warehouse('resource_monitor = "ETL"'),
        written('snowflake_resource_monitor', 'name = "ETL"', 'credit_quota = 100'),
      ],
    },
  }),
  changeFamily({
    id: 'terraform/snowflake-warehouse-size',
    title: 'Grow Snowflake warehouses one size at a time',
    severity: 'medium',
    on,
    problem: 'grows by more than one size',
    tags: ['terraform', 'cost'],
    changed: ({ was, is }) => {
      const [before, after] = [was, is].map((each) => read(each, 'warehouse_size').value ?? 'XSMALL')
      if (typeof before !== 'string' || typeof after !== 'string') return []
      const steps = sizeOf(before) < 0 || sizeOf(after) < 0 ? 0 : sizeOf(after) - sizeOf(before)
      if (steps < 2) return []
      const { place } = read(is, 'warehouse_size')
      const fact = `${before} becomes ${after}, ${2 ** steps} times the credits for every second it runs`
      return [{ kind: 'bad', what: 'warehouse_size', place, fact, value: after }]
    },
    why: 'Every size costs twice the one before. Work that does not need the memory or the parallelism is not faster by as much.',
    fix: 'Try the next size and look at the spilling and queueing of the queries (`QUERY_HISTORY`); for many short queries more clusters (`max_cluster_count`) help where a larger size does not.',
    references,
    examples: {
      bad: [
        changed(warehouse('warehouse_size = "SMALL"'), warehouse('warehouse_size = "LARGE"')),
        changed(warehouse(), warehouse('warehouse_size = "2X-Large"')),
      ],
      good: [
        changed(warehouse('warehouse_size = "SMALL"'), warehouse('warehouse_size = "MEDIUM"')),
        changed(warehouse('warehouse_size = "X-LARGE"'), warehouse('warehouse_size = "XLARGE"')),
        warehouse('warehouse_size = "LARGE"'),
      ],
    },
  }),
] satisfies readonly Rule[]

/** 0 is never; more than an hour is as good as that. */
function isSoon(value: Parameters<typeof numberOf>[0]): boolean {
  const seconds = numberOf(value)
  return seconds === undefined || (seconds !== 0 && seconds <= 3600)
}
