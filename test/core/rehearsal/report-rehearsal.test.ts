import { describe, expect, test } from 'vitest'
import type { RanFile, Rehearsal, RehearsedStep } from '../../../src/core/rehearsal.ts'
import { reportRehearsal } from '../../../src/core/report-rehearsal.ts'
import { LineMap, type Range } from '../../../src/core/text.ts'
import { lock, rows, step, work } from './step.ts'

const text = `BEGIN;
ALTER TABLE orders
  ADD COLUMN note text;
CREATE TABLE fresh (id int);
UPDATE orders SET note = '';
COMMIT;
`
const merged = 'CREATE TABLE a (b geometry);\n'
const texts = { head: { 'V2.sql': text }, base: { 'V1.sql': merged } } as Record<
  string,
  Record<string, string>
>
const places = {
  lines: (path: string, range: Range, side: 'base' | 'head' = 'head') =>
    new LineMap(texts[side]?.[path] ?? '').lines(range),
  text: (path: string, side: 'base' | 'head') => texts[side]?.[path] ?? '',
}

const at = (part: string): Range => ({ start: text.indexOf(part), end: text.indexOf(part) + part.length })
const exclusive = [lock('public.orders', 'ACCESS EXCLUSIVE')]
const alter = step({ range: at('ALTER TABLE orders\n  ADD COLUMN note text'), locks: exclusive })
const steps: readonly RehearsedStep[] = [
  step({ range: at('BEGIN') }),
  alter,
  step({
    range: at('CREATE TABLE fresh (id int)'),
    locks: [lock('public.fresh', 'ACCESS EXCLUSIVE', { existing: false })],
  }),
  step({ range: at("UPDATE orders SET note = ''"), rows: [rows('public.orders', { updated: 3 })] }),
  step({ range: at('COMMIT') }),
]

function rehearsal(file: Partial<RanFile>): Rehearsal {
  return {
    history: '',
    server: { version: 18, kind: 'embedded' },
    base: { files: 1, stubs: [], skipped: [], tablesWithRows: [] },
    files: [{ path: 'V2.sql', outcome: 'applied', steps, ...file }],
  }
}

function reportedFile(file: Partial<RanFile>) {
  const results = { rehearsals: [rehearsal(file)], impossible: [], disproved: [] }
  const found = reportRehearsal(results, places, {})?.histories[0]?.files[0]
  if (!found || found.outcome === 'not-rehearsed') throw new Error('it ran')
  return found
}

describe('a reported rehearsal', () => {
  test('is none where there was nothing to rehearse', () => {
    expect(reportRehearsal({ rehearsals: [], impossible: [], disproved: [] }, places, {})).toBeNull()
    const impossible = [{ path: 'a.sql', outcome: 'not-rehearsed' as const, reason: 'why' }]
    expect(reportRehearsal({ rehearsals: [], impossible, disproved: [] }, places, {})).not.toBeNull()
  })

  test('has the statements that matter, with text, lines and the line where their locks end; counts the others', () => {
    const { statements, quiet } = reportedFile({})
    expect(statements.map(({ text, lines, heldUntil }) => [text, lines.startLine, heldUntil])).toEqual([
      ['ALTER TABLE orders ADD COLUMN note text', 2, 6],
      ["UPDATE orders SET note = ''", 5, undefined],
    ])
    expect(quiet).toBe(1)
  })

  test('says what was locked before only where it lasts', () => {
    const scan = { ...alter, locks: [], work: [work('scan', 'public.lines')] }
    const other = { ...alter, locks: [lock('public.lines', 'SHARE')] }
    const { statements } = reportedFile({ steps: [alter, scan, other] })
    const locked = [{ what: 'everything', tables: ['public.orders'] }]
    expect(statements.map(({ stillBlocks }) => stillBlocks)).toEqual([[], locked, []])
  })

  test('leaves out locks that keep nobody waiting, and what is new', () => {
    const seen = step({
      range: at('BEGIN'),
      locks: [lock('public.orders', 'ROW EXCLUSIVE'), ...exclusive],
      work: [work('build', 'public.fresh', { existing: false }), work('scan', 'public.orders')],
      rows: [rows('public.fresh', { inserted: 1, existing: false })],
    })
    const [statement] = reportedFile({ steps: [seen] }).statements
    expect(statement?.locks).toEqual([
      { relation: 'public.orders', table: 'public.orders', kind: 'table', mode: 'ACCESS EXCLUSIVE' },
    ])
    expect(statement?.work).toEqual([{ kind: 'scan', table: 'public.orders', sign: 'seen' }])
    expect(statement?.rows).toEqual([])
  })

  test('tells an error with its line, and cuts what a migration may make as long as it likes', () => {
    const error = { code: 'P0001', message: 'x'.repeat(5000), at: text.indexOf('ADD COLUMN') }
    const { statements } = reportedFile({ outcome: 'failed', steps: [{ ...alter, locks: [], error }] })
    expect(statements[0]?.error?.line).toBe(3)
    expect(statements[0]?.error?.message).toHaveLength(1000)
  })

  test('has lines for an undo that fails, and for what was left out of the base', () => {
    const error = { code: '42703', message: 'no' }
    const { undo } = reportedFile({ undo: { outcome: 'not-repeatable', range: at('COMMIT'), error } })
    expect(undo).toMatchObject({ outcome: 'not-repeatable', path: 'V2.sql', lines: { startLine: 6 } })
    const skipped = [{ path: 'V1.sql', range: { start: 15, end: 27 }, error }]
    const base = { ...rehearsal({}).base, skipped }
    const results = { rehearsals: [{ ...rehearsal({}), base }], impossible: [], disproved: [] }
    const [history] = reportRehearsal(results, places, {})?.histories ?? []
    expect(history?.base.skipped).toMatchObject([
      { path: 'V1.sql', lines: { startLine: 1, startColumn: 16 } },
    ])
  })

  test('is the same, byte for byte, for the same rehearsal', () => {
    expect(JSON.stringify(reportedFile({}))).toBe(JSON.stringify(reportedFile({})))
  })
})
