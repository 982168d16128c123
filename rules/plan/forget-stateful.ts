import { defineRule } from '../../src/core/rule.ts'
import { blastRadius } from '../../src/core/terraform/blast-radius.ts'
import { change, planWith } from './shared/example.ts'
import { hitOn, holdsData, isForgotten, type Located, type Planned, plannedIn } from './shared/planned.ts'

const legacy = 'resource "aws_redshift_cluster" "legacy" {\n  cluster_identifier = "legacy"\n}\n'
const removed = (keeps: boolean) => `removed {
  from = aws_redshift_cluster.legacy

  lifecycle {
    destroy = ${!keeps}
  }
}
`

export default defineRule({
  id: 'plan/forget-stateful',
  title: 'Say who looks after what Terraform forgets',
  languages: ['terraform'],
  severity: 'medium',
  tags: ['terraform', 'plan', 'ownership'],
  since: '0.1.0',
  why: 'The object stays and keeps costing, with its data, but no code describes it any more: nobody patches it, backs it up or notices when it changes.',
  fix: 'Import it where it will be managed from now on, or write down in the pull request who owns it and when it goes.',
  references: ['https://developer.hashicorp.com/terraform/language/resources/syntax#removing-resources'],
  examples: {
    before: legacy,
    bad: [
      {
        files: { 'main.tf': removed(true) },
        plan: planWith(
          change('aws_redshift_cluster.legacy', 'forget', [{ cluster_identifier: 'legacy' }, null]),
        ),
      },
      {
        before: 'resource "aws_s3_bucket" "lake" {\n  bucket = "lake"\n}\n',
        files: { 'main.tf': removed(true).replace('aws_redshift_cluster.legacy', 'aws_s3_bucket.lake') },
        plan: planWith(change('aws_s3_bucket.lake', 'forget', [{ bucket: 'lake' }, null])),
      },
    ],
    good: [
      {
        note: 'A role holds no data',
        before: 'resource "aws_iam_role" "loader" {\n  name = "loader"\n}\n',
        files: { 'main.tf': removed(true).replace('aws_redshift_cluster.legacy', 'aws_iam_role.loader') },
        plan: planWith(change('aws_iam_role.loader', 'forget', [{ name: 'loader' }, null])),
      },
      {
        note: 'Destroyed, which is another matter: see plan/destroy-stateful',
        files: { 'main.tf': removed(false) },
        plan: planWith(
          change('aws_redshift_cluster.legacy', 'delete', [{ cluster_identifier: 'legacy' }, null]),
        ),
      },
    ],
  },
  *check(document) {
    for (const planned of plannedIn(document)) {
      const { resource } = planned
      if (!isForgotten(resource) || !holdsData(resource)) continue
      const at = removedBlock(planned)
      yield hitOn(planned, {
        message: `${resource.address} is no longer managed: it stays as it is, with its data and its cost.`,
        evidence: blastRadius(planned.resource.address, planned.document),
        ...(at && { at }),
      })
    }
  },
})

function removedBlock({ resource, document }: Planned): Located | undefined {
  const block = document.refactorings.find(
    ({ kind, from }) =>
      kind === 'removed' &&
      from !== undefined &&
      (resource.address === from ||
        resource.address.startsWith(`${from}.`) ||
        resource.address.startsWith(`${from}[`)),
  )
  return block && { place: block.header }
}
