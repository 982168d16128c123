import { columnName } from '../../src/core/name.ts'
import { type TypeName, typeText } from '../../src/core/query.ts'
import { defineRule } from '../../src/core/rule.ts'
import { definedColumns } from './shared/columns.ts'
import { retyped } from './shared/retyped.ts'

export default defineRule({
  id: 'postgres/prefer-text',
  title: 'Use text instead of char(n) and varchar(n)',
  severity: 'low',
  languages: ['sql'],
  dialects: ['postgres'],
  tags: ['types'],
  since: '0.1.0',
  why: 'A length in the type saves nothing and is hard to change when views, functions and clients depend on the column. char(n) also pads every value with blanks.',
  fix: 'Use `text`; where the length is a rule of the business, say so with `CHECK (length(name) <= 100)`.',
  references: [
    'https://www.postgresql.org/docs/current/datatype-character.html',
    'https://wiki.postgresql.org/wiki/Don%27t_Do_This#Text_storage',
  ],
  aliases: ['squawk:prefer-text-field', 'squawk:ban-char-field'],
  examples: {
    before: 'CREATE TABLE orders (id bigint PRIMARY KEY, code varchar(10));',
    bad: [
      'CREATE TABLE parcels (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, label varchar(50));',
      "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN country char(2);",
    ],
    good: [
      'CREATE TABLE parcels (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, label text, note varchar);',
      "SET lock_timeout = '5s';\nALTER TABLE orders ALTER COLUMN code TYPE varchar(20);",
    ],
  },
  *check(document, context) {
    for (const { column, name } of definedColumns(document, context)) {
      if (isLimited(column.type))
        yield { at: column.range, subject: { kind: 'column', name }, message: messageFor(name, column.type) }
    }
    for (const { action, table } of retyped(document, context, isLimited)) {
      const name = columnName(table, action.column)
      yield { at: action.range, subject: { kind: 'column', name }, message: messageFor(name, action.type) }
    }
  },
})

function isLimited({ name, modifiers }: TypeName): boolean {
  return (name === 'character' || name === 'character varying') && modifiers.length > 0
}

function messageFor(name: string, type: TypeName): string {
  const pads = type.name === 'character' ? 'pads every value with blanks and ' : ''
  return `${name} is ${typeText(type)}, which ${pads}refuses longer values.`
}
