import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startGitHub } from '../../github/github.ts'
import type { PullHandle } from '../../github/pull-handle.ts'
import { hasServer, newServerDatabase } from '../../store/places.ts'
import { startApp, until } from './running-app.ts'
import { newShop, plainIndex } from './shop.ts'
import { atRest, complaints, type Troubled, troubled } from './troubled.ts'

const hasty = { SLUICE_RETRY_SECONDS: '0', SLUICE_LEASE_SECONDS: '2', SLUICE_SWEEP_SECONDS: '2' }

const held = ({ checkRuns, comments, reviews }: PullHandle) => ({
  runs: checkRuns.map(({ status, conclusion }) => `${status} ${conclusion}`),
  comments: comments.length,
  reviews: reviews.length,
})
const wellDone = { runs: ['completed failure'], comments: 1, reviews: 1 }
const isDone = ({ reviews }: PullHandle) => reviews.length > 0

async function place(env: Readonly<Record<string, string>> = {}): Promise<Troubled> {
  const around = await troubled('postgres', { ...hasty, ...env })
  onTestFinished(() => around.end(), 60_000)
  return around
}

test.runIf(hasServer)(
  'connections that the server ends in the middle cost nothing but time',
  async () => {
    const around = await place()
    const { github, start, store } = around
    await start()
    const pulls = Array.from({ length: 8 }, () => newShop(github).propose(plainIndex))
    await store(async (database) => {
      for (let left = 12; left > 0; left--) {
        await database
          .query(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'sluice'`,
          )
          .catch(() => undefined)
        const done = pulls.filter(isDone).length
        await until('progress', () => pulls.filter(isDone).length > done || pulls.every(isDone), 1).catch(
          () => undefined,
        )
      }
    })
    await until('all of it', () => pulls.every(isDone), 60)
    await atRest(around)
    expect(pulls.map(held)).toEqual(pulls.map(() => wellDone))
  },
  400_000,
)

/** A way to the server that can be cut. */
async function wayTo(port: number) {
  const sockets = new Set<Socket>()
  const ways = { isOpen: true }
  const server = createServer((socket) => {
    if (!ways.isOpen) return void socket.destroy()
    const onward = connect(port, '127.0.0.1')
    for (const one of [socket, onward]) {
      sockets.add(one)
      one.on('error', () => undefined).on('close', () => sockets.delete(one))
    }
    socket.pipe(onward).pipe(socket)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      ways.isOpen = false
      for (const socket of sockets) socket.destroy()
    },
    mend() {
      ways.isOpen = true
    },
  }
}

test.runIf(hasServer)(
  'a server that is away for a while: webhooks get 503 and are asked for again, work goes on',
  async () => {
    const room = await newServerDatabase()
    const github = await startGitHub()
    const way = await wayTo(5432)
    const databaseUrl = room.place.url.replace(':5432', `:${way.port}`)
    const app = await startApp(github, { databaseUrl, env: hasty })
    onTestFinished(async () => {
      way.mend()
      await app.stop()
      await room.remove()
      await github.close()
    }, 180_000)
    const shop = newShop(github)
    github.fail({ path: /\/compare\//, with: { slow: 1000 } })
    const before = shop.propose(plainIndex)
    await until('work', () => before.checkRuns.length > 0)
    way.cut()
    const during = newShop(github).propose(plainIndex)
    await github.settled()
    expect(github.deliveries.at(-1)?.result?.code).toBe(503)
    const ready = async () => (await fetch(`${app.url}/readyz`)).status
    expect(await ready()).toBe(503)
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200)
    way.mend()
    await until('readiness', async () => (await ready()) === 200)
    await until('all of it', () => [before, during].every(isDone), 60)
    await atRest({ github, app } as Troubled)
    expect([before, during].map(held)).toEqual([wellDone, wellDone])
    expect(complaints(app)).not.toContain(databaseUrl)
  },
  400_000,
)

test.runIf(hasServer)(
  'a full disk of the server: nothing is accepted and forgotten; once there is room, all is done',
  async () => {
    const around = await place()
    const { github, start, store } = around
    await start()
    const [before] = [newShop(github).propose(plainIndex)]
    await until('the first', () => isDone(before))
    await store(async (database) => {
      for (const table of ['deliveries', 'jobs', 'check_runs', 'evaluations', 'writes', 'audit'])
        await database
          .query(
            `CREATE FUNCTION sluice.full_${table}() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$`,
          )
          .then(() =>
            database.query(
              `CREATE TRIGGER full_disk BEFORE INSERT ON sluice.${table} FOR EACH ROW EXECUTE FUNCTION sluice.full_${table}()`,
            ),
          )
    })
    const during = newShop(github).propose(plainIndex)
    await github.settled()
    expect(github.deliveries.at(-1)?.result?.code).toBe(503)
    expect(during.checkRuns).toEqual([])
    const free = (tables: readonly string[]) =>
      store(async (database) => {
        for (const table of tables) await database.query(`DROP TRIGGER full_disk ON sluice.${table}`)
      })
    await free(['deliveries', 'jobs', 'check_runs', 'writes'])
    // There is room for a job and its check run, and none for what comes of it.
    await until('a check in progress', () => during.checkRuns[0]?.status === 'in_progress')
    await free(['evaluations', 'audit'])
    await until('all of it', () => isDone(during), 60)
    await atRest(around)
    expect([before, during].map(held)).toEqual([wellDone, wellDone])
  },
  400_000,
)

/** A file system of this many megabytes; undefined where none may be made. */
function smallDisk(megabytes: number): string | undefined {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', directory], { stdio: 'pipe' })
  } catch {
    rmSync(directory, { recursive: true })
    return undefined
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', directory])
    rmSync(directory, { recursive: true })
  })
  return directory
}

/** Takes all that is left, and gives the way to give it back. */
function fill(directory: string): () => void {
  const path = join(directory, 'other-files')
  const file = openSync(path, 'w')
  try {
    for (const size of [1024 ** 2, 4096]) {
      const block = Buffer.alloc(size)
      try {
        while (writeSync(file, block) === size);
      } catch (error) {
        if (!String(error).includes('ENOSPC')) throw error
      }
    }
  } finally {
    closeSync(file)
  }
  return () => rmSync(path)
}

test('a full disk under the embedded store: nothing is accepted and forgotten; once there is room, all is done', async (context) => {
  const data = smallDisk(250)
  if (data === undefined) return context.skip('no file system may be mounted here')
  const github = await startGitHub()
  const app = await startApp(github, { data, env: hasty })
  onTestFinished(async () => {
    await app.stop()
    await github.close()
  }, 180_000)
  const before = newShop(github).propose(plainIndex)
  await until('the first', () => isDone(before))
  await atRest({ github, app } as Troubled)
  const free = fill(data)
  const during = Array.from({ length: 3 }, () => newShop(github).propose(plainIndex))
  await github.settled()
  free()
  await until('all of it', () => during.every(isDone), 60)
  await atRest({ github, app } as Troubled)
  expect([before, ...during].map(held)).toEqual([before, ...during].map(() => wellDone))
  expect(app.child.exitCode).toBeNull()
}, 400_000)
