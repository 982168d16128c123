import { columnName } from '../../src/core/name.ts'
import type { TypeName } from '../../src/core/query.ts'
import { defineRule } from '../../src/core/rule.ts'
import { definedColumns, typeRange } from './shared/columns.ts'
import { retyped } from './shared/retyped.ts'

export default defineRule({
  id: 'postgres/prefer-jsonb',
  title: 'Use jsonb instead of json',
  severity: 'low',
  languages: ['sql'],
  dialects: ['postgres'],
  tags: ['types'],
  since: '0.1.0',
  why: 'json has no equality, so SELECT DISTINCT, GROUP BY and UNION over the table fail; it cannot be indexed and is parsed again at every access.',
  fix: 'Use `jsonb`. Keep `json` only where the text must come back exactly as it was sent.',
  references: ['https://www.postgresql.org/docs/current/datatype-json.html'],
  aliases: ['eugene:E3', 'strong_migrations:add_column_json'],
  examples: {
    before: 'CREATE TABLE orders (id bigint PRIMARY KEY);',
    bad: [
      'CREATE TABLE parcels (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, label json);',
      "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN extra json;",
    ],
    good: [
      'CREATE TABLE parcels (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, label jsonb, json text);',
      "SELECT '{}'::json;",
    ],
  },
  *check(document, context) {
    for (const { column, name } of definedColumns(document, context)) {
      if (!isJson(column.type)) continue
      const range = column.type.dimensions === 0 ? typeRange(document.text, column, /json/) : undefined
      yield {
        at: column.range,
        subject: { kind: 'column', name },
        message: messageFor(name),
        ...(range ? { suggestion: { title: 'Use jsonb', edits: [{ range, text: 'jsonb' }] } } : {}),
      }
    }
    for (const { action, table } of retyped(document, context, isJson)) {
      const name = columnName(table, action.column)
      yield { at: action.range, subject: { kind: 'column', name }, message: messageFor(name) }
    }
  },
})

function isJson({ name }: TypeName): boolean {
  return name === 'json'
}

function messageFor(name: string): string {
  return `${name} is json, which can be neither compared nor indexed: DISTINCT and GROUP BY over it fail.`
}
