import { describe, expect, test } from 'vitest'
import { stepBlocks } from '../../../src/core/blocked.ts'
import { alone, lock, rows, step } from './step.ts'

describe('whom a step blocks', () => {
  test('by the strongest lock on each table, strongest first', () => {
    const [seen] = stepBlocks([
      step({
        locks: [
          lock('public.orders', 'SHARE'),
          lock('public.orders', 'ACCESS EXCLUSIVE'),
          lock('public.lines', 'SHARE ROW EXCLUSIVE'),
          lock('public.customers', 'ACCESS EXCLUSIVE'),
          lock('public.notes', 'ROW EXCLUSIVE'),
        ],
      }),
    ])
    expect(seen?.blocks).toEqual([
      { what: 'everything', tables: ['public.customers', 'public.orders'] },
      { what: 'writes', tables: ['public.lines'] },
    ])
  })

  test('nobody, by weak locks and by locks on what the change itself made', () => {
    const [seen] = stepBlocks([
      step({
        locks: [
          lock('public.orders', 'SHARE UPDATE EXCLUSIVE'),
          lock('public.fresh', 'ACCESS EXCLUSIVE', { existing: false }),
        ],
      }),
    ])
    expect(seen).toEqual({ blocks: [], stillBlocks: [], last: 0 })
  })

  test('by a lock on an index whoever uses the table', () => {
    const index = lock('public.orders', 'ACCESS EXCLUSIVE', {
      relation: 'public.orders_total',
      kind: 'index',
    })
    const [seen] = stepBlocks([step({ locks: [lock('public.orders', 'SHARE'), index] })])
    expect(seen?.blocks).toEqual([{ what: 'everything', tables: ['public.orders'] }])
  })

  test('by changing rows whoever changes them too, and by inserting nobody', () => {
    const [changing, inserting] = stepBlocks([
      alone({ rows: [rows('public.orders', { updated: 2 })] }),
      alone({ rows: [rows('public.orders', { inserted: 2 })] }),
    ])
    expect(changing?.blocks).toEqual([{ what: 'changed-rows', tables: ['public.orders'] }])
    expect(inserting?.blocks).toEqual([])
  })

  test('by a statement that changes rows, whether or not one of the sample rows was meant', () => {
    const touching = [step({ locks: [lock('a', 'ROW EXCLUSIVE'), lock('b', 'ROW SHARE')] })]
    expect(stepBlocks(touching, () => true)[0]?.blocks).toEqual([
      expect.objectContaining({ what: 'changed-rows', tables: ['a'] }),
    ])
    expect(stepBlocks(touching)[0]?.blocks).toEqual([])
  })

  test('to the end of the transaction, and no longer', () => {
    const taking = { locks: [lock('public.orders', 'SHARE')] }
    const seen = stepBlocks([
      step(taking),
      step(),
      step({ locks: [lock('public.orders', 'ACCESS EXCLUSIVE')] }),
      step(),
      step({ transaction: 1 }),
      alone(taking),
      alone(),
    ])
    const writes = [{ what: 'writes', tables: ['public.orders'] }]
    const everything = [{ what: 'everything', tables: ['public.orders'] }]
    expect(seen.map(({ stillBlocks }) => stillBlocks)).toEqual([[], writes, [], everything, [], [], []])
    expect(seen.map(({ last }) => last)).toEqual([3, 3, 3, 3, 4, 5, 6])
  })

  test('not anew where the transaction blocks as much already', () => {
    const seen = stepBlocks([
      step({ locks: [lock('public.orders', 'ACCESS EXCLUSIVE')] }),
      step({ locks: [lock('public.orders', 'SHARE')], rows: [rows('public.orders', { updated: 3 })] }),
    ])
    expect(seen[1]).toMatchObject({
      blocks: [],
      stillBlocks: [{ what: 'everything', tables: ['public.orders'] }],
    })
  })

  test('of ten thousand tables in one transaction without going through all of them each time', () => {
    const steps = Array.from({ length: 10_000 }, (_, i) => step({ locks: [lock(`public.t${i}`, 'SHARE')] }))
    const seen = stepBlocks(steps).at(-1)
    expect(seen?.stillBlocks[0]).toMatchObject({ what: 'writes', more: 9979 })
    expect(seen?.stillBlocks[0]?.tables.slice(0, 2)).toEqual(['public.t0', 'public.t1'])
  })

  test('names twenty tables, and counts the others', () => {
    const names = Array.from({ length: 23 }, (_, i) => `public.part_${String(i).padStart(2, '0')}`)
    const [seen] = stepBlocks([step({ locks: names.map((name) => lock(name, 'ACCESS EXCLUSIVE')) })])
    expect(seen?.blocks).toEqual([{ what: 'everything', tables: names.slice(0, 20), more: 3 }])
  })
})
