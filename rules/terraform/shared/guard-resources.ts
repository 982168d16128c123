/** A resource that is nothing but a guard of another one. */
export interface GuardResource {
  /** The attribute that names what it guards; left out where it guards more than one thing. */
  readonly of?: string
  /** What its end means, as the end of a sentence that begins with it. */
  readonly problem: string
}

const bucket = (problem: string): GuardResource => ({ of: 'bucket', problem })

const table: ReadonlyMap<string, GuardResource> = new Map([
  ['aws_s3_bucket_versioning', bucket('goes, and no older versions of objects are kept')],
  [
    'aws_s3_bucket_object_lock_configuration',
    bucket('goes, and new objects can be deleted before their time'),
  ],
  ['aws_s3_bucket_replication_configuration', bucket('goes, and objects are no longer replicated')],
  [
    'aws_efs_backup_policy',
    { of: 'file_system_id', problem: 'goes, and the file system is no longer backed up' },
  ],
  [
    'aws_efs_replication_configuration',
    { of: 'source_file_system_id', problem: 'goes, and the copy is kept no longer' },
  ],
  ['aws_backup_plan', { problem: 'goes, and what it covers is no longer backed up' }],
  ['aws_backup_selection', { of: 'plan_id', problem: 'goes, and what it selects is no longer backed up' }],
  [
    'aws_backup_vault_lock_configuration',
    { of: 'backup_vault_name', problem: 'goes, and backups can be deleted before their time' },
  ],
  ['aws_dlm_lifecycle_policy', { problem: 'goes, and no more snapshots are taken by it' }],
  [
    'aws_db_instance_automated_backups_replication',
    { of: 'source_db_instance_arn', problem: 'goes, and backups are kept in one region only' },
  ],
  [
    'aws_redshift_snapshot_schedule_association',
    { of: 'cluster_identifier', problem: 'goes, and no more snapshots are taken by its schedule' },
  ],
  ['google_resource_manager_lien', { problem: 'goes, and the project can be deleted' }],
  [
    'google_backup_dr_backup_plan_association',
    { of: 'resource', problem: 'goes, and it is no longer backed up' },
  ],
  [
    'google_compute_disk_resource_policy_attachment',
    { of: 'disk', problem: 'goes, and the disk is no longer backed up' },
  ],
  [
    'google_firestore_backup_schedule',
    { of: 'database', problem: 'goes, and the database is no longer backed up' },
  ],
  [
    'google_spanner_backup_schedule',
    { of: 'database', problem: 'goes, and the database is no longer backed up' },
  ],
  ['azurerm_management_lock', { of: 'scope', problem: 'goes, and what it locked can be deleted' }],
  [
    'azurerm_backup_protected_vm',
    { of: 'source_vm_id', problem: 'goes, and the machine is no longer backed up' },
  ],
  [
    'azurerm_backup_protected_file_share',
    { of: 'source_file_share_name', problem: 'goes, and the share is no longer backed up' },
  ],
  [
    'azurerm_data_protection_backup_instance_postgresql_flexible_server',
    { of: 'server_id', problem: 'goes, and the server is no longer backed up' },
  ],
  [
    'azurerm_data_protection_backup_instance_blob_storage',
    { of: 'storage_account_id', problem: 'goes, and the account is no longer backed up' },
  ],
])

export function guardResource(type: string): GuardResource | undefined {
  return table.get(type)
}
