import type { Rule } from '../../src/core/rule.ts'
import { demand, isOneOf } from './shared/demand.ts'
import { example } from './shared/example.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'

const store = (...lines: readonly string[]) =>
  example(
    'azurerm_data_lake_store.lake',
    'name                = "acmelake"',
    'resource_group_name = "data"',
    'location            = "westeurope"',
    ...lines,
  )

const rules: readonly Rule[] = [
  family({
    id: 'terraform/azure-data-lake-encryption',
    title: 'Encrypt Data Lake Storage Gen1',
    severity: 'high',
    on: ['azurerm_data_lake_store'],
    problem: 'keeps its data unencrypted',
    judge: demand('encryption_state', isOneOf('Enabled'), { absent: 'good' }),
    why: 'The files of the lake lie on disk in clear. The choice is made when the store is created and cannot be changed later.',
    fix: 'Remove `encryption_state = "Disabled"`; it forces a new, empty store. Microsoft retired Gen1 in February 2024: move the data to an `azurerm_storage_account` with `is_hns_enabled = true`, which always encrypts.',
    references: ['https://learn.microsoft.com/en-us/azure/storage/blobs/data-lake-storage-introduction'],
    aliases: aliasesOf('CKV_AZURE_105', 'AZU-0036', 'azure-datalake-enable-at-rest-encryption'),
    examples: {
      bad: [
        store('encryption_state = "Disabled"'),
        `locals {\n  encryption = "Disabled"\n}\n${store('encryption_state = local.encryption')}`,
      ],
      good: [store(), store('encryption_state = "Enabled"', 'encryption_type  = "ServiceManaged"')],
    },
  }),
]

export default rules
