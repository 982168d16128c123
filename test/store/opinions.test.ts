import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { type ModelFinding, noUsage, type Opinion } from '../../src/core/opinion.ts'
import type { RememberedFinding } from '../../src/review/journal.ts'
import { auditEntries, verifyChain } from '../../src/store/audit.ts'
import { acceptanceOf, recordFeedback } from '../../src/store/feedback.ts'
import { journalFor } from '../../src/store/journal.ts'
import { modelComments, rememberModelComment } from '../../src/store/model-comments.ts'
import { dismissModelFinding, memoryOf } from '../../src/store/model-memory.ts'
import { latestOpinion, opinionOf, opinionShownAgain, saveOpinion } from '../../src/store/opinions.ts'
import { seePull } from '../../src/store/pulls.ts'
import { clean } from '../../src/store/retention.ts'
import { dismissalsFor } from '../../src/store/waivers.ts'
import { asker, callRecord, modelTables } from './calls.ts'
import { onEveryDatabase } from './places.ts'

const finding = (fingerprint: string, given: Partial<ModelFinding> = {}): ModelFinding => ({
  ...{
    number: 1,
    category: 'null-handling',
    severity: 'high',
    confidence: 'high',
    enforcement: 'warn',
    status: 'new',
  },
  ...{
    path: 'a.sql',
    lines: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 9 } as ModelFinding['lines'],
  },
  ...{ quote: 'NOT IN (', subject: 'app.orders', title: `about ${fingerprint}`, consequence: 'c', fix: 'f' },
  ...{ evidence: [], fingerprint },
  ...given,
})

const opinion = (findings: readonly ModelFinding[], given: Partial<Opinion> = {}): Opinion => ({
  ...{ status: 'complete', problems: [], verdict: 'warn', findings, fixed: [], remedies: [], questions: [] },
  ...{
    notRead: [],
    dropped: { duplicate: 1 },
    round: 1,
    isShadow: false,
    share: 'schema',
    promptVersion: '3',
  },
  ...{ usage: noUsage, seconds: 2 },
  ...given,
})

const remembered = (fingerprint: string, state: RememberedFinding['state']): RememberedFinding => {
  const { category, path, subject, title, quote } = finding(fingerprint)
  return { fingerprint, category, path, subject, title, quote, state }
}

const subject = 'pull/7'
const at = (head: string) => ({ repository: 10, subject, head })

onEveryDatabase((db) => {
  beforeEach(async () => {
    for (const table of [...modelTables, 'dismissals', 'pulls'])
      await db().query(`DELETE FROM sluice.${table}`)
  })

  /** An opinion on a head that found these, after which what was seen before and is not among them is fixed. */
  const say = async (
    head: string,
    open: readonly string[],
    given: Partial<Opinion> = {},
    request = 'head',
  ) => {
    const { earlier } = await memoryOf(db(), at(head))
    const gone = earlier.filter(({ fingerprint }) => !open.includes(fingerprint))
    return saveOpinion(db(), {
      ...at(head),
      ...{
        by: 'sluice',
        request,
        opinion: opinion(
          open.map((one) => finding(one)),
          given,
        ),
      },
      remembered: [
        ...open.map((one) => remembered(one, 'open')),
        ...gone.map((one) => ({ ...one, state: 'fixed' as const })),
      ],
    })
  }
  const states = async (head = 'next') =>
    (await memoryOf(db(), at(head))).earlier.map(({ fingerprint, state }) => `${fingerprint} ${state}`)
  const rounds = async (head: string) => (await memoryOf(db(), at(head))).round
  const asked = async () => {
    const entries = []
    for await (const entry of auditEntries(db())) if (entry.action === 'asked') entries.push(entry)
    return entries as { actor: string; number: number; detail: Record<string, unknown> }[]
  }

  describe('an opinion', () => {
    test('is known by its head, as it was answered, key for key', async () => {
      const answered = await say('aaa', ['f1', 'f2'])
      const known = await opinionOf(db(), at('aaa'))
      expect(JSON.stringify(known?.opinion)).toBe(JSON.stringify(answered))
      expect(answered).toEqual(opinion([finding('f1'), finding('f2')]))
      expect(await opinionOf(db(), at('bbb'))).toBeUndefined()
      expect(await opinionOf(db(), { ...at('aaa'), subject: 'pull/8' })).toBeUndefined()
    })

    test('of a head that is back is the latest again, and its findings are open again', async () => {
      await say('aaa', ['f1'])
      await say('bbb', [])
      expect(await latestOpinion(db(), at(''))).toMatchObject({ head: 'bbb' })
      expect(await states()).toEqual(['f1 fixed'])
      await opinionShownAgain(db(), {
        ...at('aaa'),
        opinion: opinion([finding('f1')]),
        remembered: [remembered('f1', 'open')],
      })
      expect(await latestOpinion(db(), at(''))).toMatchObject({ head: 'aaa', by: 'sluice' })
      expect(await states()).toEqual(['f1 open'])
      expect(await acceptanceOf(db())).toMatchObject([{ shown: 1, fixed: 0 }])
    })

    test('that cannot be saved whole leaves nothing', async () => {
      const broken = { ...remembered('f1', 'open'), category: null as unknown as 'tests' }
      const saving = saveOpinion(db(), {
        ...at('aaa'),
        by: 'ana',
        request: 'broken',
        opinion: opinion([]),
        remembered: [broken],
      })
      await expect(saving).rejects.toThrow(/null value/)
      expect(await opinionOf(db(), at('aaa'))).toBeUndefined()
      expect((await asked()).map(({ detail }) => detail.request)).not.toContain('broken')
    })
  })

  describe('a round', () => {
    test('is a head that was answered and shown; the same head twice is one', async () => {
      expect(await rounds('aaa')).toBe(1)
      await say('aaa', ['f1'])
      await say('aaa', ['f1'])
      expect(await rounds('aaa')).toBe(1)
      expect(await rounds('bbb')).toBe(2)
      await say('bbb', [], { status: 'partial' })
      expect(await rounds('ccc')).toBe(3)
    })

    test.each<Partial<Opinion>>([{ status: 'unavailable' }, { status: 'not-asked' }, { isShadow: true }])(
      'is not made by %j',
      async (given) => {
        await say('aaa', [], given)
        expect(await rounds('bbb')).toBe(1)
      },
    )
  })

  describe('memory', () => {
    test('says of each finding what became of it, in the order in which it was first shown', async () => {
      await say('aaa', ['f2', 'f1'])
      await say('bbb', ['f1', 'f3'])
      expect(await states()).toEqual(['f2 fixed', 'f1 open', 'f3 open'])
      expect((await memoryOf(db(), at('next'))).earlier[0]).toEqual(remembered('f2', 'fixed'))
      await say('ccc', ['f2'])
      expect(await states()).toEqual(['f2 open', 'f1 fixed', 'f3 fixed'])
    })

    test('keeps what was put away through every push, also while the model was being asked', async () => {
      await say('aaa', ['f1', 'f2'])
      const away = { repository: 10, subject, fingerprint: 'f1', by: 'ana', reason: 'never null' }
      expect(await dismissModelFinding(db(), away)).toBe(true)
      expect(await dismissModelFinding(db(), { ...away, by: 'ben' })).toBe(true)
      await say('bbb', ['f1'])
      await say('ccc', [])
      expect(await states()).toEqual(['f1 dismissed', 'f2 fixed'])
      expect((await memoryOf(db(), at('next'))).earlier[0]).toEqual({
        ...remembered('f1', 'dismissed'),
        ...{ by: 'ana', reason: 'never null' },
      })
      expect(await dismissalsFor(db(), 10, 7)).toEqual([
        { fingerprint: 'f1', by: 'ana', reason: 'never null' },
      ])
    })

    test('knows nothing to put away that was never shown, or only recorded', async () => {
      await say('aaa', ['f1'], { isShadow: true })
      expect(
        await dismissModelFinding(db(), {
          repository: 10,
          subject,
          fingerprint: 'f1',
          by: 'ana',
          reason: 'r',
        }),
      ).toBe(false)
      expect(await dismissalsFor(db(), 10, 7)).toEqual([])
      expect(await states()).toEqual([])
    })

    test('of another pull request is another one', async () => {
      await say('aaa', ['f1'])
      expect(await memoryOf(db(), { ...at('aaa'), subject: 'pull/8' })).toEqual({ round: 1, earlier: [] })
    })

    test('follows the laws over any pushes: open is what was seen last, fixed was open, away stays away', async () => {
      const push = fc.record({
        open: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd')),
        away: fc.option(fc.constantFrom('a', 'b')),
      })
      await fc.assert(
        fc.asyncProperty(fc.array(push, { maxLength: 5 }), async (pushes) => {
          for (const table of [...modelTables, 'dismissals']) await db().query(`DELETE FROM sluice.${table}`)
          const [shown, away] = [new Set<string>(), new Set<string>()] as const
          for (const [n, { open, away: fingerprint }] of pushes.entries()) {
            await say(`head${n}`, open)
            await say(`head${n}`, open)
            for (const one of open) shown.add(one)
            if (fingerprint !== null) {
              const known = await dismissModelFinding(db(), {
                repository: 10,
                subject,
                fingerprint,
                by: 'ana',
                reason: 'r',
              })
              expect(known).toBe(shown.has(fingerprint))
              if (known) away.add(fingerprint)
            }
            const stateOf = (one: string) =>
              away.has(one) ? 'dismissed' : new Set<string>(open).has(one) ? 'open' : 'fixed'
            expect((await states()).sort()).toEqual([...shown].map((one) => `${one} ${stateOf(one)}`).sort())
            expect(await rounds('next')).toBe(n + 2)
          }
        }),
        { numRuns: 10 },
      )
    })
  })

  describe('feedback', () => {
    const like = (by: string, fingerprint?: string) =>
      recordFeedback(db(), { repository: 10, subject, fingerprint, kind: 'liked', by })

    test('is counted once however often it is polled, and not for what was never shown', async () => {
      await say('aaa', ['f1', 'f2'])
      expect([await like('ana', 'f1'), await like('ana', 'f1'), await like('ben', 'f1')]).toEqual([
        true,
        false,
        true,
      ])
      expect(await like('ana', 'f9')).toBe(false)
      expect([await like('ana'), await like('ana')]).toEqual([true, false])
      expect(await acceptanceOf(db())).toEqual([
        { category: 'null-handling', shown: 2, fixed: 0, dismissed: 0, liked: 2, disliked: 0 },
      ])
    })

    test('says by category what became of findings, over all pull requests of a repository', async () => {
      await say('aaa', ['f1', 'f2', 'f3'])
      await dismissModelFinding(db(), { repository: 10, subject, fingerprint: 'f1', by: 'ana', reason: 'r' })
      await dismissModelFinding(db(), { repository: 10, subject, fingerprint: 'f1', by: 'ben', reason: 'r' })
      await say('bbb', ['f1', 'f2'])
      const other = { ...remembered('f4', 'open'), category: 'join-correctness' as const }
      const told = opinion([finding('f4', { category: 'join-correctness' })])
      const saved = {
        subject: 'pull/8',
        head: 'zzz',
        by: 'sluice',
        request: 'head',
        opinion: told,
        remembered: [other],
      }
      await saveOpinion(db(), { repository: 10, ...saved })
      await saveOpinion(db(), { repository: 11, ...saved })
      const none = { shown: 1, fixed: 0, dismissed: 0, liked: 0, disliked: 0 }
      expect(await acceptanceOf(db(), { repository: 10 })).toEqual([
        { category: 'join-correctness', ...none },
        { category: 'null-handling', ...none, shown: 3, fixed: 1, dismissed: 1 },
      ])
      expect((await acceptanceOf(db()))[0]).toMatchObject({ shown: 2 })
      expect(await acceptanceOf(db(), { repository: 12 })).toEqual([])
    })

    test('of what was only recorded there is none', async () => {
      await say('aaa', ['f1'], { isShadow: true })
      expect(await acceptanceOf(db())).toEqual([])
    })

    test('comes from comments that say what they are about', async () => {
      const about = { repository: 10, subject }
      await rememberModelComment(db(), { ...about, comment: 5 })
      await rememberModelComment(db(), { ...about, comment: 6, fingerprint: 'f1' })
      await rememberModelComment(db(), { ...about, comment: 6, fingerprint: 'f2' })
      expect(await modelComments(db(), about)).toEqual([
        { ...about, comment: 5 },
        { ...about, comment: 6, fingerprint: 'f1' },
      ])
      expect(await modelComments(db(), { ...about, subject: 'pull/8' })).toEqual([])
    })
  })

  describe('the audit log', () => {
    test('has one entry for each opinion, with who asked, what it cost and what came of it', async () => {
      const before = (await asked()).length
      const journal = journalFor(db(), { ...asker({ by: 'ana' }), limits: {} })
      for (const usd of [0.1, 0.2]) await journal.record(callRecord(usd))
      const given = { ...at('aaa'), by: 'ana', request: 'comment 5', remembered: [] }
      await saveOpinion(db(), { ...given, opinion: opinion([finding('f1')]) })
      await saveOpinion(db(), { ...given, opinion: opinion([finding('f1')]) })
      await journal.record(callRecord(0.4))
      await saveOpinion(db(), { ...given, request: 'comment 6', opinion: opinion([]) })
      const entries = (await asked()).slice(before)
      expect(entries).toMatchObject([
        {
          ...{ actor: 'ana', number: 7 },
          detail: {
            ...{
              head: 'aaa',
              request: 'comment 5',
              status: 'complete',
              verdict: 'warn',
              round: 1,
              share: 'schema',
            },
            ...{ calls: 2, models: ['m'], promptVersion: '3', promptHashes: ['p'] },
            ...{ inputTokens: 200, cacheReadTokens: 8000, cacheWriteTokens: 40, outputTokens: 60, usd: 0.3 },
            findings: [{ number: 1, category: 'null-handling', fingerprint: 'f1' }],
          },
        },
        { detail: { request: 'comment 6', calls: 1, usd: 0.4, findings: [] } },
      ])
      expect(await verifyChain(auditEntries(db()))).toMatchObject({ ok: true })
    })

    test('says of an opinion without a call that nothing was spent', async () => {
      await saveOpinion(db(), {
        ...at('ddd'),
        by: 'sluice',
        request: 'head',
        remembered: [],
        opinion: opinion([], { status: 'not-asked' }),
      })
      expect((await asked()).at(-1)?.detail).toMatchObject({
        status: 'not-asked',
        calls: 0,
        usd: 0,
        models: [],
      })
    })
  })

  test('opinions go with their pull request, how they were taken after a year', async () => {
    const count = async (table: string) =>
      (await db().query<{ n: number }>(`SELECT count(*) AS n FROM sluice.${table}`))[0]?.n
    const counts = () =>
      Promise.all(['opinions', 'model_findings', 'model_comments', 'model_feedback'].map(count))
    const age = async (days: number) => {
      const times = [
        ['opinions', 'saved_at'],
        ['model_findings', 'changed_at'],
        ['model_comments', 'written_at'],
        ['model_feedback', 'said_at'],
        ['pulls', 'updated_at'],
      ]
      for (const [table, column] of times)
        await db().query(`UPDATE sluice.${table} SET ${column} = ${column} - $1 * interval '1 day'`, [days])
    }
    const pull = {
      installation: 1,
      owner: 'acme',
      name: 'shop',
      repository: 10,
      head: 'aaa',
      baseRef: 'main',
      draft: false,
      author: 'ana',
    }
    for (const [number, state] of [
      [7, 'closed'],
      [8, 'open'],
    ] as const) {
      const about = { repository: 10, subject: `pull/${number}` }
      await seePull(db(), { ...pull, number, state, updatedAt: new Date().toISOString() })
      await saveOpinion(db(), {
        ...about,
        head: 'aaa',
        by: 'sluice',
        request: 'head',
        opinion: opinion([finding('f1')]),
        remembered: [remembered('f1', 'open')],
      })
      await rememberModelComment(db(), { ...about, comment: number })
    }
    await clean(db(), { days: 30 })
    expect(await counts()).toEqual([2, 2, 2, 2])
    await age(31)
    await clean(db(), { days: 30 })
    expect(await counts()).toEqual([1, 1, 1, 2])
    expect(await opinionOf(db(), { ...at('aaa'), subject: 'pull/8' })).toBeDefined()
    await age(340)
    await clean(db(), { days: 30 })
    expect(await counts()).toEqual([1, 1, 1, 0])
  })
})
