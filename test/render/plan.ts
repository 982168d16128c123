import type { LocatedPlan, LocatedUndetermined } from '../../src/core/report.ts'

// A plan made by hand, as a review of a database, a stream and their companions gives it.

const lines = (startLine: number) => ({ startLine, startColumn: 3, endLine: startLine, endColumn: 20 })
const somewhere = { start: 10, end: 27 }
const at = (path: string, line: number) => ({ place: { path, range: somewhere }, lines: lines(line) })

type Row = LocatedPlan['resources'][number]
const row = (address: string, outcome: Row['outcome'], more: Partial<Row> = {}): Row => ({
  address,
  outcome,
  holdsData: false,
  importing: false,
  differences: [],
  ...more,
})
const difference = (path: string, before: string, after: string, forces = false) => ({
  path,
  before,
  after,
  forces,
})

export const plan: LocatedPlan = {
  name: 'plan.json',
  root: 'infra/prod',
  form: 'json',
  terraformVersion: '1.11.4',
  complete: true,
  errored: false,
  counts: { destroyed: 5, replaced: 1, forgotten: 1, updated: 12, moved: 1, imported: 1, created: 3 },
  resources: [
    row('aws_kinesis_stream.events', 'destroyed', {
      holdsData: true,
      reason: 'delete_because_no_resource_config',
      side: 'base',
      ...at('infra/prod/streams.tf', 4),
    }),
    row('aws_db_instance.orders', 'replaced', {
      holdsData: true,
      reason: 'replace_because_cannot_update',
      differences: [
        difference('arn', '"arn:aws:rds:eu-west-1:000000000000:db:orders"', 'not known'),
        difference('storage_encrypted', 'false', 'true', true),
      ],
      ...at('infra/prod/main.tf', 12),
    }),
    row('aws_redshift_cluster.legacy', 'forgotten', { holdsData: true }),
    row('aws_db_instance.crm', 'updated', {
      holdsData: true,
      previousAddress: 'aws_db_instance.sales',
      differences: [
        difference('tags.Team', '"crm"', '"sales"'),
        difference('password', '(sensitive)', '(sensitive)'),
        difference('backup_retention_period', '14', '0'),
        difference('deletion_protection', 'true', 'not set'),
      ],
      ...at('infra/prod/crm.tf', 9),
    }),
    ...['a', 'b', 'c', 'd'].map((key) =>
      row(`module.lake["eu"].aws_s3_bucket_policy.zone["${key}"]`, 'destroyed', {
        reason: 'delete_because_no_module',
        side: 'base',
        ...at('infra/modules/lake/main.tf', 31),
      }),
    ),
    row('aws_iam_policy.etl', 'updated', {
      differences: [difference('policy', '"{\\"Version\\":1}"', '"{\\"Version\\":2}"')],
      ...at('infra/prod/iam.tf', 3),
    }),
    row('aws_iam_role.etl', 'moved', { previousAddress: 'aws_iam_role.loader' }),
    row('aws_s3_bucket.old', 'imported', { holdsData: true, importing: true }),
    row('aws_kinesis_stream.clickstream', 'created', { holdsData: true, ...at('infra/prod/streams.tf', 4) }),
    row('aws_iam_role.reader', 'created'),
    row('aws_iam_role.writer', 'created'),
  ],
  more: 0,
  tagsOnly: 10,
  outputs: [
    { name: 'dsn', outcome: 'updated' },
    { name: 'stream_arn', outcome: 'destroyed' },
  ],
  drift: [
    {
      address: 'aws_db_instance.orders',
      gone: false,
      differences: [{ path: 'instance_class', before: '"db.r6g.large"', after: '"db.r6g.4xlarge"' }],
    },
    { address: 'aws_iam_role.gone', gone: true, differences: [] },
  ],
  moreDrift: 0,
  moves: [{ from: 'aws_kinesis_stream.events', to: 'aws_kinesis_stream.clickstream' }],
  moreMoves: 0,
}

export const undetermined: readonly LocatedUndetermined[] = [
  'terraform/rds-encryption',
  'terraform/rds-public-access',
].map((ruleId) => ({
  ruleId,
  subject: { kind: 'resource', name: 'aws_db_instance.crm' },
  path: 'infra/prod/crm.tf',
  range: somewhere,
  lines: lines(7),
  reason: 'var.public has no value here',
}))
