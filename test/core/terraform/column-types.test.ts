import { describe, expect, test } from 'vitest'
import {
  bigqueryFieldType,
  isSameType,
  keepsValues,
  type Platform,
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

test('a field of a BigQuery schema is typed as SQL spells it, with its size', () => {
  expect(field({ type: 'INTEGER' })).toBe('int64')
  expect(field({ type: 'String', maxLength: '20' })).toBe('string(20)')
  expect(field({ type: 'DECIMAL', precision: '10', scale: '2', mode: 'repeated' })).toBe(
    'array<numeric(10,2)>',
  )
  expect(field({ name: 'id' })).toBeUndefined()
})
