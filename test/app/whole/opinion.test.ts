import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Asking, opinionRun, opinions, sharing, startAsking, unfilled } from './opinions.ts'
import { until } from './running-app.ts'
import { answers, checks, docs, floatMoney, newShop, summary } from './shop.ts'

// The engine makes no difference to what is asked: the store's own tests run on both.
describe('a second opinion', { timeout: 180_000 }, () => {
  let asking: Asking
  beforeAll(async () => {
    asking = await startAsking()
  }, 120_000)
  afterAll(() => asking.close())

  const shop = (policy = sharing) => newShop(asking.github, { policy })
  const asked = () => asking.server.ledger.length
  /** GitHub's seconds are whole: who looks at new numbers for one of them writes after they were given. */
  const aLook = () => new Promise((done) => setTimeout(done, 1100))

  test('comes after the gate, on a check and in the one comment; a push is asked about anew, a head that is back is not', async () => {
    const { github, rest } = asking
    const { repo, propose } = shop()
    const pull = propose(floatMoney)
    await rest()
    const first = pull.headSha
    expect(checks(github, first)).toEqual(['success'])
    expect(opinions(github, first)).toEqual(['success'])
    expect(opinionRun(pull).annotations).toMatchObject([{ path: unfilled.path, start_line: 2 }])
    expect(summary(pull)).toContain(unfilled.title)
    expect(asked()).toBeGreaterThanOrEqual(2)

    asking.say(() => [])
    pull.push({ files: { ...floatMoney, ...docs } })
    await rest()
    expect(opinions(github, pull.headSha)).toEqual(['success'])
    expect(summary(pull)).not.toContain(unfilled.fix)

    const before = asked()
    repo.reset('topic-1', first)
    await rest()
    expect(summary(pull)).toContain(unfilled.title)
    expect([asked(), opinions(github, first)]).toEqual([before, ['success']])
    asking.say(() => [unfilled])
  })

  test('is explained and dismissed by number, stays dismissed over a push, and is no thing to waive', async () => {
    const { rest } = asking
    const pull = shop().propose(floatMoney)
    await rest()
    const number = /^(\d+) · Orders that exist/.exec(opinionRun(pull).annotations[0]?.title ?? '')?.[1]
    const say = async (body: string) => {
      await aLook()
      pull.comment(body, 'bob')
      await rest()
      return answers(pull).at(-1) ?? ''
    }
    expect(await say(`/sluice explain ${number}`)).toContain(unfilled.consequence)
    expect(await say(`/sluice waive ${number} until=2099-01-01 reason="x"`)).toContain('/sluice dismiss')
    expect(await say(`/sluice dismiss ${number} The importer fills it.`)).toContain('Dismissed')
    expect(opinionRun(pull).annotations).toEqual([])
    pull.push({ files: docs })
    await rest()
    expect(opinionRun(pull).annotations).toEqual([])
    expect(summary(pull)).not.toContain(unfilled.fix)
  })

  test('is asked for again by a person, and by the button of its check', async () => {
    const { github, rest } = asking
    const pull = shop().propose(floatMoney)
    await rest()
    const before = asked()
    pull.comment('/sluice review', 'bob')
    await rest()
    expect(asked()).toBeGreaterThan(before)
    expect(checks(github, pull.headSha)).toEqual(['success'])
    const again = asked()
    pull.clickAction(opinionRun(pull), 'review', 'bob')
    await rest()
    expect(asked()).toBeGreaterThan(again)
    expect(checks(github, pull.headSha)).toEqual(['success'])
    const all = asked()
    pull.rerequestAll(opinionRun(pull), 'bob')
    await rest()
    expect(asked()).toBeGreaterThan(all)
    expect(checks(github, pull.headSha)).toEqual(['success', 'success'])
    expect(pull.comments.filter(({ body }) => body.startsWith('<!-- sluice:summary'))).toHaveLength(1)
  })

  test('on a fork or a draft costs nothing until somebody who may write asks', async () => {
    const { github, rest } = asking
    const { repo, propose } = shop()
    const fork = repo.fork('eve')
    fork.commit({ branch: 'patch', files: floatMoney, by: 'eve' })
    const before = asked()
    const pull = repo.openPull({ head: 'eve:patch', by: 'eve' })
    const draft = propose({ ...floatMoney, ...docs }, { draft: true })
    await rest()
    expect([asked(), opinions(github, pull.headSha)]).toEqual([before, ['neutral']])
    expect(opinionRun(pull).summary).toContain('/sluice review')
    expect(opinions(github, draft.headSha)).toEqual([])
    pull.comment('/sluice review', 'eve')
    await rest()
    expect(asked()).toBe(before)
    pull.comment('/sluice review', 'bob')
    await rest()
    expect(asked()).toBeGreaterThan(before)
    expect(opinions(github, pull.headSha).at(-1)).toBe('success')
  })

  test('of a head that moved on is cut short, and the new head is asked about', async () => {
    const { github, rest } = asking
    let calls = 0
    const gate = Promise.withResolvers<void>()
    asking.say(async () => {
      if (calls++ === 0) await gate.promise
      return [unfilled]
    })
    const pull = shop().propose(floatMoney)
    const first = pull.headSha
    await until('the question', () => calls === 1)
    expect(checks(github, first)).toEqual(['success'])
    expect(opinions(github, first)).toEqual(['in_progress'])
    pull.push({ files: docs })
    await rest()
    gate.resolve()
    expect(opinions(github, first)).toEqual(['cancelled'])
    expect(opinions(github, pull.headSha)).toEqual(['success'])
    asking.say(() => [unfilled])
  })

  test('that fails, is refused or is nonsense is told so and leaves the gate as it is', async () => {
    const { github, server, rest } = asking
    const { propose } = shop()
    asking.say(() => [{ nonsense: true }])
    const lied = propose(floatMoney)
    await rest()
    asking.say(() => [unfilled])
    server.fail(...Array.from({ length: 12 }, () => ({ status: 401 }) as const))
    const dead = propose({ ...floatMoney, ...docs })
    await rest()
    for (const pull of [lied, dead]) {
      expect(checks(github, pull.headSha)).toEqual(['success'])
      expect(opinionRun(pull).annotations).toEqual([])
    }
    expect(opinions(github, dead.headSha)).toEqual(['neutral'])
    expect(asking.app.output()).not.toContain(server.key)
  })

  test('lets a merge queue go on that requires it, and nobody is asked about the commit of the queue', async () => {
    const { github, rest } = asking
    const { repo, propose } = shop()
    const wanted = ['Sluice', 'Sluice / review'].map((context) => ({ context, appId: github.app.id }))
    repo.protect({ checks: wanted, mergeQueue: true })
    const pull = propose(floatMoney)
    await rest()
    const before = asked()
    pull.enqueue()
    await rest()
    expect(pull.merged).toBe(true)
    expect(asked()).toBe(before)
    const runs = github.state.checkRuns.filter(({ suite }) => suite.repository.id === repo.id)
    const queued = runs.filter(({ suite }) => suite.headBranch?.startsWith('gh-readonly-queue/'))
    expect(queued.map(({ name, conclusion }) => `${name}: ${conclusion}`).sort()).toEqual([
      'Sluice / review: success',
      'Sluice: success',
    ])
  })

  test('has no check where the policy shares nothing, and is not had by asking', async () => {
    const { github, rest } = asking
    const pull = shop('extends: [recommended]\nreview: { share: "off" }\n').propose(floatMoney)
    const before = asked()
    await rest()
    pull.comment('/sluice review', 'bob')
    await rest()
    expect([asked(), opinions(github, pull.headSha)]).toEqual([before, []])
    expect(answers(pull).at(-1)).toContain('shares nothing')
  })
})
