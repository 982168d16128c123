import { afterAll, describe, expect, test } from 'vitest'
import { rules } from '../../rules/index.ts'
import type { Report } from '../../src/core/report.ts'
import { closeReader, reviewExample } from './review-example.ts'

afterAll(closeReader)

const [anyRule] = rules
if (!anyRule) throw new Error('no rules')

const review = (before: string, after: string): Promise<Report> =>
  reviewExample(anyRule, { before: { 'main.tf': before }, files: { 'main.tf': after } })

const said = async (id: string, before: string, after: string) => {
  const report = await review(before, after)
  return {
    messages: report.findings
      .filter(({ ruleId, status }) => ruleId === id && status === 'introduced')
      .map(({ message }) => message),
    isOpen: (report.undetermined ?? []).some(({ ruleId }) => ruleId === id),
    suggestions: report.findings.flatMap(({ ruleId, suggestion }) =>
      ruleId === id ? (suggestion?.edits.map(({ text }) => text) ?? []) : [],
    ),
  }
}

const database = (lines: string) =>
  `resource "aws_db_instance" "orders" {\n  engine = "postgres"\n${lines}}\n`
const variable = (name: string) => `variable "${name}" {}\n`

describe('a guard that gets weaker', () => {
  const id = 'terraform/protection-removed'

  test('is told with what it was and what it is', async () => {
    const { messages } = await said(
      id,
      database('  backup_retention_period = 14\n'),
      database('  backup_retention_period = 3\n'),
    )
    expect(messages).toEqual([
      'aws_db_instance.orders cuts backup retention: backup_retention_period goes from 14 to 3.',
    ])
  })

  test('that becomes unknown is left open, and so is one that was known and depends on the provider now', async () => {
    const open = await said(
      id,
      database('  deletion_protection = true\n'),
      `${variable('x')}${database('  deletion_protection = var.x\n')}`,
    )
    expect(open).toMatchObject({ messages: [], isOpen: true })
  })

  test('that was unknown tells nothing', async () => {
    const open = await said(
      id,
      `${variable('x')}${database('  deletion_protection = var.x\n')}`,
      database('  deletion_protection = false\n'),
    )
    expect(open).toMatchObject({ messages: [], isOpen: false })
  })

  test('through a module is told with the line that sets it', async () => {
    const module = `${variable('protected')}${database('  deletion_protection = var.protected\n')}`
    const call = (value: boolean) => `module "db" {\n  source    = "./db"\n  protected = ${value}\n}\n`
    const report = await reviewExample(anyRule, {
      before: { 'main.tf': call(true), 'db/main.tf': module },
      files: { 'main.tf': call(false) },
    })
    const finding = report.findings.find(({ ruleId }) => ruleId === id)
    expect(finding?.subject.name).toBe('module.db.aws_db_instance.orders')
    expect(finding?.evidence.map(({ place }) => place?.path)).toContain('main.tf')
  })
})

describe('a store that leaves the code', () => {
  const id = 'terraform/stateful-resource-removed'
  const bucket = (name: string, more = '') =>
    `resource "aws_s3_bucket" "${name}" {\n${more}  bucket = "acme-raw"\n}\n`

  test('under another name gets a moved block to paste', async () => {
    const { suggestions } = await said(id, bucket('raw'), bucket('landing'))
    expect(suggestions).toEqual([
      '\n\nmoved {\n  from = aws_s3_bucket.raw\n  to   = aws_s3_bucket.landing\n}',
    ])
  })

  test('under another key gets one with both keys', async () => {
    const keyed = (key: string) => bucket('raw', `  for_each = toset(["${key}"])\n`)
    const { suggestions } = await said(id, keyed('a'), keyed('b'))
    expect(suggestions).toEqual([
      '\n\nmoved {\n  from = aws_s3_bucket.raw["a"]\n  to   = aws_s3_bucket.raw["b"]\n}',
    ])
  })

  test('and was perhaps never made is left open', async () => {
    const { messages, isOpen } = await said(
      id,
      `${variable('n')}${bucket('raw', '  count = var.n\n')}`,
      variable('n'),
    )
    expect({ messages, isOpen }).toEqual({ messages: [], isOpen: true })
  })

  test('because a count came is the same store', async () => {
    const { messages } = await said(id, bucket('raw'), bucket('raw', '  count = 1\n'))
    expect(messages).toEqual([])
  })
})

describe('a lifecycle that deletes sooner', () => {
  const id = 'terraform/s3-lifecycle-expiration'
  const bucket = 'resource "aws_s3_bucket" "raw" {\n  bucket = "acme-raw"\n}\n'
  const expires = (days: string, name = 'old') =>
    `${bucket}resource "aws_s3_bucket_lifecycle_configuration" "raw" {\n  bucket = aws_s3_bucket.raw.id\n  rule {\n    id     = "${name}"\n    status = "Enabled"\n    expiration {\n      days = ${days}\n    }\n  }\n}\n`

  test('is told with both numbers', async () => {
    const { messages } = await said(id, expires('365'), expires('90'))
    expect(messages).toEqual([
      'aws_s3_bucket_lifecycle_configuration.raw deletes data sooner: objects are deleted after 90 days, so far after 365.',
    ])
  })

  test('is no news when only the resource got another name', async () => {
    const renamed = expires('365').replace('configuration" "raw"', 'configuration" "all"')
    expect((await said(id, expires('365'), renamed)).messages).toEqual([])
  })

  test('by a number that is not known is left open', async () => {
    const { messages, isOpen } = await said(id, expires('365'), `${variable('days')}${expires('var.days')}`)
    expect({ messages, isOpen }).toEqual({ messages: [], isOpen: true })
  })
})
