import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { type Database, openDatabase } from '../../../src/store/database.ts'
import { type GitHub, startGitHub } from '../../github/github.ts'
import { hasServer, newServerDatabase } from '../../store/places.ts'
import { type AppOptions, type RunningApp, startApp, until } from './running-app.ts'

type Env = Readonly<Record<string, string>>

/** An App that has a hard time, and the place that outlives its processes. */
export interface Troubled {
  readonly github: GitHub
  readonly kind: 'embedded' | 'postgres'
  /** The process that was started last. */
  readonly app: RunningApp
  /** Another process, in its place or beside it. */
  start(env?: Env): Promise<RunningApp>
  /** Looks into the store; the embedded one only while no process has it. */
  store<T>(look: (database: Database) => Promise<T>): Promise<T>
}

/** Quick in everything, so that what takes an hour takes seconds. */
const hasty: Env = {
  SLUICE_RETRY_SECONDS: '0',
  SLUICE_LEASE_SECONDS: '2',
  SLUICE_SWEEP_SECONDS: '2',
}

/** The tests on each engine, with a process that is started once. */
export function inTrouble(env: Env, tests: (around: () => Troubled) => void): void {
  const kinds = (['embedded', 'postgres'] as const).filter((kind) => kind === 'embedded' || hasServer)
  describe.each(kinds)('%s', (kind) => {
    let around: Troubled & { end(): Promise<void> }
    beforeAll(async () => {
      around = await troubled(kind, { ...hasty, ...env })
      await around.start()
    }, 60_000)
    afterAll(() => around?.end(), 60_000)
    tests(() => around)
  })
}

export async function troubled(
  kind: Troubled['kind'],
  env: Env,
): Promise<Troubled & { end(): Promise<void> }> {
  const github = await startGitHub()
  const data = mkdtempSync(join(tmpdir(), 'sluice-trouble-'))
  const room = kind === 'postgres' ? await newServerDatabase() : undefined
  const options: AppOptions = { data, ...(room && { databaseUrl: room.place.url }) }
  const place = room ? room.place : { directory: join(data, 'store') }
  const started: RunningApp[] = []
  return {
    ...{ github, kind },
    get app() {
      const last = started.at(-1)
      if (!last) throw new Error('no process was started')
      return last
    },
    async start(more = {}) {
      const app = await startApp(github, { ...options, env: { ...env, ...more } })
      started.push(app)
      return app
    },
    async store(look) {
      const database = await openDatabase(place)
      try {
        return await look(database)
      } finally {
        await database.close()
      }
    },
    async end() {
      await Promise.all(started.filter(isRunning).map((app) => app.stop()))
      await room?.remove()
      rmSync(data, { recursive: true, force: true })
      await github.close()
    },
  }
}

export const isRunning = ({ child }: RunningApp) => child.exitCode === null && child.signalCode === null

export interface Jobs {
  readonly waiting: number
  readonly running: number
  readonly dead: number
}

export async function jobsOf({ url }: RunningApp): Promise<Jobs> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  const count = (state: string) =>
    Number(metrics.match(`sluice_jobs{state="${state}"} (\\d+)`)?.[1] ?? Number.NaN)
  return { waiting: count('waiting'), running: count('running'), dead: count('dead') }
}

/** Resolves when every webhook is answered and no job is left but dead ones. */
export async function atRest({ github, app }: Troubled, seconds = 90): Promise<void> {
  let quiet = 0
  await until(
    'rest',
    async () => {
      await github.settled()
      const { waiting, running } = await jobsOf(app)
      quiet = waiting + running === 0 ? quiet + 1 : 0
      return quiet >= 3
    },
    seconds,
  )
}

/** A command of the shipped command line on the same store, and what it prints. */
export function command({ environment }: RunningApp, ...args: readonly string[]): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const bin = join(import.meta.dirname, '../../../bin/sluice.js')
  execFile(
    process.execPath,
    [bin, ...args],
    { cwd: tmpdir(), env: { ...environment } },
    (error, stdout, stderr) => (error ? reject(new Error(`${error.message}\n${stderr}`)) : resolve(stdout)),
  )
  return promise
}

/** What the log tells of trouble, as text. */
export const complaints = ({ output }: RunningApp) =>
  output()
    .split('\n')
    .filter((line) => /"level":"(?:warn|error|fatal)"/.test(line))
    .join('\n')
