import { displayName } from '../../src/core/catalog/lookup.ts'
import { columnName } from '../../src/core/name.ts'
import { type TypeName, typeText } from '../../src/core/query.ts'
import { defineRule } from '../../src/core/rule.ts'
import type { Statement } from '../../src/core/statement.ts'
import type { Range } from '../../src/core/text.ts'

export default defineRule({
  id: 'migration/ban-float-money',
  title: 'Keep amounts of money exact',
  languages: ['sql'],
  severity: 'medium',
  tags: ['correctness'],
  since: '0.1.0',
  subsumedBy: ['migration/ban-narrowing-type'],
  why: 'Binary floating point cannot hold most decimal amounts: sums drift by cents, and equal amounts compare as different.',
  fix: 'Use `numeric(19,4)`, or an integer number of the smallest unit.',
  examples: {
    before: 'CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, total numeric(12,2));',
    bad: [
      'CREATE TABLE payments (id bigint PRIMARY KEY, amount double precision);',
      "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN unit_price real;",
      'CREATE TABLE accounts (id bigint PRIMARY KEY, "openingBalance" float);',
    ],
    good: [
      'CREATE TABLE payments (id bigint PRIMARY KEY, amount numeric(19,4));',
      'CREATE TABLE sensors (id bigint PRIMARY KEY, temperature double precision, price_index_ratio real);',
      'CREATE TABLE rates (id bigint PRIMARY KEY, exchange_rate double precision, tax_rate real);',
      'CREATE TABLE usage (id bigint PRIMARY KEY, balance_factor double precision, amount_count real);',
    ],
  },
  *check({ statements }) {
    for (const statement of statements) {
      for (const { table, column, type, at } of typedColumns(statement)) {
        if (!isBinaryFloat(type) || !isMoney(column)) continue
        const name = columnName(displayName(table), column)
        yield {
          at,
          subject: { kind: 'column', name },
          message: `${name} sounds like an amount and is ${typeText(type)}, which cannot hold decimal amounts exactly.`,
          evidence: [{ strength: 'inferred', kind: 'statement', text: `the name ${column}` }],
          confidence: 'medium',
        }
      }
    }
  },
})

interface TypedColumn {
  readonly table: string
  readonly column: string
  readonly type: TypeName
  readonly at: Range
}

function* typedColumns(statement: Statement): Iterable<TypedColumn> {
  if (statement.kind === 'create-table') {
    for (const { name, type, range } of statement.columns)
      yield { table: statement.table, column: name, type, at: range }
  }
  if (statement.kind !== 'alter-table') return
  for (const action of statement.actions) {
    if (action.kind === 'add-column')
      yield { table: statement.table, column: action.column.name, type: action.column.type, at: action.range }
    if (action.kind === 'alter-type')
      yield { table: statement.table, column: action.column, type: action.type, at: action.range }
  }
}

const isBinaryFloat = ({ name }: TypeName) =>
  ['real', 'double precision', 'float', 'double', 'float4', 'float8', 'float64'].includes(name)

const money = new Set([
  'amount',
  'amt',
  'price',
  'cost',
  'balance',
  'revenue',
  'salary',
  'fee',
  'fees',
  'tax',
  'vat',
  'payment',
  'refund',
  'discount',
  'subtotal',
  'total',
  'invoice',
  'wage',
  'budget',
  'credit',
  'debit',
  'usd',
  'eur',
  'gbp',
  'money',
])
const notMoney = new Set([
  'rate',
  'ratio',
  'pct',
  'percent',
  'percentage',
  'factor',
  'index',
  'score',
  'count',
  'qty',
  'quantity',
  'weight',
  'share',
  'multiplier',
  'seconds',
  'ms',
  'hours',
  'days',
  'distance',
  'km',
  'kg',
  'bytes',
])

function isMoney(column: string): boolean {
  const words = column
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z]+/)
  return words.some((word) => money.has(word)) && !words.some((word) => notMoney.has(word))
}
