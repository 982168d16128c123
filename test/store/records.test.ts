import { beforeEach, describe, expect, test } from 'vitest'
import type { Evaluation } from '../../src/core/evaluation.ts'
import {
  checkRunCompleted,
  checkRunCreated,
  checkRunOf,
  giveUpRuns,
  intendCheckRun,
  latestCheckRun,
  openCheckRuns,
} from '../../src/store/check-runs.ts'
import { evaluationOf, saveEvaluation } from '../../src/store/evaluations.ts'
import { enqueue } from '../../src/store/jobs.ts'
import { pullsPastWaivers } from '../../src/store/past-waivers.ts'
import {
  knownRepositories,
  nameOfRepository,
  openPulls,
  openPullsWithHead,
  pullOf,
  renameRepository,
  type SeenPull,
  seePull,
  setPaused,
} from '../../src/store/pulls.ts'
import { clean } from '../../src/store/retention.ts'
import { strandedPulls } from '../../src/store/stranded.ts'
import { dismiss, dismissalsFor, endWaiver, grantWaiver, waiversFor } from '../../src/store/waivers.ts'
import { forgetWrite, intendWrite, recallWrite, recordWrite } from '../../src/store/writes.ts'
import { onEveryDatabase } from './places.ts'

const pull = (given: Partial<SeenPull> = {}): SeenPull => ({
  repository: 10,
  installation: 1,
  owner: 'acme',
  name: 'shop',
  number: 7,
  head: 'aaa',
  baseRef: 'main',
  state: 'open',
  draft: false,
  author: 'ana',
  updatedAt: '2026-01-31T12:00:00Z',
  ...given,
})

const tables = [
  'pulls',
  'repositories',
  'evaluations',
  'check_runs',
  'writes',
  'waivers',
  'dismissals',
  'jobs',
  'deliveries',
]

onEveryDatabase((db) => {
  beforeEach(async () => {
    for (const table of tables) await db().query(`DELETE FROM sluice.${table}`)
  })
  /** Everything there looks so many days older. */
  const age = async (days: number) => {
    const times = {
      deliveries: 'received_at',
      evaluations: 'saved_at',
      check_runs: 'created_at',
      writes: 'changed_at',
      jobs: 'changed_at',
    }
    for (const [table, column] of Object.entries({ ...times, pulls: 'updated_at' }))
      await db().query(`UPDATE sluice.${table} SET ${column} = ${column} - $1 * interval '1 day'`, [days])
  }
  const count = async (table: string) =>
    (await db().query<{ n: number }>(`SELECT count(*) AS n FROM sluice.${table}`))[0]?.n

  describe('pull requests', () => {
    test('of two views the later counts, in whatever order they come', async () => {
      await seePull(db(), pull({ head: 'bbb', updatedAt: '2026-01-31T12:00:05Z' }))
      await seePull(db(), pull({ head: 'aaa', updatedAt: '2026-01-31T12:00:01Z', name: 'old-name' }))
      expect(await pullOf(db(), 10, 7)).toEqual({
        repository: 10,
        number: 7,
        head: 'bbb',
        baseRef: 'main',
        state: 'open',
        draft: false,
        author: 'ana',
        updatedAt: '2026-01-31T12:00:05Z',
        paused: false,
      })
      expect(await nameOfRepository(db(), 10)).toEqual({
        id: 10,
        owner: 'acme',
        name: 'shop',
        installation: 1,
      })
      await seePull(db(), pull({ head: 'ccc', state: 'closed', updatedAt: '2026-01-31T12:00:05Z' }))
      expect(await pullOf(db(), 10, 7)).toMatchObject({ head: 'ccc', state: 'closed' })
    })

    test('open ones are found by repository and by head, closed and others’ are not', async () => {
      await seePull(db(), pull({ number: 1 }))
      await seePull(db(), pull({ number: 2 }))
      await seePull(db(), pull({ number: 3, head: 'bbb' }))
      await seePull(db(), pull({ number: 4, state: 'closed' }))
      await seePull(db(), pull({ number: 5, repository: 11 }))
      expect((await openPullsWithHead(db(), 10, 'aaa')).map(({ number }) => number)).toEqual([1, 2])
      expect((await openPulls(db(), 10)).map(({ number }) => number)).toEqual([1, 2, 3])
      expect(await pullOf(db(), 10, 99)).toBeUndefined()
    })

    test('stay paused when they are seen again', async () => {
      await seePull(db(), pull())
      await setPaused(db(), 10, 7, true)
      await seePull(db(), pull({ head: 'bbb', updatedAt: '2026-02-01T00:00:00Z' }))
      expect(await pullOf(db(), 10, 7)).toMatchObject({ head: 'bbb', paused: true })
      await setPaused(db(), 10, 7, false)
      expect(await pullOf(db(), 10, 7)).toMatchObject({ paused: false })
    })

    test('a repository keeps its new name though an older view comes late', async () => {
      await seePull(db(), pull())
      await renameRepository(db(), { id: 10, owner: 'acme', name: 'store' })
      await seePull(db(), pull({ number: 8, updatedAt: '2026-01-31T12:00:01Z' }))
      expect(await nameOfRepository(db(), 10)).toMatchObject({ name: 'store' })
      await seePull(db(), pull({ repository: 11, installation: 2 }))
      expect(await knownRepositories(db(), 1)).toEqual([
        { id: 10, owner: 'acme', name: 'store', installation: 1 },
      ])
    })
  })

  describe('evaluations', () => {
    const evaluation = (head: string) =>
      ({ format: 1, head, findings: [], risk: { level: 'low', reasons: [] } }) as unknown as Evaluation
    const save = (head: string, subject = 'pull/7') =>
      saveEvaluation(db(), {
        repository: 10,
        subject,
        head,
        baseRef: 'main',
        baseTip: 'base',
        evaluation: evaluation(head),
        hunks: { 'a.sql': [{ startLine: 1, endLine: 3 }] },
      })

    test('come back as they were saved, the last one of a head', async () => {
      await save('aaa')
      await save('aaa')
      expect(await evaluationOf(db(), { repository: 10, subject: 'pull/7', head: 'aaa' })).toEqual({
        baseRef: 'main',
        baseTip: 'base',
        evaluation: evaluation('aaa'),
        hunks: { 'a.sql': [{ startLine: 1, endLine: 3 }] },
        savedAt: expect.any(Date),
      })
      expect(await evaluationOf(db(), { repository: 10, subject: 'pull/7', head: 'bbb' })).toBeUndefined()
    })

    test('are answered as they will be read, key for key', async () => {
      const change = { after: { planned: 'none', type: 'x', nullable: 'no' } }
      const given = { ...evaluation('aaa'), changes: [change] } as unknown as Evaluation
      const about = { repository: 10, subject: 'pull/7', head: 'aaa' }
      const saved = { ...about, baseRef: 'main', baseTip: 'base', evaluation: given, hunks: {} }
      const answered = await saveEvaluation(db(), saved)
      const read = await evaluationOf(db(), about)
      expect(JSON.stringify(answered.evaluation)).toBe(JSON.stringify(read?.evaluation))
      expect(answered.evaluation).toEqual(given)
    })

    test('of one subject the newest five are kept', async () => {
      await save('other', 'pull/8')
      for (const head of ['1', '2', '3', '4', '5', '6', '1']) await save(head)
      const kept = async (head: string) =>
        (await evaluationOf(db(), { repository: 10, subject: 'pull/7', head })) !== undefined
      expect([await kept('1'), await kept('2'), await kept('3'), await kept('6')]).toEqual([
        true,
        false,
        true,
        true,
      ])
      expect(await count('evaluations')).toBe(6)
    })
  })

  describe('check runs', () => {
    const intend = (externalId: string, head = 'aaa', subject = 'pull/7', repository = 10) =>
      intendCheckRun(db(), { externalId, repository, subject, head, name: 'Sluice', request: 'head' })

    test('are announced, made and completed; a second announcement changes nothing', async () => {
      await intend('x')
      expect(await checkRunOf(db(), 'x')).toMatchObject({
        githubId: null,
        status: 'intended',
        conclusion: null,
      })
      await checkRunCreated(db(), 'x', 55, 'in_progress')
      await intend('x')
      expect(await checkRunOf(db(), 'x')).toMatchObject({ githubId: 55, status: 'in_progress' })
      await checkRunCompleted(db(), 'x', 'failure', 'hash')
      await checkRunCreated(db(), 'x', 55, 'queued')
      expect(await checkRunOf(db(), 'x')).toMatchObject({
        status: 'completed',
        conclusion: 'failure',
        outputHash: 'hash',
        createdAt: expect.any(Date),
      })
    })

    test('that are open are those of all heads, the latest is that of one', async () => {
      await intend('1', 'aaa')
      await intend('2', 'aaa')
      await intend('3', 'bbb')
      await intend('4', 'aaa', 'pull/8')
      await checkRunCompleted(db(), '1', 'success', '')
      expect((await openCheckRuns(db(), 10, 'pull/7')).map(({ externalId }) => externalId)).toEqual([
        '2',
        '3',
      ])
      expect((await latestCheckRun(db(), 10, 'pull/7', 'aaa'))?.externalId).toBe('2')
      expect(await latestCheckRun(db(), 10, 'pull/7', 'ccc')).toBeUndefined()
    })

    test('are left behind when they are old, not complete, and no job is there that could complete them', async () => {
      await seePull(db(), pull())
      await intend('left')
      const stranded = (olderThanSeconds: number) => strandedPulls(db(), { olderThanSeconds })
      expect(await stranded(60)).toEqual([])
      await age(1)
      const repository = { id: 10, owner: 'acme', name: 'shop', installation: 1 }
      expect(await stranded(60)).toMatchObject([{ repository, pull: { number: 7 } }])
      await enqueue(db(), { kind: 'review', lane: 'pull/10/70', installation: 1, payload: {} })
      expect(await stranded(60)).toHaveLength(1)
      await enqueue(db(), { kind: 'review', lane: 'pull/10/7', installation: 1, payload: {} })
      expect(await stranded(60)).toEqual([])
      await db().query(`UPDATE sluice.jobs SET state = 'dead'`)
      expect(await stranded(60)).toHaveLength(1)
      await checkRunCompleted(db(), 'left', 'failure', '')
      expect(await stranded(60)).toEqual([])
    })

    test('of the second opinion are found by their own lane, and are none of the gate’s', async () => {
      await seePull(db(), pull())
      await intend('said', 'aaa', 'opinion/7')
      await age(1)
      const stranded = (of: 'pull' | 'opinion') => strandedPulls(db(), { olderThanSeconds: 60, of })
      expect(await stranded('pull')).toEqual([])
      await enqueue(db(), { kind: 'review', lane: 'pull/10/7', installation: 1, payload: {} })
      expect(await stranded('opinion')).toMatchObject([{ pull: { number: 7 } }])
      await enqueue(db(), { kind: 'ask', lane: 'opinion/10/7', installation: 1, payload: {} })
      expect(await stranded('opinion')).toEqual([])
    })

    test('are given up where nothing can be written any more, and nowhere else', async () => {
      await seePull(db(), pull())
      await seePull(db(), pull({ repository: 11, installation: 2 }))
      await intend('here')
      await intend('there', 'aaa', 'pull/7', 11)
      expect(await giveUpRuns(db(), { installation: 1, repositories: [] })).toBe(0)
      expect(await giveUpRuns(db(), { installation: 1 })).toBe(1)
      expect(await openCheckRuns(db(), 10, 'pull/7')).toEqual([])
      expect(await openCheckRuns(db(), 11, 'pull/7')).toHaveLength(1)
      expect(await giveUpRuns(db(), { installation: 1, repositories: [11] })).toBe(1)
      expect(await checkRunOf(db(), 'there')).toMatchObject({ status: 'completed', conclusion: 'cancelled' })
    })

    test('that are left behind say for what they were wanted, where the head is still theirs', async () => {
      await seePull(db(), pull())
      await intend('old', 'bbb')
      await age(1)
      const requests = async () =>
        (await strandedPulls(db(), { olderThanSeconds: 60 })).map(({ request }) => request)
      expect(await requests()).toEqual(['head'])
      await intend('asked')
      await db().query(`UPDATE sluice.check_runs SET request = 'delivery' WHERE external_id = 'asked'`)
      await age(1)
      expect(await requests()).toEqual(['delivery'])
    })
  })

  test('a write is intended, recorded, intended again and forgotten', async () => {
    expect(await recallWrite(db(), 'comment/1/2')).toBeUndefined()
    await intendWrite(db(), 'comment/1/2')
    expect(await recallWrite(db(), 'comment/1/2')).toEqual({ state: 'intended' })
    await recordWrite(db(), 'comment/1/2', { id: 5_000_000_000, hash: 'h' })
    expect(await recallWrite(db(), 'comment/1/2')).toEqual({ state: 'written', id: 5_000_000_000, hash: 'h' })
    await intendWrite(db(), 'comment/1/2')
    expect(await recallWrite(db(), 'comment/1/2')).toMatchObject({ state: 'intended' })
    await forgetWrite(db(), 'comment/1/2')
    expect(await recallWrite(db(), 'comment/1/2')).toBeUndefined()
  })

  describe('waivers', () => {
    const waiver = {
      repository: 10,
      number: 7,
      fingerprint: 'f1',
      ruleId: 'postgres/x',
      subject: 'orders',
      by: 'ana',
      reason: 'planned',
      until: '2026-12-31',
      scope: 'pull' as const,
      baseRef: 'main',
    }
    const granted = async (number: number) =>
      (await waiversFor(db(), 10, number)).map(({ fingerprint, reason, scope }) => [
        fingerprint,
        reason,
        scope,
      ])

    test('count on their pull request, or on all of the repository', async () => {
      await grantWaiver(db(), waiver)
      await grantWaiver(db(), { ...waiver, fingerprint: 'f2', scope: 'repository' })
      await grantWaiver(db(), { ...waiver, repository: 11, fingerprint: 'f3', scope: 'repository' })
      expect(await granted(7)).toEqual([
        ['f1', 'planned', 'pull'],
        ['f2', 'planned', 'repository'],
      ])
      expect(await granted(8)).toEqual([['f2', 'planned', 'repository']])
      expect((await waiversFor(db(), 10, 7))[0]).toMatchObject({
        by: 'ana',
        until: '2026-12-31',
        ruleId: 'postgres/x',
        baseRef: 'main',
        grantedOn: new Date().toISOString().slice(0, 10),
      })
    })

    test('of one branch neither replace nor end those of another', async () => {
      const about = { repository: 10, number: 7, fingerprint: 'f1', by: 'ben' }
      await grantWaiver(db(), waiver)
      await grantWaiver(db(), { ...waiver, baseRef: 'lax', reason: 'because' })
      expect(await endWaiver(db(), { ...about, baseRef: 'lax' })).toBe(true)
      expect(await endWaiver(db(), { ...about, baseRef: 'lax' })).toBe(false)
      expect(await granted(7)).toEqual([['f1', 'planned', 'pull']])
    })

    test('are over when their last day is, or the last that the policy of the evaluation lets them have', async () => {
      const past = async (from: string, to: string) =>
        (await pullsPastWaivers(db(), { from, to })).map(({ number }) => number)
      const maxDays = (days: number) => ({ policy: { waivers: { maxDays: days } } }) as unknown as Evaluation
      const kept = {
        repository: 10,
        subject: 'pull/7',
        head: 'aaa',
        baseRef: 'main',
        baseTip: 'b',
        hunks: {},
      }
      const granted = new Date()
      const dayOf = (days: number) => new Date(+granted + days * 86_400_000).toISOString().slice(0, 10)
      await seePull(db(), pull())
      await seePull(db(), pull({ number: 8, baseRef: 'release' }))
      await grantWaiver(db(), { ...waiver, scope: 'repository', until: dayOf(20) })
      expect([await past(dayOf(20), dayOf(21)), await past(dayOf(19), dayOf(20))]).toEqual([[7], []])
      await saveEvaluation(db(), { ...kept, evaluation: maxDays(5) })
      expect([await past(dayOf(5), dayOf(6)), await past(dayOf(4), dayOf(5))]).toEqual([[7], []])
      expect(await past(dayOf(20), dayOf(21))).toEqual([])
    })

    test('a second one takes the place of the first, the same one twice is one, and history stays', async () => {
      const about = { repository: 10, number: 7, fingerprint: 'f1', baseRef: 'main', by: 'ben' }
      await grantWaiver(db(), waiver)
      await grantWaiver(db(), waiver)
      expect(await count('waivers')).toBe(1)
      await grantWaiver(db(), { ...waiver, reason: 'longer' })
      expect(await granted(7)).toEqual([['f1', 'longer', 'pull']])
      expect(await endWaiver(db(), { ...about, number: 8 })).toBe(false)
      expect(await endWaiver(db(), about)).toBe(true)
      expect(await endWaiver(db(), about)).toBe(false)
      expect(await granted(7)).toEqual([])
      expect(await count('waivers')).toBe(2)
    })

    test('granted at once leave one in force', async () => {
      await Promise.all(['a', 'b', 'c', 'd'].map((reason) => grantWaiver(db(), { ...waiver, reason })))
      expect(await waiversFor(db(), 10, 7)).toHaveLength(1)
    })

    test('a dismissal counts on its pull request, and the first one stays', async () => {
      const given = { repository: 10, number: 7, fingerprint: 'f1', ruleId: 'r', by: 'ana', reason: 'noise' }
      await dismiss(db(), given)
      await dismiss(db(), { ...given, by: 'ben' })
      expect(await dismissalsFor(db(), 10, 7)).toEqual([{ fingerprint: 'f1', by: 'ana', reason: 'noise' }])
      expect(await dismissalsFor(db(), 10, 8)).toEqual([])
    })
  })

  describe('what is old', () => {
    const furnish = async () => {
      await db().query(
        `INSERT INTO sluice.deliveries (guid, event) SELECT n::text, 'push' FROM generate_series(1, 2500) n`,
      )
      for (const [number, state] of [
        [7, 'closed'],
        [8, 'open'],
      ] as const) {
        await seePull(db(), pull({ number, state, updatedAt: new Date().toISOString() }))
        const externalId = `run ${number}`
        const about = { repository: 10, subject: `pull/${number}`, head: 'aaa' }
        await intendCheckRun(db(), { ...about, externalId, name: 'Sluice', request: 'head' })
        await checkRunCompleted(db(), externalId, 'success', '')
        const saved = { ...about, baseRef: 'main', baseTip: 'b', hunks: {} }
        await saveEvaluation(db(), { ...saved, evaluation: {} as Evaluation })
        for (const key of [`comment/10/${number}`, `review/10/${number}/aaa`, `reply/${number}`])
          await recordWrite(db(), key, { id: 1, hash: '' })
      }
      for (const lane of ['dead', 'waiting'])
        await enqueue(db(), { kind: 'k', lane, installation: 1, payload: {} })
      await db().query(`UPDATE sluice.jobs SET state = 'dead' WHERE lane = 'dead'`)
    }
    const counts = async () =>
      Object.fromEntries(await Promise.all(tables.map(async (table) => [table, await count(table)] as const)))

    test('goes when its pull request is closed; what is open, young or waiting stays', async () => {
      await furnish()
      await recordWrite(db(), 'organisation-policy/acme', { id: 0, hash: '' })
      expect(await clean(db(), { days: 30 })).toBe(0)
      await age(31)
      // 2500 deliveries; of the closed pull request its run, evaluation, comment and review; two replies; a dead job.
      expect(await clean(db(), { days: 30 })).toBe(2507)
      expect(await counts()).toMatchObject({
        deliveries: 0,
        pulls: 2,
        check_runs: 1,
        evaluations: 1,
        writes: 3,
        jobs: 1,
      })
      expect(await checkRunOf(db(), 'run 8')).toBeDefined()
      expect(await clean(db(), { days: 30 })).toBe(0)
    })

    test('a delivery is known for as long as GitHub may deliver it again', async () => {
      await furnish()
      await age(3)
      await clean(db(), { days: 1 })
      expect(await count('deliveries')).toBe(2500)
      await age(2)
      await clean(db(), { days: 1 })
      expect(await count('deliveries')).toBe(0)
    })
  })
})
