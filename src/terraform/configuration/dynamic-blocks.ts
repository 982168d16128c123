import { isList, isMap, isUnknown, type Unknown, unknown, type Value } from '../../core/terraform/value.ts'
import type { Place } from '../../core/text.ts'
import { sortedEntries } from '../evaluate/order.ts'
import type { HclAttribute, HclBlock } from '../hcl/syntax.ts'
import type { Written } from './declaration.ts'
import { evaluateIn } from './evaluating.ts'
import type { Frame } from './evaluation.ts'
import { mostOfOne } from './limits.ts'

/** What a `dynamic` block makes: one block of this content in each frame. */
export interface Expansion {
  readonly type: string
  readonly content: HclBlock
  readonly instances: readonly { readonly frame: Frame; readonly labels: readonly string[] }[]
}

/** One for each element of what its `for_each` is; unknown where that is. */
export function expansionOf(frame: Frame, { path, node }: Written<HclBlock>): Expansion | Unknown {
  const place = { path, range: node.header }
  const content = node.body.blocks.find(({ type }) => type === 'content')
  const each = attributeIn(node, 'for_each')
  if (!content || !each) return unknown('the dynamic block is not complete', place)
  const entries = entriesOf(evaluateIn(frame, { path, node: each }), place)
  if (isUnknown(entries)) return entries
  const refusal = tooMany(entries.length, place, frame)
  if (refusal) return refusal
  const labels = attributeIn(node, 'labels')
  const instances = entries.map((entry) => {
    const inner = inside(frame, node, entry)
    return { frame: inner, labels: labels ? labelsIn(inner, { path, node: labels }) : [] }
  })
  return { type: node.labels[0] ?? '', content, instances }
}

function attributeIn({ body }: HclBlock, wanted: string): HclAttribute | undefined {
  return body.attributes.find(({ name }) => name === wanted)
}

type Entry = readonly [Value, Value]

function entriesOf(value: Value, place: Place): readonly Entry[] | Unknown {
  if (isUnknown(value)) return value
  if (isMap(value)) return sortedEntries(value)
  if (isList(value)) return value.map((item, i) => [i, item])
  return unknown('for_each of the dynamic block is no collection', place)
}

/** The frame in which the iterator means one element. */
function inside(frame: Frame, node: HclBlock, [key, value]: Entry): Frame {
  const iterator = attributeIn(node, 'iterator')?.value
  const name = iterator?.kind === 'name' ? iterator.name : (node.labels[0] ?? '')
  const element = new Map([
    ['key', key],
    ['value', value],
  ])
  return { ...frame, names: new Map([...frame.names, [name, element]]) }
}

function labelsIn(frame: Frame, written: Written<HclAttribute>): readonly string[] {
  const value = evaluateIn(frame, written)
  return isList(value) ? value.filter((label) => typeof label === 'string') : []
}

function tooMany(count: number, place: Place, { module }: Frame): Unknown | undefined {
  const { instances, problems } = module.evaluation
  if (count <= mostOfOne && instances.take(count)) return undefined
  problems.tell(place, 'This dynamic block makes more blocks than are evaluated here.')
  return unknown('it makes more blocks than are evaluated here', place)
}
