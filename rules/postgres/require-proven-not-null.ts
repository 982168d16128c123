import { columnOf, isNullProven } from '../../src/core/catalog/lookup.ts'
import type { Table } from '../../src/core/catalog.ts'
import type { SqlDocument } from '../../src/core/document.ts'
import type { Hit } from '../../src/core/finding.ts'
import { columnName } from '../../src/core/name.ts'
import { type Context, defineRule } from '../../src/core/rule.ts'
import type { AlterAction, AlterTable } from '../../src/core/statement.ts'
import { type AtRisk, lock, tableAtRisk } from './shared/at-risk.ts'
import { worksUnder } from './shared/claims.ts'

export default defineRule({
  id: 'postgres/require-proven-not-null',
  title: 'Prove that a column holds no nulls before SET NOT NULL',
  languages: ['sql'],
  dialects: ['postgres'],
  severity: 'high',
  tags: ['locks', 'constraints'],
  since: '0.1.0',
  scalesWithTable: true,
  aliases: [
    'squawk:adding-not-nullable-field',
    'eugene:E2',
    'atlas:MF104',
    'atlas:PG303',
    'strong_migrations:change_column_null',
  ],
  why: 'SET NOT NULL reads the whole table under an ACCESS EXCLUSIVE lock, during which nothing can read or write it, and fails at the first null.',
  fix: `1. \`ALTER TABLE orders ADD CONSTRAINT orders_status_set CHECK (status IS NOT NULL) NOT VALID;\`
2. In a later transaction: \`ALTER TABLE orders VALIDATE CONSTRAINT orders_status_set;\` It reads the rows while reads and writes go on.
3. \`ALTER TABLE orders ALTER COLUMN status SET NOT NULL;\` Since Postgres 12 the validated check spares the scan.
4. \`ALTER TABLE orders DROP CONSTRAINT orders_status_set;\`

Since Postgres 18: \`ALTER TABLE orders ADD CONSTRAINT orders_status_set NOT NULL status NOT VALID;\`, then step 2.`,
  references: [
    'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL',
  ],
  examples: {
    before: `CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, code text NOT NULL, status text, total numeric(12,2), note text);
ALTER TABLE orders ADD CONSTRAINT orders_total_set CHECK (total IS NOT NULL) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT orders_total_set;
ALTER TABLE orders ADD CONSTRAINT orders_note_set CHECK (note IS NOT NULL) NOT VALID;`,
    bad: [
      `SET lock_timeout = '5s';
ALTER TABLE orders ALTER COLUMN status SET NOT NULL;`,
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
ALTER TABLE orders ALTER COLUMN note SET NOT NULL;`,
        },
        note: 'The check on it was never validated.',
      },
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
ALTER TABLE orders VALIDATE CONSTRAINT orders_note_set, ALTER COLUMN note SET NOT NULL;`,
        },
        note: 'In one statement Postgres reads the rows before it has validated the check.',
      },
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
ALTER TABLE orders ALTER COLUMN total SET NOT NULL;`,
        },
        version: 11,
        note: 'Postgres 11 does not look at checks.',
      },
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
ALTER TABLE orders ADD CONSTRAINT orders_status_set NOT NULL status;`,
        },
        version: 18,
      },
    ],
    good: [
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
ALTER TABLE orders ALTER COLUMN total SET NOT NULL;`,
        },
        note: 'An earlier migration validated CHECK (total IS NOT NULL).',
      },
      `SET lock_timeout = '5s';
ALTER TABLE orders ADD CONSTRAINT orders_status_set CHECK (status IS NOT NULL) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT orders_status_set;
ALTER TABLE orders ALTER COLUMN status SET NOT NULL;
ALTER TABLE orders DROP CONSTRAINT orders_status_set;`,
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
ALTER TABLE orders ALTER COLUMN code SET NOT NULL;`,
        },
        note: 'The column is NOT NULL already.',
      },
      {
        files: {
          'db/migrations/0002_example.sql': `SET lock_timeout = '5s';
ALTER TABLE orders ADD CONSTRAINT orders_status_set NOT NULL status NOT VALID;`,
          'db/migrations/0003_example.sql': 'ALTER TABLE orders VALIDATE CONSTRAINT orders_status_set;',
        },
        version: 18,
      },
      `CREATE TABLE refunds (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, reason text);
ALTER TABLE refunds ALTER COLUMN reason SET NOT NULL;`,
    ],
  },
  *check(document, context) {
    for (const statement of document.statements) {
      if (statement.kind !== 'alter-table') continue
      if (!statement.actions.some((action) => madeNotNull(action).length > 0)) continue
      const target = tableAtRisk(context, statement, statement.table)
      if (!target || (!target.table && validatesUnseen(document, context, statement))) continue
      for (const action of statement.actions) {
        for (const column of madeNotNull(action)) {
          if (target.table && isSpared(context, without(target.table, statement), column)) continue
          const name = columnName(target.name, column)
          yield {
            at: action.range,
            subject: { kind: 'column', name },
            message: `Making ${name} NOT NULL reads all of ${target.name} to look for nulls, and nothing can read or write the table until that is done.`,
            evidence: [
              lock(`SET NOT NULL takes ACCESS EXCLUSIVE on ${target.name}: blocks reads and writes`),
            ],
            ...assumedOf(target, column),
            ...worksUnder('ACCESS EXCLUSIVE', target.name, 'scan'),
          }
        }
      }
    }
  },
})

function madeNotNull(action: AlterAction): readonly string[] {
  if (action.kind === 'set-not-null') return [action.column]
  if (action.kind !== 'add-constraint' || action.constraint.kind !== 'not-null') return []
  return action.constraint.notValid ? [] : action.constraint.columns
}

function isSpared({ version }: Context, table: Table, column: string): boolean {
  if (columnOf(table, column)?.nullable === false) return !hasUnvalidated(table, column)
  return version >= 12 && isNullProven(table, column)
}

/** The server drops constraints before it sets NOT NULL, whatever their order in the statement. */
function without(table: Table, { actions }: AlterTable): Table {
  const dropped = actions.flatMap((action) => (action.kind === 'drop-constraint' ? [action.name] : []))
  if (dropped.length === 0) return table
  return { ...table, constraints: table.constraints.filter(({ name }) => !dropped.includes(name)) }
}

/** NOT NULL that is NOT VALID (18+) holds for new rows only. */
function hasUnvalidated(table: Table, column: string): boolean {
  return table.constraints.some(
    ({ kind, validated, columns }) => kind === 'not-null' && !validated && columns[0] === column,
  )
}

/** Of a table that the catalog does not hold, an earlier VALIDATE may have been of the very check that spares the scan. */
function validatesUnseen(
  document: SqlDocument,
  { siblings }: Context,
  { table, range }: AlterTable,
): boolean {
  const files = siblings.slice(0, siblings.indexOf(document)).flatMap(({ statements }) => statements)
  const here = document.statements.filter((statement) => statement.range.end <= range.start)
  return [...files, ...here].some(
    (s) =>
      s.kind === 'alter-table' &&
      s.table === table &&
      s.actions.some(({ kind }) => kind === 'validate-constraint'),
  )
}

function assumedOf({ table, name, assumed }: AtRisk, column: string): Pick<Hit, 'assumption'> {
  if (!table || columnOf(table, column)) return assumed
  return {
    assumption: `Nothing read here says whether ${columnName(name, column)} is nullable, so it is taken to be.`,
  }
}
