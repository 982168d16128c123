import type { Rule } from '../../src/core/rule.ts'
import { demand, isFalse } from './shared/demand.ts'
import { example, providerPage } from './shared/example.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'

const factory = (...lines: readonly string[]) =>
  example(
    'azurerm_data_factory.etl',
    'name                = "acme-etl"',
    'resource_group_name = "data"',
    'location            = "westeurope"',
    ...lines,
  )

const rules: readonly Rule[] = [
  family({
    id: 'terraform/azure-data-factory-public-network',
    title: 'Close Data Factory to public networks',
    severity: 'high',
    on: ['azurerm_data_factory'],
    problem: 'can be reached from public networks',
    judge: demand('public_network_enabled', isFalse, { absent: 'bad' }),
    why: 'A factory holds the connections to every source it copies from. In the open, a stolen sign-in is enough to run its pipelines from anywhere.',
    fix: 'Set `public_network_enabled = false` and add an `azurerm_private_endpoint` for `dataFactory`. Self-hosted runtimes must reach that endpoint first, or they go offline.',
    references: [
      providerPage('azurerm_data_factory'),
      'https://learn.microsoft.com/en-us/azure/data-factory/data-factory-private-link',
    ],
    aliases: aliasesOf('CKV_AZURE_104', 'AZU-0035', 'azure-datafactory-no-public-access'),
    examples: {
      bad: [factory(), factory('public_network_enabled = true')],
      good: [
        factory('public_network_enabled = false'),
        example(
          'azurerm_data_factory_pipeline.orders',
          'name            = "orders"',
          'data_factory_id = "/subscriptions/s/factories/acme-etl"',
        ),
      ],
    },
  }),
]

export default rules
