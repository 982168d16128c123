import { afterAll, describe, expect, test } from 'vitest'
import { longestFile, longestStatement, mostStatements } from '../../src/sql/limits.ts'
import type { SqlFile } from '../../src/sql/read-file.ts'
import { openSqlReader, type SqlReading } from '../../src/sql/reader.ts'

const reader = openSqlReader()
afterAll(() => reader.close())

async function readOne(text: string, more: Partial<SqlFile> = {}): Promise<SqlReading> {
  const [reading] = await reader.read([{ path: 'a.sql', text, ...more }])
  if (!reading) throw new Error('no reading')
  return reading
}

async function kindsOf(text: string): Promise<string[]> {
  const reading = await readOne(text)
  return reading.ok ? reading.statements.map((statement) => statement.kind) : [reading.reason]
}

test('readings come in the order of the files', async () => {
  const texts = Array.from({ length: 250 }, (_, i) => `CREATE TABLE t${i} (a int);`)
  const readings = await reader.read(texts.map((text, i) => ({ path: `${i}.sql`, text })))
  expect(readings.map((reading) => reading.ok && reading.statements[0])).toEqual(
    texts.map((text, i) =>
      expect.objectContaining({ table: `t${i}`, range: { start: 0, end: text.length - 1 } }),
    ),
  )
})

test('no files, no readings', async () => {
  expect(await reader.read([])).toEqual([])
})

describe('sections', () => {
  const text =
    "-- +goose Up\nDROP TABLE a; -- kept\n-- +goose Down\nCREATE TABLE a (x text DEFAULT 'open);\n-- end"
  const down = text.indexOf('CREATE')

  test('run forward and backward, each by itself, with their places in the file', async () => {
    const sections = { up: [{ start: 13, end: 34 }], down: [{ start: down, end: text.indexOf('\n-- end') }] }
    expect(await readOne(text, { sections })).toEqual({
      ok: true,
      statements: [expect.objectContaining({ kind: 'drop', range: { start: 13, end: 25 } })],
      undo: [
        {
          kind: 'unparsed',
          range: { start: down, end: text.indexOf('\n-- end') },
          message: 'unterminated quoted string',
          at: text.indexOf("'"),
        },
      ],
      comments: ['+goose Up', 'kept', '+goose Down', 'end'].map((comment) =>
        expect.objectContaining({ text: comment }),
      ),
    })
  })

  test('a file without any is read whole', async () => {
    expect(await readOne('DROP TABLE a; -- b')).toMatchObject({
      ok: true,
      statements: [{}],
      undo: [],
      comments: [{ text: 'b' }],
    })
  })
})

describe('hostile text is unparsed, and what stands around it is read', () => {
  const good = 'DROP TABLE a;\n'
  const repeat = (text: string, times: number) => text.repeat(times)

  test.each<[string, string, string[]]>([
    [
      '10,000 parentheses',
      `SELECT ${repeat('(', 10_000)}1${repeat(')', 10_000)};`,
      ['drop', 'unparsed', 'drop'],
    ],
    ['3,000 additions', `SELECT 1${repeat('+1', 3_000)};`, ['drop', 'read', 'drop']],
    [
      '300,000 additions, which trap the parser, twice',
      repeat(`SELECT 1${repeat('+1', 300_000)};`, 2),
      ['drop', 'unparsed', 'unparsed', 'drop'],
    ],
    ['20,000 signs', `SELECT ${repeat('- ', 20_000)}1;`, ['drop', 'unparsed', 'drop']],
    [
      '3,000 unions',
      `INSERT INTO t SELECT 1${repeat(' UNION SELECT 1', 3_000)};`,
      ['drop', 'insert', 'drop'],
    ],
    ['50,000 unions', `SELECT 1${repeat(' UNION SELECT 1', 50_000)};`, ['drop', 'read', 'drop']],
    ['3,000 joins', `SELECT * FROM a${repeat(' JOIN b ON true', 3_000)};`, ['drop', 'read', 'drop']],
    [
      '500 nested queries',
      `SELECT ${repeat('(SELECT ', 500)}1${repeat(')', 500)};`,
      ['drop', 'read', 'drop'],
    ],
    ['a long literal', `SELECT '${repeat('x', longestStatement + 1)}';`, ['drop', 'unparsed', 'drop']],
    [
      'a literal as long as may be',
      `SELECT '${repeat('x', longestStatement - 9)}';`,
      ['drop', 'read', 'drop'],
    ],
    ['a NUL', 'SELECT \0;', ['drop', 'unparsed', 'drop']],
    ['half a surrogate pair', "SELECT '\ud800';", ['drop', 'read', 'drop']],
    [
      '5,000 columns',
      `CREATE TABLE b (${Array.from({ length: 5_000 }, (_, i) => `c${i} int`).join(',')});`,
      ['drop', 'create-table', 'drop'],
    ],
    [
      'a body with 5,000 statements',
      `DO $$ BEGIN ${repeat('NULL;', 5_000)} END $$;`,
      ['drop', 'do-block', 'drop'],
    ],
  ])('%s', async (_, text, expected) => {
    expect(await kindsOf(good + text + good)).toEqual(expected)
  })

  test.each<[string, string]>([
    ['comments opened and not closed', repeat('/*', 1_000_000)],
    ['dollar quotes that are none', repeat('$abc', 1_000_000)],
    ['dollar quotes within dollar quotes', repeat('$a$b$a', 100_000)],
    ['routines that do not end', repeat('create function f() returns int begin atomic select 1; ', 5_000)],
    ['rules that do not end', repeat('create rule r as on insert to t do also (select 1; ', 5_000)],
    ['rows that do not end', repeat('copy t from stdin;\n', 50_000)],
    ['colons', repeat(':a ', 100_000)],
    ['quotes', repeat(`'"`, 1_000_001)],
  ])('%s take linear time', async (_, text) => {
    const reading = await readOne(text)
    expect(reading).toMatchObject({ ok: true })
  })

  test('100,000 statements are read, more than the limit are not', async () => {
    const many = await readOne(repeat('begin;', 100_000))
    expect(many.ok && many.statements.length).toBe(100_000)
    const tooMany = await readOne(repeat('begin;', mostStatements + 5))
    expect(tooMany.ok && tooMany.statements.length).toBe(mostStatements + 1)
    expect(tooMany.ok && tooMany.statements.at(-1)).toMatchObject({
      kind: 'unparsed',
      range: { start: mostStatements * 6, end: (mostStatements + 5) * 6 },
    })
  })

  test('a file beyond the limit is refused', async () => {
    const reading = await readOne(' '.repeat(longestFile + 1))
    expect(reading).toEqual({ ok: false, reason: `the file is longer than ${longestFile} characters` })
  })
})

describe('a file that cannot be read fails alone', () => {
  const around = (text: string) =>
    ['DROP TABLE a', text, 'DROP TABLE b'].map((each, i) => ({ path: `${i}.sql`, text: each }))

  test('when it takes too long', async () => {
    const hasty = openSqlReader({ timeoutMs: 500 })
    const readings = await hasty.read(around('SELECT a FROM b;'.repeat(mostStatements)))
    expect(readings.map((reading) => reading.ok)).toEqual([true, false, true])
    expect(readings[1]).toEqual({ ok: false, reason: 'reading took longer than 500 ms' })
    expect((await hasty.read(around('DROP TABLE c')))[1]?.ok).toBe(true)
    await hasty.close()
  })

  test('when its tree would exhaust memory', async () => {
    const patient = openSqlReader({ timeoutMs: 60_000 })
    const readings = await patient.read(around(`SELECT ${'a,'.repeat(500_000)}a;`))
    expect(readings.map((reading) => reading.ok && reading.statements.map(({ kind }) => kind))).toEqual([
      ['drop'],
      ['unparsed'],
      ['drop'],
    ])
    await patient.close()
  })
})

test('a reader that was closed starts again when asked', async () => {
  const again = openSqlReader()
  await again.close()
  expect(await again.read([{ path: 'a.sql', text: 'BEGIN' }])).toMatchObject([{ ok: true }])
  await again.close()
})
