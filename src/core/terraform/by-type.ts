import type { Resource } from './configuration.ts'

const known = new WeakMap<readonly Resource[], ReadonlyMap<string, readonly Resource[]>>()

/** The managed resources of a type, in the order of the code: found once for each list, however many ask. */
export function managedOfType(resources: readonly Resource[], type: string): readonly Resource[] {
  const byType = known.get(resources) ?? Map.groupBy(resources.filter(isManaged), typeOf)
  known.set(resources, byType)
  return byType.get(type) ?? []
}

const isManaged = ({ mode }: Resource) => mode === 'managed'
const typeOf = ({ resourceType }: Resource) => resourceType
