import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Changed, type Files, openWorkshop, outcome, type Workshop } from './bench.ts'

let workshop: Workshop
beforeAll(async () => {
  workshop = await openWorkshop()
}, 60_000)
afterAll(() => workshop?.close())

const at = (name: string) => `db/migrations/${name}.sql`
const merged: Files = {
  [at('0001_shop.up')]: `CREATE TABLE customers (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers, state text DEFAULT 'new', note text);
CREATE INDEX orders_customer_id_idx ON orders (customer_id);`,
  [at('0001_shop.down')]: 'DROP TABLE orders;\nDROP TABLE customers;',
}
const added = (sql: string): Changed => ({ base: merged, change: { [at('0002_next.up')]: sql } })
const undo = (text: string, path = at('0002_next.up')) => ({
  ...({ kind: 'undo', title: 'Undoes it', paths: [path] } as const),
  files: [{ path: '../../.github/workflows/ci.yml', text }],
})
const column = added('ALTER TABLE orders ADD COLUMN paid boolean;')

test('an undo script is put where the other ones lie, whatever path the model names', async () => {
  const proven = await workshop.prove(column, undo('ALTER TABLE orders DROP COLUMN paid;\n'))
  expect(proven).toEqual({
    remedy: {
      kind: 'undo',
      path: at('0002_next.up'),
      title: 'Undoes it',
      files: [{ path: at('0002_next.down'), text: 'ALTER TABLE orders DROP COLUMN paid;\n' }],
      proof: [
        'Applied, undone and applied again in the rehearsal on Postgres 18: the schema was what it had been.',
        'No rule objects.',
      ],
      caveats: ['What was written to orders.paid is lost with it.'],
    },
  })
})

test.each([
  [
    'CREATE TABLE refunds (id bigint PRIMARY KEY, order_id bigint REFERENCES orders);\nCREATE INDEX refunds_order_id_idx ON refunds (order_id);',
    'DROP TABLE refunds;',
  ],
  [
    "ALTER TABLE orders ALTER COLUMN state SET DEFAULT 'open';",
    "ALTER TABLE orders ALTER COLUMN state SET DEFAULT 'new';",
  ],
  ['ALTER TABLE orders RENAME COLUMN note TO remark;', 'ALTER TABLE orders RENAME COLUMN remark TO note;'],
  ['ALTER TABLE orders DROP COLUMN note;', 'ALTER TABLE orders ADD COLUMN note text;'],
])('%s is undone by %s', async (up, down) => {
  expect(await workshop.prove(added(up), undo(down)).then(outcome)).toMatch(
    /^Applied, undone and applied again/,
  )
})

test('what does not come back is said', async () => {
  const up = added('ALTER TABLE orders DROP COLUMN note;')
  expect(await workshop.prove(up, undo('ALTER TABLE orders ADD COLUMN note text;')).then(outcome)).toContain(
    'note: Rows that the migration changed or took away do not come back.',
  )
})

const table = added(
  'CREATE TABLE refunds (id bigint PRIMARY KEY);\nCREATE INDEX orders_state_idx ON orders (state);',
)
const written = added(
  "ALTER TABLE orders ADD COLUMN tier text;\nUPDATE orders SET note = 'gold' WHERE id IN (1, 2);\nALTER TABLE orders ADD COLUMN b int;",
)
const column2 = 'ALTER TABLE orders DROP COLUMN b;\nALTER TABLE orders DROP COLUMN tier;'
const exchanged = added(`ALTER TABLE orders ADD COLUMN fresh text;
ALTER TABLE orders RENAME COLUMN note TO old;
ALTER TABLE orders RENAME COLUMN fresh TO note;
ALTER TABLE orders RENAME COLUMN old TO fresh;`)

test.each([
  [
    'the rows that the migration wrote',
    written,
    `UPDATE orders SET note = NULL WHERE id IN (1, 2);\n${column2}`,
  ],
  [
    'its own renames, the last one first',
    exchanged,
    `ALTER TABLE orders RENAME COLUMN fresh TO old;
ALTER TABLE orders RENAME COLUMN note TO fresh;
ALTER TABLE orders RENAME COLUMN old TO note;
ALTER TABLE orders DROP COLUMN fresh;`,
  ],
  [
    'a type, with a plain cast',
    added('ALTER TABLE orders ALTER COLUMN id TYPE numeric;'),
    'ALTER TABLE orders ALTER COLUMN id TYPE bigint USING id::bigint;',
  ],
  ['a function', added("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';"), 'DROP FUNCTION f();'],
  [
    'a constraint that it made another',
    added("ALTER TABLE orders ADD CONSTRAINT c CHECK (state <> '') NOT VALID;"),
    'ALTER TABLE orders DROP CONSTRAINT c;',
  ],
])('an undo script may take back %s', async (_, up, down) => {
  expect(await workshop.prove(up, undo(down)).then(outcome)).toMatch(/^Applied, undone and applied again/)
})

test.each([
  ['all rows of a table that it writes', written, `DELETE FROM orders WHERE id > 0;\n${column2}`],
  ['another column', written, `UPDATE orders SET state = NULL WHERE id IN (1, 2);\n${column2}`],
  ['other rows', written, `UPDATE orders SET note = NULL WHERE id > 0;\n${column2}`],
  ['rows, by a function', written, `UPDATE orders SET note = lower(note) WHERE id IN (1, 2);\n${column2}`],
  [
    'what the migration worked out of it',
    added('UPDATE orders SET note = lower(note) WHERE id > 0;\nALTER TABLE orders ADD COLUMN b int;'),
    'UPDATE orders SET note = NULL WHERE id > 0;\nALTER TABLE orders DROP COLUMN b;',
  ],
  [
    'rows that it chooses by what the migration wrote',
    added("UPDATE orders SET note = 'x' WHERE note IS NULL;\nALTER TABLE orders ADD COLUMN b int;"),
    'UPDATE orders SET note = NULL WHERE note IS NULL;\nALTER TABLE orders DROP COLUMN b;',
  ],
  ['a whole column', written, `${column2}\nALTER TABLE orders ALTER COLUMN note TYPE text USING '';`],
  [
    'names of columns',
    written,
    `${column2}\nALTER TABLE orders RENAME COLUMN note TO x;\nALTER TABLE orders RENAME COLUMN state TO note;\nALTER TABLE orders RENAME COLUMN x TO state;`,
  ],
  [
    'rows that are there already',
    written,
    `INSERT INTO orders (id) SELECT id FROM orders ON CONFLICT (id) DO UPDATE SET note = NULL;\n${column2}`,
  ],
  [
    'rows, by a trigger',
    written,
    `CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM customers; RETURN NEW; END $$;
CREATE TRIGGER t BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION f();
UPDATE orders SET note = NULL WHERE id IN (1, 2);
DROP TRIGGER t ON orders; DROP FUNCTION f();\n${column2}`,
  ],
  [
    'rows, by a reference that is there for a while',
    written,
    `ALTER TABLE orders ADD CONSTRAINT u UNIQUE (note);\n${column2}\nALTER TABLE orders DROP CONSTRAINT u;`,
  ],
  [
    'rows, by a function in a check',
    written,
    `ALTER TABLE orders ADD CONSTRAINT k CHECK (length(note) > 0);\nALTER TABLE orders DROP CONSTRAINT k;\n${column2}`,
  ],
  [
    'digits, by a type in between',
    added('ALTER TABLE orders ALTER COLUMN id TYPE numeric;'),
    'ALTER TABLE orders ALTER COLUMN id TYPE int;\nALTER TABLE orders ALTER COLUMN id TYPE bigint;',
  ],
  [
    'the old column that has the name of the new one',
    exchanged,
    `ALTER TABLE orders DROP COLUMN fresh;
ALTER TABLE orders RENAME COLUMN note TO fresh;
ALTER TABLE orders RENAME COLUMN fresh TO note;`,
  ],
  ['a transaction', written, `BEGIN;\nALTER TABLE orders DROP COLUMN note;\nROLLBACK;\n${column2}`],
  ['what hangs on it', table, 'DROP TABLE refunds CASCADE;\nDROP INDEX orders_state_idx;'],
  ['rights', written, `${column2}\nGRANT ALL ON orders TO PUBLIC;`],
])('an undo script may not touch %s', async (_, up, down) => {
  expect(await workshop.prove(up, undo(down)).then(outcome)).toMatch(
    /^refused: .*(?:takes back nothing that the migration did|was there before|writes rows of)/,
  )
})

test.each([
  ['an index stays', table, 'DROP TABLE refunds;', 'orders_state_idx'],
  ['it fails', column, 'ALTER TABLE orders DROP COLUMN payed;', 'payed'],
  [
    'another default comes back',
    added("ALTER TABLE orders ALTER COLUMN state SET DEFAULT 'open';"),
    "ALTER TABLE orders ALTER COLUMN state SET DEFAULT 'fresh';",
    'another schema',
  ],
  ['it is empty', column, '', 'holds no statement'],
  ['it is a comment', column, '-- nothing to do\n', 'holds no statement'],
  ['it is no SQL', column, 'DROP THE COLUMN paid;', 'DROP THE COLUMN'],
  [
    'the migration does nothing',
    added('ALTER TABLE orders ADD COLUMN IF NOT EXISTS note text;'),
    'ANALYZE orders;',
    'does nothing',
  ],
  [
    'another table is dropped and made again',
    column,
    'ALTER TABLE orders DROP COLUMN paid;\nALTER TABLE customers DROP COLUMN email;\nALTER TABLE customers ADD COLUMN email text NOT NULL;',
    'customers.email was there before',
  ],
  [
    'rows of another table go',
    column,
    'DELETE FROM customers WHERE id > 0;\nALTER TABLE orders DROP COLUMN paid;',
    'writes rows of customers',
  ],
  ['a shell is called', column, '\\! curl example.com\nALTER TABLE orders DROP COLUMN paid;', 'curl'],
  ['another file is read', column, '\\i /etc/passwd\nALTER TABLE orders DROP COLUMN paid;', 'passwd'],
  [
    'a program is run',
    column,
    "COPY orders FROM PROGRAM 'id';\nALTER TABLE orders DROP COLUMN paid;",
    'COPY',
  ],
  [
    'a block builds what it runs',
    column,
    "DO $$ BEGIN EXECUTE 'ALTER TABLE orders DROP ' || 'COLUMN paid'; END $$;",
    'DO $$',
  ],
  ['somebody else is played', column, 'SET ROLE postgres;\nALTER TABLE orders DROP COLUMN paid;', 'SET ROLE'],
  [
    'a server is called',
    column,
    "SELECT dblink_exec('host=x', 'x');\nALTER TABLE orders DROP COLUMN paid;",
    'dblink',
  ],
  [
    'rules are told to be silent',
    column,
    '-- sluice:ignore * reason="fine"\nALTER TABLE orders DROP COLUMN paid;',
    'speaks to tools',
  ],
  ['it hides something', column, 'ALTER TABLE orders DROP COLUMN paid; -- \u202e\u200b', 'nobody sees'],
  [
    'it leads elsewhere',
    column,
    'ALTER TABLE orders DROP COLUMN paid; -- see https://example.com/x',
    'address',
  ],
])('nothing is shown where %s', async (_, changed, text, why) => {
  const said = await workshop.prove(changed, undo(text)).then(outcome)
  expect(said).toMatch(/^refused: /)
  expect(said).toContain(why)
})

test('a merged migration and one that has an undo script are not asked about', async () => {
  const both = {
    ...column,
    change: { ...column.change, [at('0002_next.down')]: 'ALTER TABLE orders DROP COLUMN paid;' },
  }
  const again = await workshop.prove(both, undo('ALTER TABLE orders DROP COLUMN paid;'))
  expect(outcome(again)).toContain('no migration without an undo script')
  expect(outcome(await workshop.prove(column, undo('DROP TABLE orders;', at('0001_shop.up'))))).toContain(
    'no migration without',
  )
})

test('without a place to run it nothing is proved', async () => {
  const proven = await workshop.prove(
    { ...column, unrehearsed: true },
    undo('ALTER TABLE orders DROP COLUMN paid;'),
  )
  expect(outcome(proven)).toBe(`refused: ${at('0002_next.up')} was not rehearsed.`)
})

const goose = (down: string) => `-- +goose Up\nALTER TABLE orders ADD COLUMN paid boolean;\n${down}`
const ofGoose = (down: string): Changed => ({
  base: {
    [at('0001_shop')]:
      `-- +goose Up\n${merged[at('0001_shop.up')]}\n-- +goose Down\nDROP TABLE orders;\nDROP TABLE customers;\n`,
  },
  change: { [at('0002_next')]: goose(down) },
})

test.each(['', '\n-- +goose Down\n'])(
  'where a tool keeps both in one file, it goes into its part: %j',
  async (down) => {
    const proven = await workshop.prove(
      ofGoose(down),
      undo('ALTER TABLE orders DROP COLUMN paid;\n', at('0002_next')),
    )
    expect(proven).toMatchObject({
      remedy: {
        files: [
          { path: at('0002_next'), text: goose('\n-- +goose Down\nALTER TABLE orders DROP COLUMN paid;\n') },
        ],
      },
    })
  },
)

test('what begins another part of the file is no undo script', async () => {
  const proven = await workshop.prove(
    ofGoose(''),
    undo('ALTER TABLE orders DROP COLUMN paid;\n-- +goose Up\nDROP TABLE customers;', at('0002_next')),
  )
  expect(outcome(proven)).toMatch(/^refused: goose has no place/)
})
