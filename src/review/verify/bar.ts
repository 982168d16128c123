import type { Verified } from '../answer.ts'
import type { Memory } from '../journal.ts'

/** Whether it is too small a thing for this round: the first tells all, the second nothing low, later ones what is critical or high. */
export function isBelowTheBar({ severity }: Pick<Verified, 'severity'>, { round }: Memory): boolean {
  if (round <= 1) return false
  return round === 2 ? severity === 'low' : severity === 'low' || severity === 'medium'
}
