import { isMap, isUnknown, sameValue, type Value } from './value.ts'

/** An object of a plan or of code, as far as it can be told from others. */
export interface Seen<T> {
  readonly of: T
  readonly type: string
  readonly values: Value
}

export interface Alike<T> {
  readonly old: T
  readonly fresh: T
}

/** The best partner of each object that goes among those of its type that come, where one resembles it more than any other does. */
export function pairsAlike<T>(gone: readonly Seen<T>[], made: readonly Seen<T>[]): readonly Alike<T>[] {
  const traits = Map.groupBy(
    made.flatMap((fresh) => traitsOf(fresh).map((trait) => ({ trait, fresh }))),
    ({ trait }) => trait,
  )
  const taken = new Set<Seen<T>>()
  return gone.flatMap((old) => {
    const alike = [...traitsOf(old), `${old.type} `].flatMap((trait) => traits.get(trait) ?? [])
    const free = [...new Set(alike.map(({ fresh }) => fresh))].filter((fresh) => !taken.has(fresh))
    if (free.length > mostAlike) return []
    const scored = free
      .map((fresh) => ({ fresh, score: likeness(old, fresh) }))
      .filter(({ score }) => score >= enough)
      .sort((one, other) => other.score - one.score)
    const [best, second] = scored
    if (!best || (second && second.score === best.score)) return []
    taken.add(best.fresh)
    return [{ old: old.of, fresh: best.fresh.of }]
  })
}

/** Among more nobody could tell one from the other. */
const mostAlike = 200

/** What a resource may be found by: its names; without any, its type alone. */
function traitsOf<T>({ type, values }: Seen<T>): string[] {
  const names = namingOf(type).flatMap((name) => {
    const value = isMap(values) ? values.get(name) : undefined
    return typeof value === 'string' ? [`${type} ${name}=${value}`] : []
  })
  return names.length > 0 ? names : [`${type} `]
}

/** Names by which the provider knows an object: equal ones outweigh everything else. */
const naming = [
  'bucket',
  'name',
  'identifier',
  'cluster_identifier',
  'replication_group_id',
  'function_name',
  'dataset_id',
  'table_id',
  'topic_name',
  'domain_name',
  'database',
  'repository',
]

/** What belongs to a bucket names it too, and is not called so. */
function namingOf(type: string): readonly string[] {
  return belongsToBucket.test(type) ? naming.filter((name) => name !== 'bucket') : naming
}

const belongsToBucket = /^(?:aws_s3|google_storage)_bucket_/

const enough = 0.8
const certain = 2

/** From 0 to 1 the share of what is known of both that is equal; `certain` where what they are called is, and not everything else differs. */
function likeness({ type, values: before }: Seen<unknown>, { values: after }: Seen<unknown>): number {
  if (!isMap(before) || !isMap(after)) return 0
  const names = namingOf(type).filter((name) => isTelling(before.get(name)) && isTelling(after.get(name)))
  const same = names.every((name) => sameValue(before.get(name), after.get(name)) === 'yes')
  if (!same) return 0
  const known = [...after].filter(
    ([key, value]) => isTelling(value) && isTelling(before.get(key)) && key !== 'tags_all',
  )
  const equal = known.filter(([key, value]) => sameValue(before.get(key), value) === 'yes')
  const share = known.length === 0 ? 0 : equal.length / known.length
  return names.length === 0 ? share : certain + share
}

const isTelling = (value: Value | undefined) => value !== undefined && value !== null && !isUnknown(value)
