import type { TerraformDocument } from '../document.ts'
import type { Resource } from './configuration.ts'
import { candidatesFor, type Join } from './link-index.ts'
import { unseenHalves } from './link-unseen.ts'
import { linkValue, namesOf, referencesIn } from './link-value.ts'
import { read } from './read.ts'
import { isMasked, isUnknown, type Unknown } from './value.ts'

export { referencesIn }

/** Whether an attribute names a resource: by a reference to it, or by the text that it is called. */
export function linksTo(source: Resource, path: string, target: Resource): 'yes' | 'no' | 'unknown' {
  const value = linkValue(source, path)
  if (value === undefined || value === null) return 'no'
  if (isUnknown(value)) return refersTo(value, target)
  if (isMasked(value)) return 'unknown'
  const names = namesOf(target)
  if (names.includes(value)) return 'yes'
  return names.length > 0 && !names.some(isUnknown) ? 'no' : 'unknown'
}

/** Whether an unknown value is, or begins with, an attribute of a resource. */
function refersTo(value: Unknown, target: Resource): 'yes' | 'no' | 'unknown' {
  const references = referencesIn(value)
  if (references.length === 0) return 'unknown'
  if (references.some(({ address }) => address === target.address)) return 'yes'
  return references.some(({ address }) => address === target.declared) ? 'unknown' : 'no'
}

export interface Joined {
  readonly found: readonly Resource[]
  /** Set where a resource may be meant as well, or may not be there: why that is not known. */
  readonly maybe?: Unknown
  /** Set where there may be others among what was not read: why. */
  readonly unseen?: Unknown
}

type Around = Pick<TerraformDocument, 'resources' | 'modules' | 'problems'>

/**
 * The resources of a configuration that name this one, and whether others may: the other half of a bucket or a key. Only resources of
 * the same root module are seen; one that another configuration attaches is not known here.
 */
export function joined(document: Around, target: Resource, join: Join): Joined {
  const { by } = join
  const linked = candidatesFor(target, document.resources, join).map((candidate) => ({
    candidate,
    link: linksTo(candidate, by, target),
  }))
  const found = linked.flatMap(({ candidate, link }) =>
    link === 'yes' && !candidate.uncertain ? [candidate] : [],
  )
  const open = linked.find(
    ({ candidate, link }) => link === 'unknown' || (link === 'yes' && candidate.uncertain),
  )
  const unseen = unseenHalves(document, target)
  return {
    found,
    ...(open && { maybe: doubtOf(open.candidate, by, target) }),
    ...(unseen && { unseen }),
  }
}

function doubtOf(candidate: Resource, by: string, target: Resource): Unknown {
  const { value } = read(candidate, by)
  const because = candidate.uncertain?.because ?? (isUnknown(value) ? value.because : [])
  const text = `${candidate.address} may belong to ${target.address}`
  return { kind: 'unknown', because: [{ text, place: candidate.header }, ...because] }
}
