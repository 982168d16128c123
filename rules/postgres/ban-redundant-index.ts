import { displayName, findTable } from '../../src/core/catalog/lookup.ts'
import type { Index, Table } from '../../src/core/catalog.ts'
import { type Context, defineRule } from '../../src/core/rule.ts'
import type { CreateIndex } from '../../src/core/statement.ts'
import { droppedBeside } from './shared/beside.ts'
import { beginsWith, sameKeys } from './shared/indexes.ts'

export default defineRule({
  id: 'postgres/ban-redundant-index',
  title: 'Do not keep an index that another one makes needless',
  languages: ['sql'],
  dialects: ['postgres'],
  severity: 'low',
  tags: ['indexes'],
  since: '0.1.0',
  why: 'Every index is written on every INSERT and most UPDATEs, takes disk and memory, and slows vacuum. One whose keys another index starts with answers no query that the other could not.',
  fix: 'Keep the wider index and drop the other one: `DROP INDEX CONCURRENTLY orders_customer_id_idx;`',
  references: ['https://www.postgresql.org/docs/current/indexes-multicolumn.html'],
  examples: {
    before: `CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id bigint, placed_at timestamptz, status text);
CREATE INDEX orders_customer_placed_idx ON orders (customer_id, placed_at);
CREATE INDEX orders_status_idx ON orders (status);`,
    bad: [
      'CREATE INDEX CONCURRENTLY orders_customer_id_idx ON orders (customer_id);',
      'CREATE INDEX CONCURRENTLY orders_key_idx ON orders (id);',
      {
        files: {
          'db/migrations/0002_example.sql':
            'CREATE INDEX CONCURRENTLY orders_status_placed_idx ON orders (status, placed_at);',
        },
        note: 'The new index makes orders_status_idx needless.',
      },
      `CREATE TABLE refunds (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, reason text, code text UNIQUE);
CREATE INDEX refunds_code_idx ON refunds (code);`,
    ],
    good: [
      'CREATE INDEX CONCURRENTLY orders_placed_at_idx ON orders (placed_at);',
      "CREATE INDEX CONCURRENTLY orders_open_idx ON orders (customer_id) WHERE status = 'open';",
      {
        files: {
          'db/migrations/0002_example.sql':
            'CREATE UNIQUE INDEX CONCURRENTLY orders_status_key ON orders (status, id);',
        },
        before: `CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, status text, total numeric(12,2));
CREATE INDEX orders_status_idx ON orders (status, id, total);`,
        note: 'It forbids duplicates, which the wider one does not.',
      },
      'CREATE INDEX CONCURRENTLY orders_latest_idx ON orders (customer_id DESC NULLS LAST);',
      'CREATE INDEX CONCURRENTLY orders_customer_hash ON orders USING hash (customer_id);',
      {
        files: {
          'db/migrations/0002_example.sql':
            'CREATE INDEX CONCURRENTLY orders_status_placed_idx ON orders (status, placed_at);',
          'db/migrations/0003_example.sql': 'DROP INDEX CONCURRENTLY orders_status_idx;',
        },
        note: 'The narrower one goes in the same pull request.',
      },
    ],
  },
  *check(document, context) {
    for (const statement of document.statements) {
      if (statement.kind !== 'create-index') continue
      const made = madeBy(context, statement)
      const hit = made && (needless(context, made) ?? madeNeedless(context, made))
      if (!hit) continue
      const { index, by, table } = hit
      const same = sameKeys(index, by) ? 'has the same keys as' : 'only repeats the first keys of'
      yield {
        at: statement.range,
        subject: { kind: 'index', name: index.name },
        message: `${index.name} on ${displayName(table.name)} ${same} ${by.name}, so no query needs it.`,
        evidence: [
          {
            strength: 'proved',
            kind: 'catalog',
            text: `${by.name} is on (${keysOf(by)}), ${index.name} on (${keysOf(index)})`,
          },
        ],
      }
    }
  },
})

interface Made {
  readonly table: Table
  readonly index: Index
}
interface Needless extends Made {
  readonly by: Index
}

/** The index a statement made, as the file leaves it; nothing when it is gone by then or was there before. */
function madeBy(context: Context, statement: CreateIndex): Made | undefined {
  const { before, after } = context.at(statement)
  const known = findTable(before, statement.table)?.indexes ?? []
  const name = findTable(after, statement.table)?.indexes.find((index) =>
    known.every((old) => old.name !== index.name),
  )?.name
  const table = findTable(context.after, statement.table)
  const index = table?.indexes.find((candidate) => candidate.name === name)
  return table && index && { table, index }
}

function needless(context: Context, { table, index }: Made): Needless | undefined {
  const by = table.indexes.find((other) => {
    if (other === index || !serves(other, index) || droppedBeside(context, other.name, other.constraint))
      return false
    // Of two alike, the later one is too much.
    return !serves(index, other) || table.indexes.indexOf(other) < table.indexes.indexOf(index)
  })
  return by && { table, index, by }
}

/** An older index that the new one makes needless. */
function madeNeedless(context: Context, { table, index: by }: Made): Needless | undefined {
  const older = findTable(context.before, table.name)?.indexes ?? []
  const index = table.indexes.find(
    (other) =>
      other !== by &&
      older.some(({ name }) => name === other.name) &&
      !isKept(other) &&
      serves(by, other) &&
      !droppedBeside(context, other.name, other.constraint),
  )
  return index && { table, index, by }
}

/** Whether one index does all that another one does. */
function serves(one: Index, other: Index): boolean {
  if (isKept(other) || !one.valid) return false
  const holds = new Set([...one.keys.map(({ column }) => column), ...one.include])
  if (!other.include.every((column) => holds.has(column))) return false
  if (sameKeys(one, other))
    return !other.unique || (one.unique && (one.nullsNotDistinct === true || !other.nullsNotDistinct))
  return !other.unique && one.method === 'btree' && beginsWith(one, other)
}

/** An index that a constraint or a partitioned parent needs cannot be dropped by itself. */
const isKept = (index: Index) => index.constraint !== undefined || index.parent !== undefined

const keysOf = ({ keys }: Index) =>
  keys.map(({ column, ordering }) => [column ?? 'expression', ordering].filter(Boolean).join(' ')).join(', ')
