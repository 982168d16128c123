import { jsonValue } from '../../../src/core/terraform/json.ts'
import { read } from '../../../src/core/terraform/read.ts'
import { firstUnknown, unknown, valueAt } from '../../../src/core/terraform/value.ts'
import { type Absence, bad, type Wanted } from './demand.ts'
import type { Judge } from './family.ts'

/** An attribute holds JSON as text, and what stands in it at a path must be as wanted. */
export function demandJson(
  attribute: string,
  path: string,
  { wanted, absent }: Absence & { readonly wanted: Wanted },
): Judge {
  return (resource) => {
    const reading = read(resource, attribute)
    const { place, value: text } = reading
    if (text === undefined || text === null) return []
    const json = jsonValue(text)
    const value =
      json === undefined ? unknown(`${attribute} is no JSON`, place) : valueAt(json, path.split('.'))
    if (value === undefined || value === null)
      return absent === 'bad' ? [bad({ ...reading, value: undefined }, path)] : []
    const because = firstUnknown(value)
    if (because) return [{ kind: 'unclear', what: path, place, because }]
    return wanted(value) ? [] : [bad({ ...reading, value }, path)]
  }
}
