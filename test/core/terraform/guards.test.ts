import { describe, expect, test } from 'vitest'
import { type Guard, guardAt, guardsOf, weakened } from '../../../src/core/terraform/guards.ts'
import { isStateful } from '../../../src/core/terraform/stateful.ts'
import { unknown, type Value } from '../../../src/core/terraform/value.ts'

const guard = (type: string, path: string, key?: string): Guard => {
  const found = guardsOf(type).find((each) => each.path === path && each.key === key)
  if (!found) throw new Error(`${type} has no guard ${path}`)
  return found
}
const open = unknown('var.x has no value here')

describe('a guard is weaker', () => {
  test.each<[string, string, Value | undefined, Value | undefined]>([
    ['aws_db_instance', 'deletion_protection', true, false],
    ['aws_db_instance', 'deletion_protection', 'true', 'false'],
    ['aws_db_instance', 'deletion_protection', true, undefined],
    ['google_bigquery_table', 'deletion_protection', undefined, false],
    ['aws_db_instance', 'skip_final_snapshot', undefined, true],
    ['aws_db_instance', 'backup_retention_period', 14, 3],
    ['aws_db_instance', 'backup_retention_period', '14', '9'],
    ['aws_db_instance', 'backup_retention_period', 7, null],
    ['aws_cloudwatch_log_group', 'retention_in_days', 0, 30],
    ['aws_cloudwatch_log_group', 'retention_in_days', undefined, 30],
    ['google_bigquery_dataset', 'default_table_expiration_ms', undefined, 3_600_000],
    ['google_spanner_database', 'version_retention_period', '7d', '24h'],
    ['aws_s3_bucket_versioning', 'versioning_configuration.status', 'Enabled', 'Suspended'],
    ['aws_db_instance', 'enabled_cloudwatch_logs_exports', ['postgresql', 'upgrade'], ['upgrade']],
    ['aws_sns_topic', 'kms_master_key_id', 'alias/data', undefined],
    ['google_storage_bucket', 'lifecycle.prevent_destroy', true, undefined],
  ])('%s.%s from %j to %j', (type, path, before, after) => {
    expect(weakened(guard(type, path), before, after)).toBe('yes')
    expect(weakened(guard(type, path), after, before)).toBe('no')
  })
})

describe('a guard is not weaker', () => {
  test.each<[string, string, Value | undefined, Value | undefined]>([
    ['aws_db_instance', 'deletion_protection', undefined, false],
    ['google_bigquery_table', 'deletion_protection', true, undefined],
    ['aws_cloudwatch_log_group', 'retention_in_days', 30, 0],
    ['aws_db_instance', 'backup_retention_period', 7, '7'],
    ['aws_s3_bucket_acl', 'acl', 'private', 'log-delivery-write'],
    ['aws_db_instance', 'deletion_protection', open, true],
    ['aws_db_instance', 'deletion_protection', false, open],
  ])('%s.%s from %j to %j', (type, path, before, after) => {
    expect(weakened(guard(type, path), before, after)).toBe('no')
  })
})

describe('nobody can tell', () => {
  test.each<[string, string, Value | undefined, Value | undefined]>([
    ['aws_db_instance', 'deletion_protection', true, open],
    ['aws_db_instance', 'deletion_protection', open, false],
    ['aws_redshift_cluster', 'encrypted', true, undefined],
    ['aws_db_instance', 'enabled_cloudwatch_logs_exports', ['a'], [open]],
    ['aws_db_instance', 'enabled_cloudwatch_logs_exports', ['a', open], ['a']],
    ['snowflake_table', 'data_retention_time_in_days', 30, undefined],
  ])('%s.%s from %j to %j', (type, path, before, after) => {
    expect(weakened(guard(type, path), before, after)).toBe('unknown')
  })
})

test('a key that is an attribute of a resource is there', () => {
  const key: Value = { ...open, reference: { address: 'aws_kms_key.data', attribute: 'arn' } }
  expect(weakened(guard('aws_sns_topic', 'kms_master_key_id'), key, undefined)).toBe('yes')
  expect(weakened(guard('aws_sns_topic', 'kms_master_key_id'), 'alias/data', key)).toBe('no')
})

test('what a plan says of a guard is found through its lists of blocks', () => {
  const planned = new Map<string, Value>([['versioning', [new Map([['enabled', true]])]]])
  expect(guardAt(planned, guard('aws_s3_bucket', 'versioning.enabled'))).toEqual({
    value: true,
    path: ['versioning', 0, 'enabled'],
  })
  const topic = new Map<string, Value>([['config', new Map([['retention.ms', '1000']])]])
  expect(guardAt(topic, guard('confluent_kafka_topic', 'config', 'retention.ms')).value).toBe('1000')
  expect(guardAt(new Map(), guard('aws_s3_bucket', 'versioning.enabled')).value).toBeUndefined()
})

test('what holds data is stateful, what only points at it is not', () => {
  expect(isStateful('aws_s3_bucket')).toBe(true)
  expect(isStateful('aws_s3_bucket_policy')).toBe(false)
  expect(isStateful('google_spanner_instance_iam_member')).toBe(false)
})
