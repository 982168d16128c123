import { isList, isMap, type Value, valueAt } from './value.ts'

/** What becomes of data when a resource goes. */
export type Holding =
  /** It goes along. */
  | 'here'
  /** It goes along, and passes or can be made again anyway: queues, caches, logs. */
  | 'replaceable'
  /** The cluster keeps it; the resource is one of its instances. */
  | 'cluster'
  /** It stays where it is: the resource is a view of it, or a table over files that can be declared again. */
  | 'elsewhere'
  /** It stays where it is, and what only a catalog knows of it goes: its columns and partitions. */
  | 'catalogued'

/** What a resource of this type and with these values holds. */
export function holdingOf(type: string, values: Value): Holding {
  if (isPartOfCluster(type)) return 'cluster'
  if (isReplaceable(type)) return 'replaceable'
  if (isCatalogued(type, values)) return 'catalogued'
  return isOverOthers(type, values) ? 'elsewhere' : 'here'
}

function isOverOthers(type: string, values: Value): boolean {
  if (!isMap(values)) return false
  const isSet = (name: string) => {
    const value = values.get(name)
    return isMap(value) || (isList(value) && value.length > 0)
  }
  if (type === 'google_bigquery_table') return isSet('view') || isSet('external_data_configuration')
  return type === 'snowflake_external_table'
}

function isCatalogued(type: string, values: Value): boolean {
  if (type !== 'aws_glue_catalog_table' || !isMap(values)) return false
  const location = valueAt(values, ['storage_descriptor', 0, 'location'])
  return (
    values.get('table_type') === 'EXTERNAL_TABLE' || (typeof location === 'string' && /^s3/.test(location))
  )
}

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
