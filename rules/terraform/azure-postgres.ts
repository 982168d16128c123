import type { Rule } from '../../src/core/rule.ts'
import { firewallOptions, narrowFirewall } from './shared/azure-network.ts'
import { demand, isNot, isOneOf, isTrue, when } from './shared/demand.ts'
import { example, providerPage } from './shared/example.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'

const flexible = 'azurerm_postgresql_flexible_server'

const server = (...lines: readonly string[]) =>
  example(
    `${flexible}.orders`,
    'name                = "acme-orders"',
    'resource_group_name = "data"',
    'location            = "westeurope"',
    ...lines,
  )

const firewall = (start: string, end: string, type = `${flexible}_firewall_rule`) =>
  example(
    `${type}.clients`,
    'name             = "clients"',
    'server_id        = "/subscriptions/s/flexibleServers/acme-orders"',
    `start_ip_address = "${start}"`,
    `end_ip_address   = "${end}"`,
  )

const rules: readonly Rule[] = [
  family({
    id: 'terraform/azure-postgres-firewall',
    title: 'Open Azure PostgreSQL to a few addresses only',
    severity: 'critical',
    on: [`${flexible}_firewall_rule`, 'azurerm_postgresql_firewall_rule'],
    problem: 'opens a database to a good part of the internet',
    judge: narrowFirewall,
    options: firewallOptions,
    why: 'Only a password stands between the database and everybody in the range. The range 0.0.0.0 to 0.0.0.0 stands for all of Azure, so every machine that anybody rents there is let in.',
    fix: 'Name the few addresses that connect. What runs in Azure comes in through a subnet: `delegated_subnet_id` on the server, which can be chosen only when it is made, or a private endpoint. Ranges of more than 65,536 addresses are reported.',
    references: [
      providerPage(`${flexible}_firewall_rule`),
      'https://learn.microsoft.com/en-us/azure/postgresql/flexible-server/concepts-networking-public',
    ],
    aliases: aliasesOf('CKV2_AZURE_26', 'AZU-0029', 'azure-database-no-public-firewall-access'),
    examples: {
      bad: [
        firewall('0.0.0.0', '0.0.0.0'),
        firewall('0.0.0.0', '255.255.255.255', 'azurerm_postgresql_firewall_rule'),
        firewall('20.0.0.0', '20.255.255.255'),
      ],
      good: [
        firewall('203.0.113.7', '203.0.113.7'),
        firewall('172.16.0.0', '172.31.255.255'),
        {
          files: { 'main.tf': firewall('0.0.0.0', '0.0.0.0') },
          options: { azure: true },
          note: 'The policy allows all of Azure.',
        },
      ],
    },
  }),
  family({
    id: 'terraform/azure-postgres-geo-backup',
    title: 'Keep backups of Azure PostgreSQL in a second region',
    severity: 'low',
    on: [flexible],
    problem: 'keeps its backups in one region',
    judge: when(
      'create_mode',
      isNot(isOneOf('Replica')),
      demand('geo_redundant_backup_enabled', isTrue, { absent: 'bad' }),
      { absent: true },
    ),
    why: 'When the region is lost, the server and all its backups are lost together.',
    fix: 'Set `geo_redundant_backup_enabled = true`. It forces a new server: restore the old one into it, or wait for the next one that is made.',
    references: [
      providerPage(flexible),
      'https://learn.microsoft.com/en-us/azure/postgresql/flexible-server/concepts-backup-restore',
    ],
    aliases: aliasesOf('CKV_AZURE_136'),
    examples: {
      bad: [server(), server('geo_redundant_backup_enabled = false')],
      good: [
        server('geo_redundant_backup_enabled = true'),
        server(
          'create_mode      = "Replica"',
          'source_server_id = "/subscriptions/s/flexibleServers/acme-orders"',
        ),
      ],
    },
  }),
]

export default rules
