import { parseAddress } from '../../../src/core/terraform/address.ts'
import type { MatchedPlan, PlannedResource } from '../../../src/core/terraform/plan.ts'
import type { Value } from '../../../src/core/terraform/value.ts'

type Values = Readonly<Record<string, Value>> | undefined

/** One resource of a plan; what is left out is as most resources have it. */
export function planned(
  address: string,
  action: PlannedResource['action'],
  [before, after]: readonly [Values, Values],
  more: Partial<PlannedResource> = {},
): PlannedResource {
  const { module = '', mode = 'managed', type = '', name = '', key } = parseAddress(address) ?? {}
  const mapOf = (values: Values) => (values ? new Map(Object.entries(values)) : null)
  return {
    ...{ address, module, mode, type, name, action, importing: false, replacePaths: [] },
    ...(key !== undefined && { key }),
    ...{ before: mapOf(before), after: mapOf(after) },
    ...more,
  }
}

export function planOf(resources: readonly PlannedResource[], more: Partial<MatchedPlan> = {}): MatchedPlan {
  return {
    ...{ name: 'plan.json', form: 'json', complete: true, errored: false, resources },
    ...{ drift: [], deferred: [], outputs: [], checks: [], exposed: [], configuration: [] },
    ...{ notes: [], mismatches: [] },
    ...more,
  }
}
