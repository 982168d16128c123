import { beforeAll, describe, expect, test } from 'vitest'
import type { Dialect } from '../../src/core/dialect.ts'
import type { TypeName } from '../../src/core/query.ts'
import { conversionOf } from '../../src/core/type-change.ts'
import { loadEngine } from '../../src/sql/postgres/engine.ts'
import { parsePostgres } from '../../src/sql/postgres/parse.ts'

beforeAll(loadEngine)

function typeOf(text: string): TypeName {
  const [statement] = parsePostgres(`CREATE TABLE t (c ${text});`).statements
  const type = statement?.kind === 'create-table' ? statement.columns[0]?.type : undefined
  if (!type) throw new Error(`no type: ${text}`)
  return type
}

describe('what a type change does to values', () => {
  test.each([
    ['integer', 'bigint', 'keeps'],
    ['bigint', 'integer', 'rejects'],
    ['serial', 'bigint', 'keeps'],
    ['integer', 'numeric', 'keeps'],
    ['integer', 'numeric(10,0)', 'keeps'],
    ['integer', 'numeric(10,2)', 'rejects'],
    ['bigint', 'double precision', 'loses'],
    ['integer', 'double precision', 'keeps'],
    ['integer', 'real', 'loses'],
    ['numeric(10,2)', 'numeric(12,2)', 'keeps'],
    ['numeric(10,2)', 'numeric(12,4)', 'keeps'],
    ['numeric(10,2)', 'numeric(12,1)', 'loses'],
    ['numeric(10,2)', 'numeric(8,2)', 'rejects'],
    ['numeric(10,2)', 'numeric(10,4)', 'rejects'],
    ['numeric', 'numeric(10,2)', 'loses'],
    ['numeric(10,2)', 'numeric', 'keeps'],
    ['numeric(10,2)', 'integer', 'loses'],
    ['numeric(9,0)', 'integer', 'keeps'],
    ['numeric(12,0)', 'integer', 'rejects'],
    ['numeric(10,2)', 'double precision', 'loses'],
    ['double precision', 'real', 'loses'],
    ['real', 'double precision', 'keeps'],
    ['varchar(10)', 'varchar(20)', 'keeps'],
    ['varchar(20)', 'varchar(10)', 'rejects'],
    ['varchar(20)', 'text', 'keeps'],
    ['text', 'varchar(20)', 'rejects'],
    ['text', 'citext', 'keeps'],
    ['char(2)', 'text', 'keeps'],
    ['char', 'char(3)', 'keeps'],
    ['text', 'integer', 'rejects'],
    ['text', 'jsonb', 'rejects'],
    ['integer', 'text', 'keeps'],
    ['integer', 'varchar(11)', 'keeps'],
    ['integer', 'varchar(5)', 'rejects'],
    ['uuid', 'varchar(36)', 'keeps'],
    ['uuid', 'text', 'keeps'],
    ['timestamp', 'timestamptz', 'reinterprets'],
    ['timestamptz', 'timestamp', 'reinterprets'],
    ['timestamp', 'date', 'loses'],
    ['date', 'timestamp', 'keeps'],
    ['timestamp(6)', 'timestamp(0)', 'loses'],
    ['timestamptz(3)', 'timestamptz', 'keeps'],
    ['time', 'time(3)', 'loses'],
    ['json', 'jsonb', 'keeps'],
    ['inet', 'cidr', 'rejects'],
    ['cidr', 'inet', 'keeps'],
    ['varbit(8)', 'varbit(4)', 'rejects'],
    ['integer[]', 'bigint[]', 'keeps'],
    ['bigint[]', 'integer[]', 'rejects'],
    ['integer[]', 'text', 'keeps'],
    ['integer', 'integer[]', 'unknown'],
    ['mood', 'text', 'keeps'],
    ['text', 'mood', 'rejects'],
    ['mood', 'mood', 'keeps'],
    ['mood', 'other_mood', 'unknown'],
    ['boolean', 'integer', 'keeps'],
    ['integer', 'boolean', 'loses'],
    ['jsonb', 'uuid', 'unknown'],
  ])('%s to %s: %s', (from, to, outcome) => {
    expect(conversionOf(typeOf(from), typeOf(to)).outcome).toBe(outcome)
  })

  test.each<[Dialect, TypeName, TypeName, string]>([
    [
      'mysql',
      { name: 'int', modifiers: [11], dimensions: 0 },
      { name: 'bigint', modifiers: [20], dimensions: 0 },
      'keeps',
    ],
    [
      'mysql',
      { name: 'mediumint', modifiers: [], dimensions: 0 },
      { name: 'smallint', modifiers: [], dimensions: 0 },
      'rejects',
    ],
    [
      'mysql',
      { name: 'decimal', modifiers: [], dimensions: 0 },
      { name: 'decimal', modifiers: [12, 0], dimensions: 0 },
      'keeps',
    ],
    [
      'snowflake',
      { name: 'number', modifiers: [], dimensions: 0 },
      { name: 'number', modifiers: [10, 0], dimensions: 0 },
      'rejects',
    ],
    [
      'bigquery',
      { name: 'int64', modifiers: [], dimensions: 0 },
      { name: 'string', modifiers: [], dimensions: 0 },
      'keeps',
    ],
  ])('%s: %o to %o: %s', (dialect, from, to, outcome) => {
    expect(conversionOf(from, to, dialect).outcome).toBe(outcome)
  })

  test('what does not survive is said in words', () => {
    expect(conversionOf(typeOf('bigint'), typeOf('smallint')).because).toBe('values beyond 32767 do not fit')
    expect(conversionOf(typeOf('numeric(10,3)'), typeOf('numeric(10,2)')).because).toBe(
      'digits beyond 2 decimal places are rounded away',
    )
  })
})
