import { oneLine } from '../render/visible.ts'
import type { Database } from '../store/database.ts'
import { type DeadJob, deadJobs, discard, replay, replayAll } from '../store/jobs.ts'
import { type WaitingJob, waitingJobs } from '../store/waiting-jobs.ts'
import { exit, UsageError } from './exit.ts'
import { write } from './output.ts'
import { withoutSecrets, withStore } from './store.ts'

/** Most jobs of each kind that are listed. */
const most = 200

/** `sluice jobs`: what was given up and what waits, with the last error of each. */
export async function jobsCommand({ format }: { readonly format: 'terminal' | 'json' }): Promise<number> {
  const [dead, waiting] = await withStore((db) => Promise.all([deadJobs(db, most), waitingJobs(db, most)]))
  const safe = withoutSecrets()
  const rows = { dead: dead.map((one) => rowOf(one, safe)), waiting: waiting.map((one) => rowOf(one, safe)) }
  await write(format === 'json' ? `${JSON.stringify(rows, undefined, 2)}\n` : listing(rows, Date.now()))
  return exit.ok
}

/** `sluice jobs replay ID|--all`: dead jobs run again, with all their attempts. */
export async function replayCommand(id: string | undefined, { all }: { all?: true }): Promise<number> {
  if ((id === undefined) === (all === undefined))
    throw new UsageError('Say which job: its number, or --all.', '`sluice jobs` lists them.')
  const count = await withStore(async (db) =>
    id === undefined ? replayAll(db) : onlyOne(db, { id, act: replay }),
  )
  await write(`${counted(count)} will run again.\n`)
  return exit.ok
}

/** `sluice jobs discard ID`: a dead job is forgotten. */
export async function discardCommand(id: string): Promise<number> {
  await withStore((db) => onlyOne(db, { id, act: discard }))
  await write('1 job was discarded.\n')
  return exit.ok
}

interface Act {
  readonly id: string
  readonly act: (db: Database, id: number) => Promise<boolean>
}

async function onlyOne(db: Database, { id, act }: Act): Promise<number> {
  const number = /^[1-9]\d{0,14}$/.test(id) ? Number(id) : undefined
  if (number !== undefined && (await act(db, number))) return 1
  throw new UsageError(`There is no dead job ${oneLine(id)}.`, '`sluice jobs` lists them.')
}

interface Row {
  readonly id: number
  readonly kind: string
  /** What it is about: `acme/shop#7`, where it is about a pull request or repository. */
  readonly about: string
  readonly installation: number
  readonly attempts: number
  readonly createdAt: string
  /** When a dead job was given up. */
  readonly diedAt?: string
  /** When a waiting job may run. */
  readonly runAt?: string
  readonly lastError: string
}

function rowOf(job: DeadJob | WaitingJob, safe: (text: string) => string): Row {
  const { id, kind, installation, attempts } = job
  return {
    ...{ id, kind, about: aboutOf(job), installation, attempts, createdAt: job.createdAt.toISOString() },
    ...('diedAt' in job ? { diedAt: job.diedAt.toISOString() } : { runAt: job.runAt.toISOString() }),
    lastError: oneLine(safe(job.lastError)),
  }
}

/** A payload is what some version of Sluice wrote: nothing in it is sure. */
function aboutOf({ payload, lane }: DeadJob | WaitingJob): string {
  const { repository, pull, number } = payload as {
    repository?: { owner?: string; name?: string }
    pull?: { number?: number }
    number?: number
  }
  if (!repository?.owner || !repository.name) return oneLine(lane)
  const which = pull?.number ?? number
  return oneLine(`${repository.owner}/${repository.name}${which === undefined ? '' : `#${which}`}`)
}

function listing({ dead, waiting }: { dead: readonly Row[]; waiting: readonly Row[] }, now: number): string {
  if (dead.length + waiting.length === 0) return 'No job is dead, and none waits.\n'
  const parts = [
    section('dead', dead, (row) => `given up ${age(row.diedAt, now)} ago after ${attempts(row)}`),
    section('waiting', waiting, (row) => `since ${age(row.createdAt, now)}, ${attempts(row)} so far`),
    dead.length === 0
      ? ''
      : 'sluice jobs replay ID|--all runs them again; sluice jobs discard ID forgets one.\n',
  ]
  return parts.filter(Boolean).join('\n')
}

function section(title: string, rows: readonly Row[], state: (row: Row) => string): string {
  if (rows.length === 0) return ''
  const shown = rows.length < most ? `${rows.length}` : `the first ${most}`
  const lines = rows.map((row) => {
    const head = `  ${String(row.id).padEnd(8)}${row.kind.padEnd(13)}${row.about}  ${state(row)}`
    return row.lastError === '' ? head : `${head}\n          ${row.lastError}`
  })
  return `${title} (${shown})\n${lines.join('\n')}\n`
}

const counted = (count: number) => (count === 1 ? '1 job' : `${count} jobs`)
const attempts = ({ attempts: count }: Row) => (count === 1 ? '1 attempt' : `${count} attempts`)

const units = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const

/** `3 h`, the largest unit that fits. */
function age(since: string | undefined, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(since ?? '')) / 1000))
  const [unit, size] = units.find(([, each]) => seconds >= each) ?? ['s', 1]
  return `${Math.floor(seconds / size)} ${unit}`
}
