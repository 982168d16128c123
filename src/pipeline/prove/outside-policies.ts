import { policyAttributes } from '../../core/iam/policy-changes.ts'
import type { Configuration, Resource } from '../../core/terraform/configuration.ts'
import type { Range } from '../../core/text.ts'

/**
 * What a file says outside of its policies, without white space: where two texts agree in it they differ in policies alone. A policy is a
 * statement of a policy document, or an attribute that holds one.
 */
export function outsidePolicies(
  path: string,
  text: string,
  configurations: readonly Configuration[],
): string {
  const places = configurations.flatMap(({ resources }) => resources.flatMap(policyPlaces))
  const ranges = places.filter((place) => place.path === path).map(({ range }) => range)
  let kept = ''
  let end = 0
  for (const range of ranges.sort(byStart)) {
    if (range.start >= end) kept = withMark(kept + text.slice(end, range.start))
    end = Math.max(end, range.end)
  }
  return (kept + text.slice(end)).replace(/\s+/g, '')
}

const byStart = (one: Range, other: Range) => one.start - other.start || other.end - one.end

/** One for all that stand side by side: a statement may be split in two. */
const withMark = (text: string) => (text.trimEnd().endsWith(mark) ? text : text + mark)
const mark = '\u0000'

const policyDocument = 'aws_iam_policy_document'

function policyPlaces({ resourceType, mode, blocks, attributes }: Resource) {
  if (mode === 'data')
    return resourceType === policyDocument
      ? blocks.filter(({ type }) => type === 'statement').map(({ place }) => place)
      : []
  return policyAttributes(resourceType).flatMap((name) => attributes.get(name)?.place ?? [])
}
