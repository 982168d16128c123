import { afterAll, expect, test } from 'vitest'
import { rules } from '../../rules/index.ts'
import { change, planWith } from '../../rules/plan/shared/example.ts'
import type { ExampleCase } from '../../src/core/rule.ts'
import { closeReader, reviewExample } from './review-example.ts'

afterAll(closeReader)

async function told(id: string, example: ExampleCase) {
  const rule = rules.find((each) => each.id === id)
  if (!rule) throw new Error(`there is no rule ${id}`)
  const { findings } = await reviewExample(rule, example)
  return findings.filter(({ ruleId, status }) => ruleId === id && status === 'introduced')
}

const evidenceOf = async (...given: Parameters<typeof told>) =>
  (await told(...given)).flatMap(({ evidence }) =>
    evidence
      .filter(({ kind }) => kind === 'dependency')
      .map(({ text, place, lines }) => `${text}${place ? ` (${place.path}:${lines?.startLine})` : ''}`),
  )

const bucket = (lines = '') => `resource "aws_s3_bucket" "lake" {\n  bucket = "lake"${lines}\n}\n`
const lambda = (value: string, name = 'load') =>
  `resource "aws_lambda_function" "${name}" {\n  environment {\n    variables = { BUCKET = ${value} }\n  }\n}\n`
const gone = planWith(change('aws_s3_bucket.lake', 'delete', [{ bucket: 'lake' }, null]))

test('what stays and depended on a bucket that is destroyed is named, on its line', async () => {
  const example = {
    before: { 'main.tf': bucket(), 'load.tf': lambda('aws_s3_bucket.lake.id') },
    files: { 'main.tf': null, 'load.tf': lambda('"lake"') },
    plan: gone,
  }
  expect(await evidenceOf('plan/destroy-stateful', example)).toEqual([
    'aws_lambda_function.load depended on it (load.tf:1)',
  ])
})

test('what is destroyed along with it, and what only has the same name in it, is not', async () => {
  const example = {
    before: {
      'main.tf': bucket() + lambda('aws_s3_bucket.lake.id'),
      'other.tf': lambda('"aws_s3_bucket.lake"', 'other'),
    },
    files: { 'main.tf': null },
    plan: planWith(
      change('aws_s3_bucket.lake', 'delete', [{ bucket: 'lake' }, null]),
      change('aws_lambda_function.load', 'delete', [{}, null]),
    ),
  }
  expect(await evidenceOf('plan/destroy-stateful', example)).toEqual([])
})

test('of many, what holds data comes first and ten are named', async () => {
  const many = Array.from({ length: 14 }, (_, i) =>
    lambda('aws_s3_bucket.lake.id', `f${String(i).padStart(2, '0')}`),
  )
  const queue = 'resource "aws_sqs_queue" "events" {\n  name = aws_s3_bucket.lake.id\n}\n'
  const code = (lines: string) => ({ 'main.tf': bucket(lines) + many.join('') + queue })
  const evidence = await evidenceOf('plan/replace-stateful', {
    before: code(''),
    files: code('\n  object_lock_enabled = true'),
    plan: planWith(
      change('aws_s3_bucket.lake', 'replace', [
        { bucket: 'lake', object_lock_enabled: false },
        { bucket: 'lake', object_lock_enabled: true },
      ]),
    ),
  })
  expect(evidence).toHaveLength(11)
  expect(evidence[0]).toBe('aws_sqs_queue.events depends on it (main.tf:75)')
  expect(evidence.at(-1)).toBe('and 5 more that depend on it')
})

const states = (key: string) =>
  `terraform {\n  backend "s3" {\n    bucket = "states"\n    key    = "${key}"\n  }\n}\n`
const reading = `data "terraform_remote_state" "lake" {
  backend = "s3"
  config  = { bucket = "states", key = "lake" }
}
${lambda('data.terraform_remote_state.lake.outputs.bucket')}`
const output = 'output "bucket" {\n  value = aws_s3_bucket.lake.id\n}\n'

test('an output that another configuration reads is told with its reader', async () => {
  const [finding] = await told('plan/output-removed', {
    before: {
      'lake/main.tf': states('lake') + bucket() + output,
      'loader/main.tf': states('loader') + reading,
    },
    files: { 'lake/main.tf': states('lake') + bucket() },
    plan: {
      output_changes: { bucket: { actions: ['delete'], before: 'lake', after: null } },
      resource_changes: [change('aws_s3_bucket.lake', 'no-op', [{ bucket: 'lake' }, { bucket: 'lake' }])],
    },
  })
  expect(finding?.message).toBe(
    'The output bucket is removed. It is still read by aws_lambda_function.load in loader.',
  )
  expect(finding?.evidence).toMatchObject([
    { kind: 'plan' },
    { strength: 'proved', place: { path: 'loader/main.tf' } },
  ])
})

test('readers in other configurations belong to what goes', async () => {
  const evidence = await evidenceOf('plan/destroy-stateful', {
    before: {
      'lake/main.tf': states('lake') + bucket() + output,
      'loader/main.tf': states('loader') + reading,
    },
    files: { 'lake/main.tf': `${states('lake')}output "bucket" {\n  value = "lake"\n}\n` },
    plan: gone,
  })
  expect(evidence).toEqual(['aws_lambda_function.load in loader reads output.bucket (loader/main.tf:11)'])
})
