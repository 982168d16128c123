import type { Block, Resource } from '../../../src/core/terraform/configuration.ts'
import { isOpen } from '../../../src/core/terraform/networks.ts'
import { blocksAt, placeAt, read } from '../../../src/core/terraform/read.ts'
import {
  firstUnknown,
  isList,
  isMap,
  isUnknown,
  itemsOf,
  type Unknown,
  type Value,
} from '../../../src/core/terraform/value.ts'
import type { Place } from '../../../src/core/text.ts'
import type { Judge, Told } from './family.ts'
import type { Ports } from './reached-ports.ts'

export type Direction = 'ingress' | 'egress'

/** One rule of a security group: which addresses on which ports. */
export interface NetworkRule {
  readonly place: Place
  readonly via: readonly Place[]
  /** Ranges that stand for the whole internet. */
  readonly open: readonly string[]
  readonly ports: Ports | Unknown
  /** Set where other ranges may be meant as well. */
  readonly maybe?: Unknown
}

/** Types that hold rules, and those that are one. */
export const ruleTypes: Readonly<Record<Direction, readonly string[]>> = {
  ingress: [
    'aws_security_group',
    'aws_default_security_group',
    'aws_security_group_rule',
    'aws_vpc_security_group_ingress_rule',
  ],
  egress: [
    'aws_security_group',
    'aws_default_security_group',
    'aws_security_group_rule',
    'aws_vpc_security_group_egress_rule',
  ],
}

/** No rule of a security group that is open to the internet may be what is asked for. */
export function noOpenRule(direction: Direction, ask: (ports: Ports) => string | undefined): Judge {
  return (resource) => {
    const { rules, open } = rulesOf(resource, direction)
    const told = rules.flatMap((rule) => toldOf(rule, direction, ask))
    if (!open || told.some(({ kind }) => kind === 'bad')) return told
    return [...told, { kind: 'unclear', what: direction, place: resource.header, because: open }]
  }
}

function toldOf(rule: NetworkRule, what: string, ask: (ports: Ports) => string | undefined): Told[] {
  const { place, via, open, ports, maybe } = rule
  const isOpen = open.length > 0
  if ('because' in ports) return isOpen || maybe ? [{ kind: 'unclear', what, place, because: ports }] : []
  const fact = ask(ports)
  if (fact === undefined) return []
  if (isOpen)
    return [
      { kind: 'bad', what, place, via, fact: `${open.join(' and ')} ${fact}`, value: `${open} ${fact}` },
    ]
  return maybe ? [{ kind: 'unclear', what, place, because: maybe }] : []
}

/** The rules that a security group holds, or the one that a resource of its own is. */
export function rulesOf(
  resource: Resource,
  direction: Direction,
): { readonly rules: readonly NetworkRule[]; readonly open?: Unknown } {
  if (!/_security_group$/.test(resource.resourceType)) {
    const way = directionOf(resource, direction)
    return { rules: way === direction ? [ruleIn(resource)] : [], ...(isUnknown(way) && { open: way }) }
  }
  const attribute = resource.attributes.get(direction)
  if (attribute) return listed(resource, direction)
  const { blocks, open } = blocksAt(resource, direction)
  return { rules: blocks.map(ruleIn), ...(open && { open }) }
}

/** A rule of its own says which way it is for by its type, or in an attribute. */
function directionOf(resource: Resource, asked: Direction): Value {
  return resource.resourceType === 'aws_security_group_rule' ? (read(resource, 'type').value ?? null) : asked
}

/** `ingress = [{ from_port = 22, ... }]`. */
function listed(resource: Resource, direction: Direction) {
  const { value, attribute } = read(resource, direction)
  const items = isList(value) ? value : [value ?? null]
  const open = items.find(isUnknown)
  const rules = items.filter(isMap).map((item) => {
    const place = placeAt(resource, [direction, items.indexOf(item)])
    return ruleOf((name) => item.get(name), { place, via: attribute?.via ?? [] })
  })
  return { rules, ...(open && { open }) }
}

const ranges = ['cidr_blocks', 'ipv6_cidr_blocks', 'cidr_ipv4', 'cidr_ipv6']

/** The rule stands where its open range is written. */
function ruleIn(block: Block): NetworkRule {
  const readings = ranges.map((name) => read(block, name))
  const open = readings.find(({ value }) => openIn(value).length > 0)
  const place = open?.place ?? block.header
  return ruleOf((name) => read(block, name).value, { place, via: open?.attribute?.via ?? [] })
}

function ruleOf(
  value: (name: string) => Value | undefined,
  at: { readonly place: Place; readonly via: readonly Place[] },
): NetworkRule {
  const given = ranges.map(value)
  const maybe = given.map(firstUnknown).find((each) => each && !isRangeOfOther(each))
  return { ...at, open: given.flatMap(openIn), ports: portsOf(value), ...(maybe && { maybe }) }
}

/** The range of a network or an address that is made or found: never the whole internet. */
export function isRangeOfOther({ reference }: Unknown): boolean {
  if (!reference) return false
  return !/(?:^|\.)data\./.test(reference.address) || /cidr|prefix|(?:^|_)ip/.test(reference.attribute)
}

function openIn(value: Value | undefined): string[] {
  return itemsOf(value)
    .filter((text) => typeof text === 'string')
    .filter((text) => isOpen(text))
}

function portsOf(value: (name: string) => Value | undefined): Ports | Unknown {
  const [protocol, from, to] = [
    value('protocol') ?? value('ip_protocol') ?? 'all',
    value('from_port'),
    value('to_port'),
  ]
  const name = protocolName(protocol)
  if (isUnknown(name)) return name
  if (name === 'all') return { from: 0, to: 65_535, protocol: name }
  const open = [from, to].find(isUnknown)
  return open ?? { from: Number(from ?? 0), to: Number(to ?? 65_535), protocol: name }
}

const protocolNumbers: ReadonlyMap<string, string> = new Map([
  ['-1', 'all'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['1', 'icmp'],
  ['58', 'icmpv6'],
])

function protocolName(value: Value): string | Unknown {
  if (isUnknown(value)) return value
  const text = String(value).toLowerCase()
  return protocolNumbers.get(text) ?? text
}
