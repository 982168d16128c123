import { isMap, type Value, type ValueMap, valueAt } from './value.ts'

/**
 * The year of the list prices below: on demand, in US dollars, of us-east-1 and us-central1, without discounts. They are for saying what
 * a change of size is about worth, not for a bill. Families whose price is not certain are left out, so that they have none.
 */
export const pricesAsOf = '2025'

const hoursPerMonth = 730

/** Of the size `large`, per hour, by service and family. Sizes of a family cost as much as they are bigger. */
const largePerHour: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  postgres: { t3: 0.145, t4g: 0.129, m5: 0.178, m6g: 0.159, r5: 0.25, r6g: 0.225 },
  aurora: { t3: 0.164, t4g: 0.146, r5: 0.29, r6g: 0.26 },
  kafka: { t3: 0.0912, m5: 0.21, m7g: 0.204 },
  cache: { t3: 0.136, t4g: 0.129, m5: 0.156, m6g: 0.149, r5: 0.216, r6g: 0.206 },
  search: { c5: 0.125, m5: 0.142, m6g: 0.128, r5: 0.186, r6g: 0.167 },
}

const sizes: Readonly<Record<string, number>> = {
  ...{
    nano: 0.0625,
    micro: 0.125,
    small: 0.25,
    medium: 0.5,
    large: 1,
    xlarge: 2,
    '2xlarge': 4,
    '4xlarge': 8,
  },
  ...{ '8xlarge': 16, '12xlarge': 24, '16xlarge': 32, '24xlarge': 48, '32xlarge': 64, '48xlarge': 96 },
}

/** Redshift, per node and hour. */
const redshiftNodes: Readonly<Record<string, number>> = {
  'ra3.large': 0.543,
  'ra3.xlplus': 1.086,
  'ra3.4xlarge': 3.26,
  'ra3.16xlarge': 13.04,
  'dc2.large': 0.25,
  'dc2.8xlarge': 4.8,
}

/** Storage of databases and volumes, per gigabyte and month, and provisioned operations per second and month. */
const databaseStorage: Readonly<Record<string, number>> = {
  standard: 0.1,
  gp2: 0.115,
  gp3: 0.115,
  io1: 0.125,
  io2: 0.125,
}
const volumeStorage: Readonly<Record<string, number>> = {
  ...{ standard: 0.05, gp2: 0.1, gp3: 0.08, io1: 0.125, io2: 0.125, st1: 0.045, sc1: 0.015 },
}
const perOperation = { database: 0.1, volume: 0.065 }
const perKafkaGigabyte = 0.1
const searchStorage: Readonly<Record<string, number>> = { gp2: 0.135, gp3: 0.122 }
const perShardHour = 0.015

const cloudSql = { perCpuHour: 0.0413, perGigabyteHour: 0.007, ssd: 0.17, hdd: 0.09 }
const cloudSqlShared: Readonly<Record<string, number>> = { 'db-f1-micro': 0.0105, 'db-g1-small': 0.035 }

/** Credits per hour, each at the price of the standard edition. */
const perCredit = 2
const credits: Readonly<Record<string, number>> = {
  ...{ xsmall: 1, small: 2, medium: 4, large: 8, xlarge: 16, '2xlarge': 32, '3xlarge': 64 },
  ...{ '4xlarge': 128, '5xlarge': 256, '6xlarge': 512 },
}

type Pricing = (value: ValueMap) => number | undefined

/**
 * About what a resource costs in a month when it runs all the time: what is paid for its size, not for its use. Undefined where no price
 * is known or a value that counts is not; 0 where there is no resource.
 */
export function monthlyCost(type: string, value: ValueMap | null): number | undefined {
  if (value === null) return 0
  const cost = Object.hasOwn(pricings, type) ? pricings[type]?.(value) : undefined
  return cost === undefined ? undefined : Math.round(cost * 100) / 100
}

const pricings: Readonly<Record<string, Pricing>> = {
  aws_db_instance: databaseInstance,
  aws_rds_cluster_instance: (value) => instanceCost('aurora', value.get('instance_class')),
  aws_redshift_cluster: (value) =>
    product(
      priceOf(redshiftNodes, value.get('node_type')),
      count(value.get('number_of_nodes'), 1),
      hoursPerMonth,
    ),
  aws_msk_cluster: kafkaCluster,
  aws_elasticache_cluster: (value) =>
    product(instanceCost('cache', value.get('node_type')), count(value.get('num_cache_nodes'), 1)),
  aws_elasticache_replication_group: cacheGroup,
  aws_opensearch_domain: searchDomain,
  aws_elasticsearch_domain: searchDomain,
  aws_kinesis_stream: (value) =>
    valueAt(value, ['stream_mode_details', 0, 'stream_mode']) === 'ON_DEMAND'
      ? undefined
      : product(count(value.get('shard_count')), perShardHour, hoursPerMonth),
  aws_ebs_volume: (value) => {
    const kind = value.get('type') ?? 'gp2'
    const operations =
      kind === 'io1' || kind === 'io2' ? product(count(value.get('iops')), perOperation.volume) : 0
    return sum(product(priceOf(volumeStorage, kind), count(value.get('size'))), operations)
  },
  google_sql_database_instance: cloudSqlInstance,
  snowflake_warehouse: warehouse,
}

/** A standby in another zone costs as much again, its storage included. */
function databaseInstance(value: ValueMap): number | undefined {
  // Every engine has prices of its own.
  if (value.get('engine') !== 'postgres') return undefined
  const copies = copiesFor(value.get('multi_az'))
  const kind = value.get('storage_type') ?? 'gp2'
  const storage = product(priceOf(databaseStorage, kind), count(value.get('allocated_storage')))
  const operations =
    kind === 'io1' || kind === 'io2' ? product(count(value.get('iops')), perOperation.database) : 0
  return product(sum(instanceCost('postgres', value.get('instance_class')), storage, operations), copies)
}

function copiesFor(isDoubled: Value | undefined): number | undefined {
  if (isDoubled === undefined || isDoubled === null || isDoubled === false) return 1
  return isDoubled === true ? 2 : undefined
}

function kafkaCluster(value: ValueMap): number | undefined {
  const group = valueAt(value, ['broker_node_group_info', 0])
  if (!isMap(group)) return undefined
  const size =
    valueAt(group, ['storage_info', 0, 'ebs_storage_info', 0, 'volume_size']) ?? group.get('ebs_volume_size')
  const broker = sum(
    instanceCost('kafka', group.get('instance_type')),
    product(count(size), perKafkaGigabyte),
  )
  return product(broker, count(value.get('number_of_broker_nodes')))
}

function cacheGroup(value: ValueMap): number | undefined {
  const groups = count(value.get('num_node_groups'), 1)
  const replicas = count(value.get('replicas_per_node_group'), 0)
  const single = value.get('num_cache_clusters')
  const nodes = typeof single === 'number' && single > 0 ? single : product(groups, sum(replicas, 1))
  return product(instanceCost('cache', value.get('node_type')), nodes)
}

function searchDomain(value: ValueMap): number | undefined {
  const cluster = valueAt(value, ['cluster_config', 0])
  if (!isMap(cluster)) return undefined
  const disk = valueAt(value, ['ebs_options', 0])
  const storage =
    isMap(disk) && disk.get('ebs_enabled') !== false
      ? product(priceOf(searchStorage, disk.get('volume_type') ?? 'gp2'), count(disk.get('volume_size')))
      : 0
  const node = sum(instanceCost('search', cluster.get('instance_type')), storage)
  return product(node, count(cluster.get('instance_count'), 1))
}

function cloudSqlInstance(value: ValueMap): number | undefined {
  const settings = valueAt(value, ['settings', 0])
  if (!isMap(settings) || /^SQLSERVER/.test(String(value.get('database_version')))) return undefined
  const edition = settings.get('edition')
  if (edition !== undefined && edition !== null && edition !== 'ENTERPRISE') return undefined
  const disk = settings.get('disk_type') === 'PD_HDD' ? cloudSql.hdd : cloudSql.ssd
  const storage = product(count(settings.get('disk_size'), 10), disk)
  const isRegional = settings.get('availability_type')
  const copies =
    isRegional === undefined || isRegional === null || isRegional === 'ZONAL'
      ? 1
      : isRegional === 'REGIONAL'
        ? 2
        : undefined
  return product(sum(product(tierPerHour(settings.get('tier')), hoursPerMonth), storage), copies)
}

function tierPerHour(tier: Value | undefined): number | undefined {
  if (typeof tier !== 'string') return undefined
  if (Object.hasOwn(cloudSqlShared, tier)) return cloudSqlShared[tier]
  const [, cpus, megabytes] = /^db-custom-(\d{1,3})-(\d{1,7})$/.exec(tier) ?? []
  if (cpus === undefined) return undefined
  return Number(cpus) * cloudSql.perCpuHour + (Number(megabytes) / 1024) * cloudSql.perGigabyteHour
}

/** As though it never slept, with as many clusters as it may have. */
function warehouse(value: ValueMap): number | undefined {
  const size = value.get('warehouse_size') ?? 'XSMALL'
  if (typeof size !== 'string') return undefined
  const name = size
    .toLowerCase()
    .replaceAll('-', '')
    .replace(/^x{2,3}large$/, (xs) => `${xs.length - 5}xlarge`)
  const perHour = Object.hasOwn(credits, name) ? credits[name] : undefined
  return product(perHour, perCredit, hoursPerMonth, count(value.get('max_cluster_count'), 1))
}

/** `db.r6g.2xlarge`, `kafka.m5.large`, `r6g.large.search`. */
function instanceCost(service: string, name: Value | undefined): number | undefined {
  if (typeof name !== 'string') return undefined
  const [, family = '', size = ''] =
    /^(?:db\.|kafka\.|cache\.)?([a-z]\w{1,3})\.(\w{1,8})(?:\.(?:search|elasticsearch))?$/.exec(name) ?? []
  const perHour = priceOf(largePerHour[service] ?? {}, family)
  return product(perHour, priceOf(sizes, size), hoursPerMonth)
}

function priceOf(table: Readonly<Record<string, number>>, key: Value | undefined): number | undefined {
  return typeof key === 'string' && Object.hasOwn(table, key) ? table[key] : undefined
}

/** A number, and what it is where it is not set; undefined where it is not known. */
function count(value: Value | undefined, unset?: number): number | undefined {
  if (value === undefined || value === null) return unset
  if (typeof value === 'string') return /^\d{1,12}$/.test(value) ? Number(value) : undefined
  return typeof value === 'number' && value >= 0 ? value : undefined
}

function product(...factors: readonly (number | undefined)[]): number | undefined {
  return factors.reduce<number | undefined>(
    (all, each) => (all === undefined || each === undefined ? undefined : all * each),
    1,
  )
}

function sum(...parts: readonly (number | undefined)[]): number | undefined {
  return parts.reduce<number | undefined>(
    (all, each) => (all === undefined || each === undefined ? undefined : all + each),
    0,
  )
}
