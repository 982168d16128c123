import { afterAll, expect, test } from 'vitest'
import type { Evaluation } from '../../../src/core/evaluation.ts'
import { openSqlReader } from '../../../src/sql/reader.ts'
import { openTerraformReader } from '../../../src/terraform/reader.ts'
import { partIn, preparedOf } from './prepared.ts'

const readers = { reader: openSqlReader(), terraform: openTerraformReader() }
afterAll(async () => {
  await Promise.all([readers.reader.close(), readers.terraform.close()])
})

const lines = (line: number) => ({ startLine: line, startColumn: 1, endLine: line, endColumn: 9 })

test('What the rehearsal saw of the files is told, statement by statement, and how they are undone', async () => {
  const path = 'migrations/002_a.sql'
  const rehearsal: Evaluation['rehearsal'] = {
    histories: [
      {
        history: 'migrations',
        server: { version: 18, kind: 'embedded' },
        base: { files: 1, stubs: [], tablesWithRows: [], skipped: [] },
        files: [
          {
            path,
            outcome: 'failed',
            quiet: 2,
            statements: [
              {
                ...{ text: 'ALTER TABLE orders ...', lines: lines(3), watched: true, inner: 0 },
                locks: [
                  {
                    relation: 'public.orders',
                    table: 'public.orders',
                    kind: 'table',
                    mode: 'ACCESS EXCLUSIVE',
                  },
                ],
                ...{ blocks: [], stillBlocks: [], rows: [] },
                work: [{ kind: 'rewrite', table: 'public.orders', sign: 'rewriting table "orders"' }],
                held: { least: 20, most: 90 },
                error: { code: '23514', message: 'check is violated' },
              },
            ],
            undo: { outcome: 'differs', differences: [{ kind: 'left', object: 'index', name: 'public.i' }] },
          },
        ],
      },
    ],
    notRehearsed: [],
    disproved: [],
  }
  const { questions } = await preparedOf(
    {
      base: { 'migrations/001_o.sql': 'CREATE TABLE orders (id bigint);' },
      change: { [path]: 'ALTER TABLE orders ADD COLUMN a text;' },
      judged: (evaluation) => ({ ...evaluation, rehearsal }),
    },
    readers,
  )
  expect(questions[0] && partIn(questions[0], 'rehearsal').split('\n')).toEqual([
    `${path}: failed, 2 statements that keep nobody waiting on Postgres 18`,
    '  line 3: ACCESS EXCLUSIVE on public.orders; rewrite of public.orders; blocked for 20 to 90 s; fails: check is violated (23514)',
    '  undo: leaves differences: index public.i left',
  ])
})

test.each([
  [1, '1 statement that keeps nobody waiting'],
  [2, '2 statements that keep nobody waiting'],
])('%i quiet statements are counted in words that fit', async (quiet, words) => {
  const path = 'migrations/002_a.sql'
  const rehearsal = {
    histories: [
      {
        history: 'migrations',
        server: { version: 18, kind: 'embedded' },
        base: { files: 0, stubs: [], tablesWithRows: [], skipped: [] },
        files: [{ path, outcome: 'ran', quiet, statements: [] }],
      },
    ],
    notRehearsed: [],
    disproved: [],
  } as unknown as NonNullable<Evaluation['rehearsal']>
  const { questions } = await preparedOf(
    {
      base: { 'migrations/001_a.sql': 'CREATE TABLE a (id bigint);' },
      change: { [path]: 'CREATE TABLE b (id bigint);' },
      judged: (one) => ({ ...one, rehearsal }),
    },
    readers,
  )
  expect(questions[0] && partIn(questions[0], 'rehearsal')).toBe(`${path}: ran, ${words} on Postgres 18`)
})

const plan =
  (name: string) =>
  (evaluation: Evaluation): Evaluation => ({
    ...evaluation,
    plans: [
      {
        ...{
          name: 'plan.json',
          root: '',
          form: 'json',
          complete: true,
          errored: false,
          more: 0,
          tagsOnly: 0,
        },
        ...{ outputs: [], drift: [], moreDrift: 0, moves: [], moreMoves: 0 },
        counts: { destroyed: 1, replaced: 0, forgotten: 0, updated: 0, moved: 0, imported: 0, created: 1 },
        resources: [
          {
            ...{ address: 'aws_kinesis_stream.old', outcome: 'destroyed', holdsData: true, importing: false },
            differences: [],
          },
          {
            ...{
              address: `${name}.fresh`,
              outcome: 'created',
              holdsData: true,
              importing: false,
              differences: [],
            },
            place: { path: 'main.tf', range: { start: 0, end: 1 } },
          },
        ],
      },
    ],
  })

test('A plan that destroys and creates one resource of a type each is asked about as a move, and of the deep model', async () => {
  const change = { 'main.tf': 'resource "aws_kinesis_stream" "fresh" {}\n' }
  const { questions } = await preparedOf({ change, judged: plan('aws_kinesis_stream') }, readers)
  expect(questions.map(({ id }) => id)).toEqual(['plan:main.tf', 'moved:main.tf'])
  expect(questions[0]?.tier).toBe('deep')
  expect(questions[0] && partIn(questions[0], 'plan')).toContain(
    'destroyed aws_kinesis_stream.old (holds data)',
  )
  const another = await preparedOf({ change, judged: plan('aws_sqs_queue') }, readers)
  expect(another.questions.map(({ id }) => id)).toEqual(['plan:main.tf'])
})
