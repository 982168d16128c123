import { afterAll, describe, expect, test } from 'vitest'
import exposure from '../../rules/terraform/exposure-widened.ts'
import iam from '../../rules/terraform/iam-widened.ts'
import type { Report } from '../../src/core/report.ts'
import type { ExampleCase } from '../../src/core/rule.ts'
import { closeReader, reviewExample } from './review-example.ts'

afterAll(closeReader)

const of = (before: string, after: string, plan?: ExampleCase['plan']) =>
  reviewExample(iam, { before: { 'main.tf': before }, files: { 'main.tf': after }, ...(plan && { plan }) })

const told = ({ findings }: Report) =>
  findings.filter(({ ruleId }) => ruleId === iam.id || ruleId === exposure.id)

const document = (actions: string, principals = '') => `
resource "aws_s3_bucket" "lake" {
  bucket = "lake"
}
data "aws_iam_policy_document" "etl" {
  statement {
    actions   = ${actions}
    resources = ["\${aws_s3_bucket.lake.arn}/*"]${principals}
  }
}
`
const role = `resource "aws_iam_role_policy" "etl" {
  role   = "etl"
  policy = data.aws_iam_policy_document.etl.json
}
`
const bucketPolicy = `resource "aws_s3_bucket_policy" "lake" {
  bucket = aws_s3_bucket.lake.id
  policy = data.aws_iam_policy_document.etl.json
}
`
const principals = (name: string) =>
  `\n    principals {\n      type        = "AWS"\n      identifiers = ["${name}"]\n    }`

const group = (...networks: readonly string[]) => `resource "aws_security_group" "db" {
  ingress {
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    cidr_blocks = [${networks.join(', ')}]
  }
}
`
const variable = (name: string) => `variable "${name}" {\n  type = string\n}\n`

describe('without a plan', () => {
  test('an action that a document adds is told once, of the resource that uses it', async () => {
    const report = await of(
      document('["s3:GetObject"]') + role,
      document('["s3:GetObject", "iam:PassRole"]') + role,
    )
    expect(told(report)).toMatchObject([
      {
        ruleId: iam.id,
        subject: { name: 'aws_iam_role_policy.etl' },
        message: expect.stringContaining('iam:PassRole on'),
      },
    ])
  })

  test('a document that nothing uses grants nothing', async () => {
    expect(told(await of(document('["s3:GetObject"]'), document('["s3:*"]')))).toEqual([])
  })

  test('a bucket that everybody may read is exposed, and not told of twice', async () => {
    const open = (name: string) => document('["s3:GetObject"]', principals(name)) + bucketPolicy
    const report = await of(open('arn:aws:iam::123456789012:role/etl'), open('*'))
    expect(told(report).map(({ ruleId }) => ruleId)).toEqual([exposure.id])
  })

  test.each([
    ['"203.0.113.0/24"', false],
    ['"0.0.0.0/0"', true],
  ])('%s more in a security group is told; short of the internet it is light', async (network, blocks) => {
    const report = await of(group('"10.0.0.0/16"'), group('"10.0.0.0/16"', network))
    expect(told(report)).toMatchObject([{ ruleId: exposure.id, subject: { name: 'aws_security_group.db' } }])
    expect(told(report)[0]?.weight === 'light').toBe(!blocks)
    expect(report.findings.map(({ ruleId }) => ruleId)).not.toContain('terraform/security-group-open')
  })
})

describe('silent', () => {
  test('where the statement is only moved or narrowed, whatever the bucket is called', async () => {
    const both = document('["s3:GetObject", "s3:PutObject"]') + role
    for (const after of ['["s3:PutObject", "s3:GetObject"]', '["s3:GetObject"]']) {
      const report = await of(both, document(after) + role)
      expect(told(report)).toEqual([])
      expect(report.undetermined.map(({ ruleId }) => ruleId)).not.toContain(iam.id)
    }
  })

  test('and undecided where it is not known what came in before', async () => {
    const report = await of(
      variable('office') + group('var.office'),
      variable('office') + group('var.office', '"203.0.113.0/24"'),
    )
    expect(told(report)).toEqual([])
    expect(report.undetermined.map(({ ruleId }) => ruleId)).toContain(exposure.id)
  })

  test('where a plan speaks of the resource', async () => {
    const ingress = [
      { cidr_blocks: ['10.0.0.0/16', '203.0.113.0/24'], from_port: 5432, to_port: 5432, protocol: 'tcp' },
    ]
    const change = { actions: ['update'], before: { ingress: [] }, after: { ingress } }
    const address = 'aws_security_group.db'
    const plan = {
      resource_changes: [{ address, mode: 'managed', type: 'aws_security_group', name: 'db', change }],
    }
    const report = await of(group('"10.0.0.0/16"'), group('"10.0.0.0/16"', '"203.0.113.0/24"'), plan)
    expect(told(report)).toEqual([])
    expect(report.findings.map(({ ruleId }) => ruleId)).toContain('plan/exposure-widened')
  })
})
