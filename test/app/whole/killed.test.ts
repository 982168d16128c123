import { expect, onTestFinished, test } from 'vitest'
import { auditEntries, verifyChain } from '../../../src/store/audit.ts'
import type { PullHandle } from '../../github/pull-handle.ts'
import { hasServer } from '../../store/places.ts'
import { until } from './running-app.ts'
import { concurrentIndex, docs, newShop, plainIndex, type Shop } from './shop.ts'
import { atRest, isRunning, type Troubled, troubled } from './troubled.ts'

const hasty = { SLUICE_RETRY_SECONDS: '0', SLUICE_LEASE_SECONDS: '2', SLUICE_SWEEP_SECONDS: '2' }
/** A job counts every worker that dies of it, and is given up in the end: these workers die of something else. */
const patient = { SLUICE_MOST_ATTEMPTS: '100', SLUICE_LEASE_SECONDS: '5' }

async function place(kind: Troubled['kind'], env: Readonly<Record<string, string>> = {}): Promise<Troubled> {
  const around = await troubled(kind, { ...hasty, ...env })
  onTestFinished(() => around.end(), 60_000)
  return around
}

/** The same numbers in every run: 0 to 1. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const pauseOf = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds))

const index = (_: unknown, n: number) => `CREATE INDEX orders_${n} ON orders (status);\n`
const history = (_: unknown, n: number) =>
  [
    `migrations/${String(n + 10).padStart(4, '0')}_table.sql`,
    `CREATE TABLE t${n} (id bigint PRIMARY KEY);\n`,
  ] as const
/** Pull requests of different sizes, and what becomes of them: nothing to say, one fix, more annotations than one request takes, many files. */
const sizes = [
  { files: docs, said: { conclusion: 'success', comments: 0, reviews: 0 } },
  { files: plainIndex, said: { conclusion: 'failure', comments: 1, reviews: 1 } },
  {
    files: { 'migrations/0002_many.sql': Array.from({ length: 60 }, index).join('') },
    said: { conclusion: 'failure', comments: 1, reviews: 1 },
  },
  {
    files: { ...plainIndex, ...Object.fromEntries(Array.from({ length: 150 }, history)) },
    said: { conclusion: 'failure', comments: 1, reviews: 1 },
  },
]

function held({ checkRuns, comments, reviews }: PullHandle) {
  const [run] = checkRuns
  return {
    runs: checkRuns.length,
    ...{ status: run?.status, conclusion: run?.conclusion },
    ...{ comments: comments.length, reviews: reviews.length },
  }
}

const once = (said: (typeof sizes)[number]['said']) => ({ runs: 1, status: 'completed', ...said })

function annotationsOf({ checkRuns }: PullHandle): string[] {
  const all = checkRuns.flatMap(({ annotations }) => annotations)
  return all.map(({ path, start_line, title, message }) => `${path}:${start_line} ${title} ${message}`)
}

/** Verdicts in the log of decisions, by pull request. */
async function verdicts({ store }: Troubled): Promise<ReadonlyMap<string, number>> {
  return store(async (database) => {
    expect(await verifyChain(auditEntries(database))).toMatchObject({ ok: true })
    const counted = new Map<string, number>()
    for await (const { action, repository, number } of auditEntries(database)) {
      const key = `${repository}/${number}`
      if (action === 'decided') counted.set(key, (counted.get(key) ?? 0) + 1)
    }
    return counted
  })
}

const kinds = (['embedded', 'postgres'] as const).filter((kind) => kind === 'embedded' || hasServer)

test.each(kinds)(
  'killed at 20 random moments, nothing is lost and nothing is done twice (%s)',
  async (kind) => {
    const around = await place(kind, patient)
    const { github, start } = around
    await start()
    const random = dice(20_261_121)
    const opened: { shop: Shop; pull: PullHandle; size: (typeof sizes)[number] }[] = []
    for (let n = 0; n < 20; n++) {
      const [shop, size] = [newShop(github), sizes[n % sizes.length] ?? sizes[0]]
      if (!size) throw new Error('no size')
      opened.push({ shop, size, pull: shop.propose(size.files) })
      await github.settled()
      await pauseOf(2500 * random())
      await around.app.kill()
      await start()
    }
    const isDone = ({ pull, size }: (typeof opened)[number]) =>
      pull.checkRuns.some(({ status }) => status === 'completed') && pull.reviews.length >= size.said.reviews
    await until('every review', () => opened.every(isDone), 180)
    await atRest(around, 120)
    expect(opened.map(({ pull }) => held(pull))).toEqual(opened.map(({ size }) => once(size.said)))
    for (const { pull } of opened) {
      const shown = annotationsOf(pull)
      expect(shown.length).toBe(new Set(shown).size)
    }
    await around.app.stop()
    const decided = await verdicts(around)
    expect(opened.map(({ shop, pull }) => decided.get(`${shop.repo.id}/${pull.number}`))).toEqual(
      opened.map(() => 1),
    )
  },
  300_000,
)

test.each(kinds)(
  'a check that was begun, and whose job is lost, is completed by the sweep (%s)',
  async (kind) => {
    const around = await place(kind)
    const { github, start, store } = around
    await start()
    const shop = newShop(github)
    github.fail({ path: new RegExp(`^/repos/${shop.owner}/shop/compare/`), with: { slow: 3000 } })
    const pull = shop.propose(plainIndex)
    await until('a check in progress', () => pull.checkRuns[0]?.status === 'in_progress')
    await around.app.kill()
    await store((database) => database.query('DELETE FROM sluice.jobs'))
    await start()
    await until('all of it', () => pull.reviews.length > 0, 40)
    await atRest(around)
    expect(held(pull)).toEqual(once({ conclusion: 'failure', comments: 1, reviews: 1 }))
  },
  180_000,
)

test.each(kinds)(
  'told to stop, it ends what runs and leaves the rest to the next (%s)',
  async (kind) => {
    const around = await place(kind, { SLUICE_CONCURRENCY: '2' })
    const { github, start } = around
    const app = await start()
    const shops = Array.from({ length: 6 }, () => newShop(github))
    github.fail({ path: /\/compare\//, times: 6, with: { slow: 1500 } })
    const pulls = shops.map((shop) => shop.propose(concurrentIndex))
    await until('work', () => pulls.some(({ checkRuns }) => checkRuns[0]?.status === 'in_progress'))
    await github.settled()
    expect(await app.stop()).toBe(0)
    const begun = pulls.flatMap(({ checkRuns }) => checkRuns)
    expect(begun.length).toBeLessThan(6)
    expect(begun.filter(({ status }) => status === 'in_progress')).toEqual([])
    await start()
    await until('the rest', () => pulls.every(({ checkRuns }) => checkRuns[0]?.status === 'completed'))
    await atRest(around)
    const well = once({ conclusion: 'success', comments: 0, reviews: 0 })
    expect(pulls.map(held)).toEqual(pulls.map(() => well))
  },
  180_000,
)

/** Reviews that a process finished, by lane. */
const finished = (output: string) =>
  output.split('\n').flatMap((line) => {
    const { kind, lane, msg } = line.startsWith('{') ? JSON.parse(line) : {}
    return kind === 'review' && msg === 'done' ? [String(lane)] : []
  })

test.runIf(hasServer)(
  'two workers share the work; when one is killed, the other takes over',
  async () => {
    const around = await place('postgres', { SLUICE_CONCURRENCY: '2' })
    const { github, start } = around
    await start({ SLUICE_ROLE: 'web' })
    const [first, second] = [await start({ SLUICE_ROLE: 'worker' }), await start({ SLUICE_ROLE: 'worker' })]
    const shops = Array.from({ length: 16 }, () => newShop(github))
    // The installations are looked at first, so that nothing but its webhook asks for a review.
    await atRest(around)
    const pulls = shops.map((shop) => shop.propose(plainIndex))
    await until('all of it', () => pulls.every(({ reviews }) => reviews.length > 0), 90)
    await atRest(around)
    const well = once({ conclusion: 'failure', comments: 1, reviews: 1 })
    expect(pulls.map(held)).toEqual(pulls.map(() => well))
    const [byFirst, bySecond] = [finished(first.output()), finished(second.output())]
    expect([...byFirst, ...bySecond].toSorted()).toEqual([...new Set([...byFirst, ...bySecond])].toSorted())
    expect(byFirst.length + bySecond.length).toBe(16)
    expect(Math.min(byFirst.length, bySecond.length)).toBeGreaterThan(2)

    const more = shops.map((shop) =>
      shop.propose({ ...plainIndex, 'migrations/0003_x.sql': 'CREATE TABLE x (id int);\n' }),
    )
    await until('work', () => more.filter(({ checkRuns }) => checkRuns.length > 0).length > 3)
    await first.kill()
    expect(isRunning(second)).toBe(true)
    await until('all of it', () => more.every(({ reviews }) => reviews.length > 0), 90)
    await atRest(around)
    expect(more.map(held)).toEqual(more.map(() => well))
  },
  400_000,
)
