import { afterAll, describe, expect, test } from 'vitest'
import rule from '../../rules/terraform/stateful-resource-removed.ts'
import { closeReader, reviewExample } from './review-example.ts'

afterAll(closeReader)

const told = async (before: string, after: string, more: Readonly<Record<string, string>> = {}) => {
  const { findings } = await reviewExample(rule, {
    before: { 'main.tf': before, ...more },
    files: { 'main.tf': after },
  })
  return findings.filter(({ ruleId }) => ruleId === rule.id)
}

const zones = (keys: Readonly<Record<string, string>>) => `
variable "prefix" {
  type = string
}
resource "aws_s3_bucket" "zone" {
  for_each = {
${Object.entries(keys)
  .map(([key, name]) => `    ${key} = "${name}"\n`)
  .join('')}  }
  bucket = "\${var.prefix}-\${each.value}"
}
resource "aws_s3_bucket_versioning" "zone" {
  for_each = aws_s3_bucket.zone
  bucket   = each.value.id
}
`

describe('a key of for_each that is renamed, without a plan', () => {
  test('is one finding for each pair, and all blocks are suggested once', async () => {
    const found = await told(
      zones({ raw: 'lake-raw', curated: 'lake-curated', mart: 'lake-mart' }),
      zones({ bronze: 'lake-raw', silver: 'lake-curated', mart: 'lake-mart' }),
    )
    expect(found.map(({ message }) => message)).toEqual([
      expect.stringContaining('from aws_s3_bucket.zone["curated"] to aws_s3_bucket.zone["silver"]'),
      expect.stringContaining('from aws_s3_bucket.zone["raw"] to aws_s3_bucket.zone["bronze"]'),
    ])
    const texts = found.map(({ suggestion }) => suggestion?.edits.map(({ text }) => text).join('') ?? '')
    expect(texts.filter(Boolean)).toHaveLength(1)
    for (const name of ['aws_s3_bucket', 'aws_s3_bucket_versioning']) {
      expect(texts.join('')).toContain(`from = ${name}.zone["raw"]\n  to   = ${name}.zone["bronze"]`)
      expect(texts.join('')).toContain(`from = ${name}.zone["curated"]\n  to   = ${name}.zone["silver"]`)
    }
    expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(2)
  })

  test('no block is suggested twice where two stores share their keys', async () => {
    const streams = (key: string) =>
      `${zones({ [key]: 'lake-raw' })}resource "aws_kinesis_stream" "zone" {\n  for_each = { ${key} = "clicks" }\n  name     = each.value\n}\n`
    const found = await told(streams('raw'), streams('bronze'))
    const texts = found.flatMap(({ suggestion }) => suggestion?.edits.map(({ text }) => text) ?? [])
    expect(texts).toHaveLength(2)
    for (const name of ['aws_s3_bucket', 'aws_s3_bucket_versioning', 'aws_kinesis_stream'])
      expect(texts.join('').split(`from = ${name}.zone["raw"]`)).toHaveLength(2)
  })

  test('what holds nothing and goes with it does not depend on it', async () => {
    const [found] = await told(zones({ raw: 'lake-raw' }), zones({ bronze: 'lake-raw' }))
    expect(found?.evidence.map(({ text }) => text)).not.toContainEqual(expect.stringContaining('versioning'))
  })

  test('of a module moves as a whole', async () => {
    const call = (key: string) =>
      `module "zone" {\n  for_each = { ${key} = "lake-raw" }\n  source   = "./zone"\n  name     = each.value\n}\n`
    const module = `variable "name" {\n  type = string\n}\nresource "aws_s3_bucket" "this" {\n  bucket = var.name\n}\n`
    const found = await told(call('raw'), call('bronze'), { 'zone/main.tf': module })
    expect(found.map(({ message }) => message)).toEqual([
      expect.stringContaining('from module.zone["raw"] to module.zone["bronze"]'),
    ])
  })
})

test('a key that goes while another object comes is a deletion', async () => {
  const [found, ...more] = await told(zones({ raw: 'lake-raw' }), zones({ archive: 'lake-archive' }))
  expect(more).toEqual([])
  expect(found?.message).toContain('aws_s3_bucket.zone["raw"] is gone from the code')
  expect(found?.suggestion).toBeUndefined()
})
