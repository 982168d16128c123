import { afterAll, beforeAll, expect, test } from 'vitest'
import { provesBound } from '../../rules/postgres/shared/partition-bound.ts'
import { findTable } from '../../src/core/catalog/lookup.ts'
import { replay, type Server, startServer } from './observed.ts'

let server: Server
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.close())

const year = "FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')"

test.each([
  ['at date NOT NULL', 'RANGE (at)', '', year, 'no'],
  ['at date NOT NULL', 'RANGE (at)', "CHECK (at >= '2025-01-01' AND at < '2026-01-01')", year, 'yes'],
  [
    'at date NOT NULL',
    'RANGE (at)',
    "CHECK (at >= DATE '2025-01-01' AND at < '2026-01-01'::date)",
    year,
    'yes',
  ],
  ['at date NOT NULL', 'RANGE (at)', "CHECK (at >= '2025-02-01'), CHECK (at < '2025-06-01')", year, 'yes'],
  ['at date NOT NULL', 'RANGE (at)', "CHECK (at BETWEEN '2025-01-01' AND '2025-12-31')", year, 'yes'],
  ['at date NOT NULL', 'RANGE (at)', "CHECK (at = '2025-03-03')", year, 'yes'],
  ['at date NOT NULL', 'RANGE (at)', "CHECK (at >= '2024-01-01' AND at < '2026-01-01')", year, 'no'],
  ['at date NOT NULL', 'RANGE (at)', "CHECK (at >= '2025-01-01' AND at <= '2026-01-01')", year, 'no'],
  ['at date NOT NULL', 'RANGE (at)', "CHECK (at >= '2025-01-01')", year, 'no'],
  [
    'at date NOT NULL',
    'RANGE (at)',
    "CHECK (at >= '2025-01-01')",
    "FOR VALUES FROM ('2025-01-01') TO (MAXVALUE)",
    'yes',
  ],
  [
    'at date NOT NULL',
    'RANGE (at)',
    "CHECK (at < '2025-01-01')",
    "FOR VALUES FROM (MINVALUE) TO ('2025-01-01')",
    'yes',
  ],
  ['n integer NOT NULL', 'RANGE (n)', 'CHECK (n >= 10 AND n < 100)', 'FOR VALUES FROM (9) TO (100)', 'yes'],
  ['n integer NOT NULL', 'RANGE (n)', 'CHECK (n > 10 AND n < 100)', 'FOR VALUES FROM (20) TO (100)', 'no'],
  ['k text NOT NULL', 'LIST (k)', "CHECK (k = 'a')", "FOR VALUES IN ('a', 'b')", 'yes'],
  ['k text NOT NULL', 'LIST (k)', "CHECK (k IN ('a', 'b'))", "FOR VALUES IN ('a', 'b')", 'yes'],
  ['k text NOT NULL', 'LIST (k)', "CHECK (k IN ('a', 'c'))", "FOR VALUES IN ('a', 'b')", 'no'],
  ['k text', 'LIST (k)', "CHECK (k = 'a')", "FOR VALUES IN ('a')", 'no'],
  ['k text', 'LIST (k)', "CHECK (k IS NOT NULL AND k = 'a')", "FOR VALUES IN ('a')", 'yes'],
  ['k text', 'LIST (k)', 'CHECK (k IS NOT NULL)', "FOR VALUES IN ('a')", 'no'],
  ['k text NOT NULL', 'LIST (k)', "CHECK (lower(k) = 'a')", "FOR VALUES IN ('a')", 'unknown'],
])('%s by %s with %s as %s: %s', async (columns, key, checks, bound, expected) => {
  const script = `CREATE TABLE whole (${columns}) PARTITION BY ${key}; CREATE TABLE part (${[columns, checks].filter(Boolean).join(', ')});`
  const statement = `ALTER TABLE whole ATTACH PARTITION part ${bound};`
  const { document, steps } = await replay(`${script}\n${statement}`)
  const last = document.statements.at(-1)
  const before = last && steps.get(last)?.before
  const [whole, part] = before ? [findTable(before, 'whole'), findTable(before, 'part')] : []
  const action = last?.kind === 'alter-table' ? last.actions[0] : undefined
  if (!whole?.partitionBy || !part || action?.kind !== 'attach-partition')
    throw new Error(`not read: ${statement}`)
  expect(provesBound(part, whole.partitionBy, action.bound)).toBe(expected)
  const seen = await server.observe(statement, script)
  expect(seen.error).toBeUndefined()
  if (expected !== 'unknown') expect(seen.notices.includes('verifying table "part"')).toBe(expected === 'no')
})
