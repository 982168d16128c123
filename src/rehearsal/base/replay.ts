import type { Script, ScriptStatement, SkippedStatement, Stub } from '../../core/rehearsal.ts'
import { slice } from '../../core/text.ts'
import { identifier } from '../quoting.ts'
import type { Session, SessionError } from '../session.ts'
import { beginFile } from './begin-file.ts'
import { leftOut, prepared } from './left-out.ts'
import { mend, type Tried } from './mend.ts'

/** What running merged files came to. */
export interface Replayed {
  readonly stubs: readonly Stub[]
  readonly skipped: readonly SkippedStatement[]
}

/** Runs merged files in order. What fails is mended where this server lacks something, and otherwise left out; the rest goes on. */
export async function replay(session: Session, scripts: readonly Script[], tool: string): Promise<Replayed> {
  const run = new Replay(session, tool)
  for (const script of scripts) await run.file(script)
  return { stubs: eachOnce(run.stubs), skipped: run.skipped }
}

class Replay {
  readonly stubs: Stub[] = []
  readonly skipped: SkippedStatement[] = []
  readonly #session: Session
  readonly #tool: string

  constructor(session: Session, tool: string) {
    this.#session = session
    this.#tool = tool
  }

  async file(script: Script): Promise<void> {
    await beginFile(this.#session, this.#tool)
    for (const stretch of stretches(script)) {
      const wanted = stretch.filter((statement) => leftOut(textOf(script, statement)) !== 'silently')
      if (wanted.length > 1 && (await this.#atOnce(script, wanted))) continue
      await this.#oneByOne(script, wanted)
    }
  }

  /** Several statements in one string are one transaction: they all happen, or none does. */
  async #atOnce(script: Script, statements: readonly ScriptStatement[]): Promise<boolean> {
    const texts = statements.map((statement) => textOf(script, statement))
    if (texts.some((text) => leftOut(text) !== undefined)) return false
    const { error } = await this.#session.run(texts.map(prepared).join('\n;\n'))
    if (error) await this.#session.run('ROLLBACK')
    return !error
  }

  async #oneByOne(script: Script, statements: readonly ScriptStatement[]): Promise<void> {
    const own = statements.some(({ control }) => control !== undefined)
    const together = statements[0]?.transaction !== undefined && !own
    if (together) await this.#session.run('BEGIN')
    for (const statement of statements) await this.#statement(script, statement, together || own)
    if (together) await this.#session.run('COMMIT')
  }

  async #statement(script: Script, statement: ScriptStatement, together: boolean): Promise<void> {
    const text = textOf(script, statement)
    const reason = leftOut(text)
    if (reason !== undefined) this.#skip(script, statement, notRun(reason))
    else if (statement.control !== undefined) await this.#session.run(text)
    else {
      const error = await this.#mended(prepared(text), together)
      if (error) this.#skip(script, statement, error)
    }
  }

  /** Runs a statement, mending what it lacks as long as something helps. Its error, when nothing does. */
  async #mended(text: string, together: boolean): Promise<SessionError | undefined> {
    const tried: Tried = []
    for (let sql = text; ; ) {
      const error = await this.#attempt(sql, together)
      if (!error) return undefined
      const remedy = await mend(this.#session, this.#failure(text, error), tried)
      if (!remedy) return error
      this.stubs.push(...remedy.stubs)
      if (remedy.instead !== undefined) sql = remedy.instead
    }
  }

  #failure(sql: string, error: SessionError) {
    const isSupabase = this.#tool === 'supabase'
    return { ...{ sql, error, isSupabase }, isMerged: true, isFirst: false, stubs: this.stubs }
  }

  async #attempt(sql: string, together: boolean): Promise<SessionError | undefined> {
    if (!together) return (await this.#session.run(sql)).error
    await this.#session.run(`SAVEPOINT ${savepoint}`)
    const { error } = await this.#session.run(sql)
    if (!error) return undefined
    await this.#session.run(`ROLLBACK TO SAVEPOINT ${savepoint}`)
    return needsItsOwn.has(error.code) ? this.#between(sql) : error
  }

  /** A statement that does not go into the transaction the file seems to have: the tool that ran it knew better. */
  async #between(sql: string): Promise<SessionError | undefined> {
    await this.#session.run('COMMIT')
    const { error } = await this.#session.run(sql)
    await this.#session.run('BEGIN')
    return error
  }

  #skip({ path }: Script, { range }: ScriptStatement, error: SessionError): void {
    const { code, message, detail, hint, at } = error
    this.skipped.push({
      path,
      range,
      error: {
        ...{ code, message },
        ...(detail !== undefined && { detail }),
        ...(hint !== undefined && { hint }),
        ...(at !== undefined && { at: range.start + at }),
      },
    })
  }
}

const savepoint = identifier('sluice statement')

/** Cannot run in a transaction block; ends the transaction itself; uses an enum's value before it is committed. */
const needsItsOwn = new Set(['25001', '2D000', '55P04'])

const textOf = (script: Script, { range }: ScriptStatement) => slice(script.text, range)

const notRun = (message: string): SessionError => ({ code: '0A000', severity: 'ERROR', message })

/** Statements side by side that run in one transaction, or each in its own. */
function stretches({ statements }: Script): ScriptStatement[][] {
  const found: ScriptStatement[][] = []
  for (const statement of statements) {
    const last = found.at(-1)
    if (last && last[0]?.transaction === statement.transaction) last.push(statement)
    else found.push([statement])
  }
  return found
}

/** By kind and name, each once, in an order that does not depend on which statement needed it first. */
export function eachOnce(stubs: readonly Stub[]): readonly Stub[] {
  const byText = new Map(stubs.map(({ kind, name }) => [`${kind} ${name}`, { kind, name }]))
  return [...byText].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, stub]) => stub)
}
