import { expect, test } from 'vitest'
import type { TableChange } from '../../../src/core/terraform/table-changes.ts'
import { mentionIn, withoutComments } from '../../../src/core/terraform/table-mentions.ts'
import { resource } from './block.ts'

const loss = (column?: string): TableChange => ({
  kind: column === undefined ? 'table-dropped' : 'column-dropped',
  subject: { kind: 'table', name: 'sales.orders' },
  ...{ path: 'main.tf', range: { start: 0, end: 1 } },
  table: { name: 'lake.sales.orders', resource: resource('databricks_sql_table.t', {}), columns: [] },
  ...(column !== undefined && { column }),
})
const mentioned = (text: string, column?: string) => {
  const code = withoutComments(text).toLowerCase()
  return mentionIn(code, loss(column)) !== undefined
}

test.each([
  'select 1 from orders',
  'SELECT 1 FROM sales.orders',
  'select 1 from `lake.sales.orders`',
  'select 1 from "SALES"."ORDERS"',
  'select 1 from [sales].[orders]',
  'delete from\n  sales.orders',
  'merge into orders using x',
  "select 1 from {{ source('sales', 'orders') }}",
  '{% set t = source("sales", "orders") %}',
])('%s names the table', (text) => {
  expect(mentioned(text)).toBe(true)
})

test.each([
  'select orders from t',
  'select 1 from presales.orders',
  'select 1 from crm.orders',
  'select 1 from sales.orders_old',
  'select 1 from reorders',
  'select 1 -- from orders',
  'select 1 /* from orders */',
  "select 'from orders'",
  "{# {{ source('sales', 'orders') }} #}",
  "select 1 from {{ source('crm', 'orders') }}",
])('%s does not', (text) => {
  expect(mentioned(text)).toBe(false)
})

test('a column by its name or by a star', () => {
  expect(mentioned('select email from sales.orders', 'Email')).toBe(true)
  expect(mentioned('select o.* from sales.orders o', 'email')).toBe(true)
  expect(mentioned('select address.zip from sales.orders', 'address.zip')).toBe(true)
  expect(mentioned('select emails from sales.orders', 'email')).toBe(false)
  expect(mentioned('select count(*) from sales.orders', 'email')).toBe(false)
})

test('blanks stand for what does not count, line for line', () => {
  const text = "a -- b\nc /* d\ne */ f 'g' {{ 'h' }}"
  const code = withoutComments(text)
  expect(code).toBe("a     \nc     \n     f     {{ 'h' }}")
  expect(code).toHaveLength(text.length)
})

test.each([
  ['openings without an end', '/*'.repeat(200_000)],
  ['quotes', "'".repeat(400_001)],
  ['templates', '{{'.repeat(200_000)],
  ['the name over and over', 'x.orders '.repeat(50_000)],
  ['a long word before the name', `${'x'.repeat(400_000)}.orders`],
])('%s come to an end', (_, text) => {
  expect(mentioned(text)).toBe(false)
})
