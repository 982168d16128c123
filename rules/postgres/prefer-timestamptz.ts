import { columnName } from '../../src/core/name.ts'
import type { TypeName } from '../../src/core/query.ts'
import { defineRule } from '../../src/core/rule.ts'
import { definedColumns, typeRange } from './shared/columns.ts'
import { retyped } from './shared/retyped.ts'

export default defineRule({
  id: 'postgres/prefer-timestamptz',
  title: 'Store points in time with a time zone',
  severity: 'low',
  languages: ['sql'],
  dialects: ['postgres'],
  tags: ['types', 'time'],
  since: '0.1.0',
  why: 'A timestamp without time zone is a wall clock reading of an unknown place: two sessions in different zones write and read different moments, and differences across a clock change are wrong.',
  fix: "Use `timestamptz`. It stores UTC in the same eight bytes and shows the reader's own zone.",
  references: [
    'https://www.postgresql.org/docs/current/datatype-datetime.html',
    'https://wiki.postgresql.org/wiki/Don%27t_Do_This#Date.2FTime_storage',
  ],
  aliases: ['squawk:prefer-timestamp-tz', 'squawk:prefer-timestamptz'],
  examples: {
    before: 'CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date);',
    bad: [
      'CREATE TABLE parcels (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, sent_at timestamp);',
      "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN sent_at timestamp(3) without time zone;",
    ],
    good: [
      'CREATE TABLE parcels (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, sent_at timestamptz, due_on date, opens time);',
      "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN sent_at timestamp with time zone;",
      'SELECT now()::timestamp;',
    ],
  },
  *check(document, context) {
    for (const { column, name } of definedColumns(document, context)) {
      if (!isNaive(column.type)) continue
      const range = typeRange(
        document.text,
        column,
        /timestamp(?:\s*\(\s*\d+\s*\))?(?:\s+without\s+time\s+zone)?/,
      )
      const [precision] = column.type.modifiers
      const text = precision === undefined ? 'timestamptz' : `timestamptz(${precision})`
      yield {
        at: column.range,
        subject: { kind: 'column', name },
        message: messageFor(name),
        ...(range ? { suggestion: { title: 'Use timestamptz', edits: [{ range, text }] } } : {}),
      }
    }
    for (const { action, table } of retyped(document, context, isNaive)) {
      const name = columnName(table, action.column)
      yield { at: action.range, subject: { kind: 'column', name }, message: messageFor(name) }
    }
  },
})

function isNaive({ name }: TypeName): boolean {
  return name === 'timestamp without time zone'
}

function messageFor(name: string): string {
  return `${name} is a timestamp without time zone: which moment it means depends on who reads it.`
}
