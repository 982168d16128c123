import type { Rehearsal, RehearsalRequest, RehearsedBase, RehearsedFile } from '../core/rehearsal.ts'
import { play } from './play.ts'
import type { Session } from './session.ts'
import { schemaFacts } from './undo/facts.ts'
import { tryUndo } from './undo/undo.ts'
import type { World } from './watch/world.ts'

type Given = RehearsalRequest['files'][number]

export interface Rehearsing {
  readonly base: RehearsedBase
  readonly world: World
  /** Hears of each file once it is through: what comes later may have to be killed. */
  readonly finished?: (file: RehearsedFile) => void
}

/** Runs the new files of a history, one after the other, on a database that has been built for them. */
export async function rehearse(
  session: Session,
  { history, files: given }: RehearsalRequest,
  { base, world, finished }: Rehearsing,
): Promise<Rehearsal> {
  const files: RehearsedFile[] = []
  let stop: string | undefined
  for (const one of given) {
    const { path } = one.up
    const tried: Tried = stop === undefined ? await tryFile(session, one, world) : outOfReach(path, stop)
    files.push(tried.file)
    finished?.(tried.file)
    stop ??= tried.stop
  }
  const { version, kind } = session
  return { history, server: { version, kind }, base, files }
}

interface Tried {
  readonly file: RehearsedFile
  /** Why the files after it cannot be tried, as a clause. */
  readonly stop?: string
}

async function tryFile(session: Session, { up, down }: Given, world: World): Promise<Tried> {
  const { path } = up
  const before = down ? await schemaFacts(session) : []
  const ran = await play(session, up, world)
  if (ran.outcome === 'failed') return { file: { path, ...ran }, stop: `${path} comes first and fails` }
  if (!down) return { file: { path, ...ran } }
  const again = (script: Given['up']) => play(session, script, world)
  const { undo, stands } = await tryUndo(session, { up, down, before }, again)
  const file = { path, ...ran, undo }
  return stands ? { file } : { file, stop: `after the undo of ${path} the database is not what it was` }
}

function outOfReach(path: string, reason: string): Tried {
  return { file: { path, outcome: 'not-rehearsed', reason } }
}
