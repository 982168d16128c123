import type { TerraformDocument } from '../../../src/core/document.ts'
import type { Block, Resource } from '../../../src/core/terraform/configuration.ts'
import { joined } from '../../../src/core/terraform/link.ts'
import { isOpen } from '../../../src/core/terraform/networks.ts'
import { blocksAt, type Reading, read } from '../../../src/core/terraform/read.ts'
import {
  firstUnknown,
  isList,
  isUnknown,
  type Unknown,
  type Value,
  valueAt,
} from '../../../src/core/terraform/value.ts'

/** Who from outside is let in by a security group, on whatever port. */
export interface Ingress {
  /** Ranges that stand for the whole internet, each where it is written. */
  readonly open: readonly (Reading & { readonly cidr: string })[]
  /** Set where more may be let in than is known. */
  readonly maybe?: Unknown
}

const rangesInside = ['cidr_blocks', 'ipv6_cidr_blocks', 'cidr_ipv4', 'cidr_ipv6']

/** The rules inside of a security group, and those that are attached to it as resources of their own. */
export function ingressOf(group: Resource, document: Pick<TerraformDocument, 'resources'>): Ingress {
  const inside = blocksAt(group, 'ingress')
  const attached = joined(document, group, {
    types: ['aws_security_group_rule', 'aws_vpc_security_group_ingress_rule'],
    by: 'security_group_id',
  })
  const rules = [...inside.blocks, ...attached.found.filter((rule) => directionOf(rule) === 'ingress')]
  const ranges = [...writtenAsList(group), ...rules.flatMap(rangesOf)]
  const unknown = inside.open ?? ranges.map(({ value }) => firstUnknown(value)).find((value) => value)
  const maybe = unknown ?? attached.maybe ?? attached.found.map(directionOf).find(isUnknown)
  return { open: ranges.flatMap(openIn), ...(maybe && { maybe }) }
}

function directionOf(rule: Resource): Value {
  return rule.resourceType === 'aws_security_group_rule' ? (read(rule, 'type').value ?? null) : 'ingress'
}

function rangesOf(rule: Block): Reading[] {
  return rangesInside.map((name) => read(rule, name)).filter(({ value }) => (value ?? null) !== null)
}

/** `ingress = [{ cidr_blocks = [...] }]`. */
function writtenAsList(group: Resource): Reading[] {
  const attribute = group.attributes.get('ingress')
  if (!attribute) return []
  const { place, value } = attribute
  const rules: readonly Value[] = isList(value) ? value : [value]
  return rules.flatMap((rule) =>
    rangesInside.map((name) => ({ value: valueAt(rule, [name]), place, attribute })),
  )
}

function openIn(reading: Reading): (Reading & { readonly cidr: string })[] {
  const { value } = reading
  const texts = (isList(value) ? value : [value]).filter((text) => typeof text === 'string')
  return texts.filter((text) => isOpen(text)).map((cidr) => ({ ...reading, cidr }))
}
