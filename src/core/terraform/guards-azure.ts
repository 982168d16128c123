import { type Guard, guardsOfKind, ladder, longer, off, on, types } from './guard.ts'

const storage = types('azurerm_storage_account')
const vault = types('azurerm_key_vault')
const flexible = types('azurerm_postgresql_flexible_server azurerm_mysql_flexible_server')
const single = types('azurerm_postgresql_server azurerm_mysql_server azurerm_mariadb_server')

const protection = guardsOfKind('protection', [
  {
    name: 'purge protection',
    path: 'purge_protection_enabled',
    measure: on,
    absent: false,
    types: vault,
  },
  {
    name: 'versioning',
    path: 'blob_properties.versioning_enabled',
    measure: on,
    absent: false,
    types: storage,
  },
  {
    name: 'geo-redundant backups',
    path: 'geo_redundant_backup_enabled',
    measure: on,
    absent: false,
    types: [...flexible, ...single],
  },
  {
    name: 'continuous backup',
    path: 'backup.type',
    measure: ladder('Periodic', 'Continuous'),
    absent: 'Periodic',
    types: types('azurerm_cosmosdb_account'),
  },
  {
    name: 'soft delete',
    path: 'soft_delete_enabled',
    measure: on,
    absent: true,
    types: types('azurerm_recovery_services_vault'),
  },
  {
    name: 'geo-redundant backups',
    path: 'geo_backup_enabled',
    measure: on,
    absent: true,
    types: types('azurerm_mssql_database azurerm_synapse_sql_pool'),
  },
])

const retention = guardsOfKind('retention', [
  {
    name: 'soft delete of blobs',
    path: 'blob_properties.delete_retention_policy.days',
    measure: longer,
    absent: 0,
    types: storage,
  },
  {
    name: 'soft delete of containers',
    path: 'blob_properties.container_delete_retention_policy.days',
    measure: longer,
    absent: 0,
    types: storage,
  },
  {
    name: 'the recovery window',
    path: 'soft_delete_retention_days',
    measure: longer,
    absent: 90,
    types: vault,
  },
  {
    name: 'backup retention',
    path: 'backup_retention_days',
    measure: longer,
    absent: 7,
    types: [...flexible, ...single],
  },
  {
    name: 'backup retention',
    path: 'short_term_retention_policy.retention_days',
    measure: longer,
    absent: 7,
    types: types('azurerm_mssql_database azurerm_mssql_managed_database'),
  },
  {
    name: 'backup retention',
    path: 'backup.retention_in_hours',
    measure: longer,
    types: types('azurerm_cosmosdb_account'),
  },
  {
    name: 'event retention',
    path: 'message_retention',
    measure: longer,
    types: types('azurerm_eventhub'),
  },
  {
    name: 'log retention',
    path: 'retention_in_days',
    measure: longer,
    absent: 30,
    types: types('azurerm_log_analytics_workspace'),
  },
])

const tls = ladder('TLS1_0', 'TLS1_1', 'TLS1_2', 'TLS1_3')

const encryption = guardsOfKind('encryption', [
  { name: 'HTTPS only', path: 'https_traffic_only_enabled', measure: on, absent: true, types: storage },
  { name: 'HTTPS only', path: 'enable_https_traffic_only', measure: on, absent: true, types: storage },
  {
    name: 'the least version of TLS',
    path: 'min_tls_version',
    measure: tls,
    absent: 'TLS1_2',
    types: storage,
  },
  {
    name: 'the second layer of encryption',
    path: 'infrastructure_encryption_enabled',
    measure: on,
    absent: false,
    types: storage,
  },
  {
    name: 'the least version of TLS',
    path: 'minimum_tls_version',
    measure: ladder('Disabled', '1.0', '1.1', '1.2'),
    absent: '1.2',
    types: types('azurerm_mssql_server'),
  },
  {
    name: 'the least version of TLS',
    path: 'minimum_tls_version',
    measure: ladder('1.0', '1.1', '1.2', '1.3'),
    types: types('azurerm_eventhub_namespace azurerm_redis_cache'),
  },
  {
    name: 'transparent data encryption',
    path: 'transparent_data_encryption_enabled',
    measure: on,
    absent: true,
    types: types('azurerm_mssql_database'),
  },
  {
    name: 'transparent data encryption',
    path: 'data_encrypted',
    measure: on,
    absent: false,
    types: types('azurerm_synapse_sql_pool'),
  },
  { name: 'TLS', path: 'ssl_enforcement_enabled', measure: on, types: single },
  {
    name: 'disk encryption',
    path: 'disk_encryption_enabled',
    measure: on,
    absent: false,
    types: types('azurerm_kusto_cluster'),
  },
])

const exposure = guardsOfKind('exposure', [
  {
    name: 'the closed network',
    path: 'public_network_access_enabled',
    measure: off,
    absent: true,
    types: [
      ...storage,
      ...vault,
      ...types(`
        azurerm_mssql_server azurerm_postgresql_flexible_server azurerm_postgresql_server azurerm_mysql_server
        azurerm_mariadb_server azurerm_cosmosdb_account azurerm_synapse_workspace azurerm_redis_cache
        azurerm_eventhub_namespace azurerm_databricks_workspace azurerm_kusto_cluster azurerm_container_registry`),
    ],
  },
  {
    name: 'the closed network',
    path: 'public_network_enabled',
    measure: off,
    absent: true,
    types: types('azurerm_data_factory'),
  },
  {
    name: 'the firewall that denies by default',
    path: 'network_rules.default_action',
    measure: ladder('Allow', 'Deny'),
    absent: 'Allow',
    types: storage,
  },
  {
    name: 'the firewall that denies by default',
    path: 'network_acls.default_action',
    measure: ladder('Allow', 'Deny'),
    absent: 'Allow',
    types: vault,
  },
  {
    name: 'the firewall that denies by default',
    path: 'default_action',
    measure: ladder('Allow', 'Deny'),
    types: types('azurerm_storage_account_network_rules'),
  },
  {
    name: 'the ban on anonymous reading',
    path: 'allow_nested_items_to_be_public',
    measure: off,
    absent: true,
    types: storage,
  },
  {
    name: 'the private container',
    path: 'container_access_type',
    measure: ladder('container', 'blob', 'private'),
    absent: 'private',
    types: types('azurerm_storage_container'),
  },
  {
    name: 'the ban on shared keys',
    path: 'shared_access_key_enabled',
    measure: off,
    absent: true,
    types: storage,
  },
  {
    name: 'the ban on account keys',
    path: 'local_authentication_disabled',
    measure: on,
    absent: false,
    types: types('azurerm_cosmosdb_account'),
  },
  {
    name: 'protection against exfiltration',
    path: 'data_exfiltration_protection_enabled',
    measure: on,
    absent: false,
    types: types('azurerm_synapse_workspace'),
  },
  {
    name: 'the closed plain-text port',
    path: 'non_ssl_port_enabled',
    measure: off,
    absent: false,
    types: types('azurerm_redis_cache'),
  },
])

export const azureGuards: readonly Guard[] = [...protection, ...retention, ...encryption, ...exposure]
