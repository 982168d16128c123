import { defineRule } from '../../src/core/rule.ts'
import { plannedDifferences } from '../../src/core/terraform/planned-difference.ts'
import { pathText, valueAt, valueText } from '../../src/core/terraform/value.ts'
import { change, planWith } from './shared/example.ts'
import { hitOn, plannedIn } from './shared/planned.ts'

const orders = (size: string, more = '') => `resource "aws_db_instance" "orders" {
  instance_class = "${size}"
${more}}
`
const values = (instance_class: string) => ({ instance_class, apply_immediately: true, multi_az: true })

/** Attributes whose change restarts a store or fails it over, by type of resource; what happens, as a clause. */
const restarts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws_db_instance: {
    instance_class: 'the instance restarts, with several zones by failing over',
    engine_version: 'the engine is upgraded and restarts',
    parameter_group_name: 'static parameters wait for a restart',
    storage_type: 'the storage is converted, and slow while that lasts',
    multi_az: 'taking a standby away or adding one slows writes',
    db_name: 'the instance restarts',
    port: 'the instance restarts',
    ca_cert_identifier: 'the instance may restart for its certificate',
  },
  aws_rds_cluster: { engine_version: 'the engine is upgraded and restarts', port: 'the cluster restarts' },
  aws_rds_cluster_instance: {
    instance_class: 'the instance restarts; a writer fails over',
    ca_cert_identifier: 'the instance may restart for its certificate',
  },
  aws_docdb_cluster: { engine_version: 'the engine is upgraded and restarts' },
  aws_docdb_cluster_instance: { instance_class: 'the instance restarts; a writer fails over' },
  aws_neptune_cluster: { engine_version: 'the engine is upgraded and restarts' },
  aws_neptune_cluster_instance: { instance_class: 'the instance restarts; a writer fails over' },
  aws_redshift_cluster: {
    node_type: 'the cluster is resized: it is read-only or offline meanwhile',
    number_of_nodes: 'the cluster is resized: it is read-only or offline for some minutes',
    cluster_type: 'the cluster is resized: it is read-only or offline meanwhile',
    cluster_version: 'the cluster restarts',
  },
  aws_elasticache_cluster: {
    node_type: 'nodes are replaced',
    engine_version: 'nodes are replaced',
  },
  aws_elasticache_replication_group: {
    node_type: 'nodes are replaced one after the other, the primary by failing over',
    engine_version: 'nodes are replaced one after the other, the primary by failing over',
  },
  aws_memorydb_cluster: { node_type: 'nodes are replaced one after the other' },
  aws_msk_cluster: {
    'broker_node_group_info.instance_type': 'brokers restart one after the other',
    kafka_version: 'brokers restart one after the other',
    'configuration_info.revision': 'brokers restart one after the other',
  },
  google_sql_database_instance: {
    'settings.tier': 'the instance restarts',
    database_version: 'the engine is upgraded and restarts',
    'settings.availability_type': 'the instance restarts',
    'settings.database_flags': 'some flags restart the instance',
  },
  google_alloydb_instance: { 'machine_config.cpu_count': 'the instance restarts' },
  google_redis_instance: {
    memory_size_gb: 'the instance fails over',
    redis_version: 'the instance fails over',
  },
  azurerm_postgresql_flexible_server: {
    sku_name: 'the server restarts',
    version: 'the engine is upgraded and restarts',
  },
  azurerm_mysql_flexible_server: {
    sku_name: 'the server restarts',
    version: 'the engine is upgraded and restarts',
  },
  azurerm_mssql_database: { sku_name: 'open connections are dropped' },
  azurerm_redis_cache: { sku_name: 'nodes are replaced', capacity: 'nodes are replaced' },
}

export default defineRule({
  id: 'plan/downtime',
  title: 'Restart stores when nobody needs them',
  languages: ['terraform'],
  severity: 'medium',
  tags: ['terraform', 'plan', 'availability'],
  since: '0.1.0',
  why: 'The change takes the store away for seconds to hours: connections break, writes fail or wait. With apply_immediately that begins with the apply, and not in the maintenance window.',
  fix: 'Apply it in a maintenance window that its users know of, or leave `apply_immediately` off; try the same step on a copy first where it is an upgrade of the engine.',
  references: ['https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.DBInstance.Modifying.html'],
  examples: {
    before: orders('db.r6g.large'),
    bad: [
      {
        files: { 'main.tf': orders('db.r6g.xlarge') },
        plan: planWith(
          change('aws_db_instance.orders', 'update', [values('db.r6g.large'), values('db.r6g.xlarge')]),
        ),
      },
      {
        before: 'resource "aws_redshift_cluster" "core" {\n  node_type = "ra3.xlplus"\n}\n',
        files: { 'main.tf': 'resource "aws_redshift_cluster" "core" {\n  node_type = "ra3.4xlarge"\n}\n' },
        plan: planWith(
          change('aws_redshift_cluster.core', 'update', [
            { node_type: 'ra3.xlplus' },
            { node_type: 'ra3.4xlarge' },
          ]),
        ),
      },
    ],
    good: [
      {
        note: 'Monitoring changes without a restart',
        files: { 'main.tf': orders('db.r6g.large', '  performance_insights_enabled = true\n') },
        plan: planWith(
          change('aws_db_instance.orders', 'update', [
            values('db.r6g.large'),
            { ...values('db.r6g.large'), performance_insights_enabled: true },
          ]),
        ),
      },
      {
        note: 'A new one keeps nobody waiting',
        files: { 'main.tf': orders('db.r6g.large') },
        plan: planWith(change('aws_db_instance.orders', 'create', [null, values('db.r6g.large')])),
      },
    ],
  },
  *check(document) {
    for (const planned of plannedIn(document)) {
      const { resource } = planned
      const known = Object.hasOwn(restarts, resource.type) ? restarts[resource.type] : undefined
      if (resource.action !== 'update' || !known) continue
      for (const { path, before, after } of plannedDifferences(resource)) {
        const name = path.filter((key) => typeof key === 'string').join('.')
        const what = Object.hasOwn(known, name) ? known[name] : undefined
        if (!what) continue
        const at =
          valueAt(resource.after, ['apply_immediately']) === true
            ? ' At once, as apply_immediately is on.'
            : ''
        yield hitOn(planned, {
          path,
          message: `${pathText(path)} of ${resource.address} goes from ${valueText(before)} to ${valueText(after)}: ${what}.${at}`,
        })
      }
    }
  },
})
