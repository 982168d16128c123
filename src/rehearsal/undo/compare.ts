import type { SchemaDifference } from '../../core/rehearsal.ts'
import { keyOf, type SchemaFact } from './fact.ts'
import { isSameDefinition } from './same-definition.ts'

type Facts = ReadonlyMap<string, SchemaFact>

/**
 * How a schema differs from what it was, one difference for each cause: with a table that is missing, its columns, indexes and grants are
 * not told, and a change that a partition has from its table is told of the table. In the order of the facts. Both readings must be of
 * one database.
 */
export function compareSchemas(
  before: readonly SchemaFact[],
  after: readonly SchemaFact[],
): readonly SchemaDifference[] {
  const [was, is] = [byKey(before), byKey(after)]
  return [
    ...without(was, is).map((fact) => difference('missing', fact)),
    ...without(is, was).map((fact) => difference('left', fact)),
    ...changes(was, is),
  ].sort(inOrder)
}

const byKey = (facts: readonly SchemaFact[]): Facts => new Map(facts.map((fact) => [keyOf(fact), fact]))

/** Facts that the other reading lacks, save those that go with another of them. */
function without(facts: Facts, others: Facts): SchemaFact[] {
  const gone = [...facts].filter(([key]) => !others.has(key))
  const keys = new Set(gone.map(([key]) => key))
  return gone.flatMap(([, fact]) => (fact.within.some((key) => keys.has(key)) ? [] : [fact]))
}

function changes(was: Facts, is: Facts): SchemaDifference[] {
  const changed = new Map(
    [...was].flatMap(([key, fact]) => {
      const now = is.get(key)
      if (now === undefined || isSameDefinition(now, fact)) return []
      const { definition: before } = fact
      return [[key, { ...difference('changed', fact), before, after: now.definition }] as const]
    }),
  )
  const isCopy = (key: string, { object, before, after }: SchemaDifference) =>
    was.get(key)?.within.some((parent) => {
      const same = changed.get(parent)
      return same?.object === object && same.before === before && same.after === after
    }) === true
  return [...changed].flatMap(([key, change]) => (isCopy(key, change) ? [] : [change]))
}

const difference = (kind: SchemaDifference['kind'], { object, name }: SchemaFact) => ({ kind, object, name })

const inOrder = (one: SchemaDifference, other: SchemaDifference) =>
  compare(one.name, other.name) || compare(one.object, other.object) || compare(one.kind, other.kind)

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)
