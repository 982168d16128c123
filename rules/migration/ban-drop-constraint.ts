import { displayName, isNullProven } from '../../src/core/catalog/lookup.ts'
import type { Constraint, Table } from '../../src/core/catalog.ts'
import { columnName } from '../../src/core/name.ts'
import { assume, defineRule } from '../../src/core/rule.ts'
import { sameTable } from './shared/existing.ts'

export default defineRule({
  id: 'migration/ban-drop-constraint',
  title: 'Keep what guards the data',
  languages: ['sql'],
  severity: 'medium',
  tags: ['integrity'],
  since: '0.1.0',
  aliases: ['atlas:CD101'],
  why: 'Rows that the constraint kept out can be written from now on, and they will be in the way when it is wanted back. Dropping a foreign key also locks the referenced table.',
  fix: 'Replace it in the same migration (`ADD CONSTRAINT ... NOT VALID`, then drop the old one), or say in a suppression what guards the data instead.',
  examples: {
    before: `CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, total numeric NOT NULL, region text NOT NULL, customer_id bigint,
  CONSTRAINT total_positive CHECK (total > 0), CONSTRAINT region_set CHECK (region IS NOT NULL), CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers);
CREATE INDEX orders_customer_id ON orders (customer_id);`,
    bad: [
      "SET lock_timeout = '5s';\nALTER TABLE orders DROP CONSTRAINT total_positive;",
      "SET lock_timeout = '5s';\nALTER TABLE orders DROP CONSTRAINT orders_customer;",
    ],
    good: [
      {
        files: {
          'db/migrations/0002_wider.sql':
            "SET lock_timeout = '5s';\nALTER TABLE orders ADD CONSTRAINT total_not_negative CHECK (total >= 0) NOT VALID;\nALTER TABLE orders DROP CONSTRAINT total_positive;",
        },
        note: 'Another check on the same columns takes its place.',
      },
      {
        files: {
          'db/migrations/0002_check.sql':
            "SET lock_timeout = '5s';\nALTER TABLE orders DROP CONSTRAINT region_set;",
        },
        note: 'The column is NOT NULL: the check added nothing.',
      },
      "SET lock_timeout = '5s';\nALTER TABLE orders DROP CONSTRAINT IF EXISTS never_there;",
      'CREATE TABLE lines (id bigint PRIMARY KEY, n bigint CONSTRAINT n_positive CHECK (n > 0));\nALTER TABLE lines DROP CONSTRAINT n_positive;',
    ],
  },
  *check({ statements }, context) {
    for (const statement of statements) {
      if (statement.kind !== 'alter-table') continue
      for (const action of statement.actions) {
        if (action.kind !== 'drop-constraint') continue
        const table = context.existing(statement, statement.table)
        if (table === 'new') continue
        const shown = displayName(table === 'unknown' ? statement.table : table.name)
        const subject = { kind: 'constraint' as const, name: columnName(shown, action.name) }
        if (table === 'unknown') {
          yield {
            at: action.range,
            subject,
            message: `${action.name} no longer guards ${shown}.`,
            ...assume(table, shown),
          }
          continue
        }
        const constraint = table.constraints.find(({ name }) => name === action.name)
        if (!constraint && (action.ifExists || table.shape === 'known')) continue
        if (constraint && isCovered(constraint, table, sameTable(context.after, table))) continue
        const parent = constraint?.references?.table
        const lock = 'ACCESS EXCLUSIVE'
        const isLocked =
          parent !== undefined && context.holds(statement, { does: 'work', table: parent, lock }) !== 'no'
        yield { at: action.range, subject, message: messageFor(action.name, constraint, { shown, isLocked }) }
      }
    }
  },
})

/** Whether the table loses nothing: another constraint of the kind guards the same columns, or NOT NULL says the same. */
function isCovered(dropped: Constraint, table: Table, after: Table | undefined): boolean {
  if (!after) return true
  const same = after.constraints.some(
    ({ name, kind, columns }) =>
      name !== dropped.name && kind === dropped.kind && columns.join() === dropped.columns.join(),
  )
  const readded = after.constraints.some(({ name, kind }) => name === dropped.name && kind === dropped.kind)
  return same || readded || restatesNotNull(dropped, table)
}

function restatesNotNull({ kind, expression }: Constraint, table: Table): boolean {
  if (kind !== 'check' || expression?.kind !== 'operation' || expression.operator !== 'is not null')
    return false
  const [operand] = expression.operands
  const column =
    operand?.kind === 'column' ? table.columns.find(({ name }) => name === operand.name) : undefined
  return column !== undefined && !column.nullable && isNullProven(table, column.name)
}

function messageFor(
  name: string,
  constraint: Constraint | undefined,
  { shown: table, isLocked }: { readonly shown: string; readonly isLocked: boolean },
): string {
  if (constraint?.kind !== 'foreign-key' || !constraint.references)
    return `${name} no longer guards ${table}: rows it refused can be written from now on.`
  const parent = displayName(constraint.references.table)
  const lock = isLocked ? ` Dropping it also locks ${parent} against readers and writers.` : ''
  return `${name} no longer guards ${table}: rows without their ${parent} can be written from now on.${lock}`
}
