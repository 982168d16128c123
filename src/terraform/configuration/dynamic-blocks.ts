import type { Block } from '../../core/terraform/configuration.ts'
import { isList, isMap, isUnknown, type Unknown, unknown, type Value } from '../../core/terraform/value.ts'
import type { Place } from '../../core/text.ts'
import { sortedEntries } from '../evaluate/order.ts'
import type { HclAttribute, HclBlock } from '../hcl/syntax.ts'
import { nestedBody } from './bodies.ts'
import { evaluateIn } from './evaluating.ts'
import type { Frame } from './frame.ts'
import { mostOfOne } from './limits.ts'
import type { Written } from './module-code.ts'

export interface Expanded {
  readonly blocks: readonly Block[]
  /** Why it is not known which blocks there are. */
  readonly open?: Unknown
}

/** The blocks that a `dynamic` block makes, one for each element of what its `for_each` is. */
export function expanded(frame: Frame, written: Written<HclBlock>): Expanded {
  const { path, node } = written
  const place = { path, range: node.header }
  const content = node.body.blocks.find(({ type }) => type === 'content')
  const each = node.body.attributes.find(({ name }) => name === 'for_each')
  if (!content || !each) return { blocks: [], open: unknown('the dynamic block is not complete', place) }
  const entries = entriesOf(evaluateIn(frame, { path, node: each }), place)
  if (isUnknown(entries)) return { blocks: [], open: entries }
  const refusal = tooMany(entries.length, place, frame)
  if (refusal) return { blocks: [], open: refusal }
  const block = { path, node: content }
  return { blocks: entries.map((entry) => made(inside(frame, node, entry), { written, content: block })) }
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
  const iterator = node.body.attributes.find(({ name }) => name === 'iterator')?.value
  const name = iterator?.kind === 'name' ? iterator.name : (node.labels[0] ?? '')
  const element = new Map([
    ['key', key],
    ['value', value],
  ])
  return { ...frame, names: new Map([...frame.names, [name, element]]) }
}

function made(frame: Frame, parts: { written: Written<HclBlock>; content: Written<HclBlock> }): Block {
  const { path, node } = parts.written
  const labels = node.body.attributes.find(({ name }) => name === 'labels')
  return {
    type: node.labels[0] ?? '',
    labels: labels ? labelsIn(frame, { path, node: labels }) : [],
    header: { path, range: node.header },
    place: { path, range: node.range },
    ...nestedBody(frame, parts.content),
  }
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
