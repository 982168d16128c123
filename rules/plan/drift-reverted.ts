import { defineRule } from '../../src/core/rule.ts'
import { plannedDifferences } from '../../src/core/terraform/planned-difference.ts'
import { isUnknown, pathText, sameValue, valueAt, valueText } from '../../src/core/terraform/value.ts'
import { change, planWith } from './shared/example.ts'
import { hitOn, holdsData, isUpdated, plannedIn } from './shared/planned.ts'

const orders = (tag: string) => `resource "aws_db_instance" "orders" {
  instance_class = "db.r6g.large"
  tags           = { Team = "${tag}" }
}
`
const large = { instance_class: 'db.r6g.large' }
const huge = { instance_class: 'db.r6g.4xlarge' }
const drifted = change('aws_db_instance.orders', 'update', [large, huge])

export default defineRule({
  id: 'plan/drift-reverted',
  title: 'Decide about changes made by hand before they are undone',
  languages: ['terraform'],
  severity: 'medium',
  tags: ['terraform', 'plan', 'drift'],
  since: '0.1.0',
  why: 'Somebody changed this outside of Terraform, often in the middle of an incident. The code still says the old value, so the apply takes the change back, whatever the pull request is about.',
  fix: 'Write the present value into the code if it is meant to stay; otherwise ask who set it, and when it may go.',
  examples: {
    before: orders('data'),
    bad: [
      {
        files: { 'main.tf': orders('platform') },
        plan: {
          ...planWith(change('aws_db_instance.orders', 'update', [huge, large])),
          resource_drift: [drifted],
        },
      },
      {
        before: 'resource "aws_kinesis_stream" "clicks" {\n  shard_count = 4\n}\n',
        files: {
          'main.tf': 'resource "aws_kinesis_stream" "clicks" {\n  shard_count = 4\n  name = "clicks"\n}\n',
        },
        plan: {
          ...planWith(
            change('aws_kinesis_stream.clicks', 'update', [{ shard_count: 16 }, { shard_count: 4 }]),
          ),
          resource_drift: [
            change('aws_kinesis_stream.clicks', 'update', [{ shard_count: 4 }, { shard_count: 16 }]),
          ],
        },
      },
    ],
    good: [
      {
        note: 'It drifted, and this plan leaves it alone',
        files: { 'main.tf': orders('platform') },
        plan: {
          ...planWith(change('aws_db_instance.orders', 'no-op', [huge, huge])),
          resource_drift: [drifted],
        },
      },
      {
        note: 'The code takes the change over',
        files: { 'main.tf': orders('data').replace('large', '4xlarge') },
        plan: {
          ...planWith(change('aws_db_instance.orders', 'update', [huge, { ...huge, multi_az: true }])),
          resource_drift: [drifted],
        },
      },
    ],
  },
  *check(document) {
    for (const planned of plannedIn(document)) {
      const { resource, plan } = planned
      const drift = plan.drift.find(({ address }) => address === resource.address)
      if (!drift || !isUpdated(resource)) continue
      for (const { path, before, after } of plannedDifferences(drift)) {
        const planAfter = valueAt(resource.after, path)
        if (isUnknown(planAfter) || sameValue(planAfter ?? null, before ?? null) !== 'yes') continue
        yield hitOn(planned, {
          path,
          message: `The apply takes back a change made outside of Terraform: ${pathText(path)} of ${resource.address} is ${valueText(after)} now and becomes ${valueText(before)} again.`,
          ...(holdsData(resource) && { weight: 'grave' as const }),
        })
      }
    }
  },
})
