import { expect, test } from 'vitest'
import { tableOf, tablesOf } from '../../../src/core/terraform/tables.ts'
import { type Unknown, unknown } from '../../../src/core/terraform/value.ts'
import { block, configuration, resource } from './block.ts'

const columns = (...args: Parameters<typeof resource>) =>
  tableOf(resource(...args))?.columns.map(({ name, type, nullable }) => [name, type, nullable])

const bigquery = (schema: string | Unknown) =>
  resource('google_bigquery_table.orders', { dataset_id: 'sales', table_id: 'orders', schema })

test('reads the schema of a BigQuery table, fields of records by their path', () => {
  const table = tableOf(
    bigquery(
      JSON.stringify([
        { name: 'id', type: 'INTEGER', mode: 'REQUIRED' },
        { name: 'lines', type: 'RECORD', mode: 'REPEATED', fields: [{ name: 'sku', type: 'string' }] },
      ]),
    ),
  )
  expect(table?.name).toBe('sales.orders')
  expect(table?.open).toBeUndefined()
  expect(table?.columns.map(({ name, type, nullable }) => [name, type, nullable])).toEqual([
    ['id', 'int64', false],
    ['lines', 'array<struct>', true],
    ['lines.sku', 'string', true],
  ])
})

test('a schema that is not known leaves the columns open', () => {
  const hole = unknown('var.schema has no value here')
  expect(tableOf(bigquery(hole))).toMatchObject({ columns: [], open: hole })
  expect(tableOf(bigquery('[{'))?.open).toBeDefined()
  expect(tableOf(resource('google_bigquery_table.t', { dataset_id: 'a', table_id: 'b' }))?.open).toBeDefined()
})

test('a field that is not known leaves the others', () => {
  const hole = unknown('var.extra has no value here')
  const table = tableOf(
    bigquery({
      ...hole,
      json: [
        hole,
        new Map([
          ['name', 'id'],
          ['type', hole],
        ] as never),
      ],
    }),
  )
  expect(table).toMatchObject({ columns: [{ name: 'id' }], open: hole })
  expect(table?.columns[0]?.type).toBeUndefined()
})

test('a schema nested without end is cut', () => {
  const schema = `${'[{"name":"a","type":"RECORD","fields":'.repeat(40)}[]${'}]'.repeat(40)}`
  expect(tableOf(bigquery(schema))?.columns.length).toBeLessThan(20)
})

test('reads the columns and partition keys of a Glue table', () => {
  const storage = block('storage_descriptor', {}, block('columns', { name: 'id', type: 'bigint' }))
  const keys = block('partition_keys', { name: 'day', type: 'Decimal(10, 2)' })
  expect(columns('aws_glue_catalog_table.t', {}, storage, keys)).toEqual([
    ['id', 'bigint', true],
    ['day', 'decimal(10,2)', true],
  ])
})

test('reads Snowflake and Databricks columns, and the names people write', () => {
  const id = block('column', { name: 'ID', type: 'NUMBER(38,0)', nullable: false })
  const snowflake = resource('snowflake_table.t', { database: 'RAW', schema: 'Sales', name: 'ORDERS' }, id)
  const databricks = resource('databricks_sql_table.t', { catalog_name: 'main', schema_name: 's', name: 't' })
  expect(tablesOf(configuration(snowflake, databricks)).map(({ name }) => name)).toEqual([
    'raw."Sales".orders',
    'main.s.t',
  ])
  expect(tableOf(snowflake)?.columns).toMatchObject([{ name: 'ID', type: 'number(38,0)', nullable: false }])
  expect(tableOf(databricks)?.open).toBeDefined()
})

test('a name with an unknown part is none', () => {
  const table = tableOf(resource('aws_glue_catalog_table.t', { database_name: unknown('x'), name: 't' }))
  expect(table).not.toHaveProperty('name')
})
