import { read } from '../../../src/core/terraform/read.ts'
import { type Absence, demanded, type Wanted } from './demand.ts'
import type { Judge } from './family.ts'

/** An attribute that generations of a provider call by different names: the first that is set counts. */
export function demandRenamed(names: readonly string[], wanted: Wanted, { absent }: Absence): Judge {
  return (resource) => {
    const written = names.find((name) => (read(resource, name).value ?? null) !== null)
    return demanded(resource, written ?? names[0] ?? '', { wanted, absent })
  }
}
