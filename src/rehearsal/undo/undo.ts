import type { RanFile, RehearsedStep, SchemaDifference, Script, Undo } from '../../core/rehearsal.ts'
import { slice } from '../../core/text.ts'
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
    const undo: Undo = { outcome: 'failed', path: down.path, ...stop }
    return { undo, stands: !keptAnything(down, back.steps) }
  }
  const differences = compareSchemas(before, await schemaFacts(session))
  const again = failure(await play(up))
  return { undo: outcomeOf(differences, again), stands: again === undefined }
}

/** Where something is left behind, the file mostly fails for it: that is told, and not what follows from it. */
function outcomeOf(differences: readonly SchemaDifference[], again: Stop | undefined): Undo {
  if (differences.length > 0) return { outcome: 'differs', differences }
  return again ? { outcome: 'not-repeatable', ...again } : { outcome: 'restored' }
}

type Stop = Pick<Required<RehearsedStep>, 'range' | 'error'>

function failure({ outcome, steps }: Pick<RanFile, 'outcome' | 'steps'>): Stop | undefined {
  const last = steps.at(-1)
  if (outcome !== 'failed' || last?.error === undefined) return undefined
  return { range: last.range, error: last.error }
}

/**
 * Whether a script that failed may have left something behind: all but the transaction that it failed in was committed, and some
 * statements commit while they run.
 */
function keptAnything({ text }: Script, steps: readonly RehearsedStep[]): boolean {
  const failed = steps.at(-1)
  if (failed?.transaction === undefined)
    return steps.length > 1 || (failed !== undefined && commitsItself.test(slice(text, failed.range)))
  return steps.some(({ transaction }) => transaction !== failed.transaction)
}

/** An index built concurrently stays, invalid; a procedure and a block may hold COMMIT. */
const commitsItself = /^\s*(?:call|do)\b|\bconcurrently\b/i
