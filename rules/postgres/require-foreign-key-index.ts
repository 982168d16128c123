import { displayName, findTable } from '../../src/core/catalog/lookup.ts'
import type { Table } from '../../src/core/catalog.ts'
import type { Hit } from '../../src/core/finding.ts'
import { columnName, lastPart, type Name, quote } from '../../src/core/name.ts'
import { type Context, defineRule } from '../../src/core/rule.ts'
import type { AlterTable, CreateTable } from '../../src/core/statement.ts'
import { constraintSubject, isNew } from './shared/at-risk.ts'
import { builtBeside } from './shared/beside.ts'
import { constraintsIn, type WrittenConstraint } from './shared/constraints.ts'
import { edit, endOfCode } from './shared/edits.ts'
import { findsBy } from './shared/indexes.ts'

export default defineRule({
  id: 'postgres/require-foreign-key-index',
  title: 'Index the columns of a foreign key',
  languages: ['sql'],
  dialects: ['postgres'],
  severity: 'medium',
  tags: ['indexes', 'constraints'],
  since: '0.1.0',
  aliases: ['eugene:E15'],
  why: 'Postgres indexes the referenced side of a foreign key, not the referencing one. Without an index there, every DELETE or key UPDATE of a referenced row reads the whole referencing table.',
  fix: `Add an index that starts with the foreign key's columns:
\`CREATE INDEX CONCURRENTLY orders_customer_id_idx ON orders (customer_id);\`
On a table made in the same file a plain \`CREATE INDEX\` will do.`,
  references: ['https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK'],
  examples: {
    before: `CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, region text, number bigint, UNIQUE (region, number));
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id bigint, status text);`,
    bad: [
      `SET lock_timeout = '5s';
CREATE TABLE refunds (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id bigint NOT NULL REFERENCES orders
);`,
      `SET lock_timeout = '5s';
ALTER TABLE orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers NOT VALID;`,
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
CREATE TABLE visits (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint REFERENCES customers,
  ended_at timestamptz
);
CREATE INDEX visits_open_idx ON visits (customer_id) WHERE ended_at IS NULL;`,
        },
        note: 'A partial index does not find the other rows.',
      },
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
CREATE TABLE visits (
  at timestamptz,
  region text,
  number bigint,
  PRIMARY KEY (at, region, number),
  FOREIGN KEY (region, number) REFERENCES customers (region, number)
);`,
        },
        note: 'The key holds the columns, but does not start with them.',
      },
    ],
    good: [
      `SET lock_timeout = '5s';
CREATE TABLE refunds (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id bigint NOT NULL REFERENCES orders
);
CREATE INDEX refunds_order_id_idx ON refunds (order_id);`,
      `SET lock_timeout = '5s';
CREATE TABLE visits (
  customer_id bigint REFERENCES customers,
  at timestamptz,
  PRIMARY KEY (customer_id, at)
);`,
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
ALTER TABLE orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers NOT VALID;`,
          'db/migrations/0003_example.sql':
            'CREATE INDEX CONCURRENTLY orders_customer_id_idx ON orders (customer_id, status);',
        },
        note: 'The index comes later in the same pull request.',
      },
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
CREATE TABLE visits (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  region text,
  number bigint,
  FOREIGN KEY (region, number) REFERENCES customers (region, number)
);
CREATE INDEX visits_customer_idx ON visits (number, region, id);`,
        },
        note: 'The first columns may stand in any order.',
      },
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
CREATE TABLE refunds (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id bigint REFERENCES orders
);
CREATE INDEX refunds_order_id_idx ON refunds (order_id) WHERE order_id IS NOT NULL;`,
        },
        note: 'This partial index leaves out only rows that reference nothing.',
      },
    ],
  },
  *check(document, context) {
    for (const statement of document.statements) {
      if (statement.kind !== 'create-table' && statement.kind !== 'alter-table') continue
      const table = tableAtEnd(context, statement)
      if (table === 'none') continue
      const name = table === 'unknown' ? statement.table : displayName(table.name)
      for (const key of constraintsIn(statement)) {
        const { constraint, columns, column, at } = key
        if (constraint.kind !== 'foreign-key' || constraint.notEnforced || !constraint.references) continue
        if (table === 'unknown' ? column === undefined : isAlreadyIndexed(table, key)) continue
        if (isIndexedBeside(context, { table, name: statement.table, columns })) continue
        const wanted =
          columns.length === 1 ? columnName(name, columns[0] ?? '') : `${name} (${columns.join(', ')})`
        yield {
          at,
          subject:
            columns.length === 1 ? { kind: 'column', name: wanted } : constraintSubject(name, constraint),
          message: `No index starts with ${wanted}, so each DELETE from ${displayName(constraint.references.table)} reads all of ${name} to look for references.`,
          ...notSeen(context, table, name),
          ...(statement.kind === 'create-table' && !statement.inside
            ? indexAfter(document.text, statement, columns)
            : {}),
        }
      }
    }
  },
})

/** The table as the file leaves it, whatever it is called by then; `none` when there is nothing to index. */
function tableAtEnd(context: Context, statement: CreateTable | AlterTable): Table | 'none' | 'unknown' {
  const { before, after } = context.at(statement)
  if (statement.kind === 'create-table' && (statement.temporary || findTable(before, statement.table)))
    return 'none'
  const made = findTable(after, statement.table)
  if (!made) return statement.kind === 'alter-table' ? 'unknown' : 'none'
  const last = findTable(context.after, made.name)
  if (last?.id === made.id) return last
  for (const relation of context.after.relations.values()) {
    if (relation.id === made.id && relation.kind === 'table') return relation
  }
  return 'none'
}

/** Of a table whose shape is not all known, only a new column is sure to have no index. */
function isAlreadyIndexed(table: Table, { columns, column }: WrittenConstraint): boolean {
  if (table.shape === 'partial' && column === undefined) return true
  return table.persistence === 'temporary' || table.indexes.some((index) => findsBy(index, columns))
}

interface Wanted {
  readonly table: Table | 'unknown'
  readonly name: Name
  readonly columns: readonly string[]
}

/** Whether another file of the pull request builds the index. */
function isIndexedBeside(context: Context, { table, name, columns }: Wanted): boolean {
  const isSame = (other: Name) =>
    table === 'unknown' ? other === name : findTable(context.after, other)?.id === table.id
  return builtBeside(context, table === 'unknown' ? name : table.name).some(
    (index) => findsBy(index, columns) && isSame(index.table),
  )
}

function notSeen(context: Context, table: Table | 'unknown', name: Name): Pick<Hit, 'assumption'> {
  const seen = table !== 'unknown' && (isNew(context, table) || context.before.partial.length === 0)
  return seen
    ? {}
    : { assumption: `Not all of the history of ${name} could be read, so an index may be there unseen.` }
}

function indexAfter(
  text: string,
  { table, range }: CreateTable,
  columns: readonly string[],
): Pick<Hit, 'suggestion'> {
  const name = quote([lastPart(table), ...columns, 'idx'].join('_'))
  const index = `;\nCREATE INDEX ${name} ON ${table} (${columns.map(quote).join(', ')})`
  return { suggestion: { title: 'Index it', edits: [edit(endOfCode(text, range), index)] } }
}
