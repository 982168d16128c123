import { afterAll, describe, expect, test } from 'vitest'
import { rules } from '../../rules/index.ts'
import type { Report } from '../../src/core/report.ts'
import type { ExampleCase } from '../../src/core/rule.ts'
import { closeReader, reviewExample } from './review-example.ts'

afterAll(closeReader)

const [anyRule] = rules
if (!anyRule) throw new Error('no rules')
const review = (before: Readonly<Record<string, string>>, files: ExampleCase['files']) =>
  reviewExample(anyRule, { before, files })

const bucket = 'resource "aws_s3_bucket" "raw" {\n  bucket = "acme-raw"\n}\n'
const database =
  'resource "aws_db_instance" "orders" {\n  storage_encrypted   = false\n  deletion_protection = true\n}\n'
const topic = 'resource "aws_sns_topic" "alarms" {\n  name = "alarms"\n}\n'
const output = 'output "bucket" {\n  value = "acme-raw"\n}\n'
const broken = `${database}resource "aws_s3_bucket" "raw" {\n  bucket = \n}\n`

const gone = [
  'terraform/stateful-resource-removed',
  'terraform/protection-removed',
  'terraform/output-removed',
  'terraform/bigquery-schema-column-dropped',
]

function told({ findings, undetermined = [], changes }: Report) {
  return {
    gone: findings.filter(({ ruleId }) => gone.includes(ruleId)).map(({ message }) => message),
    fixed: findings.filter(({ status }) => status === 'fixed').map(({ message }) => message),
    open: undetermined.flatMap(({ ruleId, reason }) => (gone.includes(ruleId) ? [reason] : [])),
    changes: changes.filter(({ kind }) => /destroyed|dropped/.test(kind)).map(({ subject }) => subject.name),
  }
}

describe('code that head does not read may still hold what base has', () => {
  const before = { 'main.tf': topic, 'lake.tf': bucket + database + output }

  test('a file that does not parse takes nothing away and mends nothing', async () => {
    const report = await review(before, { 'lake.tf': broken })
    expect(told(report)).toEqual({
      ...{ gone: [], fixed: [], changes: [] },
      open: expect.arrayContaining(['lake.tf was not read']),
    })
    const kept = report.findings.find(({ ruleId }) => ruleId === 'terraform/rds-encryption')
    expect(kept).toMatchObject({
      status: 'existing',
      side: 'base',
      message: expect.stringContaining('Whether this still holds cannot be told: lake.tf was not read.'),
    })
  })

  test('nor does the only file of a root module', async () => {
    const report = await review({ 'infra/main.tf': bucket + database }, { 'infra/main.tf': broken })
    expect(told(report)).toMatchObject({ gone: [], fixed: [], changes: [] })
    expect(told(report).open).toContain('infra/main.tf was not read')
    expect(told(report).open.join()).not.toContain('no code is left')
  })

  test('what a read file no longer holds may have gone into the one that was not read', async () => {
    const report = await review(before, { 'lake.tf': database, 'store.tf': broken })
    expect(told(report)).toMatchObject({ gone: [], fixed: [], changes: [] })
    expect(told(report).open).toContain('store.tf was not read')
  })

  test('a file that was never read and stays as it is hides nothing', async () => {
    const report = await review({ ...before, 'old.tf': 'x = = 1\n' }, { 'lake.tf': database + output })
    expect(told(report).gone).toEqual([
      'aws_s3_bucket.raw is gone from the code: the next apply destroys it with what it holds.',
    ])
    expect(told(report).changes).toEqual(['aws_s3_bucket.raw'])
  })

  test('a module that is not there hides only what stood in it', async () => {
    const call = 'module "lake" {\n  source = "./lake"\n}\n'
    const report = await review(
      { 'main.tf': call + database, 'lake/main.tf': bucket },
      { 'main.tf': call, 'lake/main.tf': null },
    )
    expect(told(report).gone).toEqual([
      'aws_db_instance.orders is gone from the code: the next apply destroys it with what it holds.',
    ])
    expect(told(report).open).toContain('module.lake is not evaluated: there is no code in ./lake')
  })
})

describe('a root module in another folder', () => {
  const settings = 'terraform {\n  required_version = ">= 1.5"\n}\n'

  test('is the same root module', async () => {
    const text = settings + bucket + database + output
    const report = await review({ 'infra/main.tf': text }, { 'infra/main.tf': null, 'live/main.tf': text })
    expect(told(report)).toEqual({ gone: [], fixed: [], open: [], changes: [] })
    expect(report.changes).toEqual([])
  })

  test('may be the one that was not read', async () => {
    const report = await review(
      { 'infra/main.tf': bucket + database },
      { 'infra/main.tf': null, 'live/main.tf': broken },
    )
    expect(told(report)).toMatchObject({ gone: [], fixed: [], changes: [] })
    expect(told(report).open).toContain('live/main.tf was not read')
  })

  test('is another one where only what every root module has is alike', async () => {
    const report = await review(
      { 'infra/versions.tf': settings, 'infra/main.tf': bucket },
      {
        'infra/versions.tf': null,
        'infra/main.tf': null,
        'live/versions.tf': settings,
        'live/main.tf': topic,
      },
    )
    expect(told(report).open.join()).toContain('no code is left in infra')
    expect(told(report).gone).toEqual([])
  })
})

describe('a number of stores that is no longer known', () => {
  const variable = 'variable "zones" {\n  type = set(string)\n}\n'
  const zones = (keys: string) =>
    `${variable}resource "aws_s3_bucket" "zone" {\n  for_each = ${keys}\n  bucket   = each.key\n}\n`

  test('takes nothing away, and does not tell that all are left', async () => {
    const report = await review(
      { 'main.tf': zones('toset(["raw", "mart"])') },
      { 'main.tf': zones('var.zones') },
    )
    expect(told(report)).toEqual({ gone: [], fixed: [], changes: [], open: ['var.zones has no value here'] })
  })

  test('tells nothing new where it was not known before', async () => {
    const report = await review({ 'main.tf': zones('var.zones') }, { 'main.tf': `${zones('var.zones')}\n` })
    expect(told(report).open).toEqual([])
  })
})
