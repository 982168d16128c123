import type { TerraformDocument } from '../../../src/core/document.ts'
import type { Resource } from '../../../src/core/terraform/configuration.ts'
import { read } from '../../../src/core/terraform/read.ts'
import { isList, isUnknown, type Value } from '../../../src/core/terraform/value.ts'

/** Resources that give somebody a policy, and the attribute that names it. */
export const attachments: ReadonlyMap<string, string> = new Map([
  ['aws_iam_role_policy_attachment', 'policy_arn'],
  ['aws_iam_user_policy_attachment', 'policy_arn'],
  ['aws_iam_group_policy_attachment', 'policy_arn'],
  ['aws_iam_policy_attachment', 'policy_arn'],
  ['aws_iam_role_policy_attachments_exclusive', 'policy_arns'],
  ['aws_iam_role', 'managed_policy_arns'],
  ['aws_ssoadmin_managed_policy_attachment', 'managed_policy_arn'],
])

/**
 * Whether a policy only says how far others may go: it is the permissions boundary of somebody, and attached to nobody. Such a one grants
 * nothing.
 */
export function isBoundary(policy: Resource, document: TerraformDocument): boolean {
  const { boundaries, attached } = usesOf(document)
  return boundaries.has(policy.address) && !attached.has(policy.address)
}

interface Uses {
  readonly boundaries: ReadonlySet<string>
  readonly attached: ReadonlySet<string>
}

const known = new WeakMap<TerraformDocument, Uses>()

function usesOf(document: TerraformDocument): Uses {
  const uses = known.get(document) ?? {
    boundaries: new Set(document.resources.flatMap((resource) => named(resource, 'permissions_boundary'))),
    attached: new Set(
      document.resources.flatMap((resource) => named(resource, attachments.get(resource.resourceType))),
    ),
  }
  known.set(document, uses)
  return uses
}

function named(resource: Resource, attribute: string | undefined): readonly string[] {
  return attribute === undefined ? [] : addressesIn(read(resource, attribute).value ?? null)
}

/** The resources that a value names: `aws_iam_policy.limit.arn`, a list of such, a text with one in it. */
function addressesIn(value: Value): readonly string[] {
  const values = isList(value) ? value : [value]
  return values.filter(isUnknown).flatMap(({ reference, parts = [] }) => {
    const all = [reference, ...parts.filter(isUnknown).map((part) => part.reference)]
    return all.flatMap((each) => (each ? [each.address] : []))
  })
}
