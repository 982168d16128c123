import { isList, isUnknown, type Unknown, unknown, type Value } from '../../../core/terraform/value.ts'
import { exact, toText, toTruth } from '../convert.ts'
import { equal } from '../equal.ts'
import { derived, failed, isFailed } from '../failure.ts'
import { isSet, once } from '../set.ts'
import { define, type Pure } from './define.ts'
import { unified } from './unify.ts'

export const lists: Readonly<Record<string, Pure>> = {
  alltrue: define(['list'], (items) => settledBy(items, false)),
  anytrue: define(['list'], (items) => settledBy(items, true)),
  chunklist: define(['list', 'whole'], chunks),
  coalesce: define(['any'], coalesce, 'any'),
  coalescelist: define(
    ['list'],
    (...all) => all.find((list) => list.length > 0) ?? failed('all lists are empty'),
    'list',
  ),
  compact: define(['list'], compact),
  concat: (args) => openEnded(joined(args), args),
  contains: define(['list', 'known'], contains),
  distinct: define(['knownList'], (items) => {
    const list = unified(items)
    return isUnknown(list) ? list : once(list)
  }),
  element: define(['list', 'whole'], (items, position) => {
    if (items.length === 0) return failed('the list is empty')
    if (position < 0) return unknown('a negative position means different things in different versions')
    return items[position % items.length] ?? null
  }),
  flatten: define(['list'], flatten),
  index: define(['list', 'known'], indexOf),
  matchkeys: define(['list', 'knownList', 'knownList'], matchKeys),
  one: define(['list'], (items) =>
    items.length > 1 ? failed('the list has more than one element') : (items[0] ?? null),
  ),
  range: define(['number'], range, 'number'),
  reverse: define(['list'], (items) => items.toReversed()),
  slice: define(['list', 'whole', 'whole'], (items, start, end) =>
    start < 0 || end > items.length || start > end ? failed('the list is shorter') : items.slice(start, end),
  ),
}

/** A truth among them that settles it does so whatever the unknown ones are. */
function settledBy(items: readonly Value[], settling: boolean): Value {
  const truths = items.map((item) => (item === null ? false : toTruth(item)))
  const refused = truths.find(isFailed)
  if (refused) return refused
  if (truths.includes(settling)) return settling
  const open = truths.find((truth) => isUnknown(truth))
  return isUnknown(open) ? derived(open) : !settling
}

function chunks(items: readonly Value[], size: number): Value {
  if (size < 0) return failed('a size is negative')
  if (size === 0) return items.length === 0 ? [] : [items]
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  )
}

/** The first that is neither null nor empty; an unknown may be either, but for the last, which has to be it. */
function coalesce(...all: Value[]): Value {
  const at = all.findIndex((item) => item !== null && item !== '')
  const found = all[at]
  if (found === undefined) return failed('all arguments are null or empty')
  if (isUnknown(found)) return at === all.length - 1 || isFailed(found) ? found : derived(found)
  const types = new Set(all.filter((item) => item !== null && !isUnknown(item)).map((item) => typeof item))
  if (types.has('object') && types.size > 1) return failed('the arguments have no common type')
  return types.has('string') ? toText(found) : found
}

function compact(items: readonly Value[]): Value {
  const texts: string[] = []
  for (const item of items) {
    const text = item === null ? '' : toText(item)
    if (isUnknown(text)) return derived(text)
    if (text !== '') texts.push(text)
  }
  return texts
}

function contains(items: readonly Value[], wanted: Value): Value {
  const answers = items.map((item) => equal(item, wanted))
  const open = answers.find((answer) => isUnknown(answer))
  return answers.includes(true) ? true : isUnknown(open) ? open : false
}

/** Lists in lists to any depth; of an unknown element it is not known whether it is one. */
const joined = define(
  ['list'],
  (...all) => (all.some(isSet) ? failed('a set is no list') : all.flat()),
  'list',
)

/** What is put together with something unknown is in it all the same. */
function openEnded(whole: Value, lists: readonly Value[]): Value {
  if (!isUnknown(whole) || isFailed(whole)) return whole
  const items = lists.flatMap((list) => (isUnknown(list) ? (list.items ?? []) : isList(list) ? list : []))
  const open: Unknown = { ...derived(whole), items }
  return items.length > 0 ? open : whole
}

function flatten(items: readonly Value[]): Value {
  const flat: Value[] = []
  for (const item of items) {
    if (isUnknown(item) && !item.parts) return derived(item)
    const inner = isList(item) ? flatten(item) : [item]
    if (isUnknown(inner)) return inner
    if (isList(inner)) for (const each of inner) flat.push(each)
  }
  return flat
}

function indexOf(items: readonly Value[], wanted: Value): Value {
  for (const [i, item] of items.entries()) {
    const same = equal(item, wanted)
    if (isUnknown(same)) return derived(same)
    if (same) return i
  }
  return failed('the list has no such element')
}

function matchKeys(values: readonly Value[], keys: readonly Value[], wanted: readonly Value[]): Value {
  if (values.length !== keys.length) return failed('the lists have different lengths')
  const texts = [...keys, ...wanted].map(toText)
  const open = texts.find(isUnknown)
  if (open) return unknown('only plain keys are compared')
  const among = new Set(texts.slice(keys.length))
  return values.filter((_, i) => among.has(texts[i] ?? ''))
}

const mostInRange = 1024

function range(...limits: number[]): Value {
  const [first = 0, second, third] = limits
  const [start, end] = second === undefined ? [0, first] : [first, second]
  const step = third ?? (end < start ? -1 : 1)
  if (limits.length > 3) return failed('there is an argument too many')
  if (step === 0 || (step > 0 ? end < start : end > start)) return failed('the steps do not lead to the end')
  const length = Math.ceil((end - start) / step)
  if (length > mostInRange) return failed(`the range has more than ${mostInRange} elements`)
  return Array.from({ length }, (_, i) => exact(start + i * step))
}
