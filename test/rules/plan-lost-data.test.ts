import { describe, expect, test } from 'vitest'
import destroyed from '../../rules/plan/destroy-stateful.ts'
import mass from '../../rules/plan/mass-change.ts'
import renamed from '../../rules/plan/rename-without-moved.ts'
import replaced from '../../rules/plan/replace-stateful.ts'
import columnDropped from '../../rules/plan/schema-column-dropped.ts'
import type { TerraformDocument } from '../../src/core/document.ts'
import type { PlannedResource } from '../../src/core/terraform/plan.ts'
import type { Value } from '../../src/core/terraform/value.ts'
import { configuration, resource } from '../core/terraform/block.ts'
import { planned, planOf } from '../core/terraform/planned.ts'

type Values = Readonly<Record<string, Value>>

/** What the rule for destroyed and for replaced stores says of one resource. */
function told(address: string, action: PlannedResource['action'], before: Values, code: TerraformCode = {}) {
  return toldOf([planned(address, action, [before, action === 'delete' ? undefined : before])], code)
}

function toldOf(
  resources: readonly PlannedResource[],
  code: TerraformCode = {},
  rules = [destroyed, replaced, columnDropped],
) {
  const document: TerraformDocument = {
    ...configuration(...Object.entries(code).map(([declared, values]) => resource(declared, values))),
    ...{ language: 'terraform', path: '', text: '', readers: [], files: [], changed: [] },
    plans: [planOf(resources)],
  }
  const options = { destroyed: 3, percent: 50 }
  const hits = rules.flatMap((rule) => [...rule.check(document, { options })])
  return hits.map(({ message, weight }) => `${weight ?? 'full'}: ${message}`)
}

type TerraformCode = Readonly<Record<string, Values>>

describe('what becomes of the data', () => {
  test('of a database is that it goes', () => {
    expect(told('aws_db_instance.a', 'delete', { identifier: 'a' })).toEqual([
      'full: aws_db_instance.a is destroyed, with the data it holds.',
    ])
  })

  test.each<[string, Values]>([
    ['google_bigquery_table.a', { view: [new Map([['query', 'select 1']])] }],
    ['google_bigquery_table.a', { materialized_view: [new Map([['query', 'select 1']])] }],
    ['databricks_sql_table.a', { table_type: 'VIEW' }],
    ['databricks_sql_table.a', { table_type: 'EXTERNAL' }],
    ['aws_glue_catalog_table.a', { table_type: 'VIRTUAL_VIEW' }],
    ['google_bigquery_table.a', { external_data_configuration: [new Map([['autodetect', true]])] }],
  ])('of %s over other data is nothing', (address, before) => {
    expect(told(address, 'delete', before)).toEqual([
      `light: ${address} is destroyed. The data stays where it is; what reads it by this name fails.`,
    ])
  })

  test('of a view that loses a column or is replaced is nothing', () => {
    const columns = (...names: readonly string[]) => ({
      table_type: 'VIEW',
      column: names.map((name) => new Map([['name', name]])),
    })
    const address = 'databricks_sql_table.a'
    expect(toldOf([planned(address, 'update', [columns('id', 'email'), columns('id')])])).toEqual([
      `light: ${address} loses email. The data stays where it is.`,
    ])
    expect(told(address, 'replace', columns('id'))).toEqual([
      `light: ${address} is replaced: the plan was asked to do so. The data stays where it is; what reads it by this name fails meanwhile.`,
    ])
  })

  test('of a table of a catalog is that it stays in its bucket', () => {
    const [found] = told('aws_glue_catalog_table.a', 'delete', { table_type: 'EXTERNAL_TABLE' })
    expect(found).toMatch(/^full: aws_glue_catalog_table\.a is destroyed\. The data stays where it is/)
  })

  test('of a table with rows of its own is that it goes', () => {
    expect(told('google_bigquery_table.a', 'delete', { view: [] })).toEqual([
      'full: google_bigquery_table.a is destroyed, with the data it holds.',
    ])
  })

  describe.each([
    ['aws_rds_cluster', 'aws_rds_cluster_instance'],
    ['aws_docdb_cluster', 'aws_docdb_cluster_instance'],
    ['aws_neptune_cluster', 'aws_neptune_cluster_instance'],
  ])('of an instance of an %s', (cluster, type) => {
    const instance = (action: PlannedResource['action']) =>
      planned(`${type}.a`, action, [{ cluster_identifier: 'orders' }, {}])
    const of = (action: PlannedResource['action'], name: string) =>
      planned(`${cluster}.a`, action, [{ cluster_identifier: name }, { cluster_identifier: name }])
    const start = `${type}.a is replaced: the plan was asked to do so.`

    test('is that the cluster keeps it', () => {
      const kept = `light: ${start} The cluster keeps the data; this instance is gone meanwhile.`
      expect(toldOf([instance('replace')])).toEqual([kept])
      expect(toldOf([instance('replace'), of('no-op', 'orders')])).toEqual([kept])
    })

    test('is not that the cluster keeps it where that one goes as well', () => {
      expect(toldOf([instance('delete'), of('delete', 'orders')])[0]).toBe(
        `light: ${type}.a is destroyed. The plan takes its cluster away as well.`,
      )
    })

    test('is nothing of a gap where the new one is made first', () => {
      expect(toldOf([instance('create-then-delete')])).toEqual([
        `light: ${start} The cluster keeps the data; the new instance is made first.`,
      ])
    })

    test('weighs in full where that cluster is replaced, and another one does not count', () => {
      const [found] = toldOf([instance('replace'), of('replace', 'orders')])
      expect(found).toBe(`full: ${start} Its cluster is replaced, too, and the new one is empty.`)
      expect(toldOf([instance('replace'), of('replace', 'sales')])[0]).toMatch(/^light/)
    })
  })

  test('of what can be made again weighs less', () => {
    expect(told('aws_s3_object.a', 'delete', { key: 'a' })).toEqual([
      'light: aws_s3_object.a is destroyed, with what it holds.',
    ])
  })
})

describe('among many that go', () => {
  test('views, tables over files and instances of clusters are not named as what holds data', () => {
    const gone = (address: string, values: Values) => planned(address, 'delete', [values, undefined])
    const plain = [
      gone('databricks_sql_table.a', { table_type: 'VIEW' }),
      gone('aws_glue_catalog_table.a', { table_type: 'EXTERNAL_TABLE' }),
      gone('aws_rds_cluster_instance.a', { identifier: 'a' }),
    ]
    expect(toldOf(plain, {}, [mass])).toEqual(['full: 3 of 3 resources are destroyed or replaced.'])
    expect(toldOf([...plain, gone('aws_s3_bucket.a', { bucket: 'a' })], {}, [mass])).toEqual([
      'grave: 4 of 4 resources are destroyed or replaced, 1 of which holds data: aws_s3_bucket.a.',
    ])
  })
})

test('a view that got another label weighs little', () => {
  const values = { table_type: 'VIEW', catalog_name: 'main', schema_name: 'sales', name: 'orders' }
  const pair = [
    planned('databricks_sql_table.a', 'delete', [values, undefined]),
    planned('databricks_sql_table.b', 'create', [undefined, values]),
  ]
  const [found] = toldOf(pair, { 'databricks_sql_table.b': values }, [renamed])
  expect(found).toMatch(/^light: databricks_sql_table\.a is destroyed and databricks_sql_table\.b created/)
})

describe('what the code still protects', () => {
  test('is refused by Terraform', () => {
    const code = { 'aws_db_instance.a[0]': { lifecycle: new Map([['prevent_destroy', true]]) } }
    expect(told('aws_db_instance.a[1]', 'delete', { identifier: 'a' }, code)).toEqual([
      'full: aws_db_instance.a[1] is destroyed, with the data it holds. Terraform refuses it while prevent_destroy stands.',
    ])
  })
})
