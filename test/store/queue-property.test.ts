import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Database } from '../../src/store/database.ts'
import {
  bury,
  claim,
  claimUnannounced,
  enqueue,
  finish,
  type Job,
  release,
  replayAll,
  retry,
} from '../../src/store/jobs.ts'
import { onEveryDatabase } from './places.ts'

interface Added {
  readonly name: string
  readonly lane: string
  readonly key: string | undefined
  readonly stamp: number
}

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('add' as const),
      lane: fc.constantFrom('a', 'b', 'c'),
      key: fc.constantFrom(undefined, 'k', 'l'),
      stamp: fc.integer({ min: 0, max: 9 }),
      installation: fc.constantFrom(1, 2),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('claim' as const), worker: fc.constantFrom('w', 'v') }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'finish' as const,
        'retry' as const,
        'release' as const,
        'bury' as const,
        'expire' as const,
      ),
      which: fc.nat(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('announce' as const, 'replay' as const) }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** What a queue promises, kept beside the real one while steps are taken. */
class World {
  readonly #db: Database
  readonly added: Added[] = []
  readonly finished: string[] = []
  /** Every job that was handed out and not ended, also those whose lease is over. */
  held: { readonly job: Job; expired: boolean }[] = []

  constructor(db: Database) {
    this.#db = db
  }

  async take(one: Step): Promise<void> {
    if (one.do === 'add') return this.#add(one)
    if (one.do === 'claim')
      return this.#claimed(await claim(this.#db, { worker: one.worker, leaseSeconds: 600 }))
    if (one.do === 'announce')
      return this.#claimed(
        await claimUnannounced(this.#db, { worker: 'w', leaseSeconds: 600, olderThanMs: 0, kind: 'k' }),
      )
    if (one.do === 'replay') {
      await replayAll(this.#db)
      return
    }
    if (!('which' in one)) return
    const held = this.held[one.which % Math.max(1, this.held.length)]
    if (held) await this.#end(held, one.do)
  }

  async #add({ lane, key, stamp, installation }: Extract<Step, { do: 'add' }>): Promise<void> {
    const name = `${this.added.length}`
    this.added.push({ name, lane, key, stamp })
    const time = new Date(Date.UTC(2026, 0, 1, 0, 0, stamp)).toISOString()
    await enqueue(this.#db, { kind: 'k', lane, installation, payload: name, mergeKey: key, stamp: time })
  }

  #claimed(job: Job | undefined): void {
    if (!job) return
    const before = this.held.filter((each) => each.job.lane === job.lane)
    expect(before.filter(({ expired }) => !expired)).toEqual([])
    this.held.push({ job, expired: false })
  }

  async #end(
    held: { readonly job: Job; expired: boolean },
    how: 'finish' | 'retry' | 'release' | 'bury' | 'expire',
  ) {
    const { job } = held
    if (how === 'expire') {
      await this.#db.query(
        `UPDATE sluice.jobs SET lease_until = now() - interval '1 second' WHERE id = $1 AND claims = $2 AND state = 'running'`,
        [job.id, job.claims],
      )
      held.expired = true
      return
    }
    const taken = this.held.some((other) => other.job.id === job.id && other.job.claims > job.claims)
    const ended = await endings[how](this.#db, job)
    expect(ended && taken).toBe(false)
    if (!held.expired) expect(ended).toBe(true)
    if (ended && how === 'finish') this.finished.push(String(job.payload))
    this.held = this.held.filter((each) => each !== held)
  }

  /** Everything that is left is run to its end. */
  async drain(): Promise<void> {
    await this.#db.query(
      `UPDATE sluice.jobs SET lease_until = now() - interval '1 second' WHERE state = 'running'`,
    )
    await replayAll(this.#db)
    for (;;) {
      const job = await claim(this.#db, { worker: 'last', leaseSeconds: 600 })
      if (!job) return
      expect(await finish(this.#db, job)).toBe(true)
      this.finished.push(String(job.payload))
    }
  }
}

const endings = {
  finish,
  bury: (db: Database, job: Job) => bury(db, job, 'error'),
  retry: (db: Database, job: Job) => retry(db, job, { error: 'error', delayMs: 0 }),
  release: (db: Database, job: Job) => release(db, job, { announced: true }),
}

onEveryDatabase((db) => {
  test('whatever is done in whatever order: one job of a lane at a time, and none is lost', {
    timeout: 120_000,
  }, async () => {
    const property = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 50 }), async (steps) => {
      await db().query('DELETE FROM sluice.jobs')
      const world = new World(db())
      for (const one of steps) await world.take(one)
      await world.drain()
      expect(await db().query('SELECT id FROM sluice.jobs')).toEqual([])
      expect(new Set(world.finished).size).toBe(world.finished.length)
      for (const { name, lane, key, stamp } of world.added) {
        if (world.finished.includes(name)) continue
        // Only a payload as late as this one, of the same lane and key, may have taken its place.
        const instead = world.added.filter(
          (other) => key !== undefined && other.lane === lane && other.key === key && other.stamp >= stamp,
        )
        expect(instead.some((other) => world.finished.includes(other.name))).toBe(true)
      }
    })
    await fc.assert(property, { numRuns: 60 })
  })
})
