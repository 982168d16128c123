import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Changed, type Files, openWorkshop, outcome, type Workshop } from './bench.ts'

let workshop: Workshop
beforeAll(async () => {
  workshop = await openWorkshop()
}, 60_000)
afterAll(() => workshop?.close())

const at = (name: string) => `db/migration/${name}.sql`
const merged: Files = {
  [at('V1__shop')]: `CREATE TABLE customers (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, state text, note text);
CREATE INDEX orders_customer_id_idx ON orders (customer_id);`,
}
const added = (sql: string): Changed => ({ base: merged, change: { [at('V2__next')]: sql } })
const steps = (...texts: readonly string[]) => ({
  ...({ kind: 'rewrite', title: 'In steps', paths: [at('V2__next')] } as const),
  files: texts.map((text, i) => ({ path: `V${i + 9}__x.sql`, text })),
})

const wait = "SET lock_timeout = '2s';\n"
const reference = added(
  `${wait}ALTER TABLE orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers;`,
)
const twoSteps = [
  `${wait}ALTER TABLE orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers NOT VALID;`,
  `${wait}ALTER TABLE orders VALIDATE CONSTRAINT orders_customer_id_fkey;`,
] as const

test('steps get the next versions, whatever the model calls them, and end where the migration ends', async () => {
  const proven = await workshop.prove(reference, steps(...twoSteps))
  expect(proven).toEqual({
    remedy: {
      ...{ kind: 'rewrite', path: at('V2__next'), title: 'In steps' },
      files: [
        { path: at('V2__next'), text: twoSteps[0] },
        { path: at('V3__next_2'), text: twoSteps[1] },
      ],
      proof: [
        'Applied step by step in the rehearsal on Postgres 18.',
        'No blocking lock is held while anything takes long.',
        'It ends in the same schema, the order of columns aside.',
        'What it does to rows, names and rights is what the migration does, in the same order.',
        'No rule blocks it.',
      ],
      caveats: ['Sample rows did not fit and were left out: whether your rows fit was not seen.'],
    },
  })
})

test('one step may be enough', async () => {
  const index = added(`${wait}CREATE INDEX orders_state_idx ON orders (state);`)
  const proven = await workshop.prove(
    index,
    steps('CREATE INDEX CONCURRENTLY orders_state_idx ON orders (state);'),
  )
  expect(outcome(proven)).toMatch(/^Applied step by step/)
})

test.each([
  ['it ends in another schema', [twoSteps[0]], 'another schema: constraint public.orders'],
  [
    'something is called otherwise',
    twoSteps.map((text) => text.replaceAll('_fkey', '_fk')),
    'another schema',
  ],
  ['it still blocks', [reference.change[at('V2__next')] ?? ''], 'others wait for'],
  ['it locks for as long as it reads', [`${wait}${twoSteps.join('\n')}`], 'others wait for'],
  ['a step fails', [twoSteps[0], twoSteps[1].replace('orders_customer', 'order_customer')], 'does not exist'],
  ['a step does nothing', [...twoSteps, '-- done'], 'holds no statement'],
  [
    'rows go',
    [`DELETE FROM customers WHERE id < 0;\n${twoSteps[0]}`, twoSteps[1]],
    'writes rows of customers',
  ],
  [
    'a column goes and comes back',
    [
      `ALTER TABLE customers DROP COLUMN email;\nALTER TABLE customers ADD COLUMN email text NOT NULL;`,
      ...twoSteps,
    ],
    'customers.email was there before',
  ],
  ['a program is run', [`COPY customers TO PROGRAM 'sh';\n${twoSteps[0]}`, twoSteps[1]], 'COPY'],
  ['a shell is called', [`\\! id\n${twoSteps[0]}`, twoSteps[1]], 'id'],
  ['there is no step', [], 'no room for 0 steps'],
])('nothing is shown where %s', async (_, texts, why) => {
  const said = await workshop.prove(reference, steps(...texts)).then(outcome)
  expect(said).toMatch(/^refused: /)
  expect(said).toContain(why)
})

const tier = 'ALTER TABLE customers ADD COLUMN tier text;'
const gold = "UPDATE customers SET tier = 'gold' WHERE id BETWEEN 1 AND 1000;"
const filled = added(`${wait}${tier}\n${gold}`)

test.each([
  ['a write of its own step', filled, [`${wait}${tier}`, `${wait}${gold.toLowerCase()}`]],
  [
    'a default that was worked out for each row',
    added(`${wait}ALTER TABLE orders ADD COLUMN code double precision DEFAULT random();`),
    [
      `${wait}ALTER TABLE orders ADD COLUMN code double precision;\nALTER TABLE orders ALTER COLUMN code SET DEFAULT random();`,
      `${wait}UPDATE orders SET code = random() WHERE code IS NULL;`,
    ],
  ],
  [
    'a check that is there for a while',
    added(`${wait}ALTER TABLE orders ALTER COLUMN state SET NOT NULL;`),
    [
      `${wait}ALTER TABLE orders ADD CONSTRAINT c CHECK (state IS NOT NULL) NOT VALID;`,
      `${wait}ALTER TABLE orders VALIDATE CONSTRAINT c;`,
      `${wait}ALTER TABLE orders ALTER COLUMN state SET NOT NULL;\nALTER TABLE orders DROP CONSTRAINT c;`,
    ],
  ],
])('steps may have %s', async (_, changed, texts) => {
  expect(await workshop.prove(changed, steps(...texts)).then(outcome)).not.toMatch(
    /leaves out|the migration does not|what they got|was there before/,
  )
})

const random = added(`${wait}ALTER TABLE orders ADD COLUMN code double precision DEFAULT random();`)
const both = (sql: string) => [`${wait}${tier}`, `${wait}${sql}`]
test.each([
  ['a write is left out', filled, [`${wait}${tier}`], 'leaves out'],
  ['more columns are written', filled, both(gold.replace("'gold'", "'gold', email = 'x'")), 'leaves out'],
  ['another value is written', filled, both(gold.replace('gold', 'Gold')), 'leaves out'],
  ['other rows are written', filled, both(gold.replace('BETWEEN', 'NOT BETWEEN')), 'leaves out'],
  ['a batch is written', filled, both(gold.replace('1000', '100')), 'leaves out'],
  ['a write is taken back', filled, both(`BEGIN;\n${gold}\nROLLBACK;`), 'does "rollback"'],
  ['more is written', filled, both(`${gold}\n${gold.replace('tier', 'email')}`), 'the migration does not'],
  [
    'a whole column is written',
    filled,
    both(`${gold}\nALTER TABLE customers ALTER COLUMN email TYPE text USING '';`),
    'the migration does not',
  ],
  [
    'columns change their names',
    filled,
    both(
      `${gold}\nALTER TABLE orders RENAME COLUMN note TO x;\nALTER TABLE orders RENAME COLUMN state TO note;\nALTER TABLE orders RENAME COLUMN x TO state;`,
    ),
    'the migration does not',
  ],
  [
    'writes come in another order',
    added(`${wait}${gold.replace('tier', 'email')}\n${gold.replace("tier = 'gold'", "email = 'x'")}`),
    [`${wait}${gold.replace("tier = 'gold'", "email = 'x'")}\n${gold.replace('tier', 'email')}`],
    'the migration does not',
  ],
  [
    'a conversion is left out',
    added(`${wait}ALTER TABLE customers ALTER COLUMN email TYPE text USING lower(email);\n${tier}`),
    [`${wait}${tier}`],
    'leaves out',
  ],
  [
    'rows do not get the default',
    random,
    [
      `${wait}ALTER TABLE orders ADD COLUMN code double precision;\nALTER TABLE orders ALTER COLUMN code SET DEFAULT random();`,
    ],
    'do not get in orders.code what they got',
  ],
  [
    'rows get a default for a while',
    filled,
    [
      `${wait}ALTER TABLE customers ADD COLUMN tier text DEFAULT 'x';\nALTER TABLE customers ALTER COLUMN tier DROP DEFAULT;`,
      `${wait}${gold}`,
    ],
    'do not get in customers.tier what they got',
  ],
])('steps are refused where %s', async (_, changed, texts, why) => {
  const said = await workshop.prove(changed, steps(...texts)).then(outcome)
  expect(said).toMatch(/^refused: /)
  expect(said).toContain(why)
})

test('steps do not come after what is merged meanwhile', async () => {
  const more = {
    ...reference,
    change: { ...reference.change, [at('V3__more')]: 'CREATE TABLE more (id bigint PRIMARY KEY);' },
  }
  expect(outcome(await workshop.prove(more, steps(...twoSteps)))).toContain('has no room for 2 steps')
})

test('a migration that fails has no end to be compared with', async () => {
  const failing = added('ALTER TABLE order ADD COLUMN x int;')
  expect(outcome(await workshop.prove(failing, steps(...twoSteps)))).toMatch(
    /^refused: There is nothing to compare/,
  )
})

const down = (step: 1 | 2): string =>
  step === 1 ? 'ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey;' : `${down(1)}\n${twoSteps[0]}`

test('where migrations are undone, each step is', async () => {
  const folder = 'db/migrations'
  const text = reference.change[at('V2__next')] ?? ''
  const changed: Changed = {
    base: {
      [`${folder}/001_shop.up.sql`]: merged[at('V1__shop')] ?? '',
      [`${folder}/001_shop.down.sql`]: 'DROP TABLE orders, customers;',
    },
    change: { [`${folder}/002_next.up.sql`]: text, [`${folder}/002_next.down.sql`]: down(1) },
  }
  const wish = (texts: readonly (readonly [string, string])[]) => ({
    ...({ kind: 'rewrite', title: 'In steps', paths: [`${folder}/002_next.up.sql`] } as const),
    files: texts.map(([path, each]) => ({ path, text: each })),
  })
  const whole = await workshop.prove(
    changed,
    wish([
      ['a.up.sql', twoSteps[0]],
      ['a.down.sql', down(1)],
      ['b.up.sql', twoSteps[1]],
      ['b.down.sql', down(2)],
    ]),
  )
  expect(outcome(whole)).toMatch(/^Applied step by step in the rehearsal on Postgres 18, and undone\./)
  expect('remedy' in whole && whole.remedy.files.map(({ path }) => path.replace(`${folder}/`, ''))).toEqual([
    ...['002_next.up.sql', '002_next.down.sql', '003_next_2.up.sql', '003_next_2.down.sql'],
  ])
  const hostile = await workshop.prove(
    changed,
    wish([
      ['a.up.sql', twoSteps[0]],
      ['a.down.sql', `DELETE FROM customers WHERE id > 0;\n${down(1)}`],
      ['b.up.sql', twoSteps[1]],
      ['b.down.sql', down(2)],
    ]),
  )
  expect(outcome(hostile)).toContain('writes rows of customers')
  const without = await workshop.prove(
    changed,
    wish([
      ['a.up.sql', twoSteps[0]],
      ['b.up.sql', twoSteps[1]],
    ]),
  )
  expect(outcome(without)).toMatch(/^refused: .*cannot be undone, and the migration could/)
})
