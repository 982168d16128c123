import type { RanFile, Script, ScriptStatement, Stub } from '../../core/rehearsal.ts'
import { slice } from '../../core/text.ts'
import type { Session } from '../session.ts'
import { lookAgain, type World } from '../watch/world.ts'
import { beginFile } from './begin-file.ts'
import { mend, type Tried } from './mend.ts'

/** A script that may run here, and what it found put in place. */
export interface Amended {
  readonly script: Script
  readonly world: World
  readonly stubs: readonly Stub[]
}

export interface Trial extends Amended {
  readonly tool: string
  /** No file was merged before the change. */
  readonly isFirst: boolean
  /** How the script ended when it was played, outside a transaction again. */
  readonly played: Pick<RanFile, 'outcome' | 'steps'>
  /** What was put in place for this script before. */
  readonly tried: Tried
}

/**
 * After a script of the change failed: puts in place what it lacks, if that is something that no migration brings along and nothing of the
 * script has been committed. Then it can be played again from its first statement.
 */
export async function amend(session: Session, trial: Trial): Promise<Amended | undefined> {
  const { script, world, stubs, tool, tried } = trial
  const failed = failedStatement(trial)
  if (!failed) return undefined
  await beginFile(session, tool)
  const sql = slice(script.text, failed.range)
  const isSupabase = tool === 'supabase'
  const about = { sql, error: failed.error, isSupabase, isMerged: false, isFirst: trial.isFirst, stubs }
  const remedy = await mend(session, about, tried)
  if (!remedy) return undefined
  const { instead } = remedy
  const changed = instead === undefined ? script : replaced(script, failed.range, instead)
  if (!changed) return undefined
  return { script: changed, stubs: [...stubs, ...remedy.stubs], world: await withStandIns(session, world) }
}

/** Statements about an extension that is a stand-in are not for this server. */
export function withoutStandIns(script: Script, stubs: readonly Stub[]): Script {
  const names = new Set(stubs.filter(({ kind }) => kind === 'extension').map(({ name }) => name))
  return script.statements.reduce((text, { range }) => {
    const [, quoted, bare] = aboutExtension.exec(slice(text.text, range)) ?? []
    return names.has(quoted ?? bare?.toLowerCase() ?? '') ? (replaced(text, range, '') ?? text) : text
  }, script)
}

const aboutExtension =
  /^\s*(?:create|alter|drop|comment\s+on)\s+extension\s+(?:if\s+(?:not\s+)?exists\s+)?(?:"([^"]+)"|([\w-]+))/i

type Failed = Pick<ScriptStatement, 'range'> & {
  readonly error: NonNullable<RanFile['steps'][number]['error']> & { readonly severity: string }
}

function failedStatement({ played }: Trial): Failed | undefined {
  const last = played.steps.at(-1)
  if (played.outcome !== 'failed' || !last?.error) return undefined
  const isAlone = played.steps.length === 1
  const isTogether =
    last.transaction !== undefined &&
    played.steps.every(({ transaction }) => transaction === last.transaction)
  return isAlone || isTogether
    ? { range: last.range, error: { ...last.error, severity: 'ERROR' } }
    : undefined
}

/** Another text at the same place, so that all places after it hold; undefined where it is longer. */
function replaced(script: Script, { start, end }: ScriptStatement['range'], sql: string): Script | undefined {
  if (sql.length > end - start) return undefined
  const { text } = script
  return { ...script, text: text.slice(0, start) + sql.padEnd(end - start) + text.slice(end) }
}

/** What stands in was there before the change, as the real thing is. */
async function withStandIns(session: Session, world: World): Promise<World> {
  const known = new Set(world.relations.keys())
  await lookAgain(session, world)
  const made = [...world.relations.keys()].filter((oid) => !known.has(oid))
  return { ...world, existing: new Set([...world.existing, ...made]) }
}
