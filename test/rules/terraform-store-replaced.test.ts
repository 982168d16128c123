import { afterAll, describe, expect, test } from 'vitest'
import rule from '../../rules/terraform/store-replaced.ts'
import type { Report } from '../../src/core/report.ts'
import type { ExampleCase } from '../../src/core/rule.ts'
import { closeReader, reviewExample } from './review-example.ts'

afterAll(closeReader)

const resource = (type: string, lines: string, name = 'main') =>
  `resource "${type}" "${name}" {\n${lines}\n}\n`

const of = (before: string, after: string, plan?: ExampleCase['plan']) =>
  reviewExample(rule, {
    before: { 'main.tf': before },
    files: { 'main.tf': after },
    ...(plan && { plan }),
  })

const told = ({ findings }: Report) => findings.filter(({ ruleId }) => ruleId === rule.id)

const bucket = (name: string, more = '') => resource('aws_s3_bucket', `bucket = ${name}${more}`)

describe('without a plan a change that empties a store', () => {
  test.each([
    ['aws_kinesis_stream', 'name = "clicks"', 'name = "events"', 'name was "clicks" and is "events"'],
    [
      'aws_rds_cluster',
      'storage_encrypted = false',
      'storage_encrypted = true',
      'storage_encrypted was false',
    ],
    ['aws_dynamodb_table', 'name = "a"', 'name = "b"', 'name was "a" and is "b"'],
    ['aws_msk_cluster', 'cluster_name = "a"', 'cluster_name = "b"', 'cluster_name was "a" and is "b"'],
    ['google_sql_database_instance', 'region = "a"', 'region = "b"', 'region was "a" and is "b"'],
    ['azurerm_storage_account', 'location = "West Europe"', 'location = "northeurope"', 'location was'],
    ['azurerm_storage_account', '', 'is_hns_enabled = true', 'is_hns_enabled was false and is true'],
    ['confluent_kafka_topic', 'topic_name = "a"', 'topic_name = "b"', 'topic_name was "a" and is "b"'],
  ])('blocks: %s %s, then %s', async (type, before, after, fact) => {
    const report = await of(resource(type, before), resource(type, after))
    expect(told(report)).toMatchObject([{ severity: 'critical', message: expect.stringContaining(fact) }])
    expect(report.decision.risk.level).not.toBe('low')
  })

  test('is one finding, whatever forces it, and names what depends on it', async () => {
    const database = (name: string, key: string) =>
      resource('aws_db_instance', `db_name = "${name}"\nkms_key_id = "${key}"`)
    const reader = resource('aws_ssm_parameter', 'name = "db"\nvalue = aws_db_instance.main.address', 'db')
    const report = await of(database('a', 'k1') + reader, database('b', 'k2') + reader)
    expect(told(report)).toHaveLength(1)
    expect(told(report)[0]?.message).toBe(
      'aws_db_instance.main is destroyed, and an empty one is made in its place: db_name was "a" and is "b", kms_key_id was "k1" and is "k2", which the provider cannot change in place.',
    )
    expect(told(report)[0]?.evidence.map(({ text }) => text)).toContain('aws_ssm_parameter.db depends on it')
  })

  test('is told of a resource that moved as well', async () => {
    const moved = 'moved {\n  from = aws_s3_bucket.main\n  to   = aws_s3_bucket.raw\n}\n'
    const report = await of(bucket('"a"'), `${moved}${bucket('"b"').replace('"main"', '"raw"')}`)
    expect(told(report)).toMatchObject([{ subject: { name: 'aws_s3_bucket.raw' } }])
  })
})

describe('silent', () => {
  test.each([
    ['where only spelling differs', 'location = "West Europe"', 'location = "westeurope"'],
    ['where the provider keeps what is not written', 'name = "a"', ''],
    ['where it was not written before', '', 'name = "a"'],
    [
      'where the code ignores all changes',
      'name = "a"',
      'name = "b"\nlifecycle {\n  ignore_changes = all\n}',
    ],
  ])('%s', async (_, before, after) => {
    const report = await of(
      resource('azurerm_storage_account', before),
      resource('azurerm_storage_account', after),
    )
    expect(told(report)).toEqual([])
  })

  test('where a plan speaks of the resource, which says what happens', async () => {
    const values = { bucket: 'a' }
    const change = { actions: ['no-op'], before: values, after: values }
    const plan = {
      resource_changes: [
        { address: 'aws_s3_bucket.main', mode: 'managed', type: 'aws_s3_bucket', name: 'main', change },
      ],
    }
    expect(told(await of(bucket('"a"'), bucket('"b"'), plan))).toEqual([])
  })

  test('and undecided where the new value is not known', async () => {
    const variable = 'variable "name" {\n  type = string\n}\n'
    const report = await of(bucket('"a"'), variable + bucket('var.name'))
    expect(told(report)).toEqual([])
    expect(report.undetermined.map(({ ruleId }) => ruleId)).toContain(rule.id)
    expect(told(await of(variable + bucket('var.name'), bucket('"a"')))).toEqual([])
  })
})
