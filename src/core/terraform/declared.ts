import { withoutKeys } from './address.ts'
import type { Configuration, Resource } from './configuration.ts'
import type { PlannedResource } from './plan.ts'

/** The block a planned resource comes from, whatever its key. */
export function declarationOf(configuration: Configuration, planned: PlannedResource): Resource | undefined {
  const own = configuration.byAddress.get(planned.address)
  if (own) return own
  const { module, type, name, mode } = planned
  const modulePath = withoutKeys(module)
  return configuration.resources.find(
    (each) =>
      each.resourceType === type &&
      each.name === name &&
      each.mode === mode &&
      withoutKeys(each.module) === modulePath,
  )
}
