import type { Configuration, Resource } from './configuration.ts'
import type { PlannedResource } from './plan.ts'

/** The block a planned resource comes from, whatever its key. */
export function declarationOf(configuration: Configuration, planned: PlannedResource): Resource | undefined {
  return configuration.byAddress.get(planned.address) ?? blocksOf(configuration).get(blockOf(planned))
}

/** The first resource of each block; made once for a configuration, as plans may ask for thousands. */
function blocksOf(configuration: Configuration): ReadonlyMap<string, Resource> {
  const known = blocks.get(configuration)
  if (known) return known
  const entries = configuration.resources.map(
    (each) => [blockOf({ ...each, type: each.resourceType }), each] as const,
  )
  const made = new Map(entries.toReversed())
  blocks.set(configuration, made)
  return made
}

const blocks = new WeakMap<Configuration, ReadonlyMap<string, Resource>>()

const blockOf = ({ module, mode, type, name }: Pick<PlannedResource, 'module' | 'mode' | 'type' | 'name'>) =>
  JSON.stringify([withoutKeys(module), mode, type, name])

/** `module.lake["eu"].module.zone[0]` as `module.lake.module.zone`. */
const withoutKeys = (module: string) => module.replace(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g, '')
