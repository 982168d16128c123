import { afterAll, describe, expect, test } from 'vitest'
import type { Evaluation } from '../../../src/core/evaluation.ts'
import { prepare } from '../../../src/pipeline/prepare.ts'
import { openSqlReader } from '../../../src/sql/reader.ts'
import { openTerraformReader } from '../../../src/terraform/reader.ts'
import { type Changed, openly, partIn, preparedOf, preparing } from './prepared.ts'

const readers = { reader: openSqlReader(), terraform: openTerraformReader() }
afterAll(async () => {
  await Promise.all([readers.reader.close(), readers.terraform.close()])
})

const asked = (changed: Changed) => preparedOf(changed, readers)
const first = 'migrations/001_orders.sql'
const base = {
  [first]: `CREATE TABLE customers (id bigint PRIMARY KEY, email text);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers (id), status text DEFAULT 'new');
CREATE INDEX orders_status ON orders (status);
CREATE VIEW open_orders AS SELECT id, status FROM orders WHERE status = 'new';
CREATE TABLE unrelated (id bigint PRIMARY KEY);
`,
}

describe('What is asked', () => {
  test('New migrations of one history are one question, in the order in which they run', async () => {
    const { questions } = await asked({
      base,
      change: {
        'migrations/010_b.sql': 'ALTER TABLE orders ADD COLUMN b text;',
        'migrations/002_a.sql': 'ALTER TABLE orders ADD COLUMN a text;',
      },
    })
    expect(questions.map(({ topic, paths, title }) => ({ topic, paths, title }))).toEqual([
      {
        topic: 'ddl',
        paths: ['migrations/002_a.sql', 'migrations/010_b.sql'],
        title: '2 migrations in migrations',
      },
    ])
  })

  test('Models, tests and properties of a dbt project are asked about as text, with the YAML beside them', async () => {
    const { questions, grounds } = await asked({
      base: {
        'dbt/dbt_project.yml': 'name: shop\n',
        'dbt/models/orders.sql': "select id from {{ ref('raw') }}\n",
        'dbt/models/schema.yml': 'models:\n  - name: orders\n    description: one row per order\n',
        'dbt/other/schema.yml': 'models:\n  - name: elsewhere\n',
      },
      change: { 'dbt/models/orders.sql': "select id, status from {{ ref('raw') }}\n" },
    })
    expect(questions.map(({ topic, paths }) => ({ topic, paths }))).toEqual([
      { topic: 'diff', paths: ['dbt/models/orders.sql'] },
    ])
    const [question] = questions
    expect(question && partIn(question, 'properties')).toContain('one row per order')
    expect(question && partIn(question, 'properties')).not.toContain('elsewhere')
    expect(grounds.knowsAllRelations).toBe(false)
  })

  test('Terraform is one question per root module', async () => {
    const { questions } = await asked({
      change: {
        'a/main.tf': 'resource "aws_sns_topic" "a" {}\n',
        'b/main.tf': 'resource "aws_sns_topic" "b" {}\n',
        'b/more.tf': 'resource "aws_sns_topic" "c" {}\n',
      },
    })
    expect(questions.filter(({ topic }) => topic === 'plan').map(({ paths }) => paths)).toEqual(
      expect.arrayContaining([['a/main.tf'], ['b/main.tf', 'b/more.tf']]),
    )
  })

  test('Nothing is asked of documents, and of a file that is gone it is said that it is not read', async () => {
    expect(await asked({ change: { 'README.md': '# hello' } })).toMatchObject({ questions: [], notRead: [] })
    const gone = await asked({ base: { 'q.sql': 'SELECT 1;' }, change: { 'q.sql': null } })
    expect(gone).toMatchObject({ questions: [], notRead: ['q.sql: it is gone'] })
  })

  test('The most dangerous is asked first, of the deepest model; a few added lines of the cheapest', async () => {
    const { questions } = await asked({
      base: { ...base, 'other/migrations/001_a.sql': 'CREATE TABLE a (id bigint PRIMARY KEY);' },
      change: {
        'migrations/002_new.sql': 'CREATE TABLE fresh (id bigint PRIMARY KEY);',
        'other/migrations/002_drop.sql': 'DROP TABLE a;',
      },
    })
    expect(questions.filter(({ topic }) => topic === 'ddl').map(({ id, tier }) => [id, tier])).toEqual([
      ['ddl:other/migrations/002_drop.sql', 'deep'],
      ['ddl:migrations/002_new.sql', 'triage'],
    ])
  })

  test('A rename is no small addition, though all of its file is new', async () => {
    const { questions } = await asked({
      base,
      change: {
        'migrations/002_r.sql': "SET lock_timeout = '1s';\nALTER TABLE orders RENAME COLUMN status TO state;",
      },
      judged: withoutFindings,
    })
    expect(questions[0]?.tier).toBe('review')
  })
})

const withoutFindings = (evaluation: Evaluation): Evaluation => ({ ...evaluation, findings: [] })

describe('What a dossier holds', () => {
  const change = {
    'migrations/002_a.sql':
      "ALTER TABLE orders ALTER COLUMN status TYPE varchar(20), ADD COLUMN note text DEFAULT 'x';",
  }
  const statistics = { 'public.orders': { rows: 1_200_000, bytes: 5_000_000_000 } }

  test('Only relations that the files touch, as they were and as they become', async () => {
    const { questions } = await asked({ base, change, statistics })
    expect(questions[0] && partIn(questions[0], 'relations').split('\n')).toEqual([
      "orders ~1.2 M rows, 4.7 GB: id bigint pk, customer_id bigint? -> customers(id), status text? default 'new' | idx(status)",
      "  - status text? default 'new'",
      "  + status character varying(20)? default 'new'",
      "  + note text? default 'x'",
    ])
  })

  test('Views that depend on them, and what rules found', async () => {
    const { questions } = await asked({ base, change, statistics })
    const [question] = questions
    expect(question && partIn(question, 'dependents')).toBe('orders: view open_orders')
    expect(question && partIn(question, 'findings')).toContain('postgres/ban-type-change-rewrite (block)')
    expect(question && partIn(question, 'changes')).toContain('column-added orders.note')
  })

  test('A relation that is kept back is not told of, by whatever part', async () => {
    const preparation = await preparing({ base, change, statistics }, readers)
    const { questions } = prepare(preparation, openly(['public.orders', 'orders']))
    for (const { parts } of questions)
      for (const { name, text } of parts)
        if (name !== 'hunks' && name !== 'target') expect(text).not.toContain('orders')
  })

  test('A file that is kept back is in no question', async () => {
    const preparation = await preparing({ base, change }, readers)
    expect(prepare(preparation, openly(['migrations/002_a.sql'])).questions).toEqual([])
  })

  test('A statement of which the hunk shows a part is shown whole', async () => {
    const long = (last: string) =>
      `SELECT\n${Array.from({ length: 20 }, (_, i) => `  c${i},`).join('\n')}\n  ${last}\nFROM orders;\n`
    const { questions } = await asked({
      base: { ...base, 'q.sql': long('a') },
      change: { 'q.sql': long('b') },
    })
    const [question] = questions
    expect(question && partIn(question, 'hunks')).not.toContain('c3,')
    expect(question && partIn(question, 'statements')).toContain('    1   SELECT\n    2     c0,')
  })

  test.each([
    ['-- stores without sales are listed with zero', '-- second line'],
    ['/* stores without sales', '   are listed with zero */'],
  ])(
    'A comment directly above a statement is part of it, however far from the change: %s',
    async (...comment) => {
      const long = (last: string) =>
        `SELECT 1; /* code */\n${comment.join('\n')}\nSELECT\n${Array.from({ length: 20 }, (_, i) => `  c${i},`).join('\n')}\n  ${last}\nFROM orders;\n`
      const { questions, grounds } = await asked({
        base: { ...base, 'q.sql': long('a') },
        change: { 'q.sql': long('b') },
      })
      const shown = questions[0] ? partIn(questions[0], 'statements') : ''
      expect(shown).toContain(`    2   ${comment[0]}\n    3   ${comment[1]}\n    4   SELECT\n`)
      expect(shown).not.toContain('SELECT 1')
      expect(grounds.files['q.sql']?.affected).toEqual([{ startLine: 2, endLine: 26 }])
    },
  )

  test('What people said to earlier findings is told; what is fixed is not', async () => {
    const earlier = {
      fingerprint: 'f',
      category: 'performance',
      path: 'migrations/002_a.sql',
      subject: 'orders',
      title: 'Slow',
      quote: 'q',
    } as const
    const memory = {
      round: 2,
      earlier: [
        { ...earlier, state: 'dismissed', reason: 'the table is small', by: 'ann' },
        { ...earlier, title: 'Gone', state: 'fixed' },
      ] as const,
    }
    const { questions } = await asked({ base, change, memory })
    expect(questions[0] && partIn(questions[0], 'earlier')).toBe(
      'migrations/002_a.sql performance (dismissed): Slow; they said: the table is small',
    )
  })
})

describe('What answers are held against', () => {
  test('Relations under every name that code may write, of both sides, and what came and went', async () => {
    const { grounds } = await asked({
      base,
      change: {
        'migrations/002_a.sql': `CREATE SCHEMA app;
CREATE TABLE app.parcels (id bigint PRIMARY KEY);
CREATE TABLE passing (x int);
DROP TABLE passing;
ALTER TABLE orders DROP COLUMN status CASCADE, ADD COLUMN brief text;
ALTER TABLE orders DROP COLUMN brief;`,
      },
    })
    const { relations, knowsAllRelations } = grounds
    expect(relations.orders).toEqual(['id', 'customer_id', 'status', 'brief'])
    expect(relations['public.orders']).toEqual(relations.orders)
    expect(relations['app.parcels']).toEqual(['id'])
    expect(relations.parcels).toBeUndefined()
    expect(relations.passing).toEqual(['x'])
    expect(knowsAllRelations).toBe(true)
  })

  test('A history that could not be read in full does not say what is not there', async () => {
    const { grounds } = await asked({
      base: {
        ...base,
        'migrations/002_x.sql': "DO $$ BEGIN EXECUTE 'CREATE TABLE ' || 'hidden (id int)'; END $$;",
      },
      change: { 'migrations/003_a.sql': 'ALTER TABLE orders ADD COLUMN a text;' },
    })
    expect(grounds.knowsAllRelations).toBe(false)
  })

  test('Statements that name what the change alters are affected, others are not', async () => {
    const query = 'SELECT 1;\n\nSELECT status\nFROM orders;\n\nSELECT id\nFROM unrelated;\n'
    const { grounds } = await asked({
      base: { ...base, 'q.sql': query },
      change: {
        'q.sql': `${query}\n-- end\n`,
        'migrations/002_a.sql': 'ALTER TABLE orders DROP COLUMN status CASCADE;',
      },
    })
    const affected = grounds.files['q.sql']?.affected ?? []
    const holds = (line: number) =>
      affected.some(({ startLine, endLine }) => startLine <= line && line <= endLine)
    expect([1, 3, 4, 6].map(holds)).toEqual([false, true, true, false])
  })
})

describe('Remedies', () => {
  const history = {
    'migrations/000001_a.up.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY, status text);',
    'migrations/000001_a.down.sql': 'DROP TABLE orders;',
  }
  const kinds = async (changed: Changed) =>
    (await asked(changed)).questions.filter(({ topic }) => topic === 'remedy').map(({ id }) => id)

  test('A migration without the undo script its tool looks for is asked for one; with one it is not', async () => {
    const up = {
      'migrations/000002_b.up.sql': "SET lock_timeout = '1s';\nALTER TABLE orders ADD COLUMN b text;",
    }
    expect(await kinds({ base: history, change: up })).toEqual(['undo:migrations/000002_b.up.sql'])
    const down = { 'migrations/000002_b.down.sql': 'ALTER TABLE orders DROP COLUMN b;' }
    expect(await kinds({ base: history, change: { ...up, ...down } })).toEqual([])
  })

  test('A migration that a rule blocks is asked for a rewrite, its whole file and the findings beside', async () => {
    const { questions } = await asked({
      base,
      change: { 'migrations/002_a.sql': 'CREATE INDEX orders_c ON orders (customer_id);' },
    })
    const rewrite = questions.find(({ remedy }) => remedy === 'rewrite')
    expect(rewrite?.paths).toEqual(['migrations/002_a.sql'])
    expect(rewrite && partIn(rewrite, 'target')).toContain(
      '    1   CREATE INDEX orders_c ON orders (customer_id);',
    )
    expect(rewrite && partIn(rewrite, 'findings')).toContain('postgres/require-concurrent-index')
  })

  test('A policy that grants everything is asked to be narrowed; a queue is not', async () => {
    const policy = (actions: string) => `resource "aws_iam_policy" "etl" {
  name   = "etl"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ${actions}, Resource = "*" }]
  })
}
`
    expect(await kinds({ change: { 'iam.tf': policy('"*"') } })).toEqual(['narrow:iam.tf'])
    expect(await kinds({ change: { 'main.tf': 'resource "aws_sqs_queue" "q" {}\n' } })).toEqual([])
  })

  test('No more than two are asked for, of the usual model', async () => {
    const change = Object.fromEntries(
      Array.from({ length: 7 }, (_, i) => [
        `migrations/00${i + 2}_a.sql`,
        `CREATE INDEX i${i} ON orders (customer_id);`,
      ]),
    )
    const { questions } = await asked({ base, change })
    const remedies = questions.filter(({ topic }) => topic === 'remedy')
    expect(remedies.map(({ tier }) => tier)).toEqual(['review', 'review'])
  })
})

test('What all questions share tells databases, tools and what blocks', async () => {
  const { project } = await asked({ base, change: { 'migrations/002_a.sql': 'SELECT 1;' } })
  expect(project).toContain('Postgres 18')
  expect(project).toContain('Migrations of numbered-sql in migrations (postgres): 2 files')
  expect(project).toContain('migration/ban-drop-table')
})
