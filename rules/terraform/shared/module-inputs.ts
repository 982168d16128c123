import { type Guard, ladder, longer, longerUnless, off, on } from '../../../src/core/terraform/guard.ts'

/** Inputs that mean the same in every module that has them, and which way each gets weaker. */
export const guardInputs: readonly Guard[] = [
  ...named(
    on,
    'protection',
  )(`
    deletion_protection deletion_protection_enabled enable_deletion_protection
    enable_cluster_deletion_protection prevent_destroy purge_protection_enabled enable_purge_protection
    point_in_time_recovery_enabled versioning_enabled enable_versioning versioning.enabled
    backup_enabled backups_enabled enable_backup enable_backups
    attach_deny_insecure_transport_policy attach_require_latest_tls_policy attach_deny_unencrypted_object_uploads
    require_ssl ssl_enforcement_enabled enforce_ssl enable_logging logging_enabled enable_log_file_validation`),
  ...named(
    on,
    'encryption',
  )(`
    storage_encrypted encrypted encryption_enabled enable_encryption at_rest_encryption_enabled
    transit_encryption_enabled server_side_encryption_enabled encrypt_at_rest_enabled`),
  ...named(
    on,
    'exposure',
  )(`
    block_public_acls block_public_policy ignore_public_acls restrict_public_buckets
    uniform_bucket_level_access bucket_policy_only private_cluster_enabled enable_private_nodes`),
  ...named(
    off,
    'exposure',
  )(`
    publicly_accessible public_access public_network_access_enabled enable_public_access
    allow_nested_items_to_be_public cluster_endpoint_public_access endpoint_public_access ipv4_enabled`),
  ...named(off, 'protection')('skip_final_snapshot force_destroy delete_automated_backups'),
  ...named(ladder('inherited', 'enforced'), 'exposure')('public_access_prevention'),
  ...named(
    longer,
    'retention',
  )(`
    backup_retention_period backup_retention_days snapshot_retention_limit automated_snapshot_retention_period
    soft_delete_retention_days deletion_window_in_days preferred_backup_retention_days message_retention_seconds`),
  ...named(
    longerUnless(0),
    'retention',
  )(`
    cloudwatch_log_group_retention_in_days log_retention_in_days log_group_retention_in_days`),
]

function named(measure: Guard['measure'], kind: Guard['kind']): (names: string) => readonly Guard[] {
  return (names) =>
    names
      .trim()
      .split(/\s+/)
      .map((path) => ({ types: [], path, kind, name: path, measure }))
}
