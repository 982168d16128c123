import { columnOf, displayName, findTable, primaryKey } from '../../src/core/catalog/lookup.ts'
import type { Hit } from '../../src/core/finding.ts'
import { type Context, defineRule } from '../../src/core/rule.ts'
import type { ColumnDefinition, ConstraintDefinition, CreateTable } from '../../src/core/statement.ts'
import { definedColumns, serialTypes, typeRange } from './shared/columns.ts'

export default defineRule({
  id: 'postgres/prefer-bigint-key',
  title: 'Use bigint for keys of new tables',
  severity: 'medium',
  languages: ['sql'],
  dialects: ['postgres'],
  tags: ['types', 'keys'],
  since: '0.1.0',
  why: 'An integer key runs out after 2.1 billion rows, failed inserts included, and every insert fails from then on. Widening it later rewrites the table, and every table that references it.',
  fix: '`id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY`',
  references: [
    'https://www.postgresql.org/docs/current/datatype-numeric.html',
    'https://wiki.postgresql.org/wiki/Don%27t_Do_This',
  ],
  aliases: ['squawk:prefer-bigint-over-int', 'squawk:prefer-bigint-over-smallint'],
  examples: {
    before: 'CREATE TABLE users (id integer PRIMARY KEY);\nCREATE TABLE regions (code text PRIMARY KEY);',
    bad: [
      'CREATE TABLE parcels (id integer PRIMARY KEY);',
      'CREATE TABLE parcels (id serial PRIMARY KEY, note text);',
      'CREATE TABLE parcels (id integer GENERATED ALWAYS AS IDENTITY, note text, PRIMARY KEY (id));',
      "CREATE TABLE parcels (id smallint DEFAULT nextval('parcel_ids') PRIMARY KEY);",
    ],
    good: [
      'CREATE TABLE parcels (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, quantity integer);',
      "SET lock_timeout = '5s';\nCREATE TABLE profiles (user_id integer PRIMARY KEY REFERENCES users (id), note text);",
      'CREATE TABLE memberships (user_id integer, region text, PRIMARY KEY (user_id, region));',
      'CREATE TABLE weekdays (number smallint PRIMARY KEY, name text);',
      'CREATE TABLE parcels (id uuid PRIMARY KEY);',
      'CREATE TABLE IF NOT EXISTS users (id integer PRIMARY KEY);',
    ],
  },
  *check(document, context) {
    for (const { statement, column, table, name } of definedColumns(document, context)) {
      if (
        statement.kind !== 'create-table' ||
        !isNarrowKey(column, statement) ||
        followsParent(column, statement, context)
      )
        continue
      const limit = integerOf(column) === 'smallint' ? '32,767' : '2,147,483,647'
      yield {
        at: column.range,
        subject: { kind: 'column', name },
        message: `${name} is ${column.type.name}: ${table} takes no more rows once its key reaches ${limit}.`,
        ...suggestion(document.text, column),
      }
    }
  },
})

function integerOf({ type }: ColumnDefinition): string | undefined {
  const name = serialTypes[type.name] ?? type.name
  return type.dimensions === 0 && (name === 'integer' || name === 'smallint') ? name : undefined
}

/** An integer primary key, or one of any narrow type that numbers its rows by itself. */
function isNarrowKey(column: ColumnDefinition, statement: CreateTable): boolean {
  const type = integerOf(column)
  if (!type) return false
  if (column.identity) return true
  const numbers =
    serialTypes[column.type.name] !== undefined ||
    (column.default?.kind === 'call' && /(^|\.)nextval$/.test(column.default.name))
  return isPrimaryKey(column, statement) && (numbers || (type === 'integer' && !natural.has(column.name)))
}

/** Numbers that stand for something outside the table do not grow with its rows. */
const natural = new Set(['year', 'version', 'code', 'month', 'day', 'hour', 'status_code'])

function isPrimaryKey({ name, constraints }: ColumnDefinition, statement: CreateTable): boolean {
  if (constraints.some(({ kind }) => kind === 'primary-key')) return true
  return statement.constraints.some(
    ({ kind, columns }) => kind === 'primary-key' && columns.length === 1 && columns[0] === name,
  )
}

/** A key that is also a foreign key takes the type of its parent's key, which is left alone unless that is known to be bigint. */
function followsParent(column: ColumnDefinition, statement: CreateTable, context: Context): boolean {
  const isOn = ({ columns }: ConstraintDefinition) => columns.length === 1 && columns[0] === column.name
  const references = [...column.constraints, ...statement.constraints.filter(isOn)].find(
    (constraint) => constraint.references,
  )?.references
  if (!references) return false
  const parent = findTable(context.at(statement).before, references.table)
  if (!parent || displayName(parent.name) === displayName(statement.table)) return true
  const key = references.columns[0] ?? primaryKey(parent)?.columns[0]
  return key === undefined || columnOf(parent, key)?.type?.name !== 'bigint'
}

function suggestion(text: string, column: ColumnDefinition): Pick<Hit, 'suggestion'> {
  const range = typeRange(text, column, /integer|int4?|smallint|int2|serial4?|smallserial|serial2/)
  if (!range) return {}
  const wide = serialTypes[column.type.name] ? 'bigserial' : 'bigint'
  return { suggestion: { title: `Make it ${wide}`, edits: [{ range, text: wide }] } }
}
