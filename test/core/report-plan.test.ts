import { describe, expect, test } from 'vitest'
import type { TerraformDocument } from '../../src/core/document.ts'
import { reportPlans } from '../../src/core/report-plan.ts'
import type { Resource } from '../../src/core/terraform/configuration.ts'
import type { MatchedPlan } from '../../src/core/terraform/plan.ts'
import type { Masked } from '../../src/core/terraform/value.ts'
import { configuration, resource } from './terraform/block.ts'
import { planned, planOf } from './terraform/planned.ts'

function reported(plan: MatchedPlan, now: readonly Resource[] = [], was: readonly Resource[] = []) {
  const document: TerraformDocument = {
    ...configuration(...now),
    ...{ language: 'terraform', path: '', text: '', plans: [plan], readers: [], files: [], changed: [] },
    before: configuration(...was),
  }
  const [report] = reportPlans([document])
  if (!report) throw new Error('one plan gives one report')
  return report
}

const orders = { identifier: 'orders', port: 5432 }

describe('the resources of a plan', () => {
  test('stand with what holds data first, the gravest first, and what only comes last', () => {
    const { resources, counts } = reported(
      planOf([
        planned('aws_kms_key.new', 'create', [undefined, {}]),
        planned('aws_iam_role.a', 'delete', [{}, undefined]),
        planned('aws_db_instance.b', 'update', [orders, { ...orders, port: 1 }]),
        planned('aws_db_instance.a', 'replace', [orders, { ...orders, port: 1 }]),
        planned('aws_s3_bucket.z', 'delete', [{}, undefined]),
        planned('aws_s3_bucket.kept', 'no-op', [{}, {}]),
        planned('aws_s3_bucket.read', 'read', [undefined, {}], { mode: 'data' }),
      ]),
    )
    expect(resources.map(({ outcome, address }) => `${outcome} ${address}`)).toEqual([
      'destroyed aws_s3_bucket.z',
      'replaced aws_db_instance.a',
      'updated aws_db_instance.b',
      'destroyed aws_iam_role.a',
      'created aws_kms_key.new',
    ])
    expect(counts).toMatchObject({ destroyed: 2, replaced: 1, updated: 1, created: 1, moved: 0 })
  })

  test('that are views, tables over files or instances of a cluster hold no data', () => {
    const { resources } = reported(
      planOf([
        planned('aws_rds_cluster_instance.a', 'delete', [{}, undefined]),
        planned('databricks_sql_table.made', 'create', [undefined, { table_type: 'VIEW' }]),
        planned('databricks_sql_table.table', 'delete', [{ table_type: 'MANAGED' }, undefined]),
        planned('databricks_sql_table.view', 'delete', [{ table_type: 'VIEW' }, undefined]),
        planned('google_bigquery_table.files', 'replace', [{ external_data_configuration: [new Map()] }, {}]),
      ]),
    )
    const holding = resources.filter(({ holdsData }) => holdsData)
    expect(resources).toHaveLength(5)
    expect(holding.map(({ address }) => address)).toEqual(['databricks_sql_table.table'])
  })

  test('that change only their tags are counted and not listed', () => {
    const tags = (team: string) => ({ ...orders, tags: new Map([['Team', team]]) })
    const report = reported(planOf([planned('aws_db_instance.a', 'update', [tags('a'), tags('b')])]))
    expect(report).toMatchObject({ resources: [], tagsOnly: 1, counts: { updated: 1 } })
  })

  test('tell what changes of what stays, and nothing of what goes or comes as a whole', () => {
    const { resources } = reported(
      planOf([
        planned('aws_db_instance.a', 'delete', [orders, undefined]),
        planned('aws_db_instance.b', 'forget', [orders, undefined]),
        planned('aws_db_instance.c', 'update', [orders, { ...orders, port: 1 }]),
      ]),
    )
    expect(resources.map(({ differences }) => differences)).toEqual([
      [],
      [],
      [{ path: 'port', before: '5432', after: '1', forces: false }],
    ])
  })

  test('hold nothing of a masked value', () => {
    const secret = (number: number): Masked => ({ kind: 'masked', number })
    const { resources } = reported(
      planOf([planned('aws_db_instance.c', 'update', [{ password: secret(1) }, { password: secret(2) }])]),
    )
    expect(resources[0]?.differences).toEqual([
      { path: 'password', before: '(sensitive)', after: '(sensitive)', forces: false },
    ])
  })

  test('stand on their line at head, and at base where head declares them no more', () => {
    const plan = planOf([
      planned('aws_db_instance.kept["a"]', 'delete', [orders, undefined]),
      planned('aws_db_instance.lost', 'delete', [orders, undefined]),
      planned('aws_db_instance.never', 'delete', [orders, undefined]),
    ])
    const was = [resource('aws_db_instance.kept["a"]', {}), resource('aws_db_instance.lost', {})]
    const { resources } = reported(plan, [resource('aws_db_instance.kept["b"]', {})], was)
    expect(resources.map(({ place, side }) => [place?.path, side])).toEqual([
      ['main.tf', undefined],
      ['main.tf', 'base'],
      [undefined, undefined],
    ])
  })

  test('are listed up to a limit, and all counted', () => {
    const many = Array.from({ length: 450 }, (_, i) =>
      planned(`aws_s3_bucket.b[${i}]`, 'delete', [{}, undefined]),
    )
    const { resources, more, counts } = reported(planOf(many))
    expect([resources.length, more, counts.destroyed]).toEqual([200, 250, 450])
  })
})

describe('what changed outside Terraform', () => {
  test('is told where somebody changed or deleted it, not where a provider only computed anew', () => {
    const { drift } = reported(
      planOf([], {
        drift: [
          planned('aws_db_instance.a', 'update', [orders, { ...orders, port: 1 }]),
          planned('aws_db_instance.b', 'delete', [orders, undefined]),
          planned('aws_db_instance.c', 'update', [orders, orders]),
        ],
      }),
    )
    expect(drift).toEqual([
      {
        address: 'aws_db_instance.a',
        gone: false,
        differences: [{ path: 'port', before: '5432', after: '1' }],
      },
      { address: 'aws_db_instance.b', gone: true, differences: [] },
    ])
  })
})
