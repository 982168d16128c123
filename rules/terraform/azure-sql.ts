import type { Rule } from '../../src/core/rule.ts'
import { firewallOptions, narrowFirewall } from './shared/azure-network.ts'
import { demand, isFalse, isNot, isOneOf } from './shared/demand.ts'
import { example, providerPage } from './shared/example.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { otherHalf } from './shared/other-half.ts'
import { demandPresent, unlessPresent } from './shared/present.ts'

const page = providerPage('azurerm_mssql_server')

const server = (...lines: readonly string[]) =>
  example(
    'azurerm_mssql_server.sales',
    'name                = "acme-sales"',
    'resource_group_name = "data"',
    'location            = "westeurope"',
    'version             = "12.0"',
    ...lines,
  )

const database = (...lines: readonly string[]) =>
  example(
    'azurerm_mssql_database.sales',
    'name      = "sales"',
    'server_id = "/subscriptions/s/servers/acme-sales"',
    ...lines,
  )

const firewall = (start: string, end: string, type = 'azurerm_mssql_firewall_rule') =>
  example(
    `${type}.clients`,
    'name             = "clients"',
    'server_id        = "/subscriptions/s/servers/acme-sales"',
    `start_ip_address = "${start}"`,
    `end_ip_address   = "${end}"`,
  )

const audited = (...lines: readonly string[]) =>
  `${server()}${example('azurerm_mssql_server_extended_auditing_policy.sales', 'server_id        = azurerm_mssql_server.sales.id', 'storage_endpoint = "https://acmeaudit.blob.core.windows.net/"', ...lines)}`

const rules: readonly Rule[] = [
  family({
    id: 'terraform/azure-sql-public-network',
    title: 'Close Azure SQL servers to public networks',
    severity: 'high',
    on: ['azurerm_mssql_server'],
    problem: 'can be reached from public networks',
    judge: demand('public_network_access_enabled', isFalse, { absent: 'bad' }),
    why: 'The login page of the database stands in the open as soon as somebody adds a firewall rule, here or in the portal.',
    fix: 'Set `public_network_access_enabled = false` and add an `azurerm_private_endpoint` for `sqlServer`. Firewall rules can then no longer be edited: remove their resources in the same change.',
    references: [page, 'https://learn.microsoft.com/en-us/azure/azure-sql/database/connectivity-settings'],
    aliases: aliasesOf('CKV_AZURE_113', 'AZU-0022', 'azure-database-no-public-access'),
    examples: {
      bad: [server(), server('public_network_access_enabled = true')],
      good: [
        server('public_network_access_enabled = false'),
        `locals {\n  public = false\n}\n${server('public_network_access_enabled = local.public')}`,
      ],
    },
  }),
  family({
    id: 'terraform/azure-sql-firewall',
    title: 'Open Azure databases to a few addresses only',
    severity: 'critical',
    on: [
      'azurerm_mssql_firewall_rule',
      'azurerm_sql_firewall_rule',
      'azurerm_mysql_flexible_server_firewall_rule',
      'azurerm_mysql_firewall_rule',
      'azurerm_mariadb_firewall_rule',
    ],
    problem: 'opens a database to a good part of the internet',
    judge: narrowFirewall,
    options: firewallOptions,
    why: 'Only a password stands between the database and everybody in the range. The range 0.0.0.0 to 0.0.0.0 stands for all of Azure, so every machine that anybody rents there is let in.',
    fix: 'Name the few addresses that connect, or use an `azurerm_mssql_virtual_network_rule` or a private endpoint for what runs in Azure. Ranges of more than 65,536 addresses are reported.',
    references: [
      providerPage('azurerm_mssql_firewall_rule'),
      'https://learn.microsoft.com/en-us/azure/azure-sql/database/firewall-configure',
    ],
    aliases: aliasesOf('CKV_AZURE_11', 'AZU-0029', 'azure-database-no-public-firewall-access'),
    examples: {
      bad: [
        firewall('0.0.0.0', '255.255.255.255'),
        firewall('0.0.0.0', '0.0.0.0'),
        firewall('1.0.0.0', '99.255.255.255', 'azurerm_mysql_flexible_server_firewall_rule'),
      ],
      good: [
        firewall('203.0.113.7', '203.0.113.7'),
        firewall('10.0.0.0', '10.255.255.255'),
        {
          files: { 'main.tf': firewall('0.0.0.0', '0.0.0.0') },
          options: { azure: true },
          note: 'The policy allows all of Azure.',
        },
      ],
    },
  }),
  family({
    id: 'terraform/azure-sql-tls',
    title: 'Ask for TLS 1.2 of clients of Azure SQL',
    severity: 'medium',
    on: ['azurerm_mssql_server'],
    problem: 'takes connections over outdated TLS',
    judge: demand('minimum_tls_version', isOneOf('1.2', '1.3'), { absent: 'good' }),
    why: 'TLS 1.0 and 1.1 can be broken by somebody on the line, and `Disabled` takes any version.',
    fix: 'Remove `minimum_tls_version`, or set it to `"1.2"`, which is what the provider takes where nothing is said. Old drivers are refused from then on.',
    references: [page],
    aliases: aliasesOf('CKV_AZURE_52', 'AZU-0026', 'azure-database-secure-tls-policy'),
    examples: {
      bad: [server('minimum_tls_version = "1.0"'), server('minimum_tls_version = "Disabled"')],
      good: [server(), server('minimum_tls_version = "1.2"')],
    },
  }),
  family({
    id: 'terraform/azure-sql-encryption',
    title: 'Encrypt Azure SQL databases at rest',
    severity: 'high',
    on: ['azurerm_mssql_database'],
    problem: 'keeps its data unencrypted',
    judge: demand('transparent_data_encryption_enabled', isNot(isFalse), { absent: 'good' }),
    why: 'The files of the database, its log and its backups lie on disk in clear.',
    fix: 'Remove `transparent_data_encryption_enabled = false`; the provider encrypts where nothing is said. The scan that encrypts runs beside the load.',
    references: [providerPage('azurerm_mssql_database')],
    aliases: aliasesOf('CKV2_AZURE_25'),
    examples: {
      bad: [
        database('transparent_data_encryption_enabled = false'),
        database(
          'sku_name                            = "GP_Gen5_2"',
          'transparent_data_encryption_enabled = "false"',
        ),
      ],
      good: [database(), database('transparent_data_encryption_enabled = true')],
    },
  }),
  family({
    id: 'terraform/azure-sql-ad-admin',
    title: 'Give Azure SQL servers an administrator from Entra ID',
    severity: 'medium',
    on: ['azurerm_mssql_server'],
    problem: 'has no administrator from Entra ID',
    judge: demandPresent('azuread_administrator'),
    why: 'Until there is one, nobody can sign in but with passwords kept in the server, which know no second factor and stay when their owner leaves.',
    fix: 'Add `azuread_administrator` with the `login_username` and `object_id` of a group, and `azuread_authentication_only = true` once every client signs in that way.',
    references: [
      page,
      'https://learn.microsoft.com/en-us/azure/azure-sql/database/authentication-aad-overview',
    ],
    aliases: aliasesOf('CKV2_AZURE_27'),
    examples: {
      bad: [server(), server('administrator_login = "sa"', 'identity {', '  type = "SystemAssigned"', '}')],
      good: [
        server(
          'azuread_administrator {',
          '  login_username = "dba"',
          '  object_id      = "00000000-0000-0000-0000-000000000001"',
          '}',
        ),
        `locals {\n  admins = ["dba"]\n}\n${server('dynamic "azuread_administrator" {', '  for_each = local.admins', '  content {', '    login_username = azuread_administrator.value', '    object_id      = "00000000-0000-0000-0000-000000000001"', '  }', '}')}`,
      ],
    },
  }),
  family({
    id: 'terraform/azure-sql-auditing',
    title: 'Audit Azure SQL servers',
    severity: 'medium',
    on: ['azurerm_mssql_server'],
    problem: 'is not audited',
    judge: unlessPresent(
      'extended_auditing_policy',
      otherHalf(
        {
          types: ['azurerm_mssql_server_extended_auditing_policy'],
          by: 'server_id',
          missing: 'no azurerm_mssql_server_extended_auditing_policy names it',
        },
        demand('enabled', isNot(isFalse), { absent: 'good' }),
      ),
    ),
    why: 'After a leak nobody can say who read which table: without auditing the server keeps no record of statements.',
    fix: 'Add an `azurerm_mssql_server_extended_auditing_policy` with `server_id` and a `storage_endpoint`, or `log_monitoring_enabled = true` together with an `azurerm_monitor_diagnostic_setting` on the `master` database: without that one nothing arrives.',
    references: [providerPage('azurerm_mssql_server_extended_auditing_policy')],
    aliases: aliasesOf('CKV_AZURE_23', 'AZU-0027', 'azure-database-enable-audit'),
    examples: {
      bad: [server(), audited('enabled          = false')],
      good: [audited(), audited('enabled                = true', 'log_monitoring_enabled = true')],
    },
  }),
]

export default rules
