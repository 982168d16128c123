import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SchemaDifference } from '../../../src/core/rehearsal.ts'
import { compareSchemas } from '../../../src/rehearsal/undo/compare.ts'
import { keyOf, type SchemaFact } from '../../../src/rehearsal/undo/fact.ts'

type Facts = readonly SchemaFact[]

const size = 10
const objects = ['table', 'column', 'index']

/** Things of which each goes with some of those before it, and two readings: which of them are there, and as what. */
const readings = fc
  .record({
    within: fc.array(fc.array(fc.nat({ max: size - 1 }), { maxLength: 2 }), {
      minLength: size,
      maxLength: size,
    }),
    before: fc.array(fc.constantFrom(undefined, 'x', 'y'), { minLength: size, maxLength: size }),
    after: fc.array(fc.constantFrom(undefined, 'x', 'y'), { minLength: size, maxLength: size }),
  })
  .map(({ within, before, after }) => ({ before: reading(within, before), after: reading(within, after) }))

function reading(
  within: readonly (readonly number[])[],
  definitions: readonly (string | undefined)[],
): Facts {
  const keys = definitions.map((_, i) => keyOf(named(i)))
  return definitions.flatMap((definition, i) => {
    if (definition === undefined) return []
    const around = (within[i] ?? []).filter((other) => other < i).map((other) => keys[other] ?? '')
    return [{ ...named(i), definition, within: around }]
  })
}

const named = (i: number) => ({ object: objects[i % objects.length] ?? '', name: `public.t${i}` })

const keysOf = (kind: SchemaDifference['kind'], differences: readonly SchemaDifference[]) =>
  differences.filter((one) => one.kind === kind).map(keyOf)

describe('whatever two schemas hold', () => {
  test('a schema does not differ from itself, in whatever order it is read', () => {
    fc.assert(
      fc.property(readings, ({ before }) => {
        expect(compareSchemas(before, before.toReversed())).toEqual([])
      }),
    )
  })

  test('what is missing one way is left the other way', () => {
    fc.assert(
      fc.property(readings, ({ before, after }) => {
        const [there, back] = [compareSchemas(before, after), compareSchemas(after, before)]
        expect(keysOf('left', back)).toEqual(keysOf('missing', there))
        expect(keysOf('missing', back)).toEqual(keysOf('left', there))
        expect(keysOf('changed', back)).toEqual(keysOf('changed', there))
      }),
    )
  })

  test('whatever differs is told, or it goes with what is told', () => {
    fc.assert(
      fc.property(readings, ({ before, after }) => {
        const told = new Set(compareSchemas(before, after).map(keyOf))
        const facts = new Map([...before, ...after].map((fact) => [keyOf(fact), fact]))
        const isTold = (key: string): boolean =>
          told.has(key) || facts.get(key)?.within.some((other) => differs(other) && isTold(other)) === true
        const differs = (key: string) => definitionIn(before, key) !== definitionIn(after, key)
        for (const key of facts.keys()) expect(isTold(key) || !differs(key), key).toBe(true)
        for (const key of told) expect(differs(key), key).toBe(true)
      }),
    )
  })

  test('one thing more is one difference, unless it goes with another one', () => {
    fc.assert(
      fc.property(readings, fc.nat({ max: size - 1 }), ({ before, after }, i) => {
        const key = keyOf(named(i))
        const without = (facts: Facts) => facts.filter((fact) => keyOf(fact) !== key)
        const fact = after.find((one) => keyOf(one) === key)
        fc.pre(fact !== undefined)
        const told = compareSchemas(without(before), [...without(after), ...(fact ? [fact] : [])])
        const known = new Set(before.map(keyOf))
        const fresh = new Set(after.map(keyOf).filter((other) => !known.has(other)))
        const goesWithNew = fact?.within.some((other) => fresh.has(other)) === true
        expect(keysOf('left', told).includes(key)).toBe(!goesWithNew)
      }),
    )
  })
})

const definitionIn = (facts: Facts, key: string) => facts.find((fact) => keyOf(fact) === key)?.definition

describe('one cause, one difference', () => {
  const table = { object: 'table', name: 'public.orders', definition: '', within: [] }
  const column = {
    object: 'column',
    name: 'public.orders.note',
    definition: 'text',
    within: ['table public.orders'],
  }
  const partition = { ...column, name: 'public.orders_1.note', within: ['column public.orders.note'] }
  const narrow = (fact: SchemaFact) => ({ ...fact, definition: 'varchar(10)' })

  test('a change that a partition has from its table is told of the table', () => {
    const changed = {
      kind: 'changed',
      object: 'column',
      name: 'public.orders.note',
      before: 'text',
      after: 'varchar(10)',
    }
    expect(compareSchemas([table, column, partition], [table, narrow(column), narrow(partition)])).toEqual([
      changed,
    ])
  })

  test('a change that is the partition’s own is told of it', () => {
    expect(compareSchemas([table, column, partition], [table, column, narrow(partition)])).toMatchObject([
      { kind: 'changed', name: 'public.orders_1.note' },
    ])
  })

  test('a column is told where its table stays, and not where it goes', () => {
    expect(compareSchemas([table, column], [table])).toMatchObject([{ kind: 'missing', object: 'column' }])
    expect(compareSchemas([table, column], [])).toMatchObject([{ kind: 'missing', object: 'table' }])
  })
})
