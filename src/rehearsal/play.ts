import type { RanFile, RehearsedStep, Script, ScriptStatement, ServerError } from '../core/rehearsal.ts'
import { nothingSeen, type Outcome, runAlone, runWithin, settle, unseen } from './play-statement.ts'
import type { Session, SessionError } from './session.ts'
import { ours } from './watch/apart.ts'
import type { Observation } from './watch/observation.ts'
import { lookAgain, type World } from './watch/world.ts'

export type Played = Pick<RanFile, 'outcome' | 'steps'>

/** A statement that failed in a rehearsal. What its transaction did has been rolled back. */
export interface Failed {
  readonly script: Script
  readonly statement: ScriptStatement
  readonly error: ServerError
}

/** Knows what a rehearsal lacks that production has. */
export interface Amender {
  /** What is run for a statement: its text, or what does the same here. */
  sqlOf(script: Script, statement: ScriptStatement): string
  /** Whether something has been done about it, so that the transaction, or what ran by itself, is worth another try. */
  amend(failed: Failed): Promise<boolean>
}

/** The database that a file meets. */
export type Stand = World | { readonly world: World; readonly amender: Amender }

/**
 * Runs a file as its tool would and watches every statement of it. Ends outside a transaction: what the file leaves open is rolled back, as
 * the end of a connection does.
 */
export async function play(session: Session, script: Script, stand: Stand): Promise<Played> {
  const player = new Player(session, script, stand)
  for (let statement = player.next; statement; statement = player.next) {
    if (!(await player.take(statement)) && !(await player.canGoBack())) return player.fail()
  }
  return (await player.end()) ? { outcome: 'applied', steps: player.steps } : player.fail()
}

/** A transaction that is open. */
interface Open {
  readonly number: number | undefined
  /** Steps before it. */
  readonly from: number
  /** Opened here, in place of the tool or of the server. */
  readonly isOurs: boolean
  /** As it was after the last statement; undefined until somebody looks. */
  readonly seen: Observation | undefined
}

class Player {
  readonly steps: RehearsedStep[] = []
  readonly #session: Session
  readonly #script: Script
  readonly #world: World
  readonly #amender: Amender | undefined
  #open: Open | undefined

  constructor(session: Session, script: Script, stand: Stand) {
    this.#session = session
    this.#script = script
    this.#world = 'world' in stand ? stand.world : stand
    this.#amender = 'world' in stand ? stand.amender : undefined
  }

  get next(): ScriptStatement | undefined {
    return this.#script.statements[this.steps.length]
  }

  /** False when it failed, or when the transaction that ended before it did. */
  async take(statement: ScriptStatement): Promise<boolean> {
    if (!(await this.#enter(statement))) return false
    const { range, transaction } = statement
    const own = this.#script.text.slice(range.start, range.end)
    const sql = this.#amender?.sqlOf(this.#script, statement) ?? own
    const { after, error, failedOnSamples, ...seen } = await this.#run(statement, sql)
    if (this.#open) this.#open = { ...this.#open, seen: after }
    this.steps.push({
      range,
      ...(transaction !== undefined && { transaction }),
      ...seen,
      ...(sql !== own && { isStandIn: true as const }),
      ...(error && { error: serverError(error, range.start) }),
      ...(failedOnSamples && { failedOnSamples: serverError(failedOnSamples, range.start) }),
    })
    return error === undefined
  }

  /** After a failure: back to before the transaction that failed, where what it lacks has been put in place. */
  async canGoBack(): Promise<boolean> {
    const error = this.steps.at(-1)?.error
    const statement = this.#script.statements[this.steps.length - 1]
    if (!this.#amender || !error || !statement) return false
    const from = this.#open?.from ?? this.steps.length - 1
    await this.#rollBack()
    if (!(await this.#amender.amend({ script: this.#script, statement, error }))) return false
    this.steps.splice(from)
    return true
  }

  async end(): Promise<boolean> {
    if (this.#open?.isOurs) return this.#commit()
    if (this.#open) await this.#rollBack()
    return true
  }

  async fail(): Promise<Played> {
    await this.#rollBack()
    return { outcome: 'failed', steps: this.steps }
  }

  /** Ends the transaction before the statement where that is over, and opens the statement's own. */
  async #enter({ transaction, openedBy, control }: ScriptStatement): Promise<boolean> {
    const open = this.#open
    // The BEGIN of a file makes the transaction of a batch its own (PostgreSQL 18 documentation, 54.2.2.1).
    const goesOn = open?.number === transaction || (openedBy === 'file' && control === 'begin')
    if (open?.isOurs && !goesOn && !(await this.#commit())) return false
    if (!this.#open && (openedBy === 'tool' || openedBy === 'batch')) {
      await ours(this.#session, 'BEGIN')
      this.#open = { number: transaction, from: this.steps.length, isOurs: true, seen: undefined }
    }
    return true
  }

  #run(statement: ScriptStatement, sql: string): Promise<Outcome> {
    if (statement.control !== undefined) return this.#control(statement, sql)
    return this.#open
      ? runWithin(this.#session, sql, { world: this.#world, seen: this.#open.seen })
      : runAlone(this.#session, sql, this.#world)
  }

  async #control({ control, transaction }: ScriptStatement, sql: string): Promise<Outcome> {
    const { error } = await this.#session.run(sql)
    if (error) return { ...unseen, error }
    if (control === 'begin' && (!this.#open || this.#open.number !== transaction)) {
      const from = this.#open?.from ?? this.steps.length
      this.#open = { number: transaction, from, isOurs: false, seen: undefined }
    }
    if (control === 'commit' || control === 'rollback' || control === 'prepare') this.#open = undefined
    if (control === 'rollback' || control === 'rollback-to')
      await lookAgain(this.#session, this.#world, this.#open !== undefined)
    return nothingSeen
  }

  /** What fails here was put off to the end, and counts for the last statement. */
  async #commit(): Promise<boolean> {
    const { error, failedOnSamples } = await settle(this.#session, this.#world)
    const failed = error ?? (await this.#session.run('COMMIT')).error
    const last = this.steps.pop()
    if (last)
      this.steps.push({
        ...last,
        ...(failed && { error: serverError(failed) }),
        ...(failedOnSamples && { failedOnSamples: serverError(failedOnSamples) }),
      })
    if (!failed) this.#open = undefined
    return failed === undefined
  }

  async #rollBack(): Promise<void> {
    if (this.#open) await this.#session.run('ROLLBACK')
    this.#open = undefined
    await lookAgain(this.#session, this.#world)
  }
}

/** Positions count from the start of the statement, and in files from the start of the file. */
function serverError({ code, message, detail, hint, at }: SessionError, start?: number): ServerError {
  return {
    ...{ code, message },
    ...(detail !== undefined && { detail }),
    ...(hint !== undefined && { hint }),
    ...(at !== undefined && start !== undefined && { at: start + at }),
  }
}
