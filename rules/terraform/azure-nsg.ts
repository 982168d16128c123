import type { Block, Resource } from '../../src/core/terraform/configuration.ts'
import { blocksAt, placeAt, read } from '../../src/core/terraform/read.ts'
import { isList, isMap, isUnknown, type Value } from '../../src/core/terraform/value.ts'
import { type Opening, saidIn, tooOpen } from './shared/cloud-firewall.ts'
import { family, type Judge, type Told } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { written } from './shared/written.ts'

const group = 'azurerm_network_security_group'
const single = 'azurerm_network_security_rule'

const narrow: Judge = (resource) => {
  const { resourceType } = resource
  if (resourceType === single) return judged(resource, 'destination_port_range')
  if (resource.attributes.has('security_rule')) return listed(resource)
  const { blocks, open } = blocksAt(resource, 'security_rule')
  const told = blocks.flatMap((block) => judged(block, 'security_rule'))
  if (!open || told.some(({ kind }) => kind === 'bad')) return told
  return [...told, { kind: 'unclear', what: 'security_rule', place: resource.header, because: open }]
}

function judged(block: Block, what: string): Told[] {
  const source = read(block, 'source_address_prefix')
  const opening = openingOf((...names) => saidIn(block, ...names))
  const at = { place: source.attribute?.place ?? block.header, via: source.attribute?.via ?? [] }
  return opening ? tooOpen({ ...opening, ...at, what }) : []
}

/** `security_rule = [{ ... }]`. */
function listed(resource: Resource): Told[] {
  const { value, attribute } = read(resource, 'security_rule')
  const items = isList(value) ? value : [value ?? null]
  return items.flatMap((item, i): Told[] => {
    const place = placeAt(resource, ['security_rule', i])
    const what = 'security_rule'
    if (isUnknown(item)) return [{ kind: 'unclear', what, place, because: item }]
    if (!isMap(item)) return []
    const opening = openingOf((...names) => names.flatMap((name) => each(item.get(name))))
    return opening ? tooOpen({ ...opening, place, via: attribute?.via ?? [], what }) : []
  })
}

function each(value: Value | undefined): readonly Value[] {
  if (value === undefined || value === null) return []
  return isList(value) ? value : [value]
}

/** Nothing of a rule that denies, or is for what goes out. */
function openingOf(
  said: (...names: readonly string[]) => readonly Value[],
): Omit<Opening, 'what' | 'place' | 'via'> | undefined {
  const [direction = null] = said('direction')
  const [access = null] = said('access')
  if (isOther(direction, 'inbound') || isOther(access, 'allow')) return undefined
  const maybe = [direction, access].find(isUnknown)
  return {
    sources: said('source_address_prefix', 'source_address_prefixes'),
    protocol: said('protocol')[0] ?? '*',
    ports: said('destination_port_range', 'destination_port_ranges'),
    ...(maybe && { maybe }),
  }
}

const isOther = (value: Value, name: string) => !isUnknown(value) && String(value).toLowerCase() !== name

const rule = (...lines: readonly string[]) =>
  written(
    single,
    [
      'name      = "in"',
      'priority  = 100',
      'direction = "Inbound"',
      'access    = "Allow"',
      'protocol  = "Tcp"',
      ...lines,
    ].join('\n'),
  )

export default [
  family({
    id: 'terraform/azure-nsg-open',
    title: 'Do not open logins and stores of Azure to the internet',
    severity: 'critical',
    on: [group, single],
    problem: 'lets the internet in',
    judge: narrow,
    why: 'Addresses of Azure are scanned all day. Behind an open port of a database or of remote desktop nothing but a password stands between everybody and the data.',
    fix: 'Name who may come in `source_address_prefixes`, or a group of machines in `source_application_security_group_ids`. People log in through Azure Bastion or a VPN, stores are reached through private endpoints.',
    references: [
      'https://learn.microsoft.com/en-us/azure/virtual-network/network-security-groups-overview',
      'https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/network_security_rule',
    ],
    aliases: [
      ...aliasesOf('CKV_AZURE_9', 'AZU-0048', 'azure-network-disable-rdp-from-internet'),
      ...aliasesOf('CKV_AZURE_10', 'AZU-0050', 'azure-network-ssh-blocked-from-internet'),
      ...aliasesOf('CKV_AZURE_77', 'AZU-0047', 'azure-network-no-public-ingress'),
    ],
    examples: {
      bad: [
        rule('source_address_prefix = "*"', 'destination_port_range = "1433"'),
        rule('source_address_prefix = "Internet"', 'destination_port_ranges = ["443", "3380-3400"]'),
        written(
          group,
          'name = "data"\nsecurity_rule {\n  name = "all"\n  priority = 100\n  direction = "Inbound"\n  access = "Allow"\n  protocol = "*"\n  source_port_range = "*"\n  source_address_prefix = "0.0.0.0/0"\n  destination_port_range = "*"\n  destination_address_prefix = "*"\n}',
        ),
      ],
      good: [
        rule('source_address_prefix = "Internet"', 'destination_port_ranges = ["80", "443"]'),
        rule('source_address_prefix = "198.51.100.0/24"', 'destination_port_range = "22"'),
        rule('source_address_prefix = "VirtualNetwork"', 'destination_port_range = "*"'),
        rule('source_address_prefix = "*"', 'destination_port_range = "*"').replace('Allow', 'Deny'),
        rule('source_address_prefix = "*"', 'destination_port_range = "*"').replace('Inbound', 'Outbound'),
      ],
    },
  }),
]
