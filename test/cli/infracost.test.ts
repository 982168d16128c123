import { expect, test } from 'vitest'
import { folderWith, lintJson, sluice } from './command.ts'

const plan = JSON.stringify({
  format_version: '1.2',
  terraform_version: '1.11.4',
  complete: true,
  resource_changes: [
    {
      address: 'aws_kinesis_stream.clicks',
      mode: 'managed',
      type: 'aws_kinesis_stream',
      name: 'clicks',
      change: {
        actions: ['create'],
        before: null,
        after: { name: 'clicks', shard_count: 4 },
        after_unknown: {},
      },
    },
  ],
})
const costs = (address: string) =>
  JSON.stringify({
    currency: 'USD',
    totalMonthlyCost: '61.5',
    pastTotalMonthlyCost: '0',
    projects: [
      {
        pastBreakdown: { resources: [] },
        breakdown: { resources: [{ name: address, monthlyCost: '61.5' }] },
      },
    ],
  })
const policy = (budget: number) =>
  `extends: [recommended]\nrules:\n  plan/cost: { enforcement: info, grave: block, options: { budgetUsdPerMonth: ${budget} } }\n`

const main = 'resource "aws_kinesis_stream" "clicks" {\n  name        = "clicks"\n  shard_count = 4\n}\n'
const folder = (more: Readonly<Record<string, string>> = {}) =>
  folderWith({
    'main.tf': main,
    'plan.json': plan,
    'costs.json': costs('aws_kinesis_stream.clicks'),
    ...more,
  })
const given = ['main.tf', '--plan', 'plan.json', '--infracost', 'costs.json']

const costOf = (args: readonly string[], cwd: string) =>
  lintJson(args, { cwd }).report.findings.find(({ ruleId }) => ruleId === 'plan/cost')

test('the report of Infracost is what a plan costs, else the table estimates it', () => {
  expect(costOf(given, folder())?.message).toBe(
    'The plan costs 61.50 USD a month more, by the report of Infracost.',
  )
  expect(costOf(given.slice(0, 3), folder())?.message).toBe(
    'The plan costs about 43.80 USD a month more: an estimate by list prices of 2025, for sizes that run all the time.',
  )
})

test('above the budget it blocks, below it is only told', () => {
  const cwd = folder({ 'small.yml': policy(50), 'large.yml': policy(70) })
  expect(costOf([...given, '--policy', 'small.yml'], cwd)).toMatchObject({ enforcement: 'block' })
  expect(costOf([...given, '--policy', 'large.yml'], cwd)).toMatchObject({ enforcement: 'info' })
})

test('a file that is no such report is told, and the plan is judged all the same', () => {
  const cwd = folder({ 'costs.json': '{}' })
  const { report } = lintJson(given, { cwd })
  expect(report.coverage.files).toContainEqual(
    expect.objectContaining({ path: 'costs.json', status: 'not-evaluated' }),
  )
  expect(report.findings.map(({ ruleId }) => ruleId)).toContain('plan/cost')
  expect(sluice(['lint', ...given.slice(0, 4), 'missing.json'], { cwd })).toMatchObject({ code: 2 })
})
