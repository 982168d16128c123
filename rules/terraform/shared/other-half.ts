import { joined } from '../../../src/core/terraform/link.ts'
import type { Holds } from './combine.ts'
import type { Judge } from './family.ts'

/** A resource that says something of another one, and the attribute by which it names that one. */
export interface HalfOf {
  readonly types: readonly string[]
  readonly by: string
  /** What it means that there is none, as a fact: `no aws_s3_bucket_versioning belongs to it`. */
  readonly missing: string
}

/**
 * What a resource needs is said by another one that names it: at least one such must be as wanted. Where none is there, or one that
 * may be meant is not told apart, it is said of the resource itself.
 */
export function otherHalf({ types, by, missing }: HalfOf, wanted: Judge = () => []): Judge {
  return (resource, world) => {
    const { found, maybe, unseen } = joined(world.document, resource, { types, by })
    const answers = found.map((half) => wanted(half, world))
    if (answers.some((told) => told.length === 0)) return []
    const what = types[0] ?? by
    const because = maybe ?? (found.length === 0 ? unseen : undefined)
    if (because) return [{ kind: 'unclear', what, place: resource.header, because }]
    const [first] = answers
    const unclear = answers.find((told) => told.some(({ kind }) => kind === 'unclear'))
    return unclear ?? first ?? [{ kind: 'bad', what, place: resource.header, fact: missing }]
  }
}

/** Whether another resource names this one as its target: a bucket that logs go to. */
export function isTarget({ types, by }: Omit<HalfOf, 'missing'>): Holds {
  return (resource, { document }) => {
    const { found, maybe, unseen } = joined(document, resource, { types, by })
    return found.length > 0 ? 'yes' : (maybe ?? unseen ?? 'no')
  }
}
