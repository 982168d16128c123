import { describe, expect, test } from 'vitest'
import {
  bigqueryFieldType,
  isSameType,
  keepsValues,
  type Platform,
  plainType,
} from '../../../src/core/terraform/column-types.ts'

const field = (members: Readonly<Record<string, string | number>>) =>
  bigqueryFieldType(new Map(Object.entries(members)))

describe('a type that a column can take where it stands, with every value as it was', () => {
  test.each<[Platform, string, string, boolean]>([
    ['bigquery', 'int64', 'numeric', true],
    ['bigquery', 'int64', 'bignumeric', true],
    ['bigquery', 'numeric', 'bignumeric', true],
    ['bigquery', 'bignumeric', 'numeric', false],
    // Binary numbers are not exact, and hold no more than 15 digits.
    ['bigquery', 'numeric', 'float64', false],
    ['bigquery', 'bignumeric', 'float64', false],
    ['bigquery', 'int64', 'float64', false],
    ['bigquery', 'float64', 'numeric', false],
    // BigQuery refuses it.
    ['bigquery', 'int64', 'string', false],
    ['bigquery', 'string(20)', 'string', true],
    ['bigquery', 'string', 'string(20)', false],
    ['bigquery', 'numeric(10,2)', 'numeric(12,2)', true],
    ['bigquery', 'int64', 'numeric(10)', false],
    ['bigquery', 'date', 'datetime', true],
    // Midnight is another moment in every time zone.
    ['bigquery', 'date', 'timestamp', false],
    ['bigquery', 'array<int64>', 'int64', false],
    ['glue', 'int', 'bigint', true],
    ['glue', 'bigint', 'int', false],
    ['glue', 'float', 'double', true],
    ['glue', 'int', 'double', false],
    ['glue', 'int', 'string', true],
    ['glue', 'decimal(12,2)', 'decimal(10,4)', false],
    ['glue', 'decimal(10,2)', 'decimal(12,2)', true],
    ['snowflake', 'varchar(200)', 'varchar(100)', false],
    ['snowflake', 'varchar(200)', 'text', true],
    ['snowflake', 'number(10,2)', 'number(12,2)', true],
    // Snowflake changes no scale.
    ['snowflake', 'number(10,2)', 'number(14,4)', false],
    ['snowflake', 'number(38,0)', 'varchar', false],
    // Nor a timestamp.
    ['snowflake', 'timestamp_ntz(3)', 'timestamp_ntz', false],
    ['snowflake', 'timestamp(3)', 'timestamp_ntz', false],
    ['snowflake', 'timestamp_ntz', 'timestamp_ltz', false],
    ['snowflake', 'datetime', 'timestampwithtimezone', false],
    ['snowflake', 'time', 'time(6)', false],
    ['snowflake', 'time', 'timestamp', false],
    ['snowflake', 'binary', 'binary(100)', false],
    ['glue', 'array<int>', 'array<bigint>', true],
    ['glue', 'array<bigint>', 'array<int>', false],
    ['glue', 'struct<a:int>', 'struct<a:integer,b:string>', true],
    ['glue', 'array<struct<a:int>>', 'array<struct<a:int,b:map<string,int>>>', true],
    ['glue', 'struct<a:int,b:string>', 'struct<a:int>', false],
    ['glue', 'struct<a:int,b:int>', 'struct<a:int,c:int,b:int>', false],
    ['glue', 'struct<a:int>', 'struct<b:int>', false],
    ['glue', 'array<int>', 'map<int,int>', false],
    ['glue', 'struct<a:int', 'struct<a:integer', false],
    ['databricks', 'struct<a:int>', 'struct<a:int,b:int>', false],
    ['databricks', 'int', 'double', true],
    ['databricks', 'bigint', 'double', false],
    ['databricks', 'int', 'decimal(10,0)', true],
    ['databricks', 'bigint', 'decimal(10,0)', false],
    ['databricks', 'double', 'float', false],
    ['databricks', 'date', 'timestamp_ntz', true],
  ])('%s: %s to %s is %s', (platform, from, to, keeps) => {
    expect(keepsValues(from, to, platform)).toBe(keeps)
  })
})

test('names of one type differ by platform', () => {
  expect(isSameType('number(38,0)', 'bigint', 'snowflake')).toBe(true)
  expect(isSameType('int', 'bigint', 'databricks')).toBe(false)
  expect(isSameType('integer', 'int', 'glue')).toBe(true)
  expect(isSameType('decimal', 'decimal(10,0)', 'glue')).toBe(true)
})

describe('one type under several names', () => {
  test.each<[Platform, ...string[]]>([
    [
      'snowflake',
      'TIMESTAMP_NTZ',
      'TIMESTAMPNTZ',
      'DATETIME',
      'TIMESTAMP WITHOUT TIME ZONE',
      'TIMESTAMP(9) WITHOUT TIME ZONE',
      'TIMESTAMP_NTZ(9)',
      'datetime(9)',
    ],
    ['snowflake', 'TIMESTAMP_LTZ', 'TIMESTAMPLTZ', 'TIMESTAMP WITH LOCAL TIME ZONE', 'TIMESTAMP_LTZ(9)'],
    ['snowflake', 'TIMESTAMP_TZ', 'TIMESTAMPTZ', 'TIMESTAMP WITH TIME ZONE', 'TIMESTAMP_TZ(9)'],
    ['snowflake', 'TIMESTAMP', 'TIMESTAMP(9)'],
    ['snowflake', 'TIME', 'TIME(9)'],
    ['snowflake', 'VARCHAR', 'STRING', 'NVARCHAR2', 'CHAR VARYING', 'NCHAR VARYING', 'VARCHAR(16777216)'],
    ['snowflake', 'CHAR', 'NCHAR', 'VARCHAR(1)'],
    ['snowflake', 'BINARY', 'VARBINARY', 'BINARY(8388608)'],
    ['glue', 'array<int>', 'array<integer>', 'ARRAY< INT >'],
    ['glue', 'map<string,struct<a:int,b:decimal>>', 'map<string, struct<a: integer, b: decimal(10,0)>>'],
    ['databricks', 'array<int>', 'array<integer>'],
  ])('%s: %s', (platform, ...names) => {
    const types = names.map(plainType)
    for (const one of types) {
      for (const other of types) {
        expect(isSameType(one, other, platform)).toBe(true)
        expect(keepsValues(one, other, platform)).toBe(true)
      }
    }
  })

  test('what a plain TIMESTAMP of Snowflake is cannot be told', () => {
    for (const other of ['timestamp_ntz', 'timestamp_ltz(9)', 'timestampwithtimezone', 'datetime']) {
      expect(keepsValues('timestamp', other, 'snowflake')).toBeUndefined()
      expect(keepsValues(other, 'timestamp(9)', 'snowflake')).toBeUndefined()
      expect(isSameType('timestamp', other, 'snowflake')).toBe(true)
    }
    expect(keepsValues('timestamp', 'timestamp_ntz', 'databricks')).toBe(false)
  })

  test('however deep it is nested, an answer comes', () => {
    const deep = (inner: string, levels: number) => 'array<'.repeat(levels) + inner + '>'.repeat(levels)
    expect(isSameType(deep('int', 10), deep('integer', 10), 'glue')).toBe(true)
    expect(isSameType(deep('int', 500), deep('integer', 500), 'glue')).toBe(false)
  })
})

test('a field of a BigQuery schema is typed as SQL spells it, with its size', () => {
  expect(field({ type: 'INTEGER' })).toBe('int64')
  expect(field({ type: 'String', maxLength: '20' })).toBe('string(20)')
  expect(field({ type: 'DECIMAL', precision: '10', scale: '2', mode: 'repeated' })).toBe(
    'array<numeric(10,2)>',
  )
  expect(field({ name: 'id' })).toBeUndefined()
})
