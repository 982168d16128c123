import type { TerraformDocument } from '../../../src/core/document.ts'
import { readPolicy } from '../../../src/core/iam/policy.ts'
import { policyAttributes } from '../../../src/core/iam/policy-changes.ts'
import { widened } from '../../../src/core/iam/widened.ts'
import type { PlannedResource } from '../../../src/core/terraform/plan.ts'
import { isMap, sameValue, valueAt } from '../../../src/core/terraform/value.ts'
import { isDestroyed, type Planned, plannedIn } from './planned.ts'

interface Companion {
  readonly kind: 'protection' | 'exposure'
  /** The attribute that names what it belongs to. */
  readonly of: string
  /** The type of what it belongs to; left out where that is no resource. */
  readonly owner?: string
  /** What its end means, as a clause. */
  readonly what: string
}

const denied = 'what its policy denied is denied no more'

/**
 * Resources that are nothing but a guard of another one: when they are destroyed, that one stays without. A policy guards as far as it
 * denies something.
 */
const guarding: Readonly<Record<string, Companion>> = {
  aws_s3_bucket_versioning: {
    kind: 'protection',
    of: 'bucket',
    owner: 'aws_s3_bucket',
    what: 'no earlier versions of objects are kept',
  },
  aws_s3_bucket_object_lock_configuration: {
    kind: 'protection',
    of: 'bucket',
    owner: 'aws_s3_bucket',
    what: 'objects can be deleted at once',
  },
  aws_s3_bucket_server_side_encryption_configuration: {
    kind: 'protection',
    of: 'bucket',
    owner: 'aws_s3_bucket',
    what: 'the bucket falls back to the keys of the service',
  },
  aws_s3_bucket_logging: {
    kind: 'protection',
    of: 'bucket',
    owner: 'aws_s3_bucket',
    what: 'access to the bucket is no longer logged',
  },
  aws_s3_bucket_replication_configuration: {
    kind: 'protection',
    of: 'bucket',
    owner: 'aws_s3_bucket',
    what: 'objects are no longer replicated',
  },
  aws_s3_bucket_policy: { kind: 'protection', of: 'bucket', owner: 'aws_s3_bucket', what: denied },
  aws_kms_key_policy: { kind: 'protection', of: 'key_id', owner: 'aws_kms_key', what: denied },
  aws_secretsmanager_secret_policy: {
    kind: 'protection',
    of: 'secret_arn',
    owner: 'aws_secretsmanager_secret',
    what: denied,
  },
  aws_backup_vault_policy: {
    kind: 'protection',
    of: 'backup_vault_name',
    owner: 'aws_backup_vault',
    what: denied,
  },
  aws_vpc_endpoint_policy: {
    kind: 'protection',
    of: 'vpc_endpoint_id',
    owner: 'aws_vpc_endpoint',
    what: denied,
  },
  aws_backup_plan: { kind: 'protection', of: 'name', what: 'what it covers is no longer backed up' },
  aws_backup_selection: {
    kind: 'protection',
    of: 'plan_id',
    owner: 'aws_backup_plan',
    what: 'what it selects is no longer backed up',
  },
  aws_backup_vault_lock_configuration: {
    kind: 'protection',
    of: 'backup_vault_name',
    owner: 'aws_backup_vault',
    what: 'backups can be deleted before their time',
  },
  aws_dynamodb_table_replica: {
    kind: 'protection',
    of: 'global_table_arn',
    owner: 'aws_dynamodb_table',
    what: 'the table has one copy less',
  },
  aws_redshift_logging: {
    kind: 'protection',
    of: 'cluster_identifier',
    owner: 'aws_redshift_cluster',
    what: 'use of the cluster is no longer logged',
  },
  aws_redshift_snapshot_schedule_association: {
    kind: 'protection',
    of: 'cluster_identifier',
    owner: 'aws_redshift_cluster',
    what: 'no more snapshots are taken by the schedule',
  },
  aws_s3_bucket_public_access_block: {
    kind: 'exposure',
    of: 'bucket',
    owner: 'aws_s3_bucket',
    what: 'the bucket and its objects can be made public again',
  },
  aws_s3_account_public_access_block: {
    kind: 'exposure',
    of: 'account_id',
    what: 'every bucket of the account can be made public again',
  },
  snowflake_network_policy_attachment: {
    kind: 'exposure',
    of: 'network_policy_name',
    what: 'logins are no longer limited to known networks',
  },
  databricks_ip_access_list: {
    kind: 'exposure',
    of: 'label',
    what: 'logins are no longer limited to known networks',
  },
}

/** The guards of one kind that a plan destroys while what they guard stays, and that nothing takes the place of. */
export function companions(
  document: TerraformDocument,
  kind: Companion['kind'],
): readonly { readonly planned: Planned; readonly what: string }[] {
  const all = plannedIn(document)
  const gone = all.filter(({ resource }) => isDestroyed(resource))
  return gone.flatMap((planned) => {
    const { type } = planned.resource
    const companion = Object.hasOwn(guarding, type) ? guarding[type] : undefined
    if (companion?.kind !== kind || goesAlong(planned, companion, gone)) return []
    return comesAgain(planned, companion, all) ? [] : [{ planned, what: companion.what }]
  })
}

/** Whether what it guards is destroyed as well. Its other guards name the same. */
function goesAlong({ resource }: Planned, { of, owner }: Companion, gone: readonly Planned[]): boolean {
  const named = isMap(resource.before) ? resource.before.get(of) : undefined
  if (owner === undefined || named === undefined || named === null) return false
  return gone.some(
    ({ resource: { before, type } }) =>
      type === owner &&
      isMap(before) &&
      ['id', 'bucket', 'name', 'identifier', 'cluster_identifier', 'arn'].some(
        (name) => sameValue(before.get(name) ?? null, named) === 'yes',
      ),
  )
}

/** Whether another one of its kind is made for the same: it only got another address. */
function comesAgain({ resource }: Planned, { of }: Companion, all: readonly Planned[]): boolean {
  const named = isMap(resource.before) ? resource.before.get(of) : undefined
  const others = all.filter(
    ({ resource: { action, after, type } }) =>
      action === 'create' &&
      type === resource.type &&
      isMap(after) &&
      sameValue(after.get(of) ?? null, named ?? null) === 'yes',
  )
  if (policyAttributes(resource.type).length === 0) return others.length > 0
  const policies = others.map(({ resource: { after } }) => after)
  // Without any, one that denied nothing is no loss either.
  return [...policies, null].some((after) => !deniedNoMore({ ...resource, after }))
}

/** Whether a policy denied what it, or the one in its stead, does not deny any more. */
function deniedNoMore({ type, before, after }: PlannedResource): boolean {
  return policyAttributes(type).some((name) => {
    const [was, is] = [valueAt(before, [name]), valueAt(after, [name])]
    const { found } = widened(readPolicy(was), readPolicy(is))
    return found.some(({ kind }) => kind === 'deny-removed')
  })
}
