import { read } from '../../../src/core/terraform/read.ts'
import { isUnknown, valueAt } from '../../../src/core/terraform/value.ts'
import { bad, type Wanted } from './demand.ts'
import type { Judge } from './family.ts'

/** A key of a map, which may hold dots, must be as wanted where it is set. */
export function demandKey(attribute: string, key: string, wanted: Wanted): Judge {
  return (resource) => {
    const reading = read(resource, attribute)
    const value = valueAt(reading.value, [key])
    const what = `${attribute} ${key}`
    if (value === undefined || value === null) return []
    if (isUnknown(value)) return [{ kind: 'unclear', what, place: reading.place, because: value }]
    return wanted(value) ? [] : [bad({ ...reading, value }, what)]
  }
}
