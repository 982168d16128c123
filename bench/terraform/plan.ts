/** The JSON of a made-up but ordinary plan of about so many megabytes: buckets with their halves, databases, roles, secrets in clear. */
export function planOf(megabytes: number): string {
  const changes: (Changed & object)[] = []
  let characters = 0
  for (let i = 0; characters < megabytes * 1024 * 1024; i++) {
    const more = [bucket(i), versioning(i), database(i), role(i)]
    characters += more.reduce((sum, each) => sum + JSON.stringify(each).length, 0)
    changes.push(...more)
  }
  return JSON.stringify({
    format_version: '1.2',
    terraform_version: '1.9.8',
    variables: { password: { value: 'Correct-Horse-Battery-1' } },
    resource_changes: changes,
    configuration: {
      root_module: {
        resources: changes.slice(0, 4).map(declarationOf),
        variables: { password: { sensitive: true }, zones: {} },
      },
    },
    complete: true,
    errored: false,
  })
}

/** The code that it was made of. */
export const codeOfPlan = `variable "zones" {
  type = set(string)
}

variable "password" {
  sensitive = true
}

${['aws_s3_bucket', 'aws_s3_bucket_versioning', 'aws_db_instance', 'aws_iam_role_policy'].map(repeated).join('\n')}`

function repeated(type: string): string {
  return `resource "${type}" "all" {\n  for_each = var.zones\n  tags     = local.tags\n}\n`
}

interface Changed {
  readonly type: string
  readonly name: string
}

const declarationOf = ({ type, name }: Changed) => ({
  ...{ address: `${type}.${name}`, mode: 'managed', type, name, provider_config_key: 'aws' },
  ...{ schema_version: 0, for_each_expression: { references: ['var.zones'] } },
  expressions: { tags: { references: ['local.tags'] } },
})

const tags = { team: 'data', environment: 'prod', cost_center: 'cc-0042', service: 'lake' }

const bucket = (i: number) =>
  changed('aws_s3_bucket', i, 'update', {
    ...{ id: `acme-zone-${i}`, bucket: `acme-zone-${i}`, arn: `arn:aws:s3:::acme-zone-${i}`, tags },
    ...{ tags_all: tags, force_destroy: false, region: 'eu-central-1', object_lock_enabled: false },
    ...{ bucket_domain_name: `acme-zone-${i}.s3.amazonaws.com`, hosted_zone_id: 'Z21DNDUVLTQW6Q' },
    ...{
      acl: null,
      acceleration_status: '',
      policy: policy(i),
      request_payer: 'BucketOwner',
      timeouts: null,
    },
    ...{ versioning: [{ enabled: true, mfa_delete: false }], website: [], cors_rule: [], grant: [] },
  })

const versioning = (i: number) =>
  changed('aws_s3_bucket_versioning', i, 'no-op', {
    ...{ id: `acme-zone-${i}`, bucket: `acme-zone-${i}`, expected_bucket_owner: '', mfa: null },
    versioning_configuration: [{ mfa_delete: '', status: 'Enabled' }],
  })

const database = (i: number) =>
  changed('aws_db_instance', i, i % 50 === 0 ? 'replace' : 'no-op', {
    ...{ id: `db-${i}`, identifier: `orders-${i}`, engine: 'postgres', engine_version: '16.4', tags },
    ...{ instance_class: 'db.r6g.large', allocated_storage: 100 + i, username: 'owner' },
    ...{ password: `Correct-Horse-Battery-${i % 3}`, storage_encrypted: true, multi_az: true },
    ...{ endpoint: `orders-${i}.abcdefgh.eu-central-1.rds.amazonaws.com:5432`, port: 5432 },
    ...{ backup_retention_period: 14, deletion_protection: true, publicly_accessible: false },
    ...{ enabled_cloudwatch_logs_exports: ['postgresql', 'upgrade'], vpc_security_group_ids: [`sg-${i}`] },
    ...{ parameter_group_name: 'orders', option_group_name: 'default', db_subnet_group_name: 'data' },
  })

const role = (i: number) =>
  changed('aws_iam_role_policy', i, 'update', {
    ...{ id: `loader-${i}:main`, name: `main-${i}`, role: `loader-${i}`, policy: policy(i) },
  })

function policy(i: number): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: ['s3:GetObject', 's3:PutObject', 'kms:Decrypt'].map((action) => ({
      Sid: `Loader${i}`,
      Effect: 'Allow',
      Action: [action],
      Resource: [`arn:aws:s3:::acme-zone-${i}`, `arn:aws:s3:::acme-zone-${i}/*`],
    })),
  })
}

function changed(type: string, i: number, action: string, values: Readonly<Record<string, unknown>>) {
  const actions = action === 'replace' ? ['delete', 'create'] : [action]
  const after = action === 'no-op' ? values : { ...values, description: 'as of this release' }
  const unknown = action === 'replace' ? { id: true, endpoint: true } : {}
  const sensitive = 'password' in values ? { password: true } : {}
  return {
    ...{ address: `${type}.all["z${i}"]`, mode: 'managed', type, name: 'all', index: `z${i}` },
    provider_name: 'registry.terraform.io/hashicorp/aws',
    change: {
      ...{ actions, before: values, after, after_unknown: unknown },
      ...{ before_sensitive: sensitive, after_sensitive: sensitive },
      ...(action === 'replace' && { replace_paths: [['engine_version']] }),
    },
  }
}
