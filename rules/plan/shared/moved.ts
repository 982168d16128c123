import type { TerraformDocument } from '../../../src/core/document.ts'
import type { Hit } from '../../../src/core/finding.ts'
import type { PlannedResource } from '../../../src/core/terraform/plan.ts'
import { isMap, isUnknown, type Path, sameValue, type Value } from '../../../src/core/terraform/value.ts'
import { declarationOf } from './planned.ts'

/** A destroyed and a created resource that look like one object. */
export interface Pair {
  readonly old: PlannedResource
  readonly fresh: PlannedResource
}

/** The block that tells Terraform that an object only goes by another address. */
export function movedBlock(from: string, to: string): string {
  return `moved {\n  from = ${from}\n  to   = ${to}\n}\n`
}

/** The block as an edit behind the resource at head. */
export function movedSuggestion({ old, fresh }: Pair, document: TerraformDocument): Pick<Hit, 'suggestion'> {
  const declared = declarationOf(document, fresh)
  // In a called module the block belongs to the caller, whose addresses are others.
  if (!declared || declared.calls.length > 0) return {}
  const { end } = declared.place.range
  const text = `\n\n${movedBlock(old.address, fresh.address).trimEnd()}`
  return {
    suggestion: { title: 'Say that it is the same object', edits: [{ range: { start: end, end }, text }] },
  }
}

/** The best partner of each destroyed resource among created ones of the same type, where one resembles it more than any other does. */
export function pairsOf(gone: readonly PlannedResource[], made: readonly PlannedResource[]): readonly Pair[] {
  const free = new Set(made)
  return gone.flatMap((old) => {
    const scored = [...free]
      .filter(({ type }) => type === old.type)
      .map((fresh) => ({ fresh, score: likeness(old, fresh) }))
      .filter(({ score }) => score >= enough)
      .sort((one, other) => other.score - one.score)
    const [best, second] = scored
    if (!best || (second && second.score === best.score)) return []
    free.delete(best.fresh)
    return [{ old, fresh: best.fresh }]
  })
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

const enough = 0.8
const certain = 2

/** From 0 to 1 the share of what is known of both that is equal; `certain` where what they are called is, and not everything else differs. */
function likeness(old: PlannedResource, fresh: PlannedResource): number {
  const { before } = old
  const { after } = fresh
  if (!isMap(before) || !isMap(after)) return 0
  const known = [...after].filter(
    ([key, value]) => isTelling(value) && isTelling(before.get(key)) && key !== 'tags_all',
  )
  const equal = known.filter(([key, value]) => sameValue(before.get(key), value) === 'yes')
  const share = known.length === 0 ? 0 : equal.length / known.length
  const names = naming.filter((name) => isTelling(before.get(name)) && isTelling(after.get(name)))
  if (names.length === 0) return share
  const same = names.every((name) => sameValue(before.get(name), after.get(name)) === 'yes')
  return same ? certain + share : 0
}

const isTelling = (value: Value | undefined) => value !== undefined && value !== null && !isUnknown(value)

/** Whether two values at a path are known to be equal. */
export function agreeAt(one: Value, other: Value, path: Path): boolean {
  const at = (value: Value): Value | undefined =>
    path.reduce<Value | undefined>(
      (inside, key) => (isMap(inside) ? inside.get(String(key)) : undefined),
      value,
    )
  const [left, right] = [at(one), at(other)]
  return isTelling(left) && sameValue(left, right) === 'yes'
}
