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
  const own = found.filter(({ path }) => path[0] !== 'tags_all' && path[0] !== 'labels_all')
  const told = own.some(({ path }) => isTag(path)) ? own : found
  return told
    .filter((one) => !isComputedAnew(one, planned))
    .map((one) => ({ ...one, forces: forces(one.path) }))
}

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
    const length = Math.max(before.length, after.length)
    for (let i = 0; i < length; i++) collect(before[i], after[i], { path: [...path, i], found })
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

function saysTheSame(before: Value | undefined, after: Value | undefined): boolean {
  if ((before ?? null) === null && isEmpty(after)) return true
  if ((after ?? null) === null && isEmpty(before)) return true
  if (typeof before !== 'string' || typeof after !== 'string') return false
  const [one, other] = [jsonValue(before), jsonValue(after)]
  return one !== undefined && other !== undefined && sameValue(one, other) === 'yes'
}

/** Providers do not tell apart what is not set and what is empty. */
const isEmpty = (value: Value | undefined) =>
  value === '' || (isList(value) && value.length === 0) || (isMap(value) && value.size === 0)
