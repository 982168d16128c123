import type { Block, Body } from './configuration.ts'
import type { Value, ValueMap } from './value.ts'

/** What a body says in the form in which plans hold it: nested blocks as lists of maps, with what may be missing at their end. */
export function valuesOf({ attributes, blocks, open }: Body): ValueMap {
  const values = new Map<string, Value>([...attributes].map(([name, { value }]) => [name, value]))
  for (const [type, group] of Map.groupBy(blocks, (block: Block) => block.type)) {
    const more = open.get(type)
    values.set(type, [...group.map(valuesOf), ...(more ? [more] : [])])
  }
  for (const [type, unknown] of open) if (!values.has(type)) values.set(type, unknown)
  return values
}
