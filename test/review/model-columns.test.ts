import { expect, test } from 'vitest'
import { columnsOfModel } from '../../src/review/model-columns.ts'

test.each([
  ['select a, t.b, c as d, count(*) e from t', ['a', 'b', 'd', 'e']],
  ["select {{ x('a, b') }} as y, case when a then 1 end, max(a, b) from t", ['y', '...', '...']],
  ['with a as (select x from t), b as (select * from a) select * from b', ['x']],
  ['select distinct a from t union all select b from u', ['a']],
  ['select a as "Order Id", `b c`, t."d" from t', ['Order Id', 'b c', 'd']],
  // In BigQuery these are texts.
  ['select a, "ada lovelace", "bob" from t', ['a', '...', '...']],
])('%s', (text, names) => {
  expect(columnsOfModel(text)).toEqual(names)
})

test.each([
  'select * from a join b using (id)',
  "select * from {{ ref('a') }}",
  'select {% for x in y %} {{ x }}, {% endfor %} a from t',
  'with a as (select * from a) select * from a',
  'select count(*) from t',
  '',
  '{% macro a() %} b {% endmacro %}',
])('%s does not say plainly what it gives', (text) => {
  expect(columnsOfModel(text)).toBeUndefined()
})
