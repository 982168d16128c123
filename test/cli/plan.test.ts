import { expect, test } from 'vitest'
import { folderWith, lintJson, sluice } from './command.ts'

const main = 'resource "aws_sqs_queue" "jobs" {\n  name = "jobs"\n}\n'
const queue = { address: 'aws_sqs_queue.jobs', mode: 'managed', type: 'aws_sqs_queue', name: 'jobs' }
const plan = JSON.stringify({
  format_version: '1.2',
  resource_changes: [
    { ...queue, change: { actions: ['create'], before: null, after: { name: 'jobs' }, after_unknown: {} } },
  ],
})
const cwd = () =>
  folderWith({
    ...{ 'infra/dev/main.tf': main, 'infra/prod/main.tf': main },
    ...{ 'plan.json': plan, 'infra/prod/own.json': plan, 'a=b.json': plan },
  })
const statusOf = (given: string, folder = cwd()) =>
  lintJson(['infra', '--plan', given], { cwd: folder }).report.coverage.files.find(({ path }) =>
    path.endsWith('.json'),
  )

test('which root a plan is of is said before its name, or by where it lies', () => {
  expect(statusOf('plan.json')).toMatchObject({ status: 'not-evaluated' })
  expect(statusOf('./infra/prod/=plan.json')).toMatchObject({ path: 'plan.json', status: 'evaluated' })
  expect(statusOf('infra/prod/own.json')).toMatchObject({ status: 'evaluated' })
  expect(statusOf('.=plan.json')).toMatchObject({ status: 'not-evaluated' })
})

test('a file whose name has an equals sign is a file', () => {
  expect(statusOf('a=b.json')).toMatchObject({ path: 'a=b.json' })
  expect(sluice(['lint', 'infra', '--plan', 'infra/prod=missing.json'], { cwd: cwd() })).toMatchObject({
    code: 2,
    err: expect.stringContaining('missing.json'),
  })
})
