import type { Rehearsal, RehearsalRequest, RehearsedBase, RehearsedFile, Script } from '../core/rehearsal.ts'
import { Amending } from './base/amend.ts'
import { beginFile } from './base/begin-file.ts'
import { eachOnce } from './base/replay.ts'
import { type Played, play } from './play.ts'
import type { Session } from './session.ts'
import { keyOf } from './undo/fact.ts'
import { schemaFacts } from './undo/facts.ts'
import { tryUndo } from './undo/undo.ts'
import type { World } from './watch/world.ts'

type Given = RehearsalRequest['files'][number]

export interface Rehearsing {
  readonly base: RehearsedBase
  readonly world: World
  /** Hears of each file once it has run, and again once it has been undone: what comes later may have to be killed. */
  readonly finished?: (file: RehearsedFile) => void
}

/** Runs the new files of a history, one after the other, on a database that has been built for them. */
export async function rehearse(
  session: Session,
  { history, tool, files: given, tellsSchema }: RehearsalRequest,
  { base, world, finished }: Rehearsing,
): Promise<Rehearsal> {
  const files: RehearsedFile[] = []
  const place: Place = { session, tool, amending: new Amending({ session, tool, base, world }) }
  let stop: string | undefined
  for (const one of given) {
    const { path } = one.up
    const tried: Tried = stop === undefined ? await tryFile(one, place, finished) : outOfReach(path, stop)
    files.push(tried.file)
    finished?.(tried.file)
    stop ??= tried.stop
  }
  const schema = tellsSchema && stop === undefined ? await schemaOf(session) : undefined
  const { version, kind } = session
  return {
    history,
    server: { version, kind },
    base: { ...base, stubs: eachOnce(place.amending.stubs) },
    files,
    ...(schema && { schema }),
  }
}

async function schemaOf(session: Session): Promise<Readonly<Record<string, string>>> {
  const facts = await schemaFacts(session)
  return Object.fromEntries(facts.map((fact) => [keyOf(fact), fact.definition]))
}

/** Where the files run. */
interface Place {
  readonly session: Session
  readonly tool: string
  readonly amending: Amending
}

interface Tried {
  readonly file: RehearsedFile
  /** Why the files after it cannot be tried, as a clause. */
  readonly stop?: string
}

async function tryFile({ up, down }: Given, place: Place, finished: Rehearsing['finished']): Promise<Tried> {
  const { path } = up
  const { session, amending } = place
  const before = down ? [...(await schemaFacts(session))] : []
  amending.before = down && before
  const played = await run(up, place)
  if (played.outcome === 'failed') return { file: { path, ...played }, stop: `${path} comes first and fails` }
  if (!down) return { file: { path, ...played } }
  finished?.({ path, ...played })
  const { undo, stands } = await tryUndo(session, { up, down, before }, (one) => run(one, place))
  const file = { path, ...played, undo }
  return stands ? { file } : { file, stop: `after the undo of ${path} the database is not what it was` }
}

/** Plays a script, and a part of it again where it only failed for the lack of something that no migration brings along. */
async function run(script: Script, { session, tool, amending }: Place): Promise<Played> {
  await beginFile(session, tool)
  return play(session, script, { world: amending.world, amender: amending })
}

function outOfReach(path: string, reason: string): Tried {
  return { file: { path, outcome: 'not-rehearsed', reason } }
}
