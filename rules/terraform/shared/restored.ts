import { read } from '../../../src/core/terraform/read.ts'
import { unknown } from '../../../src/core/terraform/value.ts'
import type { Judge } from './family.ts'
import { presence } from './present.ts'

/** What a database made from a snapshot does not say itself is as it was in the snapshot, which the code does not show. */
export function unlessRestored(path: string, judge: Judge): Judge {
  return (resource, world) => {
    const { value, place } = read(resource, path)
    const isRestored = ['snapshot_identifier', 'restore_to_point_in_time'].some(
      (origin) => presence(resource, origin) !== 'no',
    )
    if ((value ?? null) !== null || !isRestored) return judge(resource, world)
    const because = unknown(`${path} is taken over from the snapshot`)
    return [{ kind: 'unclear', what: path, place, because }]
  }
}
