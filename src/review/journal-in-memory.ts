import { type Limits, overBudget } from './budget.ts'
import type { CallRecord, Journal } from './journal.ts'

/** A journal of one run, which ends with it. It knows one pull request and no other: of the limits only that one's counts. */
export function journalInMemory(
  limits: Pick<Limits, 'perPullRequestUsd'>,
): Journal & { readonly calls: readonly CallRecord[] } {
  const calls: CallRecord[] = []
  const holds: number[] = []
  return {
    calls,
    recall: async (hash) => {
      const known = calls.findLast(
        ({ requestHash, outcome }) => requestHash === hash && outcome === 'answered',
      )
      return known && { ok: true, value: JSON.parse(known.answer), text: known.answer, call: known.call }
    },
    record: async (call) => {
      calls.push(call)
      release(holds)
    },
    refuses: async (usd) => {
      const pullRequest = { spent: sum(calls.map(({ call }) => call.usage.usd)), held: sum(holds) }
      const refusal = overBudget(usd, limits, { pullRequest })
      if (refusal === undefined) holds.push(usd)
      return refusal
    },
  }
}

/**
 * A call has ended: the smallest amount is set aside no longer. Which one was this call's is not known, and so never less stays than what
 * still runs may cost.
 */
function release(holds: number[]): void {
  if (holds.length > 0) holds.splice(holds.indexOf(Math.min(...holds)), 1)
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((one, other) => one + other, 0)
}
