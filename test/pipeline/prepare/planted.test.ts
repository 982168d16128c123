import { afterAll, describe, expect, test } from 'vitest'
import type { Evaluation } from '../../../src/core/evaluation.ts'
import { prepare } from '../../../src/pipeline/prepare.ts'
import { openSharing } from '../../../src/review/share/open-sharing.ts'
import type { Share } from '../../../src/review/sharing.ts'
import { openSqlReader } from '../../../src/sql/reader.ts'
import { openTerraformReader } from '../../../src/terraform/reader.ts'
import { type Changed, preparing } from './prepared.ts'

const readers = { reader: openSqlReader(), terraform: openTerraformReader() }
afterAll(async () => {
  await Promise.all([readers.reader.close(), readers.terraform.close()])
})

/** A literal for every place, of which no other place has one. */
class Plants {
  readonly byPlace = new Map<string, string>()
  readonly #make: (n: number) => string

  constructor(make: (n: number) => string) {
    this.#make = make
  }

  at(place: string): string {
    const known = this.byPlace.get(place) ?? this.#make(this.byPlace.size)
    this.byPlace.set(place, known)
    return known
  }
}

const sql = (at: (place: string) => string) => ({
  base: `CREATE TABLE orders (id bigint PRIMARY KEY, status text DEFAULT '${at('default at base')}', note text DEFAULT '${at('default that stays')}',
  CONSTRAINT known CHECK (note <> '${at('check at base')}'));
CREATE INDEX partly ON orders (id) WHERE status = '${at('index at base')}';
CREATE VIEW open AS SELECT id FROM orders WHERE status = '${at('view at base')}';
COMMENT ON TABLE orders IS '${at('comment on a table')}';
COMMENT ON COLUMN orders.note IS '${at('comment on a column')}';
CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$ SELECT note FROM orders WHERE note = '${at('function at base')}' $$;
`,
  head: `-- ${at('line comment')}
/* ${at('block comment')} */
ALTER TABLE orders ALTER COLUMN status SET DEFAULT '${at('default at head')}';
ALTER TABLE orders ADD COLUMN kind text NOT NULL DEFAULT '${at('default that is added')}';
ALTER TABLE orders ADD CONSTRAINT sound CHECK (kind IN ('${at('check at head')}', 'x'));
CREATE INDEX more ON orders (id) WHERE note = '${at('index at head')}';
INSERT INTO orders (id, note) VALUES (1, '${at('row')}');
UPDATE orders SET note = '${at('update')}' WHERE note LIKE '${at('condition')}%';
CREATE FUNCTION g() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE '${at('notice')}'; RETURN E'${at('escaped')}'; END $$;
ALTER TABLE orders DROP COLUMN note;
`,
})

const dbt = (at: (place: string) => string) => {
  const model = (column: string) =>
    `{# ${at('comment of a template')} #}\nselect id, '${at('literal of a model')}' as kind, total as ${column} from {{ ref('stg') }}\n`
  return {
    base: {
      'dbt/dbt_project.yml': 'name: shop\n',
      'dbt/models/orders.sql': model('total'),
      'dbt/models/schema.yml': `models:\n  - name: orders\n    description: ${at('description')}\n    columns:\n      - name: kind\n        tests:\n          - accepted_values: { values: [${at('accepted value')}] }\n`,
      'dbt/staging/stg.sql': `select id, '${at('literal of what is read')}' as x, total from {{ source('raw', 'orders') }}\n`,
      'dbt/staging/s.yml': `models:\n  - name: stg\n    description: ${at('description of what is read')}\n    meta: { why: ${at('meta of what is read')} }\n`,
      'dbt/marts/sales.sql': `select total, '${at('literal of a reader')}' as total from {{ ref('orders') }} where total = '\n${at('second line')} total' -- total ${at('comment of a reader')}\n`,
      'dbt/marts/e.yml': `exposures:\n  - name: board\n    depends_on: [ref('orders')]\n    description: total ${at('exposure')}\n`,
    },
    change: { 'dbt/models/orders.sql': model('amount') },
  }
}

const terraform = (at: (place: string) => string, value: string) => `# ${at('comment of Terraform')}
resource "aws_security_group" "g" {
  description = "${at(`description ${value}`)}"
  tags        = { note = "${at(`tag ${value}`)} of" }
}
`

const lines = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 }

function judged(at: (place: string) => string) {
  return (evaluation: Evaluation): Evaluation => {
    const [finding] = evaluation.findings
    if (!finding) throw new Error('nothing was found')
    const path = 'migrations/002_a.sql'
    const message = `It writes '${at('message')}' and "${at('message in double quotes')}" there.`
    const error = {
      code: '22P02',
      message: `invalid input syntax for type integer: "${at('server error')}"`,
    }
    return {
      ...evaluation,
      findings: [...evaluation.findings, { ...finding, path, message }],
      coverage: [
        ...evaluation.coverage,
        { path, language: 'sql', status: 'partly', reason: `unexpected '${at('coverage')}'` },
      ],
      rehearsal: {
        histories: [
          {
            history: 'migrations',
            server: { version: 18, kind: 'embedded' },
            base: { files: 1, stubs: [], tablesWithRows: [], skipped: [] },
            files: [
              {
                ...{ path, outcome: 'failed', quiet: 1 },
                statements: [
                  {
                    ...{ text: '', lines, watched: true, inner: 0, locks: [], blocks: [], stillBlocks: [] },
                    ...{ rows: [], work: [], error },
                  },
                ],
                undo: {
                  outcome: 'failed',
                  error: { code: '23505', message: `Key (note)=(${at('key of an error')}) already exists.` },
                },
              },
            ],
          },
        ],
        notRehearsed: [],
        disproved: [],
      } as unknown as NonNullable<Evaluation['rehearsal']>,
      plans: [planOf(at)],
    }
  }
}

function planOf(at: (place: string) => string): NonNullable<Evaluation['plans']>[number] {
  const value = (place: string) => JSON.stringify(at(place))
  const address = (place: string) => `aws_iam_user.u["${at(place)} of"]`
  return {
    ...{ name: 'plan.json', root: '', form: 'json', complete: true, errored: false, more: 1, tagsOnly: 0 },
    ...{ outputs: [], moreDrift: 0, moreMoves: 0 },
    drift: [{ address: address('address that drifted'), gone: true, differences: [] }] as never,
    moves: [{ from: address('moved from'), to: address('moved to') }] as never,
    counts: { destroyed: 0, replaced: 0, forgotten: 0, updated: 1, moved: 0, imported: 0, created: 0 },
    resources: [
      {
        ...{ address: address('address of a plan'), outcome: 'updated', holdsData: false, importing: false },
        previousAddress: address('earlier address'),
        differences: [
          {
            ...{ path: 'ingress[0].description', before: value('planned before'), forces: true },
            after: value('planned after'),
          },
        ],
      },
    ],
  }
}

function changeWith(plants: Plants): Changed {
  const at = (place: string) => plants.at(place)
  const [files, project] = [sql(at), dbt(at)]
  return {
    base: {
      ...project.base,
      'migrations/001_o.sql': files.base,
      'main.tf': terraform(at, 'before'),
    },
    change: {
      ...project.change,
      'migrations/002_a.sql': files.head,
      'q.sql': `SELECT id FROM orders WHERE kind = '${at('query')}';\n`,
      'main.tf': terraform(at, 'after'),
    },
    judged: judged(at),
    memory: {
      round: 2,
      earlier: [
        {
          ...{ fingerprint: 'f', category: 'performance', path: 'q.sql', subject: 'orders', quote: 'q' },
          ...{ title: `Why '${at('earlier title')}'`, state: 'dismissed', by: 'ann' },
          reason: `it is "${at('earlier reason')}"`,
        },
      ],
    },
  }
}

async function leaked(plants: Plants, share: Share): Promise<string[]> {
  const made = await preparing(changeWith(plants), readers)
  const {
    grounds: _,
    replacements: __,
    ...sent
  } = prepare(made, openSharing({ share, exclude: { paths: [], relations: [] } }))
  const text = JSON.stringify(sent)
  expect(sent.questions.length).toBeGreaterThan(3)
  return [...plants.byPlace].flatMap(([place, literal]) => (text.includes(literal) ? [place] : []))
}

describe('A literal that stands in one place of a change leaves at', () => {
  const letters = (n: number) => String.fromCharCode(97 + (n % 26))
  test('`schema` from none, though it has three letters', async () => {
    const short = new Plants((n) => `${letters(Math.floor(n / 26))}q${letters(n)}`.replace(/^(.)q/, '$1Q'))
    expect(await leaked(short, 'schema')).toEqual([])
  })

  test('`schema` from none, though it is like a name', async () => {
    expect(await leaked(new Plants((n) => `Planted${n + 100}`), 'schema')).toEqual([])
  })

  test('`redacted` from none where it is an address of somebody', async () => {
    expect(await leaked(new Plants((n) => `ada${n + 100}@corp.example.com`), 'redacted')).toEqual([])
  })

  test('`full` from every place of a file that changes', async () => {
    const found = await leaked(new Plants((n) => `Planted${n + 100}`), 'full')
    expect(found).toEqual(
      expect.arrayContaining(['default at head', 'row', 'line comment', 'literal of a model', 'message']),
    )
  })
})

test('A file whose name is somebody is not asked about, and is told of nowhere', async () => {
  const path = 'queries/ada@corp.example.com.sql'
  const made = await preparing({ change: { [path]: 'SELECT 1;\n', 'b.sql': 'SELECT 2;\n' } }, readers)
  for (const [share, count] of [
    ['schema', 1],
    ['redacted', 1],
    ['full', 2],
  ] as const) {
    const sharing = openSharing({ share, exclude: { paths: [], relations: [] } })
    const { questions } = prepare(made, sharing)
    expect(questions.flatMap(({ paths }) => paths)).toHaveLength(count)
    expect(JSON.stringify(questions).includes('ada@')).toBe(share === 'full')
  }
})

test('What head holds is numbered first, and the same on both sides', async () => {
  const q = (rate: string, more: string) => `SELECT total * ${rate}, '${more}' FROM orders;\n`
  const made = await preparing(
    { base: { 'q.sql': q('0.19', 'kept') }, change: { 'q.sql': q('0.21', 'kept') } },
    readers,
  )
  const { questions } = prepare(made, openSharing({ share: 'schema', exclude: { paths: [], relations: [] } }))
  expect(
    questions[0]?.parts
      .find(({ name }) => name === 'hunks')
      ?.text.split('\n')
      .slice(1),
  ).toEqual([
    "      - SELECT total * <NUMBER_2>, '<TEXT_1>' FROM orders;",
    "    1 + SELECT total * <NUMBER_1>, '<TEXT_1>' FROM orders;",
  ])
})
