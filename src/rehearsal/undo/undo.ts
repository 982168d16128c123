import type {
  FailedUndoStep,
  RanFile,
  RehearsedStep,
  SchemaDifference,
  Script,
  Undo,
  UndoOutcome,
} from '../../core/rehearsal.ts'
import { slice } from '../../core/text.ts'
import { filledTables } from '../base/filled.ts'
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
export async function tryUndo(session: Session, undoing: Undoing, play: Play): Promise<Tried> {
  const filled = await filledTables(session)
  const { outcome, back, stands } = await outcomeOf(session, undoing, play)
  const still = new Set(await filledTables(session))
  const emptied = filled.filter((table) => !still.has(table))
  const failedOnSamples = firstOnSamples(undoing.down, back.steps)
  const undo: Undo = {
    ...outcome,
    ...(emptied.length > 0 && { emptied }),
    ...(failedOnSamples && { failedOnSamples }),
  }
  return { undo, stands }
}

type Ran = Awaited<ReturnType<Play>>

async function outcomeOf(session: Session, { up, down, before }: Undoing, play: Play) {
  const back = await play(down)
  const stop = failure(back)
  if (stop) {
    const outcome: UndoOutcome = { outcome: 'failed', path: down.path, ...stop }
    return { outcome, back, stands: !keptAnything(down, back.steps) }
  }
  const differences = compareSchemas(before, await schemaFacts(session))
  const again = failure(await play(up))
  return { outcome: ofBoth(differences, again), back, stands: again === undefined }
}

/** Where something is left behind, the file mostly fails for it: that is told, and not what follows from it. */
function ofBoth(differences: readonly SchemaDifference[], again: Stop | undefined): UndoOutcome {
  if (differences.length > 0) return { outcome: 'differs', differences }
  return again ? { outcome: 'not-repeatable', ...again } : { outcome: 'restored' }
}

type Stop = Pick<Required<RehearsedStep>, 'range' | 'error'>

function failure({ outcome, steps }: Ran): Stop | undefined {
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

function firstOnSamples({ path, text }: Script, steps: readonly RehearsedStep[]): FailedUndoStep | undefined {
  for (const { range, failedOnSamples: error } of steps)
    if (error) return { path, range, error, onAnyRow: isOfAnyRow(slice(text, range), error.code) }
  return undefined
}

/** A new column that takes no null and has no default fails on every row; of another column the rows may hold values. */
function isOfAnyRow(sql: string, code: string): boolean {
  const isRequired = /\badd\b[^;]*\bnot\s+null\b/i.test(sql)
  return (
    code === '23502' && isRequired && !/\b(?:set\s+not\s+null|default|generated|update|insert)\b/i.test(sql)
  )
}
