import type { Resource } from './configuration.ts'
import { read } from './read.ts'
import { isUnknown, type Reference, type Unknown, type Value } from './value.ts'

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

export function namesOf({ attributes }: Resource): readonly Value[] {
  return namingAttributes.flatMap((name) => attributes.get(name)?.value ?? [])
}

/** What an attribute that names another resource says. A reference says more than the text that a plan knows it for. */
export function linkValue(source: Resource, path: string): Value | undefined {
  const { attribute, value } = read(source, path)
  const code = path.split('.').at(-1) === attribute?.name ? attribute?.code : undefined
  return isUnknown(code) && referencesIn(code).length > 0 ? code : value
}

export function referencesIn({ reference, parts = [] }: Unknown): readonly Reference[] {
  if (reference) return [reference]
  return parts.flatMap((part) => (isUnknown(part) && part.reference ? [part.reference] : []))
}
