import type { Rule } from '../../src/core/rule.ts'
import { firewallOptions, narrowFirewall } from './shared/azure-network.ts'
import { demand, isTrue } from './shared/demand.ts'
import { example, providerPage } from './shared/example.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { demandPresent } from './shared/present.ts'

const page = providerPage('azurerm_synapse_workspace')

const workspace = (...lines: readonly string[]) =>
  example(
    'azurerm_synapse_workspace.main',
    'name                = "acme"',
    'resource_group_name = "data"',
    'location            = "westeurope"',
    ...lines,
  )

const firewall = (name: string, start: string, end: string) =>
  example(
    'azurerm_synapse_firewall_rule.clients',
    `name                 = "${name}"`,
    'synapse_workspace_id = "/subscriptions/s/workspaces/acme"',
    `start_ip_address     = "${start}"`,
    `end_ip_address       = "${end}"`,
  )

const pool = (...lines: readonly string[]) =>
  example(
    'azurerm_synapse_sql_pool.marts',
    'name                 = "marts"',
    'synapse_workspace_id = "/subscriptions/s/workspaces/acme"',
    'sku_name             = "DW100c"',
    ...lines,
  )

const rules: readonly Rule[] = [
  family({
    id: 'terraform/azure-synapse-managed-network',
    title: 'Run Synapse in a managed virtual network',
    severity: 'medium',
    on: ['azurerm_synapse_workspace'],
    problem: 'runs its jobs outside of a managed network',
    judge: demand('managed_virtual_network_enabled', isTrue, { absent: 'bad' }),
    why: 'Spark and pipelines then run on machines shared with others, and reach their sources over public addresses.',
    fix: 'Set `managed_virtual_network_enabled = true`. It can be chosen only when the workspace is made: on an existing one it forces a new workspace, so move the pools and pipelines first.',
    references: [
      page,
      'https://learn.microsoft.com/en-us/azure/synapse-analytics/security/synapse-workspace-managed-vnet',
    ],
    aliases: aliasesOf('CKV_AZURE_58', 'AZU-0034', 'azure-synapse-virtual-network-enabled'),
    examples: {
      bad: [workspace(), workspace('managed_virtual_network_enabled = false')],
      good: [
        workspace('managed_virtual_network_enabled = true'),
        workspace(
          'managed_virtual_network_enabled      = "true"',
          'data_exfiltration_protection_enabled = true',
        ),
      ],
    },
  }),
  family({
    id: 'terraform/azure-synapse-exfiltration',
    title: 'Protect Synapse against exfiltration of data',
    severity: 'high',
    on: ['azurerm_synapse_workspace'],
    problem: 'lets its jobs send data to any tenant',
    judge: demand('data_exfiltration_protection_enabled', isTrue, { absent: 'bad' }),
    why: 'A notebook, or a package that it installs, can copy tables to an account of somebody else. With the protection on, jobs reach only resources of tenants that you named.',
    fix: 'Set `data_exfiltration_protection_enabled = true` and `managed_virtual_network_enabled = true`, and name further tenants in `linking_allowed_for_aad_tenant_ids`. It can be chosen only when the workspace is made, and packages can then no longer be installed from public repositories.',
    references: [
      page,
      'https://learn.microsoft.com/en-us/azure/synapse-analytics/security/workspace-data-exfiltration-protection',
    ],
    aliases: aliasesOf('CKV_AZURE_157'),
    examples: {
      bad: [
        workspace('managed_virtual_network_enabled = true'),
        workspace(
          'managed_virtual_network_enabled      = true',
          'data_exfiltration_protection_enabled = false',
        ),
      ],
      good: [
        workspace(
          'managed_virtual_network_enabled      = true',
          'data_exfiltration_protection_enabled = true',
        ),
        `variable "protected" {\n  default = true\n}\n${workspace('managed_virtual_network_enabled      = true', 'data_exfiltration_protection_enabled = var.protected')}`,
      ],
    },
  }),
  family({
    id: 'terraform/azure-synapse-firewall',
    title: 'Open Synapse to a few addresses only',
    severity: 'high',
    on: ['azurerm_synapse_firewall_rule'],
    problem: 'opens a workspace to a good part of the internet',
    judge: narrowFirewall,
    options: firewallOptions,
    why: 'The SQL endpoints of the workspace then answer everybody in the range. The rule from 0.0.0.0 to 0.0.0.0 lets in everything that anybody runs in Azure.',
    fix: 'Name the few addresses that connect, or set `public_network_access_enabled = false` on the workspace and use private endpoints. Ranges of more than 65,536 addresses are reported.',
    references: [
      providerPage('azurerm_synapse_firewall_rule'),
      'https://learn.microsoft.com/en-us/azure/synapse-analytics/security/synapse-workspace-ip-firewall',
    ],
    aliases: aliasesOf('CKV2_AZURE_19'),
    examples: {
      bad: [
        firewall('AllowAll', '0.0.0.0', '255.255.255.255'),
        firewall('AllowAllWindowsAzureIps', '0.0.0.0', '0.0.0.0'),
        firewall('half', '128.0.0.0', '255.255.255.255'),
      ],
      good: [
        firewall('office', '203.0.113.0', '203.0.113.15'),
        firewall('vpn', '10.0.0.0', '10.255.255.255'),
      ],
    },
  }),
  family({
    id: 'terraform/azure-synapse-encryption-key',
    title: 'Encrypt Synapse workspaces with a key of your own',
    severity: 'low',
    on: ['azurerm_synapse_workspace'],
    problem: 'leaves its data to keys of Microsoft',
    judge: demandPresent('customer_managed_key'),
    why: 'Azure encrypts at rest in any case. Only with a key of your own can you take the data back by disabling the key.',
    fix: 'Add `customer_managed_key { key_versionless_id = azurerm_key_vault_key.synapse.versionless_id }` and an `azurerm_synapse_workspace_key`. It can be chosen only when the workspace is made, and the workspace stays locked until its identity may use the key.',
    references: [
      page,
      'https://learn.microsoft.com/en-us/azure/synapse-analytics/security/workspaces-encryption',
    ],
    aliases: aliasesOf('CKV_AZURE_240'),
    examples: {
      bad: [workspace(), workspace('identity {', '  type = "SystemAssigned"', '}')],
      good: [
        workspace(
          'customer_managed_key {',
          '  key_name           = "synapse"',
          '  key_versionless_id = "https://acme.vault.azure.net/keys/synapse"',
          '}',
        ),
        workspace(
          'customer_managed_key {',
          '  key_versionless_id = azurerm_key_vault_key.synapse.versionless_id',
          '}',
        ),
      ],
    },
  }),
  family({
    id: 'terraform/azure-synapse-pool-encryption',
    title: 'Encrypt dedicated SQL pools of Synapse',
    severity: 'high',
    on: ['azurerm_synapse_sql_pool'],
    problem: 'keeps its data unencrypted',
    judge: demand('data_encrypted', isTrue, { absent: 'bad' }),
    why: 'The files of the warehouse and its restore points lie on disk in clear; unlike other Azure databases a dedicated pool does not encrypt where nothing is said.',
    fix: 'Set `data_encrypted = true`. It is changed in place; the scan that encrypts runs beside the load.',
    references: [providerPage('azurerm_synapse_sql_pool')],
    aliases: aliasesOf('CKV_AZURE_241'),
    examples: {
      bad: [pool(), pool('data_encrypted = false')],
      good: [pool('data_encrypted = true'), pool('create_mode    = "Default"', 'data_encrypted = "true"')],
    },
  }),
]

export default rules
