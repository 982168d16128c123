import type { Resource } from './configuration.ts'
import { isIgnored } from './ignored.ts'
import { read } from './read.ts'
import { isUnknown, sameValue, type Unknown, type Value } from './value.ts'

/** An argument that no provider changes in place: another value destroys the resource and makes another one. */
interface Fixed {
  readonly path: string
  /** What holds where it is not set; left out where the provider keeps what is there, so that only two written values differ. */
  readonly absent?: Value
  /** Capitals and spaces make no difference. */
  readonly folds?: true
}

/** What two sides say of one such argument. */
export interface ForcedChange {
  readonly path: string
  readonly before: Value | undefined
  readonly after: Value | undefined
  /** Set where it cannot be told whether they differ. */
  readonly unclear?: Unknown
}

/**
 * The arguments for which a store is made anew, empty, as far as both sides are known. What was never known tells nothing of a change,
 * and what the resource ignores changes nothing.
 */
export function forcedChanges(was: Resource, is: Resource): readonly ForcedChange[] {
  return (fixed.get(is.resourceType) ?? []).flatMap((argument): ForcedChange[] => {
    const { path, absent } = argument
    const [before, after] = [was, is].map((side) => read(side, path).value ?? absent)
    if (before === undefined || before === null || isUnknown(before) || isIgnored(is, attributeOf(path)))
      return []
    if (isUnknown(after)) return [{ path, before, after, unclear: after }]
    if (after === undefined || after === null) return []
    const same = sameValue(plain(before, argument), plain(after, argument))
    return same === 'no' ? [{ path, before, after }] : []
  })
}

const attributeOf = (path: string) => path.split('.', 1)[0] ?? path

/** Terraform takes `"true"` for `true`. */
function plain(value: Value, { folds }: Fixed): Value {
  if (typeof value !== 'string' && typeof value !== 'boolean' && typeof value !== 'number') return value
  const text = String(value)
  return folds ? text.toLowerCase().replaceAll(' ', '') : text
}

const each = (paths: string): readonly Fixed[] => paths.split(' ').map((path) => ({ path }))
const folded = (paths: string): readonly Fixed[] =>
  paths.split(' ').map((path) => ({ path, folds: true as const }))
const off = (paths: string): readonly Fixed[] => paths.split(' ').map((path) => ({ path, absent: false }))

/** Everything in Azure has a name, a place and a group; names there know no capitals. */
const azure = folded('name location resource_group_name')

/** Of what holds data. Left out is what some release of a provider changes in place, and what another rule tells better. */
const fixed: ReadonlyMap<string, readonly Fixed[]> = new Map<string, readonly Fixed[]>([
  ['aws_s3_bucket', each('bucket bucket_prefix')],
  [
    'aws_db_instance',
    [
      ...each(
        'availability_zone character_set_name db_name kms_key_id nchar_character_set_name timezone username',
      ),
      ...folded('engine'),
      ...off('storage_encrypted'),
    ],
  ],
  [
    'aws_rds_cluster',
    [
      ...each(
        'cluster_identifier database_name db_subnet_group_name kms_key_id master_username storage_encrypted',
      ),
      ...folded('engine'),
    ],
  ],
  ['aws_docdb_cluster', each('cluster_identifier kms_key_id master_username storage_encrypted')],
  ['aws_neptune_cluster', each('cluster_identifier kms_key_arn storage_encrypted')],
  ['aws_redshift_cluster', each('cluster_identifier cluster_subnet_group_name master_username')],
  ['aws_redshiftserverless_namespace', each('namespace_name')],
  ['aws_dynamodb_table', each('name')],
  ['aws_keyspaces_keyspace', each('name')],
  ['aws_keyspaces_table', each('keyspace_name table_name')],
  ['aws_timestreamwrite_database', each('database_name')],
  ['aws_timestreamwrite_table', each('database_name table_name')],
  ['aws_kinesis_stream', each('name')],
  ['aws_msk_cluster', each('cluster_name encryption_info.encryption_at_rest_kms_key_arn')],
  [
    'aws_elasticache_replication_group',
    [...folded('replication_group_id'), ...each('at_rest_encryption_enabled kms_key_id subnet_group_name')],
  ],
  ['aws_memorydb_cluster', each('name kms_key_arn')],
  ['aws_opensearch_domain', each('domain_name')],
  ['aws_elasticsearch_domain', each('domain_name')],
  [
    'aws_efs_file_system',
    each('availability_zone_name creation_token encrypted kms_key_id performance_mode'),
  ],
  ['aws_ebs_volume', each('availability_zone encrypted kms_key_id')],
  ['aws_ecr_repository', each('name')],
  ['aws_backup_vault', each('name kms_key_arn')],
  ['google_storage_bucket', [...each('name project'), ...folded('location')]],
  [
    'google_bigquery_dataset',
    [...each('dataset_id project'), { path: 'location', absent: 'US', folds: true }],
  ],
  ['google_bigquery_table', each('time_partitioning.field range_partitioning.field')],
  ['google_sql_database_instance', each('name region encryption_key_name project')],
  ['google_sql_database', each('name instance')],
  ['google_spanner_instance', each('name config')],
  ['google_spanner_database', each('name instance')],
  ['google_bigtable_table', each('name instance_name')],
  ['google_pubsub_topic', each('name')],
  ['google_alloydb_cluster', each('cluster_id location')],
  ['google_compute_disk', each('name zone')],
  ['google_filestore_instance', each('name location tier')],
  ['azurerm_storage_account', [...azure, ...folded('account_tier'), ...off('is_hns_enabled nfsv3_enabled')]],
  ['azurerm_storage_container', each('name')],
  ['azurerm_storage_data_lake_gen2_filesystem', each('name')],
  ['azurerm_mssql_server', azure],
  ['azurerm_mssql_database', folded('name collation')],
  ['azurerm_postgresql_flexible_server', azure],
  ['azurerm_postgresql_flexible_server_database', each('name')],
  ['azurerm_mysql_flexible_server', azure],
  ['azurerm_cosmosdb_account', [...azure, ...folded('kind')]],
  ['azurerm_cosmosdb_sql_database', each('name account_name')],
  ['azurerm_cosmosdb_sql_container', each('name account_name database_name partition_key_paths')],
  ['azurerm_eventhub_namespace', azure],
  ['azurerm_eventhub', folded('name')],
  ['azurerm_kusto_cluster', azure],
  ['azurerm_kusto_database', folded('name cluster_name')],
  ['azurerm_synapse_workspace', azure],
  ['azurerm_key_vault', azure],
  ['azurerm_managed_disk', azure],
  ['snowflake_schema', each('database')],
  ['snowflake_stage', each('database schema')],
  ['confluent_kafka_topic', each('topic_name')],
  ['confluent_kafka_cluster', folded('cloud region')],
  ['kafka_topic', each('name')],
])

/** Every type of which it is known. */
export const typesWithForcedChanges: readonly string[] = [...fixed.keys()]
