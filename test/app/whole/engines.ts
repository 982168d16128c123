import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { type GitHub, startGitHub } from '../../github/github.ts'
import { hasServer, newServerDatabase } from '../../store/places.ts'
import { type RunningApp, startApp, until } from './running-app.ts'
import { newShop, type Shop, type ShopOptions } from './shop.ts'

/** The shipped App on one engine, and the GitHub it works for. */
export interface Whole {
  readonly github: GitHub
  readonly app: RunningApp
  /** A repository with one table, in an organisation of its own: tests do not meet at GitHub, nor in its limits. */
  shop(options?: ShopOptions): Shop
  /** Resolves when every webhook is answered and no job is left. */
  rest(): Promise<void>
  /** Stops the App and has its log of decisions verified and exported. */
  audit(): Promise<Audit>
}

export interface Audit {
  readonly code: number | null
  readonly said: string
  readonly entries: readonly {
    actor: string
    action: string
    repository: number
    number: number
    detail: object
  }[]
}

/**
 * Runs the tests against the App on each engine, started once for each. In the end nothing may have gone wrong on the way: no job
 * that failed, no error in the log, nothing said that GitHub would not take.
 */
export function onEveryEngine(tests: (whole: () => Whole) => void): void {
  const kinds = ['embedded', 'postgres'].filter((kind) => kind === 'embedded' || hasServer)
  describe.each(kinds)('%s', { timeout: 180_000 }, (kind) => {
    let whole: Whole
    let remove = async () => {}
    beforeAll(async () => {
      const github = await startGitHub()
      const room = kind === 'postgres' ? await newServerDatabase() : undefined
      const data = mkdtempSync(join(tmpdir(), 'sluice-whole-'))
      const app = await startApp(github, { data, ...(room && { databaseUrl: room.place.url }) })
      whole = {
        ...{ github, app, shop: (options) => newShop(github, options), rest: () => restOf(github, app) },
        audit: () => auditOf(app),
      }
      remove = async () => {
        await app.stop()
        await room?.remove()
        rmSync(data, { recursive: true, force: true })
        await github.close()
      }
    }, 60_000)
    afterAll(async () => {
      await remove()
      expect(trouble(whole.app)).toEqual([])
    }, 60_000)
    tests(() => whole)
  })
}

/** Resolves when every webhook is answered and no job is left. */
export async function restOf(github: GitHub, { url }: RunningApp): Promise<void> {
  let seen = -1
  await until('rest', async () => {
    await github.settled()
    const before = github.deliveries.length
    const metrics = await (await fetch(`${url}/metrics`)).text()
    const jobs = [...metrics.matchAll(/^sluice_jobs\{state="(waiting|running)"\} (\d+)$/gm)]
    const isQuiet = jobs.length === 2 && jobs.every(([, , count]) => count === '0')
    const isSame = seen === before && before === github.deliveries.length
    seen = isQuiet ? before : -1
    return isQuiet && isSame
  })
}

async function auditOf(app: RunningApp): Promise<Audit> {
  await app.stop()
  const verified = await sluice(['audit', 'verify'], app.environment)
  const { out } = await sluice(['audit', 'export'], app.environment)
  const lines = out.split('\n').filter((line) => line !== '')
  return { code: verified.code, said: verified.out, entries: lines.map((line) => JSON.parse(line)) }
}

async function sluice(args: readonly string[], env: Readonly<Record<string, string>>) {
  const entry = resolve(import.meta.dirname, '../../../bin/sluice.js')
  const child = spawn(process.execPath, [entry, ...args], { cwd: tmpdir(), env })
  let out = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      out += text
    })
  const code = await new Promise<number | null>((done) => child.on('close', done))
  return { code, out }
}

/** Lines of the log that tell of a failed try or worse; a repository or an installation may go while it is looked at. */
function trouble(app: RunningApp): unknown[] {
  const lines = app.output().split('\n')
  const entries = lines.flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []))
  return entries.filter(
    ({ level, msg, err }) =>
      level === 'error' || (msg === 'this try failed' && ![301, 401].includes(err?.status)),
  )
}
