import { beforeEach, describe, expect, test } from 'vitest'

import { isKnownDelivery, recordDelivery } from '../../src/store/deliveries.ts'
import {
  bury,
  claim,
  claimUnannounced,
  deadJobs,
  discard,
  dropJobs,
  enqueue,
  extend,
  finish,
  holds,
  type Job,
  jobCounts,
  jobsChannel,
  type NewJob,
  release,
  replay,
  replayAll,
  retry,
} from '../../src/store/jobs.ts'
import { onEveryDatabase } from './places.ts'

const job = (given: Partial<NewJob> = {}): NewJob => ({
  kind: 'review',
  lane: 'pull/1',
  installation: 1,
  payload: {},
  ...given,
})
const review = (payload: string, stamp: string, given: Partial<NewJob> = {}) =>
  job({ payload, stamp: `2026-01-31T12:00:${stamp}Z`, mergeKey: 'review', ...given })

onEveryDatabase((db) => {
  beforeEach(async () => {
    await db().query('DELETE FROM sluice.jobs')
    await db().query('DELETE FROM sluice.turns')
  })

  const put = async (...jobs: NewJob[]) => {
    for (const each of jobs) await enqueue(db(), each)
  }
  const take = async (worker = 'me'): Promise<Job> => {
    const taken = await claim(db(), { worker, leaseSeconds: 60 })
    if (!taken) throw new Error('nothing was there to be claimed')
    return taken
  }
  const nothing = async () => expect(await claim(db(), { worker: 'other', leaseSeconds: 60 })).toBeUndefined()
  /** As if its lease had been over for a while. */
  const expire = ({ id }: Job) =>
    db().query(`UPDATE sluice.jobs SET lease_until = now() - interval '1 second' WHERE id = $1`, [id])

  test('a delivery is new once', async () => {
    const delivery = { guid: 'g1', event: 'push', action: null, installation: 9 }
    expect(await isKnownDelivery(db(), 'g1')).toBe(false)
    expect([await recordDelivery(db(), delivery), await recordDelivery(db(), delivery)]).toEqual([
      true,
      false,
    ])
    expect(await isKnownDelivery(db(), 'g1')).toBe(true)
  })

  test('a job comes back as it was given', async () => {
    await put(review('first', '01', { priority: 3 }))
    expect(await take('me')).toMatchObject({
      kind: 'review',
      lane: 'pull/1',
      installation: 1,
      payload: 'first',
      stamp: new Date('2026-01-31T12:00:01Z'),
      priority: 3,
      attempts: 1,
      worker: 'me',
      announced: false,
    })
  })

  test('a job of a transaction that fails was never there', async () => {
    const failing = db().transaction(async (inside) => {
      await enqueue(inside, job())
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await nothing()
  })

  test('a new job wakes who listens', async () => {
    const heard = Promise.withResolvers<void>()
    const stop = await db().listen(jobsChannel, heard.resolve)
    await put(job())
    await heard.promise
    await stop()
  })

  describe('a lane', () => {
    test('runs one job at a time, and others meanwhile', async () => {
      await put(job({ payload: 1 }), job({ payload: 2 }), job({ lane: 'pull/2', payload: 3 }))
      const first = await take()
      expect(first.payload).toBe(1)
      expect((await take()).payload).toBe(3)
      await nothing()
      await finish(db(), first)
      expect((await take()).payload).toBe(2)
    })

    test('never runs two, however many claim at once', async () => {
      const lanes = ['a', 'b', 'c', 'd', 'e']
      await put(
        ...lanes.flatMap((lane) =>
          Array.from({ length: 6 }, (_, n) => job({ lane, payload: `${lane}${n}` })),
        ),
      )
      const running = new Set<string>()
      const done: unknown[] = []
      const work = async (worker: string) => {
        while (done.length < 30) {
          const taken = await claim(db(), { worker, leaseSeconds: 60 })
          if (!taken) continue
          expect(running.has(taken.lane)).toBe(false)
          running.add(taken.lane)
          await db().query('SELECT 1')
          running.delete(taken.lane)
          expect(await finish(db(), taken)).toBe(true)
          done.push(taken.payload)
        }
      }
      await Promise.all(Array.from({ length: 8 }, (_, n) => work(`worker ${n}`)))
      expect(done.length).toBe(30)
      expect(new Set(done).size).toBe(30)
    })

    test('goes on when a job of it is dead', async () => {
      await put(job({ payload: 1 }), job({ payload: 2 }))
      await bury(db(), await take(), 'gave up')
      expect((await take()).payload).toBe(2)
    })
  })

  describe('waiting jobs of one key', () => {
    test.each([
      ['the later stamp stays, in whatever order they come', ['02', '03', '01'], '03'],
      ['of equal stamps the last to come', ['02', '02'], '02 again'],
    ])('are one: %s', async (_, stamps, kept) => {
      const seen = new Set<string>()
      for (const stamp of stamps) {
        await put(review(seen.has(stamp) ? `${stamp} again` : stamp, stamp))
        seen.add(stamp)
      }
      expect((await take()).payload).toBe(kept)
      await nothing()
    })

    test('stay apart in different lanes, under different keys and without one', async () => {
      await put(
        review('a', '01'),
        review('b', '01', { lane: 'pull/2' }),
        review('c', '01', { mergeKey: 'other' }),
      )
      await put(job({ payload: 'd' }), job({ payload: 'e' }))
      expect(await jobCounts(db())).toMatchObject({ waiting: 5 })
    })

    test('a newer one while it runs is another job, which runs after it', async () => {
      await put(review('old', '01'))
      const running = await take()
      await put(review('new', '02'))
      await nothing()
      await finish(db(), running)
      expect(await take()).toMatchObject({ payload: 'new', attempts: 1 })
    })

    test.each([
      ['the newer one waits already', '02', { payload: 'other', attempts: 1 }],
      ['the older one waits', '00', { payload: 'running', attempts: 2 }],
    ])('a running one that is put off is one with them: %s', async (_, stamp, kept) => {
      await put(review('running', '01'))
      const running = await take()
      await put(review('other', stamp))
      expect(await retry(db(), running, { error: 'failed', delayMs: 0 })).toBe(true)
      expect(await take()).toMatchObject(kept)
      await nothing()
    })

    test('a new payload does not wait for the pause of the old one', async () => {
      await put(review('old', '01'))
      await retry(db(), await take(), { error: 'failed', delayMs: 3_600_000 })
      await nothing()
      await put(review('new', '02'))
      expect(await take()).toMatchObject({ payload: 'new', attempts: 1 })
    })

    test('a stamp that is no time is refused', async () => {
      await expect(put(job({ stamp: 'yesterday', mergeKey: 'k' }))).rejects.toThrow('"yesterday"')
    })
  })

  describe('a lease', () => {
    test('that is over lets another take the job, and the first one’s outcome no longer counts', async () => {
      await put(job())
      const first = await take('slow')
      await nothing()
      await expire(first)
      expect(await holds(db(), first)).toBe(false)
      const second = await take('quick')
      expect(second).toMatchObject({ id: first.id, attempts: 2, worker: 'quick' })
      expect(await holds(db(), second)).toBe(true)
      expect(await finish(db(), first)).toBe(false)
      expect(await retry(db(), first, { error: 'late', delayMs: 0 })).toBe(false)
      expect(await release(db(), first)).toBe(false)
      expect(await bury(db(), first, 'late')).toBe(false)
      expect(await finish(db(), second)).toBe(true)
    })

    test('that is over and that nobody took up is still the holder’s to end', async () => {
      await put(job())
      const taken = await take()
      await expire(taken)
      expect(await finish(db(), taken)).toBe(true)
      await nothing()
    })

    test('taken twice by the same worker is told apart', async () => {
      await put(job())
      const first = await take('same')
      await release(db(), first)
      const second = await take('same')
      expect(second.attempts).toBe(first.attempts)
      expect([await holds(db(), first), await holds(db(), second)]).toEqual([false, true])
      expect(await finish(db(), first)).toBe(false)
    })

    test('is lengthened for those a worker holds, and only for these where it names some', async () => {
      await put(...['a', 'b', 'c'].map((lane) => job({ lane })))
      const [one, two] = [await take('me'), await take('me')]
      const other = await take('other')
      for (const each of [one, two, other]) await expire(each)
      expect(await extend(db(), { worker: 'me', leaseSeconds: 60, jobs: [two.id, other.id] })).toEqual([
        two.id,
      ])
      expect([await holds(db(), one), await holds(db(), two), await holds(db(), other)]).toEqual([
        false,
        true,
        false,
      ])
      expect((await extend(db(), { worker: 'me', leaseSeconds: 60 })).sort()).toEqual([one.id, two.id].sort())
      expect(await holds(db(), one)).toBe(true)
    })
  })

  describe('order', () => {
    test('one installation with a hundred jobs does not delay another’s one', async () => {
      await put(...Array.from({ length: 100 }, (_, n) => job({ lane: `pull/${n}`, installation: 1 })))
      await put(job({ lane: 'late', installation: 2 }))
      await finish(db(), await take())
      expect((await take()).installation).toBe(2)
    })

    test('the installation with fewer running jobs is first', async () => {
      await put(...['a', 'b', 'c', 'd'].map((lane) => job({ lane, installation: 1 })))
      const [first, second] = [await take(), await take()]
      await put(job({ lane: 'x', installation: 2 }), job({ lane: 'y', installation: 2 }))
      const taken = [await take(), await take(), await take()].map(({ installation }) => installation)
      expect([first.installation, second.installation, ...taken]).toEqual([1, 1, 2, 2, 1])
    })

    test('within one installation: priority, then age', async () => {
      await put(
        job({ lane: 'a', priority: 10 }),
        job({ lane: 'b' }),
        job({ lane: 'c' }),
        job({ lane: 'd', priority: -1 }),
      )
      const taken = [await take(), await take(), await take(), await take()]
      expect(taken.map(({ lane }) => lane)).toEqual(['d', 'b', 'c', 'a'])
    })

    test('only kinds that are asked for', async () => {
      await put(job({ lane: 'a' }), job({ lane: 'b', kind: 'command' }))
      const quick = () => claim(db(), { worker: 'me', leaseSeconds: 60, kinds: ['command', 'decide'] })
      expect((await quick())?.lane).toBe('b')
      expect(await quick()).toBeUndefined()
    })

    test('what has slots of its own makes no installation busy, and takes nobody’s turn', async () => {
      const aside = { kinds: ['ask'], counted: ['ask'], isAside: true }
      const gate = { kinds: ['review'], counted: ['review'] }
      const claimed = (wanted: object) => claim(db(), { worker: 'me', leaseSeconds: 60, ...wanted })
      await put(job({ lane: 'a', kind: 'ask', installation: 1 }))
      expect((await claimed(gate))?.lane).toBeUndefined()
      expect((await claimed(aside))?.lane).toBe('a')
      await put(job({ lane: 'b', installation: 1 }), job({ lane: 'c', installation: 2 }))
      expect((await claimed(gate))?.lane).toBe('b')
    })

    test('what shares slots makes an installation busy: the other one is next', async () => {
      const gate = { worker: 'me', leaseSeconds: 60, kinds: ['review'], counted: ['review'] }
      await put(job({ lane: 'a', installation: 1 }))
      await claim(db(), gate)
      await put(job({ lane: 'b', installation: 1 }), job({ lane: 'c', installation: 2 }))
      expect((await claim(db(), gate))?.lane).toBe('c')
    })

    test('a delayed job waits', async () => {
      await put(job({ delayMs: 3_600_000 }))
      await nothing()
      expect(await jobCounts(db())).toEqual({ waiting: 1, running: 0, dead: 0, oldestWaitingSeconds: 0 })
    })
  })

  describe('a waiting job', () => {
    const unannounced = () =>
      claimUnannounced(db(), { worker: 'crier', leaseSeconds: 60, olderThanMs: 0, kind: 'review' })

    test('is taken to be announced once, and that is no attempt', async () => {
      await put(job({ lane: 'a' }), job({ lane: 'b', kind: 'command' }))
      const taken = await unannounced()
      expect(taken).toMatchObject({ lane: 'a', announced: false })
      if (taken) await release(db(), taken, { announced: true })
      expect(await unannounced()).toBeUndefined()
      expect(await take()).toMatchObject({ lane: 'a', announced: true, attempts: 1 })
    })

    test('is not taken to be announced while it is young, or its lane is busy', async () => {
      await put(job({ payload: 1 }), job({ payload: 2 }))
      const young = { worker: 'crier', leaseSeconds: 60, olderThanMs: 60_000, kind: 'review' }
      expect(await claimUnannounced(db(), young)).toBeUndefined()
      await take()
      expect(await unannounced()).toBeUndefined()
    })

    test('with a new payload is to be announced again', async () => {
      await put(review('old', '01'))
      const taken = await unannounced()
      await put(review('new', '02'))
      if (taken) await release(db(), taken, { announced: true })
      expect(await unannounced()).toMatchObject({ payload: 'new', announced: false })
    })
  })

  describe('a dead job', () => {
    const die = async (payload: string, lane = 'pull/1') => {
      await put(review(payload, '01', { lane }))
      await bury(db(), await take(), `${payload} failed`)
    }

    test('stays to be looked at, the last one first', async () => {
      await die('first')
      await die('second')
      const dead = await deadJobs(db(), 10)
      expect(dead.map(({ payload, lastError, attempts }) => [payload, lastError, attempts])).toEqual([
        ['second', 'second failed', 1],
        ['first', 'first failed', 1],
      ])
      expect(await deadJobs(db(), 1)).toHaveLength(1)
      expect(await jobCounts(db())).toMatchObject({ waiting: 0, running: 0, dead: 2 })
      await nothing()
    })

    test('runs again from its first attempt when it is replayed', async () => {
      await die('first')
      const [dead] = await deadJobs(db(), 1)
      expect(await replay(db(), dead?.id ?? 0)).toBe(true)
      const again = await take()
      expect(again).toMatchObject({ payload: 'first', attempts: 1 })
      expect(await replay(db(), again.id)).toBe(false)
    })

    test('gives way to a newer one of its key that waits', async () => {
      await die('old')
      await put(review('new', '02'))
      expect(await replayAll(db())).toBe(1)
      expect((await take()).payload).toBe('new')
      await nothing()
      expect(await jobCounts(db())).toMatchObject({ dead: 0 })
    })

    test('can be discarded, a waiting one cannot', async () => {
      await die('old')
      await put(job({ lane: 'alive' }))
      const [dead] = await deadJobs(db(), 1)
      expect(await discard(db(), dead?.id ?? 0)).toBe(true)
      expect(await discard(db(), dead?.id ?? 0)).toBe(false)
      const alive = await take()
      await release(db(), alive)
      expect(await discard(db(), alive.id)).toBe(false)
    })
  })

  test('what waits for an installation, or a repository of it, is dropped; the rest stays', async () => {
    const of = (installation: number, id: number) =>
      job({ installation, lane: `${installation}/${id}`, payload: { repository: { id } } })
    await put(of(1, 10), of(1, 11), of(1, 12), of(2, 20))
    expect(await dropJobs(db(), { installation: 1, repositories: [10, 11, 20] })).toBe(2)
    expect(await dropJobs(db(), { installation: 1 })).toBe(1)
    expect((await take()).payload).toEqual({ repository: { id: 20 } })
    await nothing()
  })

  test('how long the oldest could have run is counted', async () => {
    await put(job())
    await db().query(`UPDATE sluice.jobs SET run_at = now() - interval '90 seconds'`)
    const { oldestWaitingSeconds } = await jobCounts(db())
    expect(oldestWaitingSeconds).toBeGreaterThanOrEqual(90)
    expect(oldestWaitingSeconds).toBeLessThan(100)
  })

  test('jobs that are added and put off at the same time are neither lost nor doubled', async () => {
    for (let round = 0; round < 20; round++) {
      await put(review('first', '01'))
      const running = await take()
      await Promise.all([
        retry(db(), running, { error: 'x', delayMs: 0 }),
        put(review('second', '02')),
        put(review('third', '03')),
      ])
      const left = await take()
      expect(left.payload).toBe('third')
      await nothing()
      await finish(db(), left)
    }
  })

  test('a job names the delivery that asked for it last', async () => {
    await put(review('a', '01', { delivery: 'first' }), review('b', '02', { delivery: 'second' }))
    await put(review('c', '03'))
    expect(await take()).toMatchObject({ payload: 'c', delivery: 'second' })
    await put(job({ lane: 'sweep' }))
    expect((await take()).delivery).toBeNull()
  })

  test('a job that is renewed while it is taken runs with the new payload last', async () => {
    for (let round = 0; round < 20; round++) {
      await put(review('old', '01'))
      const seen: unknown[] = []
      const run = async () => {
        const taken = await claim(db(), { worker: 'me', leaseSeconds: 60 })
        if (!taken) return
        seen.push(taken.payload)
        await finish(db(), taken)
      }
      await Promise.all([run(), put(review('new', '02'))])
      await run()
      expect([['new'], ['old', 'new']]).toContainEqual(seen)
    }
  })
})
