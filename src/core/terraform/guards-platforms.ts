import { type Guard, guardsOfKind, ladder, longer, longerUnless, off, on, types } from './guard.ts'

const topics = types('confluent_kafka_topic kafka_topic')
const kept = types('snowflake_database snowflake_schema snowflake_table')

const protection = guardsOfKind('protection', [
  {
    name: 'fail-safe',
    path: 'is_transient',
    measure: off,
    absent: false,
    types: types('snowflake_database snowflake_schema'),
  },
  {
    name: 'the guard against deleting what is not empty',
    path: 'force_destroy',
    measure: off,
    absent: false,
    types: types(
      'databricks_metastore databricks_catalog databricks_schema databricks_external_location databricks_storage_credential databricks_registered_model',
    ),
  },
  {
    name: 'the least number of replicas in sync',
    path: 'config',
    key: 'min.insync.replicas',
    measure: longer,
    types: topics,
  },
  {
    name: 'replication',
    path: 'replication_factor',
    measure: longer,
    types: types('kafka_topic'),
  },
  {
    name: 'termination protection',
    path: 'termination_protection_enabled',
    measure: on,
    absent: false,
    types: types('mongodbatlas_cluster mongodbatlas_advanced_cluster mongodbatlas_serverless_instance'),
  },
  {
    name: 'backups',
    path: 'cloud_backup',
    measure: on,
    absent: false,
    types: types('mongodbatlas_cluster'),
  },
  {
    name: 'backups',
    path: 'backup_enabled',
    measure: on,
    absent: false,
    types: types('mongodbatlas_advanced_cluster'),
  },
  {
    name: 'point-in-time recovery',
    path: 'pit_enabled',
    measure: on,
    absent: false,
    types: types('mongodbatlas_cluster mongodbatlas_advanced_cluster'),
  },
])

const retention = guardsOfKind('retention', [
  { name: 'time travel', path: 'data_retention_time_in_days', measure: longer, types: kept },
  {
    name: 'topic retention',
    path: 'config',
    key: 'retention.ms',
    measure: longerUnless(-1),
    absent: 604_800_000,
    types: topics,
  },
  {
    name: 'topic retention',
    path: 'config',
    key: 'retention.bytes',
    measure: longerUnless(-1),
    absent: -1,
    types: topics,
  },
])

const exposure = guardsOfKind('exposure', [
  {
    name: 'isolation of users',
    path: 'data_security_mode',
    measure: ladder('NONE', 'SINGLE_USER'),
    types: types('databricks_cluster'),
  },
  {
    name: 'isolation to its workspaces',
    path: 'isolation_mode',
    measure: ladder('OPEN', 'ISOLATED'),
    absent: 'OPEN',
    types: types('databricks_catalog'),
  },
])

export const platformGuards: readonly Guard[] = [...protection, ...retention, ...exposure]
