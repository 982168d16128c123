import { mentions } from '../../src/core/catalog/expressions.ts'
import { displayName } from '../../src/core/catalog/lookup.ts'
import type { Table } from '../../src/core/catalog.ts'
import { columnName } from '../../src/core/name.ts'
import { defineRule } from '../../src/core/rule.ts'

export default defineRule({
  id: 'migration/ban-hidden-drop',
  title: 'Drop keys and indexes by name, not along with a column',
  languages: ['sql'],
  severity: 'high',
  tags: ['integrity', 'performance'],
  since: '0.1.0',
  why: 'Dropping a column silently drops every key, foreign key and index that uses it, also those over several columns. Uniqueness ends or queries turn slow, and nothing in the migration says so.',
  fix: 'Drop or rebuild each constraint and index in a statement of its own before the column, so that the change shows what goes.',
  examples: {
    before: `CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id bigint REFERENCES customers, tenant text, code text, note text, UNIQUE (tenant, code));
CREATE INDEX orders_customer_id ON orders (customer_id);`,
    bad: [
      "SET lock_timeout = '5s';\nALTER TABLE orders DROP COLUMN code;",
      "SET lock_timeout = '5s';\nALTER TABLE orders DROP COLUMN customer_id;",
      "SET lock_timeout = '5s';\nALTER TABLE orders DROP COLUMN id;",
      {
        before: `CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text);
CREATE INDEX orders_note ON orders (lower(note));`,
        files: {
          'db/migrations/0002_note.sql': "SET lock_timeout = '5s';\nALTER TABLE orders DROP COLUMN note;",
        },
        note: 'An index over an expression of the column goes too.',
      },
    ],
    good: [
      "SET lock_timeout = '5s';\nALTER TABLE orders DROP COLUMN note;",
      {
        files: {
          'db/migrations/0002_code.sql':
            "SET lock_timeout = '5s';\nALTER TABLE orders DROP CONSTRAINT orders_tenant_code_key;\nALTER TABLE orders DROP COLUMN code;",
        },
        note: 'The key went first, by name.',
      },
      'CREATE TABLE lines (id bigint PRIMARY KEY, sku text UNIQUE);\nALTER TABLE lines DROP COLUMN sku;',
    ],
  },
  *check({ statements }, context) {
    for (const statement of statements) {
      if (statement.kind !== 'alter-table') continue
      const dropped = new Set(
        statement.actions.flatMap((action) => (action.kind === 'drop-constraint' ? [action.name] : [])),
      )
      for (const action of statement.actions) {
        if (action.kind !== 'drop-column') continue
        const table = context.existing(statement, statement.table)
        if (table === 'new' || table === 'unknown') continue
        const along = takenAlong(table, action.column, dropped)
        if (along.length === 0) continue
        const column = columnName(displayName(table.name), action.column)
        yield {
          at: action.range,
          subject: { kind: 'column', name: column },
          message: `Dropping ${column} silently drops ${along.join(', ')} too.`,
          evidence: along.map((text) => ({
            strength: 'proved',
            kind: 'catalog',
            text: `${displayName(table.name)} has ${text}`,
          })),
        }
      }
    }
  },
})

const constraintWords = {
  'primary-key': 'the primary key',
  unique: 'the unique constraint',
  'foreign-key': 'the foreign key',
  exclude: 'the exclusion constraint',
} as const

function takenAlong(table: Table, column: string, dropped: ReadonlySet<string>): string[] {
  const constraints = table.constraints.flatMap(({ name, kind, columns }) =>
    kind in constraintWords && columns.includes(column) && !dropped.has(name)
      ? [`${constraintWords[kind as keyof typeof constraintWords]} ${name} (${columns.join(', ')})`]
      : [],
  )
  const indexes = table.indexes.flatMap(({ name, keys, include, where, constraint }) => {
    const columns = [...keys.map((key) => key.column ?? 'expression'), ...include]
    const expressions = [...keys.map((key) => key.expression), where].filter((part) => part !== undefined)
    const uses = columns.includes(column) || expressions.some((part) => mentions(part, column))
    return constraint === undefined && uses ? [`the index ${name} (${columns.join(', ')})`] : []
  })
  return [...constraints, ...indexes]
}
