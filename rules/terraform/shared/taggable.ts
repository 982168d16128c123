import { isStateful } from '../../../src/core/terraform/stateful.ts'

/** How a type of resource is tagged: the attribute, and that of the provider which adds to it. */
export interface Tagging {
  readonly attribute: 'tags' | 'labels' | 'user_labels' | 'custom_tags'
  /** Path in the provider's block. */
  readonly defaults?: string
}

/** What costs money beside what holds data. */
const costly = new Set([
  'aws_instance',
  'aws_autoscaling_group',
  'aws_lambda_function',
  'aws_ecs_cluster',
  'aws_ecs_service',
  'aws_eks_cluster',
  'aws_emr_cluster',
  'aws_emrserverless_application',
  'aws_glue_job',
  'aws_glue_crawler',
  'aws_mwaa_environment',
  'aws_kinesis_firehose_delivery_stream',
  'aws_dms_replication_instance',
  'aws_sagemaker_notebook_instance',
  'aws_sagemaker_endpoint',
  'aws_redshiftserverless_workgroup',
  'aws_nat_gateway',
  'aws_lb',
  'google_compute_instance',
  'google_container_cluster',
  'google_dataproc_cluster',
  'google_dataflow_job',
  'google_composer_environment',
  'google_cloud_run_v2_service',
  'google_cloudfunctions2_function',
  'azurerm_databricks_workspace',
  'azurerm_kubernetes_cluster',
  'azurerm_linux_virtual_machine',
  'azurerm_windows_virtual_machine',
  'azurerm_hdinsight_spark_cluster',
  'azurerm_stream_analytics_job',
  'databricks_cluster',
  'databricks_sql_endpoint',
  'databricks_instance_pool',
])

/** Types that hold data and take no tags. */
const untaggable = new Set([
  'aws_athena_database',
  'aws_glue_catalog_table',
  'aws_neptune_global_cluster',
  'aws_dynamodb_global_table',
  'aws_s3tables_namespace',
  'aws_s3tables_table',
  'aws_s3tables_table_bucket',
  'aws_s3_directory_bucket',
  'aws_s3_object',
  'aws_elasticache_global_replication_group',
  'google_sql_database',
  'google_bigtable_table',
  'google_spanner_database',
  'google_firestore_database',
  'google_kms_key_ring',
  'google_pubsub_lite_topic',
  'azurerm_storage_container',
  'azurerm_storage_data_lake_gen2_filesystem',
  'azurerm_storage_share',
  'azurerm_storage_queue',
  'azurerm_storage_table',
  'azurerm_postgresql_flexible_server_database',
  'azurerm_postgresql_database',
  'azurerm_mysql_flexible_database',
  'azurerm_mysql_database',
  'azurerm_mariadb_database',
  'azurerm_mssql_managed_database',
  'azurerm_kusto_database',
  'azurerm_eventhub',
  'azurerm_servicebus_queue',
  'azurerm_servicebus_topic',
  'azurerm_data_protection_backup_vault',
])

/** How resources of a type are tagged; undefined where they cannot be, or need not be. */
export function taggingOf(type: string): Tagging | undefined {
  if ((!isStateful(type) && !costly.has(type)) || untaggable.has(type)) return undefined
  if (type.startsWith('aws_')) return { attribute: 'tags', defaults: 'default_tags.tags' }
  if (type.startsWith('azurerm_')) return isNested(type) ? undefined : { attribute: 'tags' }
  if (type === 'google_sql_database_instance') return { attribute: 'user_labels', defaults: 'default_labels' }
  if (type.startsWith('google_')) return { attribute: 'labels', defaults: 'default_labels' }
  return costly.has(type) ? { attribute: 'custom_tags' } : undefined
}

/** What lies inside an account of Cosmos DB has the tags of the account. */
function isNested(type: string): boolean {
  return type.startsWith('azurerm_cosmosdb_') && type !== 'azurerm_cosmosdb_account'
}
