import type { Draft } from './draft.ts'
import { byCodeUnit } from './paths.ts'

/**
 * Positions of forward files, from 1; equal ranks get equal positions. Repeatable files follow them, as
 * Flyway runs them (Flyway documentation, "Repeatable Migrations": after all pending versioned ones, by
 * description).
 */
export function positions(drafts: readonly Draft[]): Map<Draft, number> {
  const found = new Map<Draft, number>()
  let last = 0
  for (const role of ['up', 'repeatable'] as const) {
    const group = drafts
      .filter((draft) => draft.role === role)
      .map((draft) => ({ draft, keys: draft.rank.map(keyOf) }))
    group.sort((one, other) => compare(one.keys, other.keys) || byCodeUnit(one.draft.path, other.draft.path))
    group.forEach(({ draft, keys }, i) => {
      const before = group[i - 1]
      if (!before || compare(before.keys, keys) !== 0) last++
      found.set(draft, last)
    })
  }
  return found
}

/**
 * A version part as text that sorts by code unit: digits as numbers of any length (`9` before `10`, `01`
 * equal to `1`), anything else after them.
 */
function keyOf(part: string): string {
  if (!/^\d+$/.test(part)) return `text ${part}`
  let zeros = 0
  while (zeros < part.length - 1 && part[zeros] === '0') zeros++
  return `${String(part.length - zeros).padStart(8, '0')} ${part.slice(zeros)}`
}

const zero = keyOf('0')

/** Part by part; a missing part is zero, so `1` equals `1.0`. */
function compare(one: readonly string[], other: readonly string[]): number {
  for (let i = 0; i < Math.max(one.length, other.length); i++) {
    const difference = byCodeUnit(one[i] ?? zero, other[i] ?? zero)
    if (difference !== 0) return difference
  }
  return 0
}
