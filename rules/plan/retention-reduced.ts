import { defineRule } from '../../src/core/rule.ts'
import { guardAt, guardsOf, weakened } from '../../src/core/terraform/guards.ts'
import { valueText } from '../../src/core/terraform/value.ts'
import { change, planWith } from './shared/example.ts'
import { shortenedLives } from './shared/lifecycle.ts'
import { hitOn, isUpdated, type Planned, plannedIn } from './shared/planned.ts'

const stream = (hours: number) => `resource "aws_kinesis_stream" "clicks" {
  name             = "clicks"
  retention_period = ${hours}
}
`
const update = (before: number, after: number) => ({
  before: stream(before),
  files: { 'main.tf': stream(after) },
  plan: planWith(
    change('aws_kinesis_stream.clicks', 'update', [
      { retention_period: before },
      { retention_period: after },
    ]),
  ),
})
const bucket = (days: number) => `resource "aws_s3_bucket_lifecycle_configuration" "raw" {
  bucket = "raw"

  rule {
    id     = "old"
    status = "Enabled"

    expiration {
      days = ${days}
    }
  }
}
`
const life = (days: number) => ({ rule: [{ id: 'old', status: 'Enabled', expiration: [{ days }] }] })

export default defineRule({
  id: 'plan/retention-reduced',
  title: 'Keep data as long as somebody may need it',
  languages: ['terraform'],
  severity: 'high',
  tags: ['terraform', 'plan', 'retention', 'data-loss'],
  since: '0.1.0',
  why: 'Soon after the apply the service deletes by itself what is older than the new limit: messages, objects, backups, logs. Raising the limit again brings nothing back.',
  fix: 'Ask who reads what is older, and who must be able to restore it. Copy it elsewhere first where somebody does.',
  subsumedBy: ['plan/drift-reverted'],
  examples: {
    bad: [
      update(168, 24),
      {
        before: bucket(365),
        files: { 'main.tf': bucket(90) },
        plan: planWith(change('aws_s3_bucket_lifecycle_configuration.raw', 'update', [life(365), life(90)])),
      },
    ],
    good: [
      update(24, 168),
      {
        before: bucket(90),
        files: { 'main.tf': bucket(365) },
        plan: planWith(change('aws_s3_bucket_lifecycle_configuration.raw', 'update', [life(90), life(365)])),
      },
    ],
  },
  *check(document) {
    for (const planned of plannedIn(document)) {
      if (!isUpdated(planned.resource)) continue
      yield* shorter(planned)
      for (const { path, text } of shortenedLives(planned.resource)) {
        yield hitOn(planned, {
          path,
          message: `${planned.resource.address} deletes earlier: ${text}.`,
          weight: 'grave',
        })
      }
    }
  },
})

function* shorter(planned: Planned) {
  const { before, after, type, address } = planned.resource
  for (const guard of guardsOf(type).filter(({ kind }) => kind === 'retention')) {
    const [was, is] = [guardAt(before, guard), guardAt(after, guard)]
    if (weakened(guard, was.value, is.value) !== 'yes') continue
    const name = guard.key ?? guard.path
    yield hitOn(planned, {
      path: is.path,
      message: `${address} keeps less: ${name} goes from ${valueText(was.value)} to ${valueText(is.value)}.`,
      ...(!isLog(type) && { weight: 'grave' as const }),
    })
  }
}

/** Logs are missed less than data. */
const isLog = (type: string) => /(?:^|_)log(?:_|ging|$)/.test(type)
