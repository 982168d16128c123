import { afterAll, expect, test } from 'vitest'
import type { SqlDocument } from '../../src/core/document.ts'
import type { InnerStatement, RehearsedStep } from '../../src/core/rehearsal.ts'
import { slice } from '../../src/core/text.ts'
import { withWhatRan } from '../../src/pipeline/what-ran.ts'
import { openSqlReader } from '../../src/sql/reader.ts'

const reader = openSqlReader()
afterAll(() => reader.close())

/** The statements of a file once it is known what its first statement ran inside. */
async function shown(
  text: string,
  inner: readonly (string | InnerStatement)[],
  error?: RehearsedStep['error'],
  locks: RehearsedStep['locks'] = [],
) {
  const [reading] = await reader.read([{ path: 'a.sql', text }])
  if (!reading?.ok) throw new Error('not read')
  const { statements, undo, comments } = reading
  const document: SqlDocument = {
    ...{ language: 'sql', path: 'a.sql', text, dialect: 'postgres' },
    ...{ statements, undo, comments },
  }
  const [first] = statements
  const step: RehearsedStep = {
    range: first?.range ?? { start: 0, end: 0 },
    ...{ watched: true, locks, work: [], rows: [] },
    inner: inner.map((one) => (typeof one === 'string' ? { sql: one, place: executed(1) } : one)),
    ...(error && { error }),
  }
  const outcome = error ? 'failed' : 'applied'
  const { statements: known } = await withWhatRan(document, { path: 'a.sql', outcome, steps: [step] }, reader)
  return known
}

const executed = (line: number) => ({ line, isDynamic: true, isDirect: true })
const block = (body: string) => `DO $$ BEGIN ${body} END $$;\nSELECT 1;`
const kinds = (statements: readonly { kind: string; ran?: true | 'undone' }[]) =>
  statements.map(({ kind, ran }) => (ran ? `${kind} (${ran === true ? 'ran' : ran})` : kind))

test('dynamic SQL is what it ran, at the place of its block, with every part of it', async () => {
  const text = block("EXECUTE 'DROP TABLE ' || t;")
  const known = await shown(text, ['ALTER TABLE orders ADD COLUMN a int, DROP COLUMN b', 'DROP TABLE lines'])
  expect(kinds(known)).toEqual(['do-block', 'alter-table (ran)', 'drop (ran)', 'read'])
  const [outer, altered] = known
  expect(altered?.range).toEqual(outer?.range)
  if (altered?.kind !== 'alter-table') throw new Error('no ALTER TABLE')
  expect(altered.table).toBe('orders')
  expect(altered.actions.map(({ kind, range }) => [kind, slice(text, range)])).toEqual([
    ['add-column', slice(text, outer?.range ?? altered.range)],
    ['drop-column', slice(text, outer?.range ?? altered.range)],
  ])
})

test('a statement that the block spells out is marked where it stands, and is there once', async () => {
  const known = await shown(block('IF true THEN ALTER TABLE  orders DROP COLUMN b; END IF; DROP TABLE c;'), [
    'ALTER TABLE orders DROP COLUMN b',
  ])
  expect(kinds(known)).toEqual(['do-block', 'alter-table (ran)', 'drop', 'read'])
})

test('what a function did follows its call', async () => {
  expect(kinds(await shown('SELECT migrate();\nDROP TABLE a;', ['TRUNCATE orders']))).toEqual([
    'read',
    'truncate (ran)',
    'drop',
  ])
})

test('what was not seen to run, or could not be read, stays opaque', async () => {
  const dynamic = block("EXECUTE 'DROP TABLE ' || t;")
  expect(kinds(await shown(dynamic, []))).toEqual(['do-block', 'opaque', 'read'])
  expect(kinds(await shown(dynamic, ['DROP TABEL x']))).toEqual(['do-block', 'opaque', 'read'])
  const failure = { code: '42P01', message: 'relation "t" does not exist' }
  expect(kinds(await shown(dynamic, ['DROP TABLE t'], failure))).toEqual([
    'do-block',
    'opaque',
    'drop (ran)',
    'read',
  ])
})

test('an EXECUTE is known only where it was heard itself', async () => {
  const text =
    "DO $$ BEGIN\nUPDATE a SET b = 1;\nEXECUTE 'DROP TABLE ' || t;\nEXECUTE 'DROP TABLE ' || u;\nEND $$;"
  const update = { sql: 'UPDATE a SET b = 1', place: { line: 2, isDynamic: false, isDirect: true } }
  const first = { sql: 'DROP TABLE t', place: executed(3) }
  const second = { sql: 'DROP TABLE u', place: executed(4) }
  expect(kinds(await shown(text, [update]))).toEqual(['do-block', 'update (ran)', 'opaque', 'opaque'])
  expect(kinds(await shown(text, [update, first]))).toEqual([
    'do-block',
    'update (ran)',
    'drop (ran)',
    'opaque',
  ])
  expect(kinds(await shown(text, [first, second]))).toEqual([
    'do-block',
    'update',
    'drop (ran)',
    'drop (ran)',
  ])
  const nested = { ...first, place: { line: 3, isDynamic: true, isDirect: false } }
  expect(kinds(await shown(text, [nested, second])).filter((kind) => kind === 'opaque')).toEqual(['opaque'])
})

test('of several on one line each must have run', async () => {
  const sure = block("EXECUTE 'DROP TABLE ' || t; EXECUTE 'DROP TABLE ' || u;")
  const either = block("IF a THEN EXECUTE 'DROP TABLE ' || t; ELSE EXECUTE 'DROP TABLE ' || u; END IF;")
  const opaques = async (text: string, inner: readonly string[]) =>
    (await shown(text, inner)).filter(({ kind }) => kind === 'opaque').length
  expect(await opaques(sure, ['DROP TABLE t', 'DROP TABLE u'])).toBe(0)
  expect(await opaques(sure, ['DROP TABLE t'])).toBe(2)
  expect(await opaques(either, ['DROP TABLE t', 'DROP TABLE u'])).toBe(2)
})

test('what is hidden stands where it ran', async () => {
  const text =
    "DO $$ BEGIN\nEXECUTE 'DELETE FROM ' || t;\nALTER TABLE subs ADD COLUMN q int;\nEXECUTE 'DROP TABLE ' || t;\nEND $$;"
  const known = await shown(text, [
    { sql: 'DELETE FROM orders', place: executed(2) },
    { sql: 'ALTER TABLE subs ADD COLUMN q int', place: { line: 3, isDynamic: false, isDirect: true } },
    { sql: 'DROP TABLE orders', place: executed(4) },
  ])
  expect(kinds(known)).toEqual(['do-block', 'delete (ran)', 'alter-table (ran)', 'drop (ran)'])
})

test('what a handler took back is no fact', async () => {
  const text = block(
    "BEGIN EXECUTE 'DROP TABLE ' || t; PERFORM 1/0; EXCEPTION WHEN division_by_zero THEN NULL; END;",
  )
  const [, undone] = await shown(text, ['DROP TABLE orders'])
  expect([undone?.kind, undone?.ran, undone?.inside?.guarded]).toEqual(['drop', 'undone', true])
  const lock = { relation: 'public.orders', table: 'public.orders', kind: 'table', existing: true } as const
  const stood = await shown(text, ['DROP TABLE orders'], undefined, [{ ...lock, mode: 'ACCESS EXCLUSIVE' }])
  expect(stood[1]?.ran).toBe(true)
})

test('one that cannot be read takes nothing from the others, and what differs in values is one', async () => {
  const text = block("EXECUTE 'DROP TABLE ' || t;")
  const known = await shown(text, [
    'DELETE FROM a WHERE b >= 1',
    'DROP TABEL x',
    "DELETE FROM a WHERE b >= '2'",
  ])
  expect(kinds(known)).toEqual(['do-block', 'opaque', 'delete (ran)', 'read'])
})

test('where too many ran, not all are known', async () => {
  const many = Array.from({ length: 200 }, (_, i) => `DROP TABLE t${i}`)
  expect(kinds(await shown(block("EXECUTE 'DROP TABLE ' || t;"), many))[1]).toBe('opaque')
  expect(kinds(await shown(block("EXECUTE 'DROP TABLE ' || t;"), many.slice(1)))[1]).toBe('drop (ran)')
})
