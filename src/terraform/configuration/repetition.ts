import { isList, isMap, isUnknown, type Unknown, unknown, type Value } from '../../core/terraform/value.ts'
import type { Place } from '../../core/text.ts'
import { toNumber } from '../evaluate/convert.ts'
import { byText, sortedEntries } from '../evaluate/order.ts'
import type { HclAttribute } from '../hcl/syntax.ts'
import { through } from './chain.ts'
import { attributeOf, type Declaration, headerOf, placeOf, type Written } from './declaration.ts'
import { evaluateIn } from './evaluating.ts'
import { type Frame, type Item, type ModuleInstance, noNames, type Repetition } from './evaluation.ts'
import { Lazy } from './lazy.ts'
import { mostOfOne } from './limits.ts'

/** How often a resource or module of a module is made. */
export function repeated(
  address: string,
  declaration: Declaration,
  module: ModuleInstance,
): Lazy<Repetition> {
  return new Lazy(
    () => repetitionOf(declaration, module.frame),
    () => {
      const kind = attributeOf(declaration, 'count') ? 'count' : 'for_each'
      return uncertain(kind, module.cycle(`${kind} of ${address}`, headerOf(declaration)))
    },
  )
}

/** In the order of keys. */
function repetitionOf(declaration: Declaration, frame: Frame): Repetition {
  const count = attributeOf(declaration, 'count')
  if (count) return counted(evaluateIn(frame, count), placeOf(count), frame)
  const each = attributeOf(declaration, 'for_each')
  if (each) return forEach(evaluateIn(frame, each), each, frame)
  return { kind: 'single', items: [{ names: noNames }] }
}

/** As many as nobody can tell. */
function uncertain(kind: 'count' | 'for_each', why: Unknown): Repetition {
  const places = kind === 'count' ? ['index'] : ['key', 'value']
  const root = kind === 'count' ? 'count' : 'each'
  const [first] = why.because
  const below = places.map((name) => {
    return [
      name,
      through(why, { text: `${root}.${name} is not known`, ...(first?.place && { place: first.place }) }),
    ] as const
  })
  return { kind, items: [{ names: new Map([[root, new Map(below)]]) }], uncertain: why }
}

function counted(value: Value, place: Place, { module }: Frame): Repetition {
  const count = toNumber(value)
  if (isUnknown(count)) return uncertain('count', count)
  if (!Number.isInteger(count) || count < 0)
    return uncertain('count', unknown('count is no whole number', place))
  const refusal = tooMany(count, place, module)
  if (refusal) return uncertain('count', refusal)
  const items = Array.from({ length: count }, (_, key) => ({
    key,
    names: new Map([['count', new Map([['index', key]])]]),
  }))
  return { kind: 'count', items }
}

function forEach(value: Value, by: Written<HclAttribute>, { module }: Frame): Repetition {
  const place = placeOf(by)
  const entries = entriesOf(value, place)
  if (isUnknown(entries)) return uncertain('for_each', entries)
  const refusal = tooMany(entries.length, place, module)
  if (refusal) return uncertain('for_each', refusal)
  return { kind: 'for_each', items: entries.map((entry) => itemOf(entry, by)) }
}

function itemOf([key, value]: readonly [string, Value], by: Written<HclAttribute>): Item {
  const each = new Map<string, Value>([
    ['key', key],
    ['value', value],
  ])
  return { key, names: new Map([['each', each]]), repeated: { by, key } }
}

/** Keys and values of what `for_each` goes over; keys that are not known make all of it unknown. */
function entriesOf(value: Value, place: Place): readonly (readonly [string, Value])[] | Unknown {
  if (isUnknown(value)) return value
  if (isMap(value)) return sortedEntries(value)
  if (!isList(value)) return unknown('for_each is neither a map nor a set', place)
  const keys = new Set<string>()
  for (const item of value) {
    if (isUnknown(item)) return item
    if (typeof item !== 'string') return unknown('for_each is no set of texts', place)
    keys.add(item)
  }
  return [...keys].sort(byText).map((key) => [key, key])
}

function tooMany(count: number, place: Place, { evaluation }: Frame['module']): Unknown | undefined {
  if (count <= mostOfOne && evaluation.instances.take(count)) return undefined
  const text =
    count > mostOfOne
      ? `${count} instances are more than are evaluated here`
      : 'too many instances were evaluated before'
  evaluation.problems.tell(place, `${text}; one of them stands for all.`)
  return unknown(text, place)
}
