import type { Rule } from '../../src/core/rule.ts'
import { parseNetwork } from '../../src/core/terraform/networks.ts'
import { blocksAt, read } from '../../src/core/terraform/read.ts'
import { isUnknown, type Value } from '../../src/core/terraform/value.ts'
import { isWide } from './shared/address-range.ts'
import { whereReachable } from './shared/azure-network.ts'
import { anyOf } from './shared/combine.ts'
import { demand, every, isFalse, isOneOf, isTrue, type Wanted, when } from './shared/demand.ts'
import { example, providerPage } from './shared/example.ts'
import { family, type Judge } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { demandPresent } from './shared/present.ts'

const page = providerPage('azurerm_cosmosdb_account')

const account = (...lines: readonly string[]) =>
  example(
    'azurerm_cosmosdb_account.orders',
    'name                = "acme-orders"',
    'resource_group_name = "data"',
    'location            = "westeurope"',
    'offer_type          = "Standard"',
    ...lines,
  )

/** What the filter calls everything that runs in Azure. */
const anyOfAzure = '0.0.0.0'

/** A list in version 4 of the provider, and before that one text with commas. */
const isNarrowFilter: Wanted = (value) => {
  const ranges = texts(value)
    .filter((text) => text.trim() !== anyOfAzure)
    .flatMap((text) => parseNetwork(text) ?? [])
  return ranges.length > 0 && ranges.length === texts(value).length && !ranges.some(isWide)
}

function texts(value: Value): readonly string[] {
  const items = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : []
  return items.filter((item) => typeof item === 'string')
}

const filtersSubnets = every(
  demand('is_virtual_network_filter_enabled', isTrue, { absent: 'bad' }),
  demandPresent('virtual_network_rule'),
)

const restricted: Judge = (resource, world) => {
  const told = anyOf(demand('ip_range_filter', isNarrowFilter, { absent: 'bad' }), filtersSubnets)(
    resource,
    world,
  )
  const filtered = (read(resource, 'ip_range_filter').value ?? null) !== null
  return told.map((one) =>
    one.kind === 'bad' && !filtered
      ? { ...one, fact: 'it has neither ip_range_filter nor virtual_network_rule' }
      : one,
  )
}

const otherApis = ['EnableCassandra', 'EnableGremlin', 'EnableMongo', 'EnableTable']

/** Keys can be switched off for the SQL interface only. */
const whereSql = (judge: Judge): Judge =>
  when(
    'kind',
    isOneOf('GlobalDocumentDB'),
    (resource, world) => {
      const names = blocksAt(resource, 'capabilities').blocks.map((block) => read(block, 'name').value)
      if (names.some((name) => typeof name === 'string' && otherApis.includes(name))) return []
      const open = blocksAt(resource, 'capabilities').open ?? names.find(isUnknown)
      const told = judge(resource, world)
      if (!open || told.length === 0) return told
      return [{ kind: 'unclear', what: 'capabilities', place: resource.header, because: open }]
    },
    { absent: true },
  )

const rules: readonly Rule[] = [
  family({
    id: 'terraform/azure-cosmos-public-network',
    title: 'Close Cosmos DB accounts to public networks',
    severity: 'high',
    on: ['azurerm_cosmosdb_account'],
    problem: 'can be reached from public networks',
    judge: demand('public_network_access_enabled', isFalse, { absent: 'bad' }),
    why: 'A leaked key of the account works from anywhere its filters let in. With public access off it is of use only inside your networks.',
    fix: 'Set `public_network_access_enabled = false` and add an `azurerm_private_endpoint` for the interface in use (`Sql`, `MongoDB`). The data explorer of the portal stops working from outside.',
    references: [
      page,
      'https://learn.microsoft.com/en-us/azure/cosmos-db/how-to-configure-private-endpoints',
    ],
    aliases: aliasesOf('CKV_AZURE_101'),
    subsumedBy: ['terraform/azure-cosmos-restricted'],
    examples: {
      bad: [
        account('public_network_access_enabled = true', 'ip_range_filter               = ["203.0.113.7"]'),
        account('ip_range_filter = "203.0.113.7,198.51.100.0/28"'),
      ],
      good: [
        account('public_network_access_enabled = false'),
        account('public_network_access_enabled = "false"'),
      ],
    },
  }),
  family({
    id: 'terraform/azure-cosmos-restricted',
    title: 'Let only named networks reach Cosmos DB',
    severity: 'high',
    on: ['azurerm_cosmosdb_account'],
    problem: 'answers every network',
    judge: whereReachable(restricted),
    why: 'Without a filter the account answers the whole internet, so that one leaked key is enough to read and write everything. The address 0.0.0.0 lets in all of Azure, and that is nearly the same.',
    fix: 'Name addresses in `ip_range_filter`, or set `is_virtual_network_filter_enabled = true` with a `virtual_network_rule` for each subnet; best, set `public_network_access_enabled = false`. A filter takes some minutes to come into force.',
    references: [page, 'https://learn.microsoft.com/en-us/azure/cosmos-db/how-to-configure-firewall'],
    aliases: aliasesOf('CKV_AZURE_99'),
    examples: {
      bad: [
        account(),
        account('ip_range_filter = ["0.0.0.0/0"]'),
        account('virtual_network_rule {', '  id = "/subscriptions/s/subnets/etl"', '}'),
      ],
      good: [
        account('ip_range_filter = ["203.0.113.7"]'),
        account(
          'is_virtual_network_filter_enabled = true',
          'virtual_network_rule {',
          '  id = "/subscriptions/s/subnets/etl"',
          '}',
        ),
        account('public_network_access_enabled = false'),
      ],
    },
  }),
  family({
    id: 'terraform/azure-cosmos-local-auth',
    title: 'Switch off keys of Cosmos DB accounts',
    severity: 'medium',
    on: ['azurerm_cosmosdb_account'],
    problem: 'can be opened with a key',
    judge: whereSql(
      anyOf(
        demand('local_authentication_disabled', isTrue, { absent: 'bad' }),
        demand('local_authentication_enabled', isFalse, { absent: 'bad' }),
      ),
    ),
    why: 'The keys of an account open everything in it, belong to nobody, do not expire, and stand in the state of Terraform.',
    fix: 'Set `local_authentication_disabled = true`, after every client signs in with an identity that has an `azurerm_cosmosdb_sql_role_assignment`. Only the SQL interface can do without keys; accounts for others are not reported.',
    references: [
      page,
      'https://learn.microsoft.com/en-us/azure/cosmos-db/how-to-connect-role-based-access-control',
    ],
    aliases: aliasesOf('CKV_AZURE_140'),
    examples: {
      bad: [
        account(),
        account(
          'kind                          = "GlobalDocumentDB"',
          'local_authentication_disabled = false',
        ),
      ],
      good: [
        account('local_authentication_disabled = true'),
        account('kind = "MongoDB"'),
        account('capabilities {', '  name = "EnableCassandra"', '}'),
      ],
    },
  }),
]

export default rules
