import { expect, it } from 'vitest'
import { monthlyCost } from '../../../src/core/terraform/prices.ts'
import { unknown, type Value } from '../../../src/core/terraform/value.ts'

const map = (entries: Readonly<Record<string, Value>>) => new Map(Object.entries(entries))
const postgres = (more: Readonly<Record<string, Value>>) =>
  monthlyCost(
    'aws_db_instance',
    map({ engine: 'postgres', allocated_storage: 100, storage_type: 'gp3', ...more }),
  )

it.each([
  ['aws_redshift_cluster', { node_type: 'ra3.xlplus', number_of_nodes: 4 }, 3171.12],
  ['aws_redshift_cluster', { node_type: 'ra3.4xlarge', number_of_nodes: 2 }, 4759.6],
  ['aws_rds_cluster_instance', { instance_class: 'db.r6g.large' }, 189.8],
  ['aws_kinesis_stream', { shard_count: 4 }, 43.8],
  ['aws_ebs_volume', { type: 'gp3', size: 500 }, 40],
  ['aws_ebs_volume', { type: 'io1', size: 100, iops: 1000 }, 77.5],
  ['aws_elasticache_cluster', { node_type: 'cache.t4g.small', num_cache_nodes: 2 }, 47.09],
  ['snowflake_warehouse', { warehouse_size: 'X-Small' }, 1460],
  ['snowflake_warehouse', { warehouse_size: 'XXLARGE', max_cluster_count: 2 }, 93440],
])('%s %o', (type, value, cost) => {
  expect(monthlyCost(type, map(value))).toBe(cost)
})

it('a standby doubles a database, and a size up doubles its instance', () => {
  const [single, double, larger] = [
    postgres({ instance_class: 'db.r6g.large' }),
    postgres({ instance_class: 'db.r6g.large', multi_az: true }),
    postgres({ instance_class: 'db.r6g.xlarge' }),
  ]
  expect(single).toBe(175.75)
  expect(double).toBe(351.5)
  expect(larger).toBe(340)
})

it('nested blocks count', () => {
  const group = map({ instance_type: 'kafka.m5.large', ebs_volume_size: 100 })
  expect(
    monthlyCost('aws_msk_cluster', map({ number_of_broker_nodes: 3, broker_node_group_info: [group] })),
  ).toBe(489.9)
  const settings = map({ tier: 'db-custom-4-15360', disk_size: 100 })
  expect(monthlyCost('google_sql_database_instance', map({ settings: [settings] }))).toBe(214.25)
})

it('what is not known has no price, and what is not there costs nothing', () => {
  expect(postgres({ instance_class: unknown('x') })).toBeUndefined()
  expect(postgres({ instance_class: 'db.r6g.large', multi_az: unknown('x') })).toBeUndefined()
  expect(postgres({ instance_class: { kind: 'masked', number: 1 } })).toBeUndefined()
  expect(postgres({ instance_class: 'db.z99.large' })).toBeUndefined()
  expect(postgres({ engine: 'oracle-ee', instance_class: 'db.r6g.large' })).toBeUndefined()
  expect(postgres({ engine: 'mysql', instance_class: 'db.r6g.large' })).toBeUndefined()
  expect(monthlyCost('aws_s3_bucket', map({}))).toBeUndefined()
  expect(monthlyCost('constructor', map({}))).toBeUndefined()
  expect(monthlyCost('aws_db_instance', null)).toBe(0)
})
