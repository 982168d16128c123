import { afterAll, describe, expect, test } from 'vitest'
import { rules } from '../../rules/index.ts'
import type { Example } from '../../src/core/rule.ts'
import { closeReader, reviewExample } from './review-example.ts'

afterAll(closeReader)

async function findings(prefix: string, example: Example) {
  const rule = rules.find(({ languages }) => languages.includes('terraform'))
  if (!rule) throw new Error('no rule on Terraform')
  const report = await reviewExample(rule, example)
  return report.findings.filter(({ ruleId }) => ruleId.startsWith(`terraform/${prefix}`))
}

const document = (lines: string) =>
  `data "aws_iam_policy_document" "etl" {\n  statement {\n${lines}\n  }\n}\n`
const policy = (text: string) => `resource "aws_iam_policy" "etl" {\n  name = "etl"\n  policy = ${text}\n}\n`

describe('a statement is told once, where it is written', () => {
  test('of a policy that comes from a document, in the document', async () => {
    const code =
      document('    actions = ["*"]\n    resources = ["*"]') + policy('data.aws_iam_policy_document.etl.json')
    const found = await findings('iam', { files: { 'main.tf': code } })
    expect(found.map(({ ruleId, subject }) => [ruleId, subject.name])).toEqual([
      ['terraform/iam-document-wildcard', 'data.aws_iam_policy_document.etl'],
    ])
  })

  test('of a policy in JSON, on the line of the statement', async () => {
    const code = policy(
      'jsonencode({\n    Statement = [\n      { Effect = "Allow", Action = "s3:ListAllMyBuckets", Resource = "*" },\n      { Effect = "Allow", Action = "kms:Decrypt", Resource = "*" },\n    ]\n  })',
    )
    const [found] = await findings('iam', { files: { 'main.tf': code } })
    expect(found?.ruleId).toBe('terraform/iam-resource-wildcard')
    expect(code.slice(found?.range.start, found?.range.end)).toContain('kms:Decrypt')
  })

  test('of a policy in a module, with the call', async () => {
    const [found] = await findings('iam', {
      files: {
        'main.tf': 'module "etl" {\n  source = "./etl"\n  action = "*"\n}\n',
        'etl/main.tf': `variable "action" {}\n${policy('jsonencode({ Statement = [{ Effect = "Allow", Action = var.action, Resource = "*" }] })')}`,
      },
    })
    expect(found?.ruleId).toBe('terraform/iam-wildcard')
    expect(found?.evidence.map(({ place }) => place?.path)).toContain('main.tf')
  })
})

test('a text in a heredoc is read as well', async () => {
  const text =
    '<<EOF\n{"Statement": {"Effect": "Allow", "Action": "iam:PutRolePolicy", "Resource": "*"}}\nEOF'
  const found = await findings('iam', { files: { 'main.tf': policy(text) } })
  expect(found.map(({ ruleId }) => ruleId)).toEqual(['terraform/iam-privilege-escalation'])
})

describe('a policy is judged by all that it says', () => {
  const code = (role: string) =>
    policy(
      `jsonencode({ Statement = [
        { Effect = "Allow", Action = "iam:PassRole", Resource = ${role} },
        { Effect = "Allow", Action = "lambda:CreateFunction", Resource = "*" },
      ] })`,
    )
  test('passing any role to a function is told', async () => {
    expect(await findings('iam-privilege', { files: { 'main.tf': code('"*"') } })).toHaveLength(1)
  })
  test('passing one role is not', async () => {
    expect(
      await findings('iam-privilege', { files: { 'main.tf': code('"arn:aws:iam::123456789012:role/f"') } }),
    ).toEqual([])
  })
  test('passing a role that is not known is neither', async () => {
    const files = { 'main.tf': `variable "role" {}\n${code('var.role')}` }
    const before = { 'main.tf': code('"*"') }
    expect(await findings('iam-privilege', { files })).toEqual([])
    const found = await findings('iam-privilege', { before, files })
    expect(found.filter(({ status }) => status === 'fixed')).toEqual([])
  })
})

test('nothing of a secret is in a finding', async () => {
  const secret = 'snow-and-ice-9'
  const code = `resource "snowflake_stage" "lake" {\n  credentials = "AWS_SECRET_KEY='${secret}'"\n}\n`
  const found = await findings('', { files: { 'main.tf': code } })
  expect(found.map(({ ruleId }) => ruleId)).toContain('terraform/snowflake-stage-credentials')
  expect(JSON.stringify(found)).not.toContain(secret)
})

describe('columns that may be there', () => {
  const table = (schema: string) =>
    `variable "schema" {}\nresource "google_bigquery_table" "t" {\n  dataset_id = "d"\n  table_id = "t"\n  schema = ${schema}\n}\n`
  const two = 'jsonencode([{ name = "id", type = "INT64" }, { name = "email", type = "STRING" }])'

  test.each(['var.schema', 'jsonencode(concat([{ name = "id", type = "INT64" }], var.schema))'])(
    'are not told as dropped: %s',
    async (schema) => {
      const change = { before: { 'main.tf': table(two) }, files: { 'main.tf': table(schema) } }
      expect(await findings('bigquery-schema', change)).toEqual([])
    },
  )

  test('a schema that becomes known drops nothing that was known', async () => {
    const change = { before: { 'main.tf': table('var.schema') }, files: { 'main.tf': table(two) } }
    expect(await findings('bigquery-schema', change)).toEqual([])
  })

  test('a table made for each of some keys is told once', async () => {
    const each = (schema: string) =>
      table(schema).replace('"t" {\n', '"t" {\n  for_each = toset(["a", "b"])\n')
    const one = 'jsonencode([{ name = "id", type = "INT64" }])'
    const change = { before: { 'main.tf': each(two) }, files: { 'main.tf': each(one) } }
    expect((await findings('bigquery-schema', change)).map(({ message }) => message)).toEqual([
      'google_bigquery_table.t (a, b) loses columns: email is dropped.',
    ])
  })
})

describe('a policy that only limits', () => {
  const all = document('    actions = ["*"]\n    resources = ["*"]')
  const limit = policy('data.aws_iam_policy_document.etl.json')
  const bounded = 'resource "aws_iam_role" "etl" {\n  permissions_boundary = aws_iam_policy.etl.arn\n}\n'
  const attached =
    'resource "aws_iam_role_policy_attachment" "etl" {\n  role = "etl"\n  policy_arn = aws_iam_policy.etl.arn\n}\n'

  test('grants nothing, as a document and as text', async () => {
    expect(await findings('iam', { files: { 'main.tf': all + limit + bounded } })).toEqual([])
    const written = policy('jsonencode({ Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })')
    expect(await findings('iam', { files: { 'main.tf': written + bounded } })).toEqual([])
  })

  test('grants what it says where it is attached as well', async () => {
    const found = await findings('iam', { files: { 'main.tf': all + limit + bounded + attached } })
    expect(found.map(({ ruleId }) => ruleId)).toEqual(['terraform/iam-document-wildcard'])
  })

  test('does not hide the same statement in another policy', async () => {
    const other =
      'resource "aws_iam_role_policy" "other" {\n  role = "x"\n  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })\n}\n'
    const found = await findings('iam', { files: { 'main.tf': all + limit + bounded + other } })
    expect(found.map(({ ruleId }) => ruleId)).toContain('terraform/iam-document-wildcard')
  })
})
