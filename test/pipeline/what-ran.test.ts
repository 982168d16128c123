import { afterAll, expect, test } from 'vitest'
import type { SqlDocument } from '../../src/core/document.ts'
import type { RehearsedStep } from '../../src/core/rehearsal.ts'
import { slice } from '../../src/core/text.ts'
import { withWhatRan } from '../../src/pipeline/what-ran.ts'
import { openSqlReader } from '../../src/sql/reader.ts'

const reader = openSqlReader()
afterAll(() => reader.close())

/** The statements of a file once it is known what its first statement ran inside. */
async function shown(text: string, inner: readonly string[], error?: RehearsedStep['error']) {
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
    ...{ watched: true, locks: [], work: [], rows: [] },
    inner: inner.map((sql) => ({ sql })),
    ...(error && { error }),
  }
  const outcome = error ? 'failed' : 'applied'
  const { statements: known } = await withWhatRan(document, { path: 'a.sql', outcome, steps: [step] }, reader)
  return known
}

const block = (body: string) => `DO $$ BEGIN ${body} END $$;\nSELECT 1;`
const kinds = (statements: readonly { kind: string; ran?: true }[]) =>
  statements.map(({ kind, ran }) => (ran ? `${kind} (ran)` : kind))

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
