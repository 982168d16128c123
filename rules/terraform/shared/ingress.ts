import type { TerraformDocument } from '../../../src/core/document.ts'
import type { Resource } from '../../../src/core/terraform/configuration.ts'
import { joined } from '../../../src/core/terraform/link.ts'
import type { Unknown } from '../../../src/core/terraform/value.ts'
import { type NetworkRule, rulesOf } from './network-rules.ts'

/** Who from outside is let in by a security group, on whatever port. */
export interface Ingress {
  /** Rules that let in the whole internet. */
  readonly open: readonly NetworkRule[]
  /** Set where more may be let in than is known. */
  readonly maybe?: Unknown
}

/** The rules inside of a security group, and those that are attached to it as resources of their own. */
export function ingressOf(group: Resource, document: TerraformDocument): Ingress {
  const attached = joined(document, group, {
    types: ['aws_security_group_rule', 'aws_vpc_security_group_ingress_rule'],
    by: 'security_group_id',
  })
  const parts = [group, ...attached.found].map((part) => rulesOf(part, 'ingress'))
  const rules = parts.flatMap((part) => part.rules)
  const unknowns = [
    ...parts.map(({ open }) => open),
    ...rules.map(({ maybe }) => maybe),
    attached.maybe,
    attached.unseen,
  ]
  const maybe = unknowns.find((each) => each !== undefined)
  return { open: rules.filter(({ open }) => open.length > 0), ...(maybe && { maybe }) }
}
