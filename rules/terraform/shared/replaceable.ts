/** Instances of a cluster, whose data the cluster holds. */
export function isPartOfCluster(type: string): boolean {
  return clusterParts.has(type)
}

/** Stores of what passes or can be made again: queues, caches, logs. */
export function isReplaceable(type: string): boolean {
  return replaceable.has(type)
}

const clusterParts = new Set([
  'aws_rds_cluster_instance',
  'aws_docdb_cluster_instance',
  'aws_neptune_cluster_instance',
  'google_alloydb_instance',
])

const replaceable = new Set([
  'aws_athena_database',
  'aws_cloudwatch_log_group',
  'aws_elasticache_cluster',
  'aws_elasticache_serverless_cache',
  'aws_s3_object',
  'aws_sqs_queue',
  'azurerm_redis_cache',
  'databricks_dbfs_file',
  'google_pubsub_subscription',
  'google_redis_instance',
  'snowflake_stream',
])
