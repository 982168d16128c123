import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compare } from '../../src/core/compare.ts'

const at = (fingerprint: string, path = 'a.sql') => ({ fingerprint, path })
const statuses = (...lists: Parameters<typeof compare<ReturnType<typeof at>>>) =>
  compare(...lists).map(({ fingerprint, path, status }) => `${fingerprint} ${path} ${status}`)

describe('compare', () => {
  test('tells introduced, existing and fixed apart', () => {
    expect(statuses([at('old'), at('gone')], [at('new'), at('old')])).toEqual([
      'new a.sql introduced',
      'old a.sql existing',
      'gone a.sql fixed',
    ])
  })

  test('counts equal findings', () => {
    expect(statuses([at('x')], [at('x'), at('x')])).toEqual(['x a.sql existing', 'x a.sql introduced'])
    expect(statuses([at('x'), at('x')], [at('x')])).toEqual(['x a.sql existing', 'x a.sql fixed'])
  })

  test('pairs a finding with the one in its own file first', () => {
    expect(statuses([at('x', 'b.sql')], [at('x', 'a.sql'), at('x', 'b.sql')])).toEqual([
      'x a.sql introduced',
      'x b.sql existing',
    ])
  })

  test('follows renames', () => {
    const renamed = [{ status: 'renamed', path: 'new.sql', previousPath: 'old.sql' }] as const
    expect(statuses([at('x', 'old.sql')], [at('x', 'new.sql')], renamed)).toEqual(['x new.sql existing'])
  })

  test('nothing in an added file is existing, even when its twin is deleted', () => {
    const changed = [
      { status: 'deleted', path: 'old.sql' },
      { status: 'added', path: 'new.sql' },
    ] as const
    expect(statuses([at('x', 'old.sql')], [at('x', 'new.sql')], changed)).toEqual([
      'x new.sql introduced',
      'x old.sql fixed',
    ])
  })

  const findings = fc.array(
    fc.record({ fingerprint: fc.constantFrom('p', 'q', 'r'), path: fc.constantFrom('a', 'b') }),
    { maxLength: 12 },
  )

  test('is a partition: every finding of head once, and of base once as existing or fixed', () => {
    fc.assert(
      fc.property(findings, findings, (base, head) => {
        const compared = compare(base, head)
        const count = (status: string) => compared.filter((finding) => finding.status === status).length
        expect(
          compared.slice(0, head.length).map(({ fingerprint, path }) => ({ fingerprint, path })),
        ).toEqual(head)
        expect(count('introduced') + count('existing')).toBe(head.length)
        expect(count('existing') + count('fixed')).toBe(base.length)
        for (const mark of ['p', 'q', 'r']) {
          const there = (list: typeof base) => list.filter(({ fingerprint }) => fingerprint === mark).length
          const introduced = compared.filter(
            (finding) => finding.status === 'introduced' && finding.fingerprint === mark,
          )
          expect(introduced.length).toBe(Math.max(0, there(head) - there(base)))
        }
      }),
    )
  })

  test('with itself everything is existing', () => {
    fc.assert(
      fc.property(findings, (list) => compare(list, list).every(({ status }) => status === 'existing')),
    )
  })

  test('the order of base and head does not change how many findings of a file have which status', () => {
    const tally = (compared: readonly { fingerprint: string; path: string; status: string }[]) =>
      compared.map(({ fingerprint, path, status }) => `${fingerprint} ${path} ${status}`).sort()
    fc.assert(
      fc.property(findings, findings, (base, head) => {
        const [one, other] = [compare(base, head), compare([...base].reverse(), head)]
        const introduced = (list: typeof one) => tally(list.filter(({ status }) => status === 'introduced'))
        expect(introduced(one)).toEqual(introduced(other))
      }),
    )
  })
})
