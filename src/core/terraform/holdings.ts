import { isStateful } from './stateful.ts'
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
  if (clusterParts.has(type)) return 'cluster'
  if (replaceable.has(type)) return 'replaceable'
  if (isOverOthers(type, values)) return 'elsewhere'
  return isCatalogued(type, values) ? 'catalogued' : 'here'
}

/** Whether the data of a resource goes with it: neither a view nor a table over files, nor an instance of a cluster. */
export function holdsData(type: string, values: Value): boolean {
  const holding = holdingOf(type, values)
  return isStateful(type) && (holding === 'here' || holding === 'replaceable')
}

/** Whether something is lost that does not pass anyway: data, or what only a catalog knows. */
export function isGraveLoss(holding: Holding): boolean {
  return holding === 'here' || holding === 'catalogued'
}

function isOverOthers(type: string, values: Value): boolean {
  if (type === 'snowflake_external_table' || type === 'snowflake_materialized_view') return true
  if (!isMap(values)) return false
  const kinds = overOthers.get(type)
  if (kinds) return kinds.test(String(values.get('table_type') ?? ''))
  const isSet = (name: string) => {
    const value = values.get(name)
    return isMap(value) || (isList(value) && value.length > 0)
  }
  const others = ['view', 'materialized_view', 'external_data_configuration']
  return type === 'google_bigquery_table' && others.some(isSet)
}

/** The kinds of table, as `table_type` names them, that have no rows of their own. */
const overOthers: ReadonlyMap<string, RegExp> = new Map([
  ['aws_glue_catalog_table', /^VIRTUAL_VIEW$/i],
  ['databricks_sql_table', /^(?:VIEW|EXTERNAL)$/i],
  ['databricks_table', /^(?:VIEW|EXTERNAL)$/i],
])

function isCatalogued(type: string, values: Value): boolean {
  if (type !== 'aws_glue_catalog_table' || !isMap(values)) return false
  const location = valueAt(values, ['storage_descriptor', 0, 'location'])
  return (
    values.get('table_type') === 'EXTERNAL_TABLE' || (typeof location === 'string' && /^s3/.test(location))
  )
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
