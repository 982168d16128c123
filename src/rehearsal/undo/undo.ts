import type { RanFile, RehearsedStep, Script, Undo } from '../../core/rehearsal.ts'
import type { Session } from '../session.ts'
import { compareSchemas } from './compare.ts'
import type { SchemaFact } from './fact.ts'
import { schemaFacts } from './facts.ts'

export interface Undoing {
  /** The file, which has been run. */
  readonly up: Script
  readonly down: Script
  /** The schema before the file. */
  readonly before: readonly SchemaFact[]
}

/** Runs a script as its tool would. Errors that only sample rows cause are not failures. */
export type Play = (script: Script) => Promise<Pick<RanFile, 'outcome' | 'steps'>>

export interface Tried {
  readonly undo: Undo
  /** Whether the database is again as it was after the file, so that the next file can be tried on it. */
  readonly stands: boolean
}

/** Undoes a file, compares the schema with what it was, and runs the file again. The session must be outside a transaction. */
export async function tryUndo(session: Session, { up, down, before }: Undoing, play: Play): Promise<Tried> {
  const back = await play(down)
  const stop = failure(back)
  if (stop) {
    const undo: Undo = { outcome: 'failed', path: down.path, range: stop.range, error: stop.error }
    return { undo, stands: !keptAnything(back.steps) }
  }
  const differences = compareSchemas(before, await schemaFacts(session))
  const again = failure(await play(up))
  if (again)
    return { undo: { outcome: 'not-repeatable', range: again.range, error: again.error }, stands: false }
  return {
    undo: differences.length === 0 ? { outcome: 'restored' } : { outcome: 'differs', differences },
    stands: true,
  }
}

function failure({ outcome, steps }: Pick<RanFile, 'outcome' | 'steps'>) {
  const last = steps.at(-1)
  if (outcome !== 'failed' || last?.error === undefined) return undefined
  return { range: last.range, error: last.error }
}

/** Whether a script that failed left something behind: all but the transaction that it failed in was committed. */
function keptAnything(steps: readonly RehearsedStep[]): boolean {
  const failed = steps.at(-1)
  return steps
    .slice(0, -1)
    .some(({ transaction }) => transaction === undefined || transaction !== failed?.transaction)
}
