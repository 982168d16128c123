import type { Rule } from '../../src/core/rule.ts'
import { demand, isFalse } from './shared/demand.ts'
import { example, providerPage } from './shared/example.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { otherHalf } from './shared/other-half.ts'

const page = providerPage('azurerm_databricks_workspace')
const keyTypes = [
  'azurerm_databricks_workspace_root_dbfs_customer_managed_key',
  'azurerm_databricks_workspace_customer_managed_key',
]

const workspace = (...lines: readonly string[]) =>
  example(
    'azurerm_databricks_workspace.main',
    'name                = "acme"',
    'resource_group_name = "data"',
    'location            = "westeurope"',
    'sku                 = "premium"',
    ...lines,
  )

const keyed = (type: string, by: string) =>
  `${workspace('customer_managed_key_enabled = true')}${example(`${type}.main`, `workspace_id     = ${by}`, 'key_vault_key_id = "https://acme.vault.azure.net/keys/dbfs/1"')}`

const rules: readonly Rule[] = [
  family({
    id: 'terraform/azure-databricks-public-network',
    title: 'Close Databricks workspaces to public networks',
    severity: 'high',
    on: ['azurerm_databricks_workspace'],
    problem: 'can be reached from public networks',
    judge: demand('public_network_access_enabled', isFalse, { absent: 'bad' }),
    why: 'Notebooks, jobs and the tables behind them are one stolen token away from anybody. With public access off the token is of use only inside your networks.',
    fix: 'Set `public_network_access_enabled = false` with `network_security_group_rules_required = "NoAzureDatabricksRules"`, and add an `azurerm_private_endpoint` for `databricks_ui_api`. It needs the premium tier and a virtual network of your own.',
    references: [
      page,
      'https://learn.microsoft.com/en-us/azure/databricks/security/network/classic/private-link',
    ],
    aliases: aliasesOf('CKV_AZURE_158'),
    examples: {
      bad: [workspace(), workspace('public_network_access_enabled = true')],
      good: [
        workspace(
          'public_network_access_enabled         = false',
          'network_security_group_rules_required = "NoAzureDatabricksRules"',
        ),
        workspace('public_network_access_enabled = "false"'),
      ],
    },
  }),
  family({
    id: 'terraform/azure-databricks-encryption-key',
    title: 'Encrypt the root storage of Databricks with a key of your own',
    severity: 'low',
    on: ['azurerm_databricks_workspace'],
    problem: 'leaves its root storage to keys of Microsoft',
    judge: otherHalf({
      types: keyTypes,
      by: 'workspace_id',
      missing: `no ${keyTypes[0]} names it`,
    }),
    why: 'Results of notebooks, libraries and old tables lie in the root storage. Only with a key of your own can you take them back by disabling the key.',
    fix: 'Set `customer_managed_key_enabled = true` and add an `azurerm_databricks_workspace_root_dbfs_customer_managed_key` that names the workspace, after `storage_account_identity` of the workspace may use the key.',
    references: [providerPage('azurerm_databricks_workspace_root_dbfs_customer_managed_key')],
    aliases: aliasesOf('CKV2_AZURE_48'),
    examples: {
      bad: [
        workspace(),
        `data "azurerm_databricks_workspace" "other" {
  name                = "other"
  resource_group_name = "data"
}
${keyed(keyTypes[0] ?? '', 'data.azurerm_databricks_workspace.other.id')}`,
      ],
      good: keyTypes.map((type) => keyed(type, 'azurerm_databricks_workspace.main.id')),
    },
  }),
]

export default rules
