import { afterAll, describe, expect, test } from 'vitest'
import { openReviews } from '../terraform/reviewed.ts'

const reviews = openReviews()
afterAll(() => reviews.close())

const lossRules = /store-replaced|stateful-resource-removed/

/** What is told of lost data where code becomes other code, without a plan. */
async function told(before: string, after: string): Promise<string[]> {
  const report = await reviews.of({ base: { 'main.tf': before }, head: { 'main.tf': after } })
  return report.findings
    .filter(({ ruleId, status }) => status === 'introduced' && lossRules.test(ruleId))
    .map(({ message }) => message)
}

const kept = (body: string) =>
  `resource "aws_s3_bucket" "a" {\n${body}\n  lifecycle {\n    prevent_destroy = true\n  }\n}\n`
const zones = (...keys: readonly string[]) =>
  kept(`  for_each = toset(${JSON.stringify(keys)})\n  bucket   = "acme-\${each.key}"`)

describe('what prevent_destroy still keeps', () => {
  test('is refused where it cannot be changed in place', async () => {
    expect(await told(kept('bucket = "one"'), kept('bucket = "two"'))).toEqual([
      'aws_s3_bucket.a would be destroyed, and an empty one made in its place: bucket was "one" and is "two", which the provider cannot change in place. Terraform refuses it while prevent_destroy stands.',
    ])
  })

  test('is refused where keys leave it', async () => {
    expect(await told(zones('mart', 'raw'), zones('mart'))).toEqual([
      'aws_s3_bucket.a["raw"] is gone from the code: the next apply would destroy it with what it holds. Terraform refuses it while prevent_destroy stands.',
    ])
    const [found] = await told(zones('mart', 'new', 'raw'), zones('mart'))
    expect(found).toMatch(/would destroy them with what they hold\. Terraform refuses it/)
  })

  test('is refused where a key got another name', async () => {
    const list = (key: string) =>
      kept(`  for_each = { ${key} = "raw-zone" }\n  bucket   = "acme-\${each.value}"`)
    const [found] = await told(list('raw'), list('landing'))
    expect(found).toMatch(/makes the other empty\. Terraform refuses it while prevent_destroy stands\.$/)
  })

  test('is lost where the protection goes with the block', async () => {
    const [found] = await told(zones('raw'), 'resource "aws_sns_topic" "b" {\n  name = "b"\n}\n')
    expect(found).toMatch(/the next apply destroys it with what it holds\.$/)
  })
})
