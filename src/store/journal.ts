import type { Limits } from '../review/budget.ts'
import type { CallRecord, Journal } from '../review/journal.ts'
import type { Database } from './database.ts'
import { type Asker, insertCall, recalledAnswer } from './model-calls.ts'
import { release, setAside } from './spending.ts'

interface JournalOf extends Asker {
  readonly limits: Limits
  /** Answers from before are not taken again: somebody asked anew. */
  readonly since?: Date
}

/** The journal of one opinion: calls go to the store, and what may be spent is what budgets there leave. */
export function journalFor(db: Database, { limits, since, ...asker }: JournalOf): Journal {
  const holds: Hold[] = []
  return {
    recall: (requestHash) => recalledAnswer(db, asker, { requestHash, since }),
    record: (call) => recordCall(db, { asker, call, hold: smallest(holds) }),
    refuses: async (usd) => {
      const answer = await setAside(db, asker, { usd, limits })
      if ('refusal' in answer) return answer.refusal
      holds.push({ id: answer.hold, usd })
      return undefined
    },
  }
}

interface Hold {
  readonly id: number
  readonly usd: number
}

/**
 * Taken out of the list, as a call has ended. Which one was this call's is not known, and with the smallest never less stays set aside than
 * what still runs may cost.
 */
function smallest(holds: Hold[]): Hold | undefined {
  const least = Math.min(...holds.map(({ usd }) => usd))
  const at = holds.findIndex(({ usd }) => usd === least)
  return at < 0 ? undefined : holds.splice(at, 1)[0]
}

interface Recorded {
  readonly asker: Asker
  readonly call: CallRecord
  readonly hold: Hold | undefined
}

/** At once: between the two a dollar would count twice, or not at all. */
function recordCall(db: Database, { asker, call, hold }: Recorded): Promise<void> {
  return db.transaction(async (inside) => {
    await insertCall(inside, asker, call)
    if (hold) await release(inside, hold.id)
  })
}
