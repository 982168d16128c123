import { afterAll, describe, expect, it } from 'vitest'
import { openReviews } from './reviewed.ts'

const reviews = openReviews()
afterAll(() => reviews.close())

const call = (protect: boolean) =>
  `resource "aws_s3_bucket" "lake" {\n  bucket = "lake"\n}\n\nmodule "guards" {\n  source  = "acme/guards/aws"\n  protect = ${protect}\n}\n`

type Values = Readonly<Record<string, unknown>> | null

/** A change within the module whose code nobody has. */
const inModule = (name: string, actions: readonly string[], [before, after]: readonly [Values, Values]) => ({
  ...{ address: `module.guards.${name}`, module_address: 'module.guards', mode: 'managed' },
  change: { actions, before, after },
})

const bucket = {
  ...{ address: 'aws_s3_bucket.lake', mode: 'managed', type: 'aws_s3_bucket', name: 'lake' },
  change: { actions: ['no-op'], before: { bucket: 'lake' }, after: { bucket: 'lake' } },
}

async function told(...changes: readonly object[]) {
  const text = JSON.stringify({ format_version: '1.2', resource_changes: [bucket, ...changes] })
  const report = await reviews.of({
    base: { 'main.tf': call(true) },
    head: { 'main.tf': call(false) },
    plans: [{ name: 'plan.json', text }],
  })
  return report.findings
    .filter(({ status }) => status === 'introduced')
    .map(({ ruleId, subject, lines }) => `${ruleId} ${subject.name} ${lines.startLine}`)
}

const deny = JSON.stringify({
  Statement: [
    {
      ...{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' },
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ],
})

describe('what a module from elsewhere makes is judged by its plan, at the call', () => {
  it('when it is made', async () => {
    const values = { identifier: 'x', engine: 'postgres', publicly_accessible: true }
    const found = await told(
      inModule('aws_db_instance.one', ['create'], [null, values]),
      inModule('aws_db_instance.other', ['create'], [null, values]),
    )
    expect(found).toContain('terraform/rds-public-access module.guards.aws_db_instance.one 5')
    expect(found).toContain('terraform/rds-public-access module.guards.aws_db_instance.other 5')
  })

  it('when it was there before, as no finding of this change', async () => {
    const values = { identifier: 'x', engine: 'postgres', publicly_accessible: true }
    const found = await told(inModule('aws_db_instance.one', ['no-op'], [values, values]))
    expect(found.filter((each) => each.includes('aws_db_instance'))).toEqual([])
  })

  it('when it changes', async () => {
    const grant = (...principals: readonly string[]) => ({
      catalog: 'prod',
      grant: principals.map((principal) => ({ principal, privileges: ['ALL_PRIVILEGES'] })),
    })
    const found = await told(
      inModule('databricks_grants.all', ['update'], [grant('owners'), grant('owners', 'account users')]),
    )
    expect(found).toContain('terraform/databricks-grant-everybody module.guards.databricks_grants.all 5')
  })

  it('when a role gets a policy of its own', async () => {
    const statement = { Effect: 'Allow', Action: '*', Resource: '*' }
    const inline = { name: 'all', policy: JSON.stringify({ Statement: [statement] }) }
    const role = (...inline_policy: readonly object[]) => ({ name: 'etl', inline_policy })
    const found = await told(inModule('aws_iam_role.etl', ['update'], [role(), role(inline)]))
    expect(found).toContain('terraform/iam-wildcard module.guards.aws_iam_role.etl 5')
  })

  it('when a topic keeps but one record of each key', async () => {
    const topic = (policy: string) => ({ name: 'orders', config: { 'cleanup.policy': policy } })
    const found = await told(inModule('kafka_topic.orders', ['update'], [topic('delete'), topic('compact')]))
    expect(found).toContain('terraform/kafka-topic-cleanup module.guards.kafka_topic.orders 5')
  })

  it('when a guard of a bucket goes beside others of the same bucket', async () => {
    const found = await told(
      inModule('aws_s3_bucket_public_access_block.all', ['delete'], [{ bucket: 'lake' }, null]),
      inModule('aws_s3_bucket_logging.all', ['delete'], [{ bucket: 'lake' }, null]),
      inModule('aws_s3_bucket_policy.tls', ['delete'], [{ bucket: 'lake', policy: deny }, null]),
    )
    expect(found).toContain('plan/exposure-widened module.guards.aws_s3_bucket_public_access_block.all 5')
    expect(found).toContain('plan/protection-weakened module.guards.aws_s3_bucket_logging.all 5')
    expect(found).toContain('plan/protection-weakened module.guards.aws_s3_bucket_policy.tls 5')
  })

  it('when its call is gone, where it was called', async () => {
    const report = await reviews.of({
      base: { 'main.tf': call(true) },
      head: { 'main.tf': call(true).split('\n\n')[0] ?? '' },
      plans: [
        {
          name: 'plan.json',
          text: JSON.stringify({
            format_version: '1.2',
            resource_changes: [
              bucket,
              inModule('aws_s3_bucket_public_access_block.all', ['delete'], [{ bucket: 'lake' }, null]),
            ],
          }),
        },
      ],
    })
    const found = report.findings.find(({ ruleId }) => ruleId === 'plan/exposure-widened')
    expect(found).toMatchObject({ side: 'base', lines: { startLine: 5 } })
  })

  it('when it is called from a module of the repository', async () => {
    const report = await reviews.of({
      base: { 'main.tf': 'module "lake" {\n  source = "./lake"\n}\n', 'lake/main.tf': call(true) },
      head: { 'main.tf': 'module "lake" {\n  source = "./lake"\n}\n', 'lake/main.tf': call(false) },
      plans: [
        {
          name: 'plan.json',
          text: JSON.stringify({
            format_version: '1.2',
            resource_changes: [
              {
                address: 'module.lake.module.guards.module.db["a"].aws_db_instance.one',
                module_address: 'module.lake.module.guards.module.db["a"]',
                mode: 'managed',
                change: {
                  actions: ['create'],
                  before: null,
                  after: { engine: 'postgres', publicly_accessible: true },
                },
              },
            ],
          }),
        },
      ],
    })
    const found = report.findings.find(({ ruleId }) => ruleId === 'terraform/rds-public-access')
    expect(found).toMatchObject({ path: 'lake/main.tf', lines: { startLine: 5 } })
  })

  it('so that nothing is left open of what it is handed', async () => {
    const handed = 'module "guards" {\n  source = "acme/guards/aws"\n  bucket = aws_s3_bucket.lake.id\n}\n'
    const code = `resource "aws_s3_bucket" "lake" {\n  bucket = "lake"\n}\n${handed}`
    const text = (complete: boolean) =>
      JSON.stringify({ format_version: '1.2', complete, resource_changes: [bucket] })
    const found = async (complete: boolean) => {
      const report = await reviews.of({
        head: { 'main.tf': code },
        plans: [{ name: 'plan.json', text: text(complete) }],
      })
      return report.findings.map(({ ruleId }) => ruleId)
    }
    expect(await found(true)).toContain('terraform/s3-public-access')
    expect(await found(false)).not.toContain('terraform/s3-public-access')
  })

  it('with what belongs together by the code of the module, before it has a name', async () => {
    const made = (name: string, after: Values, unknown: Values) => ({
      ...inModule(name, ['create'], [null, after]),
      change: { actions: ['create'], before: null, after, after_unknown: unknown },
    })
    const closed = {
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    }
    const [one, other] = ['closed', 'open'].map((name) =>
      made(`aws_s3_bucket.${name}[0]`, { bucket_prefix: name }, { bucket: true, id: true, arn: true }),
    )
    const resource = (type: string, name: string, expressions: object) => ({
      ...{ address: `${type}.${name}`, mode: 'managed', type, name, expressions },
    })
    const id = 'aws_s3_bucket.closed[0].id'
    const own = [
      resource('aws_s3_bucket', 'closed', { bucket_prefix: { constant_value: 'closed' } }),
      resource('aws_s3_bucket', 'open', { bucket_prefix: { constant_value: 'open' } }),
      resource('aws_s3_bucket_public_access_block', 'all', {
        bucket: { references: [id, 'aws_s3_bucket.closed[0]', 'aws_s3_bucket.closed'] },
      }),
    ]
    const text = JSON.stringify({
      format_version: '1.2',
      resource_changes: [
        ...[bucket, one, other],
        made('aws_s3_bucket_public_access_block.all', closed, { bucket: true, id: true }),
      ],
      configuration: {
        root_module: {
          resources: [resource('aws_s3_bucket', 'lake', { bucket: { constant_value: 'lake' } })],
          module_calls: {
            guards: {
              ...{ source: 'acme/guards/aws', expressions: { protect: { constant_value: false } } },
              module: { resources: own },
            },
          },
        },
      },
    })
    const { findings } = await reviews.of({
      head: { 'main.tf': call(false) },
      plans: [{ name: 'plan.json', text }],
    })
    const exposed = findings.filter(({ ruleId }) => ruleId === 'terraform/s3-public-access')
    expect(exposed.map(({ subject }) => subject.name)).toEqual([
      'aws_s3_bucket.lake',
      'module.guards.aws_s3_bucket.open',
    ])
  })

  it('and a move of it is not proposed, as Terraform takes none', async () => {
    const values = { name: 'clicks', shard_count: 2 }
    const found = await told(
      inModule('aws_kinesis_stream.old', ['delete'], [values, null]),
      inModule('aws_kinesis_stream.new', ['create'], [null, values]),
    )
    expect(found).toContain('plan/destroy-stateful module.guards.aws_kinesis_stream.old 5')
    expect(found.filter((each) => each.includes('rename'))).toEqual([])
  })
})
