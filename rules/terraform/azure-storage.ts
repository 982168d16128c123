import type { Rule } from '../../src/core/rule.ts'
import { linksTo } from '../../src/core/terraform/link.ts'
import { read } from '../../src/core/terraform/read.ts'
import { unknown } from '../../src/core/terraform/value.ts'
import { whereReachable } from './shared/azure-network.ts'
import { ofType } from './shared/combine.ts'
import { demand, every, isAtLeast, isFalse, isNot, isOneOf, isTrue, when } from './shared/demand.ts'
import { example, providerPage } from './shared/example.ts'
import { family, type Judge } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { otherHalf } from './shared/other-half.ts'
import { demandPresent } from './shared/present.ts'
import { demandRenamed } from './shared/renamed.ts'

const page = providerPage('azurerm_storage_account')

const account = (...lines: readonly string[]) =>
  example(
    'azurerm_storage_account.lake',
    'name                     = "acmelake"',
    'resource_group_name      = "data"',
    'location                 = "westeurope"',
    'account_tier             = "Standard"',
    'account_replication_type = "ZRS"',
    ...lines,
  )

const container = (...lines: readonly string[]) =>
  example(
    'azurerm_storage_container.raw',
    'name               = "raw"',
    'storage_account_id = "/subscriptions/s/resourceGroups/data/providers/Microsoft.Storage/storageAccounts/acmelake"',
    ...lines,
  )

const denies = demand('default_action', isOneOf('Deny'), { absent: 'bad' })
const ruleTypes = ['azurerm_storage_account_network_rules']

/** Rules of the account's own, else those of the resource that names it. */
const deniesByDefault: Judge = (resource, world) =>
  (read(resource, 'network_rules.default_action').value ?? null) !== null
    ? demand('network_rules.default_action', isOneOf('Deny'), { absent: 'bad' })(resource, world)
    : otherHalf({ types: ruleTypes, by: 'storage_account_id', missing: 'it has no network_rules' }, denies)(
        resource,
        world,
      )

/** Rules of an account that is made elsewhere; those of one that is here are told of the account. */
const deniesElsewhere: Judge = (resource, world) => {
  const links = world.document.resources
    .filter(({ mode, resourceType }) => mode === 'managed' && resourceType === 'azurerm_storage_account')
    .map((target) => linksTo(resource, 'storage_account_id', target))
  const told = links.includes('yes') ? [] : denies(resource, world)
  if (told.length === 0 || !links.includes('unknown')) return told
  const because = unknown('it is not known which account it belongs to')
  return [{ kind: 'unclear', what: 'default_action', place: resource.header, because }]
}

const rules: readonly Rule[] = [
  family({
    id: 'terraform/azure-storage-public-network',
    title: 'Close Azure storage accounts to public networks',
    severity: 'high',
    on: ['azurerm_storage_account'],
    problem: 'can be reached from public networks',
    judge: demand('public_network_access_enabled', isFalse, { absent: 'bad' }),
    why: 'A leaked key or token of the account works from anywhere its firewall lets in. With public access off it is of use only inside your networks.',
    fix: 'Set `public_network_access_enabled = false` and add an `azurerm_private_endpoint` for each service in use (`blob`, `dfs`). Terraform itself needs a way in: run it inside the network, or containers of the account can no longer be read.',
    references: [page, 'https://learn.microsoft.com/en-us/azure/storage/common/storage-network-security'],
    aliases: aliasesOf('CKV_AZURE_59'),
    subsumedBy: ['terraform/azure-storage-default-deny'],
    examples: {
      bad: [
        account('public_network_access_enabled = true'),
        account('network_rules {', '  default_action = "Deny"', '  ip_rules       = ["203.0.113.7"]', '}'),
      ],
      good: [
        account('public_network_access_enabled = false'),
        account('public_network_access_enabled = "false"'),
      ],
    },
  }),
  family({
    id: 'terraform/azure-storage-default-deny',
    title: 'Let only named networks reach Azure storage accounts',
    severity: 'critical',
    on: ['azurerm_storage_account', ...ruleTypes],
    problem: 'answers every network',
    judge: every(
      ofType(['azurerm_storage_account'], whereReachable(deniesByDefault)),
      ofType(ruleTypes, deniesElsewhere),
    ),
    why: 'Without rules the account answers the whole internet: whoever has a key, a token or the name of a public container is in.',
    fix: 'Add `network_rules { default_action = "Deny" }` with the `virtual_network_subnet_ids` and `ip_rules` that need it, or an `azurerm_storage_account_network_rules` that names the account; not both, they undo each other. Say `bypass = ["AzureServices"]` where Azure services write logs there.',
    references: [page, providerPage('azurerm_storage_account_network_rules')],
    aliases: aliasesOf('CKV_AZURE_35', 'AZU-0012', 'azure-storage-default-action-deny'),
    examples: {
      bad: [
        account(),
        account('network_rules {', '  default_action = "Allow"', '}'),
        `${account()}${example('azurerm_storage_account_network_rules.lake', 'storage_account_id = azurerm_storage_account.lake.id', 'default_action     = "Allow"')}`,
        `data "azurerm_storage_account" "shared" {\n  name                = "acmeshared"\n  resource_group_name = "data"\n}\n${example('azurerm_storage_account_network_rules.shared', 'storage_account_id = data.azurerm_storage_account.shared.id', 'default_action     = "Allow"')}`,
      ],
      good: [
        account(
          'network_rules {',
          '  default_action             = "Deny"',
          '  virtual_network_subnet_ids = ["/subscriptions/s/subnets/etl"]',
          '}',
        ),
        `${account()}${example('azurerm_storage_account_network_rules.lake', 'storage_account_id = azurerm_storage_account.lake.id', 'default_action     = "Deny"')}`,
        account('public_network_access_enabled = false'),
      ],
    },
  }),
  family({
    id: 'terraform/azure-storage-nested-public',
    title: 'Allow no public containers in Azure storage accounts',
    severity: 'high',
    on: ['azurerm_storage_account'],
    problem: 'lets its containers be made public',
    judge: demandRenamed(['allow_nested_items_to_be_public', 'allow_blob_public_access'], isFalse, {
      absent: 'bad',
    }),
    why: 'Anybody who may edit one container can open it to the internet, and the files in it are then read without signing in.',
    fix: 'Set `allow_nested_items_to_be_public = false`; the provider allows it where nothing is said. Containers that are public today close at once.',
    references: [page, 'https://learn.microsoft.com/en-us/azure/storage/blobs/anonymous-read-access-prevent'],
    aliases: aliasesOf('CKV_AZURE_190'),
    examples: {
      bad: [
        account(),
        account('allow_nested_items_to_be_public = true'),
        account('allow_blob_public_access = true'),
      ],
      good: [account('allow_nested_items_to_be_public = false'), account('allow_blob_public_access = false')],
    },
  }),
  family({
    id: 'terraform/azure-storage-container-public',
    title: 'Keep Azure storage containers private',
    severity: 'high',
    on: ['azurerm_storage_container'],
    problem: 'is read without signing in',
    judge: demand('container_access_type', isOneOf('private'), { absent: 'good' }),
    why: 'With `blob` anybody who knows the address of a file reads it, and with `container` anybody lists the files as well.',
    fix: 'Remove `container_access_type`, or set it to `"private"`. Hand out single files by a shared access signature with an end date.',
    references: [providerPage('azurerm_storage_container')],
    aliases: aliasesOf('CKV_AZURE_34', 'AZU-0007', 'azure-storage-no-public-access'),
    examples: {
      bad: [container('container_access_type = "blob"'), container('container_access_type = "container"')],
      good: [container(), container('container_access_type = "private"')],
    },
  }),
  family({
    id: 'terraform/azure-storage-tls',
    title: 'Ask for TLS 1.2 of clients of Azure storage',
    severity: 'high',
    on: ['azurerm_storage_account'],
    problem: 'takes connections over outdated TLS',
    judge: demand('min_tls_version', isOneOf('TLS1_2', 'TLS1_3'), { absent: 'good' }),
    why: 'TLS 1.0 and 1.1 can be broken by somebody on the line, who then reads the data and the tokens that opened it.',
    fix: 'Remove `min_tls_version`, or set it to `"TLS1_2"`, which is what the provider takes since version 3. Clients that speak nothing newer are refused: the metrics of the account show the versions in use.',
    references: [page],
    aliases: aliasesOf('CKV_AZURE_44', 'AZU-0011', 'azure-storage-use-secure-tls-policy'),
    examples: {
      bad: [account('min_tls_version = "TLS1_0"'), account('min_tls_version = "TLS1_1"')],
      good: [account(), account('min_tls_version = "TLS1_2"')],
    },
  }),
  family({
    id: 'terraform/azure-storage-https',
    title: 'Let clients of Azure storage speak HTTPS only',
    severity: 'high',
    on: ['azurerm_storage_account'],
    problem: 'takes connections without encryption',
    judge: demandRenamed(['https_traffic_only_enabled', 'enable_https_traffic_only'], isTrue, {
      absent: 'good',
    }),
    why: 'Over plain HTTP everybody on the line reads the files and the signatures in the addresses, and can use these until they expire.',
    fix: 'Remove the attribute, or set `https_traffic_only_enabled = true` (before version 4 of the provider: `enable_https_traffic_only`). NFS shares cannot be encrypted this way: keep them in an account of their own.',
    references: [page],
    aliases: aliasesOf('CKV_AZURE_3', 'AZU-0008', 'azure-storage-enforce-https'),
    examples: {
      bad: [account('https_traffic_only_enabled = false'), account('enable_https_traffic_only = false')],
      good: [
        account(),
        account('https_traffic_only_enabled = true'),
        account('enable_https_traffic_only = true'),
      ],
    },
  }),
  family({
    id: 'terraform/azure-storage-shared-key',
    title: 'Switch off shared keys of Azure storage accounts',
    severity: 'medium',
    on: ['azurerm_storage_account'],
    problem: 'can be opened with a shared key',
    judge: demand('shared_access_key_enabled', isFalse, { absent: 'bad' }),
    why: 'The two keys of an account open everything in it, belong to nobody, do not expire, and stand in the state of Terraform.',
    fix: 'Set `shared_access_key_enabled = false` and grant roles such as `Storage Blob Data Contributor`. In the provider block set `storage_use_azuread = true` first, or the next plan fails; tokens signed with a key stop working.',
    references: [
      page,
      'https://learn.microsoft.com/en-us/azure/storage/common/shared-key-authorization-prevent',
    ],
    aliases: aliasesOf('CKV2_AZURE_40'),
    examples: {
      bad: [account(), account('shared_access_key_enabled = true')],
      good: [
        account('shared_access_key_enabled = false'),
        `variable "keys" {\n  type    = bool\n  default = false\n}\n${account('shared_access_key_enabled = var.keys')}`,
      ],
    },
  }),
  family({
    id: 'terraform/azure-storage-soft-delete',
    title: 'Keep deleted blobs of Azure storage for some days',
    severity: 'medium',
    on: ['azurerm_storage_account'],
    problem: 'keeps no deleted blobs',
    judge: when(
      'account_kind',
      isNot(isOneOf('FileStorage')),
      every(
        demandPresent('blob_properties.delete_retention_policy'),
        demand('blob_properties.delete_retention_policy.days', isAtLeast(1), { absent: 'good' }),
      ),
      { absent: true },
    ),
    why: 'A job that deletes or overwrites the wrong folder cannot be undone: the files are gone with the call.',
    fix: 'Add `blob_properties { delete_retention_policy { days = 14 } }`, and `container_delete_retention_policy` for whole containers. What is kept is paid for.',
    references: [page, 'https://learn.microsoft.com/en-us/azure/storage/blobs/soft-delete-blob-overview'],
    aliases: aliasesOf('CKV2_AZURE_38', 'AZU-0056'),
    examples: {
      bad: [account(), account('blob_properties {', '  versioning_enabled = true', '}')],
      good: [
        account('blob_properties {', '  delete_retention_policy {', '    days = 14', '  }', '}'),
        account('blob_properties {', '  delete_retention_policy {}', '}'),
        account('account_kind = "FileStorage"'),
      ],
    },
  }),
]

export default rules
