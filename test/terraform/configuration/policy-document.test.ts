import { expect, test } from 'vitest'
import { firstUnknown, isUnknown, type Value, valueAt } from '../../../src/core/terraform/value.ts'
import { configuration, output } from './tree.ts'

const json = (statements: string, more = ''): Value | undefined =>
  output(
    configuration(`${more}
      data "aws_iam_policy_document" "d" {\n${statements}\n}
      output "json" { value = data.aws_iam_policy_document.d.json }`),
    'json',
  )

const parsed = (statements: string, more = '') => JSON.parse(String(json(statements, more)))

test('a document says what its statements say', () => {
  expect(
    parsed(`statement {
      sid = "Read"
      actions = ["s3:GetObject", "s3:ListBucket"]
      resources = ["arn:aws:s3:::lake/&{aws:username}/*"]
      principals {
        type = "AWS"
        identifiers = ["arn:aws:iam::111122223333:root"]
      }
      condition {
        test = "StringEquals"
        variable = "aws:SourceVpc"
        values = ["vpc-1", "vpc-2"]
      }
    }
    statement {
      effect = "Deny"
      not_actions = ["iam:*"]
      not_resources = ["*"]
      principals {
        type = "*"
        identifiers = ["*"]
      }
    }`),
  ).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Read',
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:ListBucket'],
        Resource: 'arn:aws:s3:::lake/${aws:username}/*',
        Principal: { AWS: 'arn:aws:iam::111122223333:root' },
        Condition: { StringEquals: { 'aws:SourceVpc': ['vpc-1', 'vpc-2'] } },
      },
      { Effect: 'Deny', NotAction: 'iam:*', NotResource: '*', Principal: '*' },
    ],
  })
})

test('what is known of a document is known where a part of it is not', () => {
  const found = json(
    'statement {\n actions = ["s3:*"]\n resources = [aws_s3_bucket.b.arn]\n}',
    'resource "aws_s3_bucket" "b" {}',
  )
  expect(isUnknown(found)).toBe(true)
  const inside = isUnknown(found) ? found.json : undefined
  expect(valueAt(inside, ['Statement', 0, 'Action'])).toBe('s3:*')
  expect(valueAt(inside, ['Statement', 0, 'Resource', 0])).toMatchObject({
    reference: { address: 'aws_s3_bucket.b' },
  })
})

test('a dynamic statement over what is not known stands for any number of statements', () => {
  const found = json(
    'statement { actions = ["s3:Get*"] }\ndynamic "statement" {\n for_each = var.x\n content { actions = ["*"] }\n}',
    'variable "x" {}',
  )
  const statements = isUnknown(found) ? valueAt(found.json, ['Statement']) : undefined
  expect(statements).toMatchObject([expect.any(Map), { kind: 'unknown' }])
})

test('own statements replace those of sources with their sid, overrides replace both', () => {
  const others = `data "aws_iam_policy_document" "source" {
      statement {\n sid = "A"\n actions = ["source:A"]\n}
      statement {\n sid = "B"\n actions = ["source:B"]\n}
    }
    data "aws_iam_policy_document" "over" { statement {\n sid = "C"\n actions = ["over:C"]\n} }`
  const { Statement } = parsed(
    `source_policy_documents = [data.aws_iam_policy_document.source.json]
     override_policy_documents = [data.aws_iam_policy_document.over.json]
     statement {\n sid = "B"\n actions = ["own:B"]\n}
     statement {\n sid = "C"\n actions = ["own:C"]\n}
     statement { actions = ["own:none"] }`,
    others,
  )
  expect(Statement.map(({ Action }: { Action: string }) => Action)).toEqual([
    'source:A',
    'own:B',
    'over:C',
    'own:none',
  ])
})

test('a source that is not known leaves an unknown statement, never fewer', () => {
  const found = json('source_policy_documents = [var.x]\nstatement { actions = ["s3:*"] }', 'variable "x" {}')
  const statements = isUnknown(found) ? valueAt(found.json, ['Statement']) : undefined
  expect(statements).toMatchObject([{ kind: 'unknown' }, expect.any(Map)])
  expect(firstUnknown(statements)?.because[0]?.text).toBe('var.x has no value here')
})

test('a source that is no JSON is not known', () => {
  expect(json('source_policy_documents = ["{"]')).toMatchObject({ kind: 'unknown' })
})

test('a document that takes itself as a source is not known and is told', () => {
  const found = configuration(`data "aws_iam_policy_document" "d" {
      source_policy_documents = [data.aws_iam_policy_document.d.json]
    }
    output "json" { value = data.aws_iam_policy_document.d.json }`)
  expect(output(found, 'json')).toMatchObject({ kind: 'unknown' })
  expect(found.problems.length).toBeGreaterThan(0)
})

test('statements in JSON syntax are statements', () => {
  const statement = [{ actions: ['s3:*'] }, { actions: ['iam:*'], effect: 'Deny' }]
  const text = JSON.stringify({
    data: { aws_iam_policy_document: { d: { statement } } },
    output: { json: { value: '${data.aws_iam_policy_document.d.json}' } },
  })
  const { Statement } = JSON.parse(String(output(configuration({ 'main.tf.json': text }), 'json')))
  expect(Statement).toEqual([
    { Effect: 'Allow', Action: 's3:*' },
    { Effect: 'Deny', Action: 'iam:*' },
  ])
})
