import { type Guard, guardsOfKind, isThere, ladder, longer, longerUnless, off, on, types } from './guard.ts'

const sql = types('google_sql_database_instance')
const bucket = types('google_storage_bucket')
const dataset = types('google_bigquery_dataset')

const protection = guardsOfKind('protection', [
  {
    name: 'deletion protection',
    path: 'deletion_protection',
    measure: on,
    absent: true,
    types: types(
      'google_sql_database_instance google_bigquery_table google_spanner_database google_bigtable_instance google_container_cluster',
    ),
  },
  {
    name: 'deletion protection',
    path: 'deletion_protection',
    measure: on,
    types: types('google_alloydb_cluster google_secret_manager_secret'),
  },
  {
    name: 'deletion protection of the instance itself',
    path: 'settings.deletion_protection_enabled',
    measure: on,
    absent: false,
    types: sql,
  },
  {
    name: 'deletion protection',
    path: 'deletion_protection_enabled',
    measure: on,
    absent: false,
    types: types('google_filestore_instance'),
  },
  {
    name: 'drop protection',
    path: 'enable_drop_protection',
    measure: on,
    absent: false,
    types: types('google_spanner_database'),
  },
  {
    name: 'deletion protection',
    path: 'deletion_protection',
    measure: ladder('UNPROTECTED', 'PROTECTED'),
    types: types('google_bigtable_table'),
  },
  {
    name: 'deletion protection',
    path: 'delete_protection_state',
    measure: ladder('DELETE_PROTECTION_DISABLED', 'DELETE_PROTECTION_ENABLED'),
    absent: 'DELETE_PROTECTION_DISABLED',
    types: types('google_firestore_database'),
  },
  {
    name: 'the guard against deleting what is not empty',
    path: 'force_destroy',
    measure: off,
    absent: false,
    types: types('google_storage_bucket google_spanner_instance'),
  },
  {
    name: 'the guard against deleting what is not empty',
    path: 'delete_contents_on_destroy',
    measure: off,
    absent: false,
    types: dataset,
  },
  { name: 'versioning', path: 'versioning.enabled', measure: on, absent: false, types: bucket },
  {
    name: 'the locked retention policy',
    path: 'retention_policy.is_locked',
    measure: on,
    absent: false,
    types: bucket,
  },
  {
    name: 'automated backups',
    path: 'settings.backup_configuration.enabled',
    measure: on,
    absent: false,
    types: sql,
  },
  {
    name: 'point-in-time recovery',
    path: 'settings.backup_configuration.point_in_time_recovery_enabled',
    measure: on,
    absent: false,
    types: sql,
  },
  {
    name: 'the binary log',
    path: 'settings.backup_configuration.binary_log_enabled',
    measure: on,
    absent: false,
    types: sql,
  },
  {
    name: 'the standby in another zone',
    path: 'settings.availability_type',
    measure: ladder('ZONAL', 'REGIONAL'),
    absent: 'ZONAL',
    types: sql,
  },
  {
    name: 'point-in-time recovery',
    path: 'point_in_time_recovery_enablement',
    measure: ladder('POINT_IN_TIME_RECOVERY_DISABLED', 'POINT_IN_TIME_RECOVERY_ENABLED'),
    absent: 'POINT_IN_TIME_RECOVERY_DISABLED',
    types: types('google_firestore_database'),
  },
  {
    name: 'continuous backup',
    path: 'continuous_backup_config.enabled',
    measure: on,
    absent: true,
    types: types('google_alloydb_cluster'),
  },
])

const retention = guardsOfKind('retention', [
  {
    name: 'transaction log retention',
    path: 'settings.backup_configuration.transaction_log_retention_days',
    measure: longer,
    absent: 7,
    types: sql,
  },
  {
    name: 'the number of kept backups',
    path: 'settings.backup_configuration.backup_retention_settings.retained_backups',
    measure: longer,
    absent: 7,
    types: sql,
  },
  {
    name: 'the life of its tables',
    path: 'default_table_expiration_ms',
    measure: longerUnless(null),
    types: dataset,
  },
  {
    name: 'the life of its partitions',
    path: 'default_partition_expiration_ms',
    measure: longerUnless(null),
    types: dataset,
  },
  {
    name: 'the time travel window',
    path: 'max_time_travel_hours',
    measure: longer,
    absent: 168,
    types: dataset,
  },
  {
    name: 'the life of its partitions',
    path: 'time_partitioning.expiration_ms',
    measure: longerUnless(null),
    types: types('google_bigquery_table'),
  },
  {
    name: 'soft delete',
    path: 'soft_delete_policy.retention_duration_seconds',
    measure: longer,
    absent: 604_800,
    types: bucket,
  },
  {
    name: 'the retention policy',
    path: 'retention_policy.retention_period',
    measure: longer,
    absent: 0,
    types: bucket,
  },
  {
    name: 'version retention',
    path: 'version_retention_period',
    measure: longer,
    absent: '1h',
    types: types('google_spanner_database'),
  },
  {
    name: 'message retention',
    path: 'message_retention_duration',
    measure: longer,
    absent: '0s',
    types: types('google_pubsub_topic'),
  },
  {
    name: 'message retention',
    path: 'message_retention_duration',
    measure: longer,
    absent: '604800s',
    types: types('google_pubsub_subscription'),
  },
  {
    name: 'the wait before a key version is destroyed',
    path: 'destroy_scheduled_duration',
    measure: longer,
    types: types('google_kms_crypto_key'),
  },
  {
    name: 'log retention',
    path: 'retention_days',
    measure: longer,
    absent: 30,
    types: types('google_logging_project_bucket_config'),
  },
])

const encryption = guardsOfKind('encryption', [
  {
    name: 'TLS',
    path: 'settings.ip_configuration.ssl_mode',
    measure: ladder(
      'ALLOW_UNENCRYPTED_AND_ENCRYPTED',
      'ENCRYPTED_ONLY',
      'TRUSTED_CLIENT_CERTIFICATE_REQUIRED',
    ),
    types: sql,
  },
  {
    name: 'TLS',
    path: 'transit_encryption_mode',
    measure: ladder('DISABLED', 'SERVER_AUTHENTICATION'),
    absent: 'DISABLED',
    types: types('google_redis_instance'),
  },
  {
    name: 'the password',
    path: 'auth_enabled',
    measure: on,
    absent: false,
    types: types('google_redis_instance'),
  },
  {
    name: 'encryption with your own key',
    path: 'encryption.default_kms_key_name',
    measure: isThere,
    types: bucket,
  },
  {
    name: 'encryption with your own key',
    path: 'default_encryption_configuration.kms_key_name',
    measure: isThere,
    types: dataset,
  },
  {
    name: 'encryption with your own key',
    path: 'kms_key_name',
    measure: isThere,
    types: types('google_pubsub_topic'),
  },
  {
    name: 'key rotation',
    path: 'rotation_period',
    measure: isThere,
    types: types('google_kms_crypto_key'),
  },
])

const exposure = guardsOfKind('exposure', [
  {
    name: 'the closed network',
    path: 'settings.ip_configuration.ipv4_enabled',
    measure: off,
    absent: true,
    types: sql,
  },
  {
    name: 'uniform bucket-level access',
    path: 'uniform_bucket_level_access',
    measure: on,
    absent: false,
    types: bucket,
  },
  {
    name: 'public access prevention',
    path: 'public_access_prevention',
    measure: ladder('inherited', 'enforced'),
    absent: 'inherited',
    types: bucket,
  },
  {
    name: 'the closed network',
    path: 'cluster_config.gce_cluster_config.internal_ip_only',
    measure: on,
    types: types('google_dataproc_cluster'),
  },
  {
    name: 'the closed network',
    path: 'ip_configuration',
    measure: ladder('WORKER_IP_PUBLIC', 'WORKER_IP_PRIVATE'),
    absent: 'WORKER_IP_PUBLIC',
    types: types('google_dataflow_job google_dataflow_flex_template_job'),
  },
])

const logging = guardsOfKind('logging', [
  { name: 'access logging', path: 'logging.log_bucket', measure: isThere, types: bucket },
])

export const googleGuards: readonly Guard[] = [
  ...protection,
  ...retention,
  ...encryption,
  ...exposure,
  ...logging,
]
