import type { Rule } from '../../src/core/rule.ts'
import { demand, isOneOf } from './shared/demand.ts'
import { example, providerPage } from './shared/example.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'

const namespace = (...lines: readonly string[]) =>
  example(
    'azurerm_eventhub_namespace.orders',
    'name                = "acme-orders"',
    'resource_group_name = "data"',
    'location            = "westeurope"',
    'sku                 = "Standard"',
    ...lines,
  )

const rules: readonly Rule[] = [
  family({
    id: 'terraform/azure-event-hub-tls',
    title: 'Ask for TLS 1.2 of clients of Event Hubs',
    severity: 'medium',
    on: ['azurerm_eventhub_namespace'],
    problem: 'takes connections over outdated TLS',
    judge: demand('minimum_tls_version', isOneOf('1.2', '1.3'), { absent: 'good' }),
    why: 'TLS 1.0 and 1.1 can be broken by somebody on the line, who then reads the events and the tokens of producers.',
    fix: 'Remove `minimum_tls_version`, or set it to `"1.2"`, which is what Event Hubs takes where nothing is said. Old Kafka clients are refused from then on.',
    references: [
      providerPage('azurerm_eventhub_namespace'),
      'https://learn.microsoft.com/en-us/azure/event-hubs/transport-layer-security-enforce-minimum-version',
    ],
    aliases: aliasesOf('CKV_AZURE_223'),
    examples: {
      bad: [namespace('minimum_tls_version = "1.0"'), namespace('minimum_tls_version = "1.1"')],
      good: [namespace(), namespace('minimum_tls_version = "1.2"')],
    },
  }),
]

export default rules
