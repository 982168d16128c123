import { afterAll, describe, expect, it } from 'vitest'
import type { PlanPlace } from '../../src/pipeline/plan-place.ts'
import { openReviews } from './reviewed.ts'

const reviews = openReviews()
afterAll(() => reviews.close())

const main = 'resource "aws_sqs_queue" "jobs" {\n  name = "jobs"\n}\n'
const plan = JSON.stringify({
  format_version: '1.2',
  resource_changes: [
    {
      ...{ address: 'aws_sqs_queue.jobs', mode: 'managed', type: 'aws_sqs_queue', name: 'jobs' },
      change: { actions: ['delete', 'create'], before: { name: 'job' }, after: { name: 'jobs' } },
    },
  ],
  configuration: {
    root_module: {
      resources: [
        {
          ...{ address: 'aws_sqs_queue.jobs', mode: 'managed', type: 'aws_sqs_queue', name: 'jobs' },
          expressions: { name: { constant_value: 'jobs' } },
        },
      ],
    },
  },
})
const twins = { 'infra/dev/main.tf': main, 'infra/prod/main.tf': main }

/** The root a plan is judged with, and why it is not, if it is not. */
async function judged(place: PlanPlace, head: Readonly<Record<string, string>> = twins, text = plan) {
  const report = await reviews.of({ head, plans: [{ name: 'plan.json', text, ...place }] })
  const coverage = report.coverage.files.find(({ path }) => path === 'plan.json')
  return {
    roots: report.plans.map(({ root }) => root),
    reason: coverage && 'reason' in coverage ? coverage.reason : undefined,
  }
}

describe('a plan that fits two roots equally', () => {
  it('is not guessed, and the refusal says how to say it', async () => {
    const { roots, reason } = await judged({})
    expect(roots).toEqual([])
    expect(reason).toMatch(/infra\/dev, infra\/prod equally well/)
    expect(reason).toMatch(/--plan infra\/dev=FILE/)
    expect(reason).toMatch(/sluice-plan-infra-dev/)
  })

  it.each<[string, PlanPlace]>([
    ['the user', { root: 'infra/prod' }],
    ['the directory it lies in', { directory: 'infra/prod' }],
    ['the end of that directory', { directory: 'prod' }],
    ['the name of its artifact', { called: 'infra-prod' }],
    ['the end of that name', { called: 'prod' }],
    ['both together', { called: 'infra', directory: 'prod' }],
  ])('is of the one that is named by %s', async (_, place) => {
    expect(await judged(place)).toEqual({ roots: ['infra/prod'], reason: undefined })
  })

  it('is not of one whose name is only like it, or that two could bear', async () => {
    expect((await judged({ directory: 'rod' })).reason).toMatch(/equally well/)
    const four = { ...twins, 'other/prod/main.tf': main }
    expect((await judged({ called: 'prod' }, four)).reason).toMatch(/equally well/)
  })
})

it('a root that is not there is refused with those that are', async () => {
  expect((await judged({ root: 'infra/prd' })).reason).toBe(
    'There is no configuration in infra/prd. Root modules: infra/dev, infra/prod.',
  )
})

it('a name does not win over code that fits it nowhere', async () => {
  const head = { 'a/main.tf': main, 'b/main.tf': 'resource "aws_s3_bucket" "x" {}\n' }
  expect((await judged({ called: 'b' }, head)).roots).toEqual(['a'])
})

it('a file of variables can be named as well', async () => {
  const one = `variable "size" { type = number }\n${main}`
  const head = {
    'infra/main.tf': one,
    'infra/env/dev.tfvars': 'size = 1\n',
    'infra/env/prod.tfvars': 'size = 2\n',
  }
  expect((await judged({}, head)).reason).toMatch(/--plan infra\/env\/dev.tfvars=FILE/)
  expect((await judged({ root: 'infra/env/prod.tfvars' }, head)).roots).toEqual(['infra'])
  expect((await judged({ called: 'prod' }, head)).roots).toEqual(['infra'])
  expect((await judged({ root: 'infra' }, head)).roots).toEqual(['infra'])
})

it('a plan without changes is of the root it lies in', async () => {
  const none = JSON.stringify({
    format_version: '1.2',
    resource_changes: [],
    configuration: { root_module: {} },
  })
  expect((await judged({}, twins, none)).reason).toMatch(/names nothing/)
  expect((await judged({ root: 'infra/dev' }, twins, none)).reason).toBeUndefined()
})
