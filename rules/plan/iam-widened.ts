import { policyChanges, powersAttached, widenings } from '../../src/core/iam/policy-changes.ts'
import { defineRule } from '../../src/core/rule.ts'
import { change, planWith } from './shared/example.ts'
import { hitOn, isUpdated, plannedIn } from './shared/planned.ts'

const policy = (action: string, resource = 'arn:aws:s3:::lake/*', more = {}) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: action, Resource: resource, ...more }],
  })
const etl = (text: string) => `resource "aws_iam_policy" "etl" {
  name   = "etl"
  policy = ${JSON.stringify(text)}
}
`
const example = (before: string, after: string, note?: string) => ({
  before: etl(before),
  files: { 'main.tf': etl(after) },
  plan: planWith(change('aws_iam_policy.etl', 'update', [{ policy: before }, { policy: after }])),
  ...(note && { note }),
})
const onlyHere = { Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } } }

export default defineRule({
  id: 'plan/iam-widened',
  title: 'Grant no more than is needed',
  languages: ['terraform'],
  severity: 'high',
  tags: ['terraform', 'plan', 'iam'],
  since: '0.1.0',
  why: 'The policy lets happen what it did not let happen before. Policies are compared by what they allow: rewording, splitting or narrowing one is not reported.',
  fix: 'Name the actions and resources that the job needs, and keep the conditions. Where the job was refused something, grant that one thing.',
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege'],
  subsumedBy: ['plan/exposure-widened'],
  examples: {
    bad: [
      example(policy('s3:GetObject'), policy('s3:*')),
      example(policy('s3:GetObject', undefined, onlyHere), policy('s3:GetObject'), 'A condition is dropped'),
      example(policy('s3:GetObject'), policy('s3:GetObject', '*')),
    ],
    good: [
      example(policy('s3:*'), policy('s3:GetObject'), 'Narrower'),
      example(
        policy('s3:GetObject'),
        JSON.stringify({
          Statement: [{ Resource: ['arn:aws:s3:::lake/*'], Action: ['s3:getobject'], Effect: 'Allow' }],
        }),
        'The same in other words',
      ),
      example(policy('s3:GetObject'), policy('s3:GetObject', undefined, onlyHere), 'A condition is added'),
    ],
  },
  *check(document) {
    for (const planned of plannedIn(document)) {
      const { resource } = planned
      if (!isUpdated(resource)) continue
      for (const { path, wider } of policyChanges(resource)) {
        if (wider.length === 0) continue
        yield hitOn(planned, {
          path,
          message: `${resource.address} allows more than before: ${widenings(wider)}.`,
        })
      }
      for (const { name, added } of powersAttached(resource)) {
        yield hitOn(planned, { path: [name], message: `${resource.address} attaches ${added.join(', ')}.` })
      }
    }
  },
})
