import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PersistentMap } from '../../src/core/persistent-map.ts'

const key = fc.string({ maxLength: 3, unit: fc.constantFrom('a', 'b', '.', '"', 'é', '\u{1f600}') })
const edit = fc.oneof(
  fc.record({ kind: fc.constant('with' as const), key, value: fc.integer() }),
  fc.record({ kind: fc.constant('without' as const), key }),
)
const byUnits = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)

test('agrees with Map after any edits, and every earlier version still holds what it held', () => {
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 80 }), key, (edits, probe) => {
      let map = PersistentMap.empty<number>()
      const model = new Map<string, number>()
      const versions: [PersistentMap<number>, [string, number][]][] = []
      for (const step of edits) {
        map = step.kind === 'with' ? map.with(step.key, step.value) : map.without(step.key)
        if (step.kind === 'with') model.set(step.key, step.value)
        else model.delete(step.key)
        versions.push([map, [...model].sort(([one], [other]) => byUnits(one, other))])
      }
      for (const [version, contents] of versions) {
        expect([...version]).toEqual(contents)
        expect(version.size).toBe(contents.length)
        expect(version.get(probe)).toBe(new Map(contents).get(probe))
        expect([...version.entries(probe)]).toEqual(contents.filter(([name]) => name >= probe))
        expect([...version.startingWith(probe)]).toEqual(contents.filter(([name]) => name.startsWith(probe)))
      }
    }),
    { seed: 1 },
  )
})

test('holds undefined apart from absent', () => {
  const map = PersistentMap.of<number | undefined>([['a', undefined]])
  expect([map.has('a'), map.has('b'), map.size]).toEqual([true, false, 1])
})

test('setting the same value again or removing an absent key answers the same map', () => {
  const map = PersistentMap.of([['a', 1]])
  expect([map.with('a', 1), map.without('b')]).toEqual([map, map])
  expect(map.with('a', 1)).toBe(map)
  expect(map.without('b')).toBe(map)
})

test('stays shallow when keys come in order', () => {
  let map = PersistentMap.empty<number>()
  const start = performance.now()
  for (let i = 0; i < 50_000; i++) map = map.with(`k${String(i).padStart(6, '0')}`, i)
  expect(map.size).toBe(50_000)
  expect(performance.now() - start).toBeLessThan(3_000)
})
