/** The arguments by which networks come in, by type of resource: through nested blocks, each of which may stand more than once. */
export function waysInto(type: string): readonly (readonly string[])[] {
  return ways.get(type) ?? []
}

const table: readonly (readonly [types: string, paths: string])[] = [
  ['aws_security_group aws_default_security_group', 'ingress.cidr_blocks ingress.ipv6_cidr_blocks'],
  ['aws_security_group_rule', 'cidr_blocks ipv6_cidr_blocks'],
  ['aws_vpc_security_group_ingress_rule', 'cidr_ipv4 cidr_ipv6'],
  ['aws_network_acl_rule', 'cidr_block ipv6_cidr_block'],
  ['aws_network_acl aws_default_network_acl', 'ingress.cidr_block ingress.ipv6_cidr_block'],
  ['aws_db_security_group aws_redshift_security_group', 'ingress.cidr'],
  ['aws_eks_cluster', 'vpc_config.public_access_cidrs'],
  ['aws_workspaces_ip_group', 'rules.source'],
  ['google_compute_firewall', 'source_ranges'],
  ['google_sql_database_instance', 'settings.ip_configuration.authorized_networks.value'],
  ['google_alloydb_instance', 'network_config.authorized_external_networks.cidr_range'],
  ['google_container_cluster', 'master_authorized_networks_config.cidr_blocks.cidr_block'],
  [
    'google_composer_environment',
    'config.web_server_network_access_control.allowed_ip_range.value config.master_authorized_networks_config.cidr_blocks.cidr_block',
  ],
  ['google_compute_security_policy', 'rule.match.config.src_ip_ranges'],
  ['google_access_context_manager_access_level', 'basic.conditions.ip_subnetworks'],
  ['azurerm_network_security_rule', 'source_address_prefix source_address_prefixes'],
  [
    'azurerm_network_security_group',
    'security_rule.source_address_prefix security_rule.source_address_prefixes',
  ],
  ['azurerm_storage_account', 'network_rules.ip_rules'],
  ['azurerm_storage_account_network_rules', 'ip_rules'],
  ['azurerm_key_vault azurerm_cognitive_account', 'network_acls.ip_rules'],
  ['azurerm_cosmosdb_account', 'ip_range_filter'],
  ['azurerm_eventhub_namespace', 'network_rulesets.ip_rule.ip_mask'],
  ['azurerm_servicebus_namespace', 'network_rule_set.ip_rules'],
  ['azurerm_container_registry', 'network_rule_set.ip_rule.ip_range'],
  [
    'azurerm_kubernetes_cluster',
    'api_server_access_profile.authorized_ip_ranges api_server_authorized_ip_ranges',
  ],
  [
    'azurerm_linux_web_app azurerm_windows_web_app azurerm_linux_function_app azurerm_windows_function_app',
    'site_config.ip_restriction.ip_address',
  ],
  ['azurerm_kusto_cluster', 'allowed_ip_ranges'],
  ['azurerm_search_service', 'allowed_ips'],
  ['snowflake_network_policy', 'allowed_ip_list'],
  ['snowflake_network_rule', 'value_list'],
  ['databricks_ip_access_list', 'ip_addresses'],
  ['mongodbatlas_project_ip_access_list mongodbatlas_project_ip_whitelist', 'cidr_block ip_address'],
  ['confluent_ip_group', 'cidr_blocks'],
  ['clickhouse_service', 'ip_access.source'],
  ['digitalocean_firewall', 'inbound_rule.source_addresses'],
  ['digitalocean_database_firewall', 'rule.value'],
  ['oci_core_security_list oci_core_default_security_list', 'ingress_security_rules.source'],
  ['oci_core_network_security_group_security_rule', 'source'],
  ['oci_database_autonomous_database', 'whitelisted_ips'],
]

const ways: ReadonlyMap<string, readonly (readonly string[])[]> = new Map(
  table.flatMap(([types, paths]) => {
    const all = paths.split(' ').map((path) => path.split('.'))
    return types.split(' ').map((type) => [type, all] as const)
  }),
)
