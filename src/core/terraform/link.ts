import type { TerraformDocument } from '../document.ts'
import type { Resource } from './configuration.ts'
import { read } from './read.ts'
import { isMasked, isUnknown, type Reference, type Unknown } from './value.ts'

/** Attributes by which code names a resource of its own: what a plain text is compared with. */
const namingAttributes = [
  'bucket',
  'name',
  'identifier',
  'cluster_identifier',
  'id',
  'key_id',
  'domain_name',
  'repository',
]

/** Whether an attribute names a resource: by a reference to it, or by the text that it is called. */
export function linksTo(source: Resource, path: string, target: Resource): 'yes' | 'no' | 'unknown' {
  const reading = read(source, path)
  const code = path.split('.').at(-1) === reading.attribute?.name ? reading.attribute?.code : undefined
  // A reference says more than the text that a plan knows it for.
  const value = isUnknown(code) && referencesIn(code).length > 0 ? code : reading.value
  if (value === undefined || value === null) return 'no'
  if (isUnknown(value)) return refersTo(value, target)
  if (isMasked(value)) return 'unknown'
  const names = namingAttributes.flatMap((name) => target.attributes.get(name)?.value ?? [])
  if (names.includes(value)) return 'yes'
  return names.length > 0 && !names.some(isUnknown) ? 'no' : 'unknown'
}

/** Whether an unknown value is, or begins with, an attribute of a resource. */
export function refersTo(value: Unknown, target: Resource): 'yes' | 'no' | 'unknown' {
  const references = referencesIn(value)
  if (references.length === 0) return 'unknown'
  if (references.some(({ address }) => address === target.address)) return 'yes'
  return references.some(({ address }) => address === target.declared) ? 'unknown' : 'no'
}

export function referencesIn({ reference, parts = [] }: Unknown): readonly Reference[] {
  if (reference) return [reference]
  return parts.flatMap((part) => (isUnknown(part) && part.reference ? [part.reference] : []))
}

export interface Joined {
  readonly found: readonly Resource[]
  /** Set where a resource may be meant as well, or may not be there: why that is not known. */
  readonly maybe?: Unknown
}

/**
 * The resources of a configuration that name this one, and whether others may: the other half of a bucket or a key. Only resources of
 * the same root module are seen; one that another configuration attaches is not known here.
 */
export function joined(
  { resources }: Pick<TerraformDocument, 'resources'>,
  target: Resource,
  { types, by }: { readonly types: readonly string[]; readonly by: string },
): Joined {
  const candidates = resources.filter(
    ({ mode, resourceType }) => mode === 'managed' && types.includes(resourceType),
  )
  const linked = candidates.map((candidate) => ({ candidate, link: linksTo(candidate, by, target) }))
  const found = linked.flatMap(({ candidate, link }) =>
    link === 'yes' && !candidate.uncertain ? [candidate] : [],
  )
  const open = linked.find(
    ({ candidate, link }) => link === 'unknown' || (link === 'yes' && candidate.uncertain),
  )
  if (!open) return { found }
  return { found, maybe: doubtOf(open.candidate, by, target) }
}

function doubtOf(candidate: Resource, by: string, target: Resource): Unknown {
  const { value } = read(candidate, by)
  const because = candidate.uncertain?.because ?? (isUnknown(value) ? value.because : [])
  const text = `${candidate.address} may belong to ${target.address}`
  return { kind: 'unknown', because: [{ text, place: candidate.header }, ...because] }
}
