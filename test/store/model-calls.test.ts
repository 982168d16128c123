import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { callLines } from '../../src/store/call-export.ts'
import { openDatabase } from '../../src/store/database.ts'
import { journalFor } from '../../src/store/journal.ts'
import { cleanModel } from '../../src/store/model-retention.ts'
import { spentBy } from '../../src/store/spent.ts'
import { asker, callRecord, modelTables } from './calls.ts'
import { hasServer, newServerDatabase, onEveryDatabase } from './places.ts'

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

onEveryDatabase((db) => {
  beforeEach(async () => {
    for (const table of modelTables) await db().query(`DELETE FROM sluice.${table}`)
  })
  const journal = (limits = {}, given = {}) => journalFor(db(), { ...asker(), limits, ...given })
  /** Everything that is written down is so much older. */
  const age = async (time: string) => {
    await db().query(`UPDATE sluice.model_calls SET at = at - $1::interval`, [time])
    await db().query(`UPDATE sluice.model_holds SET until = until - $1::interval`, [time])
    await db().query(`UPDATE sluice.model_feedback SET said_at = said_at - $1::interval`, [time])
  }
  const count = async (table: string) =>
    (await db().query<{ n: number }>(`SELECT count(*) AS n FROM sluice.${table}`))[0]?.n

  describe('a request', () => {
    test('that was answered in this pull request is known, with its text, tokens and cost', async () => {
      const text = '{"findings": [{"title":"zero \\u0000 and 😀"}]}'
      await journal().record(callRecord(0.012345, { answer: text }))
      expect(await journal().recall('r')).toEqual({
        ...{ ok: true, value: JSON.parse(text), text },
        call: callRecord(0.012345).call,
      })
      expect(await journal({}, { head: 'bbb' }).recall('r')).toBeDefined()
    })

    test.each([
      ['another request', {}, 'other'],
      ['another pull request', { subject: 'pull/8' }, 'r'],
      ['another repository', { repository: 11 }, 'r'],
      ['somebody who asked anew', { since: new Date(Date.now() + 86_400_000) }, 'r'],
    ])('is not known to %s', async (_, given, hash) => {
      await journal().record(callRecord(0.01))
      expect(await journal({}, given).recall(hash)).toBeUndefined()
    })

    test('that failed, or was answered more than a day ago, is asked again', async () => {
      await journal().record(callRecord(0, { outcome: 'overloaded', answer: '' }))
      expect(await journal().recall('r')).toBeUndefined()
      await journal().record(callRecord(0.01))
      await age('23 hours')
      expect(await journal().recall('r')).toBeDefined()
      await age('2 hours')
      expect(await journal().recall('r')).toBeUndefined()
    })
  })

  describe('a budget', () => {
    test('of a pull request counts all its heads and days, and no other pull request', async () => {
      await journal().record(callRecord(0.3))
      await age('40 days')
      await journal({}, { head: 'bbb' }).record(callRecord(0.2))
      const limits = { perPullRequestUsd: 0.6 }
      expect(await journal(limits).refuses(0.11)).toContain('of $0.60 $0.50 are spent')
      expect(await journal(limits, { subject: 'pull/8' }).refuses(0.6)).toBeUndefined()
      expect(await journal(limits).refuses(0.1)).toBeUndefined()
    })

    test('of a repository counts its day, of an organisation all its repositories, the total all organisations', async () => {
      await journal().record(callRecord(5))
      await journal({}, { repository: 11 }).record(callRecord(7))
      await journal({}, { repository: 12, installation: 2 }).record(callRecord(100))
      const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
      const repository = await journal({ perDayUsd: 5 }).refuses(0.01)
      expect(repository).toContain(
        `repository for today has no room for a call of up to $0.01: of $5.00 $5.00`,
      )
      expect(repository).toContain(`opens again on ${tomorrow}`)
      expect(await journal({ organisationPerDayUsd: 12 }).refuses(0.01)).toContain('of $12.00 $12.00')
      expect(await journal({ totalPerDayUsd: 112 }).refuses(0.01)).toContain('of all organisations together')
      expect(await journal({ totalPerDayUsd: 112.02 }).refuses(0.01)).toBeUndefined()
      expect(await journal({ totalPerDayUsd: 112.02 }).refuses(0.02)).toContain(
        'of all organisations together',
      )
      await age('25 hours')
      const limits = { perDayUsd: 5, organisationPerDayUsd: 12, totalPerDayUsd: 112 }
      expect(await journal(limits).refuses(0.01)).toBeUndefined()
    })

    test('is not exceeded by twenty who ask at once', async () => {
      const limits = { perPullRequestUsd: 1, perDayUsd: 1.5, organisationPerDayUsd: 1.5 }
      const askers = Array.from({ length: 20 }, (_, n) => journal(limits, { subject: `pull/${n % 2}` }))
      const refusals = await Promise.all(askers.map((one) => one.refuses(0.1)))
      expect(refusals.filter((refusal) => refusal === undefined)).toHaveLength(15)
      await Promise.all(askers.map((one, n) => refusals[n] ?? one.record(callRecord(0.1))))
      expect(await spentBy(db(), { by: 'day' })).toMatchObject([{ calls: 15, usd: 1.5 }])
      expect(await count('model_holds')).toBe(0)
      expect(await journal(limits, { subject: 'pull/3' }).refuses(0.0001)).toContain('$1.50 are spent')
    })

    test('of all together is not exceeded by twenty organisations that ask at once', async () => {
      const limits = { organisationPerDayUsd: 1, totalPerDayUsd: 0.7 }
      const askers = Array.from({ length: 20 }, (_, n) =>
        journal(limits, { installation: n + 1, repository: n + 10 }),
      )
      const refusals = await Promise.all(askers.map((one) => one.refuses(0.1)))
      expect(refusals.filter((refusal) => refusal === undefined)).toHaveLength(7)
      for (const refusal of refusals)
        if (refusal !== undefined) expect(refusal).toMatch(/^The budget of all organisations together/)
    })

    test('gets back what a call did not need, and what a dead process held', async () => {
      const [limits, one] = [{ perPullRequestUsd: 1 }, journal({ perPullRequestUsd: 1 })]
      expect(await one.refuses(0.9)).toBeUndefined()
      expect(await journal(limits).refuses(0.2)).toContain('up to $0.90 may be by calls that run now')
      await one.record(callRecord(0.05))
      expect(await journal(limits).refuses(0.95)).toBeUndefined()
      expect(await journal(limits).refuses(0.05)).toBeDefined()
      await age('31 minutes')
      expect(await journal(limits).refuses(0.05)).toBeUndefined()
    })

    test('is kept by calls of any cost that end in any order', async () => {
      const call = fc.record({ most: fc.integer({ min: 1, max: 60 }), ends: fc.boolean() })
      await fc.assert(
        fc.asyncProperty(fc.array(call, { maxLength: 12 }), async (calls) => {
          await db().query('DELETE FROM sluice.model_calls')
          await db().query('DELETE FROM sluice.model_holds')
          const one = journal({ perPullRequestUsd: 1 })
          const running: number[] = []
          let spent = 0
          for (const { most, ends } of calls) {
            if ((await one.refuses(most / 100)) === undefined) running.push(most)
            const ended = ends ? running.shift() : undefined
            if (ended !== undefined) await one.record(callRecord(ended / 100))
            spent += ended ?? 0
            expect(spent + running.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(100)
          }
        }),
        { numRuns: 20 },
      )
    })
  })

  describe('what was spent', () => {
    test('adds up to the calls, whatever it is told by', async () => {
      await db().query(
        `INSERT INTO sluice.repositories (id, installation, owner, name, seen_at) VALUES (10, 1, 'acme', 'shop', now()) ON CONFLICT DO NOTHING`,
      )
      const usd = fc.integer({ min: 0, max: 999_999 }).map((millionths) => millionths / 1e6)
      const calls = fc.sample(
        fc.record({ usd, repository: fc.constantFrom(10, 11), model: fc.constantFrom('m', 'n') }),
        40,
      )
      for (const { usd: cost, repository, model } of calls) {
        const record = callRecord(cost)
        await journal({}, { repository }).record({ ...record, call: { ...record.call, model } })
      }
      const sum = calls.reduce((total, call) => total + Math.round(call.usd * 1e6), 0) / 1e6
      for (const by of ['day', 'repository', 'model'] as const) {
        const rows = await spentBy(db(), { by })
        expect(rows.reduce((total, row) => total + row.usd, 0)).toBeCloseTo(sum, 9)
        expect(rows.reduce((total, row) => total + row.cacheReadTokens, 0)).toBe(40 * 4000)
      }
      const repositories = await spentBy(db(), { by: 'repository' })
      expect(repositories.map((row) => row.of)).toEqual(['11', 'acme/shop'])
      expect(await spentBy(db(), { by: 'day', since: new Date(Date.now() + 60_000) })).toEqual([])
    })

    test('is exported call by call, as JSON with the texts and as CSV with the figures', async () => {
      await journal().record(callRecord(0.01, { question: 'diff:=cmd|"x",\n.sql' }))
      await journal({}, { by: 'ana' }).record(callRecord(0, { outcome: 'declined', answer: '' }))
      const [first, second] = (await all(callLines(db(), { format: 'json' }))).map((line) => JSON.parse(line))
      expect(first).toMatchObject({
        ...{ repository: 10, subject: 'pull/7', askedBy: 'sluice', outcome: 'answered', usd: 0.01 },
        ...{ request: callRecord(0).request, answer: '{"findings":[]}', milliseconds: 1250 },
      })
      expect(second).toMatchObject({ askedBy: 'ana', outcome: 'declined' })
      const csv = await all(callLines(db(), { format: 'csv' }))
      expect(csv[0]).toMatch(/^id,at,repository,.*,usd,attempts,milliseconds$/)
      expect(csv[1]).toContain(',"diff:=cmd|""x"",\n.sql",')
      expect(csv).toHaveLength(3)
      expect(await all(callLines(db(), { format: 'json', since: new Date(Date.now() + 60_000) }))).toEqual([])
    })

    test('is exported whole where it is longer than a page', async () => {
      for (let n = 0; n < 205; n++) await journal().record(callRecord(0.01, { question: `${n}` }))
      const questions = (await all(callLines(db(), { format: 'json' }))).map(
        (line) => JSON.parse(line).question,
      )
      expect(questions).toEqual(Array.from({ length: 205 }, (_, n) => `${n}`))
    })
  })

  test('texts go after the days of the operator, figures after a year', async () => {
    await journal().record(callRecord(0.01))
    await age('29 days')
    await cleanModel(db(), { days: 30 })
    expect(JSON.parse((await all(callLines(db(), { format: 'json' })))[0] ?? '').answer).toBe(
      '{"findings":[]}',
    )
    await age('2 days')
    await cleanModel(db(), { days: 30 })
    const [row] = (await all(callLines(db(), { format: 'json' }))).map((line) => JSON.parse(line))
    expect(row).toMatchObject({
      request: null,
      answer: null,
      usd: 0.01,
      promptHash: 'p',
      outcome: 'answered',
    })
    await age('333 days')
    await cleanModel(db(), { days: 30 })
    expect(await count('model_calls')).toBe(1)
    await age('2 days')
    await cleanModel(db(), { days: 400 })
    expect(await count('model_calls')).toBe(1)
    await cleanModel(db(), { days: 30 })
    expect(await count('model_calls')).toBe(0)
  })
})

describe.runIf(hasServer)('two processes', () => {
  test('spend from one budget', async () => {
    const room = await newServerDatabase()
    const [one, other] = [await openDatabase(room.place), await openDatabase(room.place)]
    const limits = { totalPerDayUsd: 1 }
    const journals = Array.from({ length: 40 }, (_, n) =>
      journalFor(n % 2 ? one : other, { ...asker({ repository: n, installation: n % 3 }), limits }),
    )
    const spend = async (journal: (typeof journals)[number]) => {
      if ((await journal.refuses(0.1)) === undefined) await journal.record(callRecord(0.1))
    }
    await Promise.all(journals.map(spend))
    expect(await spentBy(one, { by: 'day' })).toMatchObject([{ calls: 10, usd: 1 }])
    await Promise.all([one.close(), other.close()])
    await room.remove()
  })
})
