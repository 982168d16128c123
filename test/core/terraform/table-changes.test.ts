import { expect, test } from 'vitest'
import type { TerraformDocument } from '../../../src/core/document.ts'
import type { Configuration, Resource } from '../../../src/core/terraform/configuration.ts'
import { tableChanges } from '../../../src/core/terraform/table-changes.ts'
import { unknown, type Value } from '../../../src/core/terraform/value.ts'
import { block, configuration, resource } from './block.ts'

type Column = readonly [name: string, type: Value]

const glue = (columns: readonly Column[], name: Value = 'orders', address = 'aws_glue_catalog_table.t') =>
  resource(
    address,
    { database_name: 'sales', name },
    block(
      'storage_descriptor',
      {},
      ...columns.map(([column, type]) => block('columns', { name: column, type })),
    ),
  )
const snowflake = (name: string, ...columns: readonly Readonly<Record<string, Value>>[]) =>
  resource(
    'snowflake_table.t',
    { database: 'RAW', schema: 'SALES', name },
    ...columns.map((column) => block('column', column)),
  )
const bigquery = (schema: Value) =>
  resource('google_bigquery_table.t', { dataset_id: 'web', table_id: 'events', schema })

const document = (
  before: readonly Resource[] | undefined,
  after: readonly Resource[],
  refactorings: Configuration['refactorings'] = [],
): TerraformDocument => ({
  ...configuration(...after),
  ...{
    language: 'terraform',
    path: '',
    text: '',
    plans: [],
    readers: [],
    files: [],
    changed: [],
    refactorings,
  },
  ...(before && { before: configuration(...before) }),
})

/** `column-dropped sales.orders.email`, with what it was and is. */
const told = (...given: Parameters<typeof document>) =>
  tableChanges(document(...given)).map(({ kind, subject, before, after }) =>
    [kind, subject.name, ...(before || after ? [JSON.stringify(before ?? after)] : [])].join(' '),
  )

const id: Column = ['id', 'bigint']
const email: Column = ['email', 'string']

test('a column that is gone, new or of another type', () => {
  expect(
    told(
      [glue([id, email])],
      [
        glue([
          ['id', 'string'],
          ['note', 'string'],
        ]),
      ],
    ),
  ).toEqual([
    'column-dropped sales.orders.email {"type":"string","nullable":true}',
    'column-type-changed sales.orders.id {"type":"bigint"}',
    'column-added sales.orders.note {"type":"string","nullable":true}',
  ])
})

test('order, case and other names of the same type are no change', () => {
  expect(
    told(
      [glue([id, email])],
      [
        glue([
          ['EMAIL', 'string'],
          ['id', 'long'],
        ]),
      ],
    ),
  ).toEqual([])
})

test('what is not known changes nothing', () => {
  const hole = unknown('var.columns has no value here')
  expect(told([glue([id, email])], [glue([id, ['email', hole]])])).toEqual([])
  expect(told([glue([id, email])], [glue([id], hole)])).toEqual([])
  expect(told([bigquery('[{"name":"id","type":"STRING"}]')], [bigquery(hole)])).toEqual([])
  expect(told([bigquery(hole)], [bigquery('[{"name":"id","type":"STRING"}]')])).toEqual([])
  expect(told([glue([id])], [{ ...glue([]), uncertain: hole }])).toEqual([])
})

test('a column of unknown name keeps others from being gone, not from changing', () => {
  const open = [
    { name: unknown('var.name has no value here'), type: 'TEXT' },
    { name: 'ID', type: 'TEXT' },
  ]
  expect(
    told(
      [snowflake('T', { name: 'ID', type: 'NUMBER(38,0)' }, { name: 'OLD', type: 'TEXT' })],
      [snowflake('T', ...open)],
    ),
  ).toEqual(['column-type-changed raw.sales.t.id {"type":"number(38,0)"}'])
})

test('fields of records by their path; a record takes its fields along', () => {
  const field = (name: string, ...fields: readonly object[]) =>
    fields.length > 0 ? { name, type: 'RECORD', fields } : { name, type: 'STRING' }
  const schema = (...fields: readonly object[]) => bigquery(JSON.stringify(fields))
  const address = field('address', field('city'), field('zip'))
  expect(told([schema(address)], [schema(field('address', field('city')))])).toEqual([
    'column-dropped web.events.address.zip {"type":"string","nullable":true}',
  ])
  expect(told([schema(field('id'), address)], [schema(field('id'))])).toEqual([
    'column-dropped web.events.address {"type":"struct","nullable":true}',
  ])
})

test('nulls that are no longer taken', () => {
  const column = (nullable: boolean) => ({ name: 'ID', type: 'TEXT', nullable })
  expect(told([snowflake('T', column(true))], [snowflake('T', column(false))])).toEqual([
    'column-nullability-changed raw.sales.t.id {"nullable":true}',
  ])
})

test('tables that come and go', () => {
  expect(told([], [glue([id])])).toEqual(['table-created sales.orders {"columns":["id"]}'])
  expect(told([glue([id])], [])).toEqual(['table-dropped sales.orders {"columns":["id"]}'])
  expect(told(undefined, [glue([id])])).toEqual(['table-created sales.orders {"columns":["id"]}'])
  expect(tableChanges(document([glue([id])], []))).toMatchObject([{ side: 'base' }])
})

test('a name of its own is a table of its own, but where a table takes another name', () => {
  expect(told([glue([id])], [glue([id], 'orders_v2')])).toEqual([
    'table-dropped sales.orders {"columns":["id"]}',
    'table-created sales.orders_v2 {"columns":["id"]}',
  ])
  expect(
    told([snowflake('T', { name: 'ID', type: 'TEXT' })], [snowflake('U', { name: 'ID', type: 'TEXT' })]),
  ).toEqual(['table-renamed raw.sales.t {"name":"raw.sales.t"}'])
})

test('a table that moves, or that Terraform only forgets, stays', () => {
  const moved = { ...block('moved', {}), kind: 'moved' as const, module: '' }
  const [from, to] = ['aws_glue_catalog_table.t', 'aws_glue_catalog_table.new']
  expect(told([glue([id])], [glue([id], 'orders', to)], [{ ...moved, from, to }])).toEqual([])
  expect(told([glue([id])], [], [{ ...moved, kind: 'removed', from, keeps: true }])).toEqual([])
})
