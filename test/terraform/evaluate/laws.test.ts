import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isList, isMap, isUnknown, type Unknown, type Value } from '../../../src/core/terraform/value.ts'
import { jsonText } from '../../../src/terraform/evaluate/functions/json.ts'
import { evaluated, type Names, notKnown, plain } from './evaluating.ts'
import { code } from './expressions.ts'

const text = fc.constantFrom(
  '',
  'a',
  'b',
  'ab',
  'A b',
  '1',
  '2',
  'true',
  '10.0.0.0/8',
  '<é>',
  'a,b',
  'a: 1',
  '{"a":1}',
)
const list = fc.oneof(
  fc.array(text, { maxLength: 3 }),
  fc.array(fc.oneof(text, fc.constant(1)), { maxLength: 3 }),
)
const map = fc
  .dictionary(fc.constantFrom('a', 'b', 'c'), text, { maxKeys: 3 })
  .map((each) => new Map(Object.entries(each)))

/** Values of variables, and the same with some of them unknown, as a whole or in part. */
const variables: fc.Arbitrary<{ readonly full: Names; readonly partial: Names }> = fc
  .record({
    t: fc.oneof(text, fc.constant(null)),
    n: fc.constantFrom<Value>(0, 1, 2, -1, 2.5, '3'),
    b: fc.constantFrom<Value>(true, false, 'true'),
    l: list as fc.Arbitrary<readonly Value[]>,
    m: map as fc.Arbitrary<ReadonlyMap<string, Value>>,
  })
  .chain((full) =>
    fc.record({
      full: fc.constant<Names>(full),
      partial: fc.record({
        t: maybe(full.t),
        n: maybe(full.n),
        b: maybe(full.b),
        l: fc.oneof(maybe(full.l), fc.tuple(...full.l.map(maybe))),
        m: fc.oneof(
          maybe(full.m),
          fc
            .tuple(...[...full.m].map(([key, item]) => fc.tuple(fc.constant(key), maybe(item))))
            .map((all) => new Map(all)),
        ),
      }),
    }),
  )

function maybe(value: Value): fc.Arbitrary<Value> {
  return fc.constantFrom(value, notKnown)
}

/** Whether what was known in part says nothing that turns out false. */
function agrees(partial: Value, full: Value): boolean {
  if (isUnknown(full)) return true
  if (isUnknown(partial)) return agreesInText(partial, full)
  if (isList(partial)) return isList(full) && agreesInEach(partial, full)
  if (isMap(partial)) {
    if (!isMap(full) || partial.size !== full.size) return false
    return [...partial].every(([key, item]) => full.has(key) && agrees(item, full.get(key) ?? null))
  }
  // What kind of scalar it is may depend on the others.
  return (typeof full !== 'object' || full === null) && String(partial) === String(full)
}

function agreesInEach(partial: readonly Value[], full: readonly Value[]): boolean {
  return partial.length === full.length && partial.every((item, i) => agrees(item, full[i] ?? null))
}

function agreesInText({ parts, json }: Unknown, full: Value): boolean {
  if (json !== undefined && typeof full === 'string') {
    const written = jsonText(json)
    return typeof written !== 'string' || written === full
  }
  if (!parts) return true
  if (typeof full !== 'string') return false
  const [first, last] = [parts[0], parts.at(-1)]
  return (
    (typeof first !== 'string' || full.startsWith(first)) &&
    (typeof last !== 'string' || full.endsWith(last)) &&
    parts.every((part) => typeof part !== 'string' || full.includes(part))
  )
}

test('what is known while variables are not known is so for every value of them', () => {
  fc.assert(
    fc.property(code, variables, (expression, { full, partial }) => {
      const [before, after] = [evaluated(expression, partial), evaluated(expression, full)]
      if (!agrees(before, after)) expect(plain(before)).toEqual(plain(after))
    }),
    { numRuns: 10_000 },
  )
})

test('a known value is the same whatever evaluated it', () => {
  fc.assert(
    fc.property(code, variables, (expression, { partial }) => {
      expect(evaluated(expression, partial)).toEqual(evaluated(expression, partial))
    }),
    { numRuns: 300 },
  )
})
