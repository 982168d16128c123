import type { TerraformDocument } from '../../../src/core/document.ts'
import { isMap, sameValue } from '../../../src/core/terraform/value.ts'
import { isDestroyed, type Planned, plannedIn } from './planned.ts'

interface Companion {
  readonly kind: 'protection' | 'exposure'
  /** The attribute that names what it belongs to. */
  readonly of: string
  /** What its end means, as a clause. */
  readonly what: string
}

/** Resources that are nothing but a guard of another one: when they are destroyed, that one stays without. */
const guarding: Readonly<Record<string, Companion>> = {
  aws_s3_bucket_versioning: {
    kind: 'protection',
    of: 'bucket',
    what: 'no earlier versions of objects are kept',
  },
  aws_s3_bucket_object_lock_configuration: {
    kind: 'protection',
    of: 'bucket',
    what: 'objects can be deleted at once',
  },
  aws_s3_bucket_server_side_encryption_configuration: {
    kind: 'protection',
    of: 'bucket',
    what: 'the bucket falls back to the keys of the service',
  },
  aws_s3_bucket_logging: {
    kind: 'protection',
    of: 'bucket',
    what: 'access to the bucket is no longer logged',
  },
  aws_s3_bucket_replication_configuration: {
    kind: 'protection',
    of: 'bucket',
    what: 'objects are no longer replicated',
  },
  aws_backup_selection: { kind: 'protection', of: 'plan_id', what: 'what it selects is no longer backed up' },
  aws_backup_vault_lock_configuration: {
    kind: 'protection',
    of: 'backup_vault_name',
    what: 'backups can be deleted before their time',
  },
  aws_dynamodb_table_replica: {
    kind: 'protection',
    of: 'global_table_arn',
    what: 'the table has one copy less',
  },
  aws_redshift_logging: {
    kind: 'protection',
    of: 'cluster_identifier',
    what: 'use of the cluster is no longer logged',
  },
  aws_redshift_snapshot_schedule_association: {
    kind: 'protection',
    of: 'cluster_identifier',
    what: 'no more snapshots are taken by the schedule',
  },
  aws_s3_bucket_public_access_block: {
    kind: 'exposure',
    of: 'bucket',
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

/** The guards of one kind that a plan destroys while what they guard stays. */
export function companions(
  document: TerraformDocument,
  kind: Companion['kind'],
): readonly { readonly planned: Planned; readonly what: string }[] {
  const gone = plannedIn(document).filter(({ resource }) => isDestroyed(resource))
  return gone.flatMap((planned) => {
    const companion = Object.hasOwn(guarding, planned.resource.type)
      ? guarding[planned.resource.type]
      : undefined
    if (companion?.kind !== kind || goesAlong(planned, companion, gone)) return []
    return [{ planned, what: companion.what }]
  })
}

/** Whether what it guards is destroyed as well. */
function goesAlong({ resource }: Planned, { of }: Companion, gone: readonly Planned[]): boolean {
  const named = isMap(resource.before) ? resource.before.get(of) : undefined
  return gone.some(({ resource: { before, type } }) => {
    if (type === resource.type || !isMap(before) || named === undefined || named === null) return false
    return ['id', 'bucket', 'name', 'identifier', 'cluster_identifier', 'arn'].some(
      (name) => sameValue(before.get(name) ?? null, named) === 'yes',
    )
  })
}
