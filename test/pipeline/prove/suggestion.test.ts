import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Changed, openWorkshop, outcome, type Workshop } from './bench.ts'

let workshop: Workshop
beforeAll(async () => {
  workshop = await openWorkshop()
}, 60_000)
afterAll(() => workshop?.close())

const path = 'db/migration/V2__next.sql'
const sql =
  "ALTER TABLE orders ADD COLUMN state text DEFAULT 'nwe';\nALTER TABLE orders ADD COLUMN note text;"
const changed: Changed = {
  base: { 'db/migration/V1__shop.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY);' },
  change: { [path]: sql },
}
const lines = (line: number) => ({ startLine: line, startColumn: 1, endLine: line, endColumn: 99 })
const instead = (suggested: string, quote = "DEFAULT 'nwe'", line = 1) => ({
  finding: { path, lines: lines(line), quote, suggested },
})

test('what is suggested is parsed, judged and run', async () => {
  expect(await workshop.prove(changed, instead("DEFAULT 'new'"))).toEqual({
    proof: ['Parses as Postgres SQL.', 'No rule objects.', 'Applied in the rehearsal on Postgres 18.'],
  })
})

test('without a place to run it, it says so', async () => {
  expect(
    outcome(await workshop.prove({ ...changed, unrehearsed: true }, instead("DEFAULT 'new'"))),
  ).toContain('It was not run')
})

test.each([
  ['it changes nothing', instead("DEFAULT 'nwe'"), 'changes nothing'],
  ['the quote is elsewhere', instead("DEFAULT 'new'", undefined, 2), 'does not hold the quote'],
  ['it is no SQL', instead("DEFAULT 'new"), 'it holds "ALTER TABLE orders ADD COLUMN state'],
  ['it fails', instead('DEFAULT 1 / 0'), 'division by zero'],
  ['a rule objects', instead('NOT NULL DEFAULT clock_timestamp()::text'), 'objects'],
  [
    'it takes longer under its lock',
    instead("DEFAULT 'new';\nCREATE INDEX orders_state_idx ON orders (state)"),
    'objects',
  ],
  ['it drops what was there', instead("DEFAULT 'new', DROP COLUMN id"), 'migration/ban-drop-column objects'],
  ['it runs a program', instead("DEFAULT 'new'; COPY orders TO PROGRAM 'sh'"), 'COPY'],
  ['it silences rules', instead("DEFAULT 'new' -- sluice:ignore *\n"), 'speaks to tools'],
])('nothing is shown where %s', async (_, wish, why) => {
  const said = outcome(await workshop.prove(changed, wish))
  expect(said).toMatch(/^refused: /)
  expect(said).toContain(why)
})

const undone: Changed = {
  base: {
    'm/1_shop.up.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY);',
    'm/1_shop.down.sql': 'DROP TABLE orders;',
  },
  change: {
    'm/2_note.up.sql': 'ALTER TABLE orders ADD COLUMN note text;',
    'm/2_note.down.sql': 'ALTER TABLE orders DROP COLUMN not_e;',
  },
}

test.each([
  ['note', /Applied and undone in the rehearsal on Postgres 18\.$/],
  ['id', /^refused: /],
  ['note; DELETE FROM orders WHERE id > 0', /^refused: it writes rows of orders/],
])('an undo script is run with what it undoes: %s', async (suggested, said) => {
  const finding = { path: 'm/2_note.down.sql', lines: lines(1), quote: 'not_e', suggested }
  expect(outcome(await workshop.prove(undone, { finding }))).toMatch(said)
})

test('what nothing here reads cannot be tried', async () => {
  const model = 'models/orders.sql'
  const dbt: Changed = {
    base: { 'dbt_project.yml': 'name: shop\n' },
    change: { [model]: "select * from {{ ref('raw') }} where x = 1\n" },
  }
  const wish = { finding: { path: model, lines: lines(1), quote: 'x = 1', suggested: 'x = 2' } }
  expect(outcome(await workshop.prove(dbt, wish))).toBe(
    `refused: ${model} cannot be tried: nothing here reads it.`,
  )
})

test('a query outside every history is parsed and judged', async () => {
  const query = 'reports/orders.sql'
  const loose: Changed = { ...changed, change: { [query]: 'SELECT id FROM orders WHERE id <> NULL;\n' } }
  const wish = { finding: { path: query, lines: lines(1), quote: 'id <> NULL', suggested: 'id IS NOT NULL' } }
  expect(await workshop.prove(loose, wish)).toEqual({
    proof: ['Parses as Postgres SQL.', 'No rule objects.'],
  })
})
