import type { Rule } from '../../src/core/rule.ts'
import { whereReachable } from './shared/azure-network.ts'
import { demand, isOneOf, isTrue } from './shared/demand.ts'
import { example, providerPage } from './shared/example.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'

const page = providerPage('azurerm_key_vault')

const vault = (...lines: readonly string[]) =>
  example(
    'azurerm_key_vault.data',
    'name                = "acme-data"',
    'resource_group_name = "data"',
    'location            = "westeurope"',
    'sku_name            = "premium"',
    'tenant_id           = "00000000-0000-0000-0000-000000000001"',
    ...lines,
  )

const rules: readonly Rule[] = [
  family({
    id: 'terraform/azure-key-vault-purge-protection',
    title: 'Protect key vaults against purging',
    severity: 'high',
    on: ['azurerm_key_vault'],
    problem: 'lets its keys be purged',
    judge: demand('purge_protection_enabled', isTrue, { absent: 'bad' }),
    why: 'Whoever may purge can destroy a deleted vault or key at once and for good, and with it all data that the key encrypts.',
    fix: 'Set `purge_protection_enabled = true`. It cannot be switched off again, and the name of a deleted vault stays taken until its days of grace are over (`soft_delete_retention_days`, 7 to 90).',
    references: [page, 'https://learn.microsoft.com/en-us/azure/key-vault/general/soft-delete-overview'],
    aliases: aliasesOf('CKV_AZURE_110', 'AZU-0016', 'azure-keyvault-no-purge'),
    examples: {
      bad: [vault(), vault('purge_protection_enabled = false')],
      good: [
        vault('purge_protection_enabled = true'),
        vault('soft_delete_retention_days = 7', 'purge_protection_enabled   = "true"'),
      ],
    },
  }),
  family({
    id: 'terraform/azure-key-vault-firewall',
    title: 'Let only named networks reach key vaults',
    severity: 'high',
    on: ['azurerm_key_vault'],
    problem: 'answers every network',
    judge: whereReachable(demand('network_acls.default_action', isOneOf('Deny'), { absent: 'bad' })),
    why: 'The vault holds what opens everything else. Without a firewall a stolen sign-in reads its secrets from anywhere.',
    fix: 'Add a `network_acls` block with `default_action = "Deny"`, `bypass = "AzureServices"` and the addresses and subnets that need it, those where Terraform runs among them; or set `public_network_access_enabled = false`.',
    references: [page, 'https://learn.microsoft.com/en-us/azure/key-vault/general/network-security'],
    aliases: aliasesOf('CKV_AZURE_109', 'AZU-0013', 'azure-keyvault-specify-network-acl'),
    examples: {
      bad: [
        vault(),
        vault('network_acls {', '  default_action = "Allow"', '  bypass         = "AzureServices"', '}'),
      ],
      good: [
        vault('network_acls {', '  default_action = "Deny"', '  bypass         = "AzureServices"', '}'),
        vault('public_network_access_enabled = false'),
      ],
    },
  }),
]

export default rules
