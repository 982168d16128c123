import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { estimate } from '../../../src/core/estimate.ts'
import type { RehearsedStep, SeenWork } from '../../../src/core/rehearsal.ts'
import type { Statistics, TableStatistics } from '../../../src/core/statistics.ts'
import { alone, lock, rows, step, work } from './step.ts'

const size = fc.record({
  rows: fc.integer({ min: 0, max: 10_000_000_000 }),
  bytes: fc.integer({ min: 0, max: 10_000_000_000_000 }),
})
const kind = fc.constantFrom('rewrite', 'scan', 'build')
const sign = fc.constantFrom('seen', 'the server said: validating foreign key constraint "f"')
const seenStep = fc.oneof(
  fc.record({ kind, sign }).map(({ kind, sign }) => step({ work: [work(kind, 'public.a', { sign })] })),
  fc.constantFrom(
    step({ locks: [lock('public.a', 'ACCESS EXCLUSIVE')] }),
    step({ rows: [rows('public.a', { updated: 3 })] }),
    step({ rows: [rows('public.a', { deleted: 3 })] }),
    step({ rows: [rows('public.a', { inserted: 3 })] }),
    step({ work: [work('scan', 'public.unknown')] }),
  ),
)

describe('an estimate', () => {
  test('is none without statistics of a table that the step touches', () => {
    const touching = step({ locks: [lock('public.a', 'SHARE')], work: [work('build', 'public.a')] })
    expect(estimate([touching], {})).toEqual([undefined])
    expect(estimate([touching], { 'public.b': { rows: 1, bytes: 1 } })).toEqual([undefined])
    expect(estimate([touching], { 'public.a': { rows: 1, bytes: 1 } })[0]).toBeDefined()
  })

  test('grows with rows and with bytes', () => {
    fc.assert(
      fc.property(seenStep, size, size, (one, small, more) => {
        const large = { rows: small.rows + more.rows, bytes: small.bytes + more.bytes }
        const [before, after] = [runs(one, small), runs(one, large)]
        if (!before || !after) return
        expect(after.least).toBeGreaterThanOrEqual(before.least)
        if (before.most !== undefined) expect(after.most).toBeGreaterThanOrEqual(before.most)
      }),
    )
  })

  test('has its least below its most', () => {
    fc.assert(
      fc.property(seenStep, size, (one, sized) => {
        const { least = 0, most = Number.POSITIVE_INFINITY } = runs(one, sized) ?? {}
        expect(least).toBeGreaterThanOrEqual(0)
        expect(most).toBeGreaterThanOrEqual(least)
      }),
    )
  })

  test('is never nothing for work on a large table', () => {
    const large = { rows: 10_000_000, bytes: 4 * 2 ** 30 }
    for (const one of ['rewrite', 'scan', 'build'] as const)
      expect(runs(step({ work: [work(one, 'public.a')] }), large)?.least).toBeGreaterThan(1)
    for (const written of [{ updated: 3 }, { deleted: 3 }])
      expect(runs(step({ rows: [rows('public.a', written)] }), large)?.least).toBeGreaterThan(1)
  })

  test('of a lock is the sum of its transaction from there', () => {
    fc.assert(
      fc.property(fc.array(seenStep, { minLength: 1, maxLength: 8 }), size, (steps, sized) => {
        const found = estimate(steps, { 'public.a': sized })
        const costs = steps.map((one) => estimate([one, known], { 'public.a': sized }))
        for (const [i, one] of found.entries()) {
          if (!one) continue
          const rest = costs.slice(i).map(([own]) => own?.runs)
          const least = rest.reduce((sum, own) => sum + (own?.least ?? 0), 0)
          expect(one.held.least).toBeCloseTo(least, 6)
          const isOpen = rest.some((own) => own?.most === undefined)
          if (isOpen) expect(one.held.most).toBeUndefined()
          else
            expect(one.held.most).toBeCloseTo(
              rest.reduce((sum, own) => sum + (own?.most ?? 0), 0),
              6,
            )
        }
      }),
    )
  })
  const known = step({ transaction: 9, locks: [lock('public.a', 'SHARE')] })

  test('of a lock ends with its transaction', () => {
    const scan = { locks: [lock('public.a', 'SHARE')], work: [work('scan', 'public.a')] }
    const [first, second, third] = estimate(
      [step(scan), step(scan), step({ ...scan, transaction: 1 })],
      sizes,
    )
    const once = second?.held.least ?? 0
    expect(once).toBe(second?.runs.least)
    expect(first?.held.least).toBeCloseTo(2 * once)
    expect(third?.held.least).toBe(once)
    const [one] = estimate([alone(scan), alone(scan)], sizes)
    expect(one?.held).toEqual(one?.runs)
  })

  test.each([
    ['a table of unknown size', step({ locks: a, work: [work('scan', 'public.unknown')] })],
    [
      'some rows, of which sample rows cannot tell how many',
      step({ rows: [rows('public.a', { updated: 1 })] }),
    ],
    [
      'rows copied from another table',
      step({ work: [work('scan', 'public.a')], rows: [rows('public.b', { inserted: 3, existing: false })] }),
    ],
    ['what runs outside a transaction', alone({ watched: false, work: [work('build', 'public.a')] })],
    ['what fails', step({ locks: a, error: { code: '23502', message: 'no' } })],
  ])('is open above for %s', (_, one) => {
    const [found] = estimate([one], sizes)
    expect(found?.runs).toBeDefined()
    expect(found?.runs.most).toBeUndefined()
  })

  test('knows the size of new tables only while nothing was copied into them', () => {
    const index = step({ locks: a, work: [work('build', 'public.new', { existing: false })] })
    const copying = step({
      work: [work('scan', 'public.a')],
      rows: [rows('public.new', { inserted: 3, before: 0, existing: false })],
    })
    expect(estimate([index], sizes)[0]?.runs.most).toBeLessThan(1)
    expect(estimate([copying, index], sizes)[1]?.runs.most).toBeUndefined()
  })
})

// What Postgres 15 took for 4 M rows of 126 bytes (594 MB with its index) on a machine with two busy cores.
describe('what was measured', () => {
  const foreignKey = { sign: 'the server said: validating foreign key constraint "f"' }
  const build = work('build', 'public.a')
  test.each<[string, number, RehearsedStep]>([
    ['ADD CHECK', 1.6, step({ work: [work('scan', 'public.a')] })],
    ['SET NOT NULL', 1.0, step({ work: [work('scan', 'public.a')] })],
    ['ADD FOREIGN KEY', 4.8, step({ work: [work('scan', 'public.a', foreignKey)] })],
    ['CREATE INDEX on a bigint', 5.6, step({ work: [build] })],
    ['CREATE INDEX on a text of 64 bytes', 17.6, step({ work: [build] })],
    [
      'a type change that rewrites, with three indexes',
      38.2,
      step({ work: [rewrite(), build, build, build] }),
    ],
    ['a volatile default, with three indexes', 51.9, step({ work: [rewrite(), build, build, build] })],
    ['UPDATE of every row, with three indexes', 321, step({ rows: [rows('public.a', { updated: 3 })] })],
    ['DELETE of every row', 10.2, step({ rows: [rows('public.a', { deleted: 3 })] })],
  ])('%s took %d s, within the range', (_, seconds, one) => {
    const { least = 0, most = 0 } = runs(one, { rows: 4_000_000, bytes: 594_157_568 }) ?? {}
    expect(least).toBeLessThanOrEqual(seconds)
    expect(most).toBeGreaterThanOrEqual(seconds)
  })
})

const sizes: Statistics = { 'public.a': { rows: 1_000_000, bytes: 2 ** 30 } }
const a = [lock('public.a', 'ACCESS EXCLUSIVE')]

function rewrite(): SeenWork {
  return work('rewrite', 'public.a')
}

function runs(one: RehearsedStep, sized: TableStatistics) {
  return estimate([one], { 'public.a': sized })[0]?.runs
}
