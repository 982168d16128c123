import type { Value } from '../../../src/core/terraform/value.ts'
import { demand } from './demand.ts'
import type { Judge } from './family.ts'
import { demandPresent } from './present.ts'

/** The keys that AWS keeps for an account are called `alias/aws/...`. */
const isOwnKey = (value: Value) => typeof value === 'string' && value !== '' && !value.includes('alias/aws/')

/** A key of one's own must be named. One that is an attribute of a resource is there, though its name is not known yet. */
export function ownKey(path: string): Judge {
  return (resource, world) => {
    const missing = demandPresent(path)(resource, world)
    if (missing.length > 0) return missing
    return demand(path, isOwnKey, { absent: 'bad' })(resource, world).filter(({ kind }) => kind === 'bad')
  }
}
