import { readPolicy } from '../iam/policy.ts'
import { widened } from '../iam/widened.ts'
import { jsonValue } from './json.ts'
import type { PlannedResource } from './plan.ts'
import { isList, isMap, isUnknown, type Path, sameValue, type Value, type ValueMap } from './value.ts'

/** One value that a plan changes. */
export interface PlannedDifference {
  readonly path: Path
  readonly before: Value | undefined
  readonly after: Value | undefined
  /** Whether it forces a replacement. */
  readonly forces: boolean
}

/** Most differences told of one resource. */
const mostDifferences = 500

/**
 * What a plan changes of a resource, value by value, in the order of its attributes. Texts that hold JSON are compared by what they say,
 * `tags_all` only where `tags` does not say it already, and what is merely computed anew is left out of an update.
 */
export function plannedDifferences(planned: PlannedResource): readonly PlannedDifference[] {
  const found: PlannedDifference[] = []
  collect(planned.before, planned.after, { path: [], found })
  const forces = (path: Path) =>
    planned.replacePaths.some((each) => startsWith(path, each) || startsWith(each, path))
  const own = found.filter(({ path: [first] }) => !isOfAll(first) && !clocks.has(first))
  const told = own.some(({ path }) => isTag(path))
    ? own
    : found.filter(({ path: [first] }) => !clocks.has(first))
  return told
    .filter((one) => !isComputedAnew(one, planned))
    .map((one) => ({ ...one, forces: forces(one.path) }))
}

const isOfAll = (name: unknown) => name === 'tags_all' || name === 'labels_all'

/** What goes on by itself and nobody changes. */
const clocks: ReadonlySet<unknown> = new Set(['latest_restorable_time', 'earliest_restorable_time'])

/** Whether nothing but tags or labels changes: noise to a reader. */
export function isTagOnly(planned: PlannedResource): boolean {
  if (planned.action !== 'update') return false
  const differences = plannedDifferences(planned)
  return differences.length > 0 && differences.every(({ path }) => isTag(path))
}

const tagAttributes: ReadonlySet<unknown> = new Set([
  'tags',
  'tags_all',
  'labels',
  'labels_all',
  'terraform_labels',
  'effective_labels',
])

const isTag = ([first]: Path) => tagAttributes.has(first)

function startsWith(path: Path, start: Path): boolean {
  return start.every((key, i) => key === path[i])
}

/** An output of the resource that the provider works out again (`arn`, `etag`), not one the code asks for. */
function isComputedAnew(
  { path, before, after }: Omit<PlannedDifference, 'forces'>,
  planned: PlannedResource,
): boolean {
  if (planned.action !== 'update' || !isUnknown(after) || path.length !== 1) return false
  return before !== undefined && before !== null && computed.test(String(path[0]))
}

const computed =
  /^(?:id|arn|self_link|etag|.*_etag|version|version_id|qualified_.*|last_.*|.*_date|.*_time|.*_at|fingerprint|.*fingerprint|hash|.*_hash|source_code_hash|.*_sha256|tags_all|labels_all|effective_labels|terraform_labels|show_output|describe_output|fully_qualified_name|output)$/

interface Collecting {
  readonly path: Path
  readonly found: PlannedDifference[] | Omit<PlannedDifference, 'forces'>[]
}

function collect(before: Value | undefined, after: Value | undefined, { path, found }: Collecting): void {
  if (found.length >= mostDifferences || sameValue(before ?? null, after ?? null) === 'yes') return
  const deeper = path.length < 32
  if (deeper && isMap(before ?? null) && isMap(after ?? null)) {
    const [one, other] = [before as ValueMap, after as ValueMap]
    for (const key of new Set([...one.keys(), ...other.keys()]))
      collect(one.get(key), other.get(key), { path: [...path, key], found })
  } else if (deeper && isList(before) && isList(after) && holdsBlocks(before, after)) {
    for (const [i, was, is] of isSet(path) ? unlike(before, after) : inOrder(before, after))
      collect(was, is, { path: [...path, i], found })
  } else if (path.length === 0 && (isMap(before) || isMap(after))) {
    const map = (isMap(before) ? before : after) as ValueMap
    for (const [key, value] of map)
      collect(isMap(before) ? value : undefined, isMap(after) ? value : undefined, { path: [key], found })
  } else if (!saysTheSame(before, after)) {
    found.push({ path, before, after, forces: false })
  }
}

/** Lists of plain values (`cidr_blocks`) are one value; those of blocks are told block by block. */
function holdsBlocks(one: readonly Value[], other: readonly Value[]): boolean {
  return [...one, ...other].some(isMap)
}

type Compared = readonly [index: number, before: Value | undefined, after: Value | undefined]

function inOrder(before: readonly Value[], after: readonly Value[]): readonly Compared[] {
  const length = Math.max(before.length, after.length)
  return Array.from({ length }, (_, i) => [i, before[i], after[i]])
}

/** Blocks that providers keep without an order. */
const sets: ReadonlySet<unknown> = new Set([
  'access',
  'attribute',
  'egress',
  'global_secondary_index',
  'grant',
  'inbound_rule',
  'ingress',
  'ip_restriction',
  'outbound_rule',
  'parameter',
  'route',
  'security_rule',
  'setting',
])

const isSet = (path: Path) => path.length === 1 && sets.has(path[0])

/** Of two sets what is not in both, one by one; where only one has something left, the other has nothing. */
function unlike(before: readonly Value[], after: readonly Value[]): readonly Compared[] {
  const counts = new Map<string, number>()
  for (const item of before) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1)
  const came = [...after.entries()].filter(([, item]) => !taken(counts, keyOf(item)))
  const left = before.filter((item) => taken(counts, keyOf(item)))
  return Array.from({ length: Math.max(left.length, came.length) }, (_, i): Compared => {
    const [index, is] = came[i] ?? [after.length + i - came.length, undefined]
    return [index, left[i], is]
  })
}

/** Takes one of its kind out, if there is one. */
function taken(counts: Map<string, number>, key: string): boolean {
  const count = counts.get(key) ?? 0
  if (count > 0) counts.set(key, count - 1)
  return count > 0
}

/** Equal for equal values, in whatever order their keys and the texts in their lists stand; what is not known is like nothing else. */
function keyOf(value: Value): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (inner instanceof Map) {
      return [...inner].filter(([, each]) => each !== null).sort(([one], [other]) => (one < other ? -1 : 1))
    }
    return inner
  })
}

function saysTheSame(before: Value | undefined, after: Value | undefined): boolean {
  if ((before ?? null) === null && isEmpty(after)) return true
  if ((after ?? null) === null && isEmpty(before)) return true
  if (typeof before !== 'string' || typeof after !== 'string') return false
  const [one, other] = [jsonValue(before), jsonValue(after)]
  if (one === undefined || other === undefined) return false
  return sameValue(one, other) === 'yes' || isSamePolicy(one, other)
}

/** Providers do not tell apart what is not set and what is empty. */
const isEmpty = (value: Value | undefined) =>
  value === '' || (isList(value) && value.length === 0) || (isMap(value) && value.size === 0)

/** Whether both are policies that let the same happen, however they are written. */
function isSamePolicy(one: Value, other: Value): boolean {
  if (!isMap(one) || !isMap(other) || !one.has('Statement') || !other.has('Statement')) return false
  const [was, is] = [readPolicy(one), readPolicy(other)]
  return [widened(was, is), widened(is, was)].every(
    ({ found, unclear }) => found.length === 0 && unclear === undefined,
  )
}
