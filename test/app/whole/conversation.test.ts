import { describe, expect, test } from 'vitest'
import type { PullHandle } from '../../github/pull-handle.ts'
import { onEveryEngine, type Whole } from './engines.ts'
import {
  answers,
  checks,
  day,
  docs,
  droppedColumn,
  floatMoney,
  latest,
  plainIndex,
  type ShopOptions,
  summary,
} from './shop.ts'

onEveryEngine((whole) => {
  /** A reviewed pull request, and a way to say something to it and wait for the answer. */
  async function reviewed(files: Parameters<ReturnType<Whole['shop']>['propose']>[0], options?: ShopOptions) {
    const { github, shop, rest } = whole()
    const { repo, owner, propose } = shop(options)
    const pull = propose(files)
    await rest()
    const say = async (body: string, by = 'bob') => {
      const comment = pull.comment(body, by)
      await rest()
      return {
        reactions: comment.reactions.map(({ content }) => content),
        answer: answers(pull).at(-1) ?? '',
      }
    }
    return { github, rest, repo, owner, propose, pull, say }
  }

  const outcomes = (pull: PullHandle) => checks(whole().github, pull.headSha)
  /** GitHub's seconds are whole: who looks at new numbers for one of them writes after they were given. */
  const aLook = 1000
  const waive = (reason = 'Agreed with Ines') => `/sluice waive 1 until=${day(7)} reason="${reason}"`

  describe('asking', () => {
    test('help tells every command; explain tells all of one finding; neither judges anything', async () => {
      const { pull, say } = await reviewed(plainIndex)
      const help = await say('/sluice help')
      expect(help.reactions).toEqual(['+1'])
      for (const name of ['recheck', 'explain', 'waive', 'unwaive', 'dismiss', 'pause', 'resume'])
        expect(help.answer).toContain(`/sluice ${name}`)
      const explained = await say('/sluice explain 1')
      expect(explained.answer).toContain('CREATE INDEX CONCURRENTLY')
      expect(explained.answer).toContain('SHARE lock')
      expect(outcomes(pull)).toEqual(['failure'])
      expect(answers(pull)).toHaveLength(2)
    })

    test('what cannot be done is answered with what is wrong, and changes nothing', async () => {
      const { pull, say } = await reviewed(plainIndex)
      const wrong = {
        '/sluice wave 1': 'waive',
        '/sluice': 'A command is missing',
        '/sluice explain': 'number of a finding is missing',
        '/sluice explain 9': 'There is no finding 9; they are numbered 1 to 1.',
        '/sluice review': 'No model is connected',
        '/sluice help @everyone': 'too much',
      }
      for (const [body, why] of Object.entries(wrong)) {
        const { reactions, answer } = await say(body)
        expect({ body, reactions }).toEqual({ body, reactions: ['confused'] })
        expect(answer).toContain(why)
      }
      expect(answers(pull)).toHaveLength(Object.keys(wrong).length)
      expect(outcomes(pull)).toEqual(['failure'])
    })

    test('is in the first line of a new comment of a person: not quoted, not further down, not edited in, not by a bot', async () => {
      const { github, owner, pull, say, rest } = await reviewed(plainIndex)
      await say('> /sluice recheck')
      await say('Look:\n/sluice recheck')
      await say('/sluicer recheck')
      github.otherApp('Mergeling', owner, { pull_requests: 'write' })
      await say('/sluice recheck', 'mergeling[bot]')
      const talk = pull.comment('Nice.', 'bob')
      pull.editComment(talk, '/sluice recheck', 'bob')
      await rest()
      expect(outcomes(pull)).toEqual(['failure'])
      expect(answers(pull)).toEqual([])
      expect(pull.comments.flatMap(({ reactions }) => reactions)).toEqual([])
    })

    test('takes write access; who lacks it gets one reaction on a pull request and no words', async () => {
      const { pull, propose, rest, say } = await reviewed(plainIndex)
      expect((await say(waive(), 'eve')).reactions).toEqual(['confused'])
      for (const body of ['/sluice help', '/sluice pause', waive()])
        expect((await say(body, 'eve')).reactions).toEqual([])
      expect(answers(pull)).toEqual([])
      const other = propose(docs).comment('/sluice help', 'eve')
      await rest()
      expect(other.reactions).toHaveLength(1)
      expect(outcomes(pull)).toEqual(['failure'])
    })

    test('twice by one delivery that came twice is once', async () => {
      const { github, pull, rest } = await reviewed(plainIndex)
      github.hold()
      const comment = pull.comment('/sluice explain 1', 'bob')
      await github.deliver({ times: 2 })
      await rest()
      expect(answers(pull)).toHaveLength(1)
      expect(comment.reactions).toHaveLength(1)
    })
  })

  describe('a waiver', () => {
    test('lets the finding pass until it ends, by name, on the check and in the comment', async () => {
      const { pull, say } = await reviewed(droppedColumn)
      expect(outcomes(pull)).toEqual(['failure'])
      expect((await say(waive())).reactions).toEqual(['+1'])
      expect(outcomes(pull)).toEqual(['failure', 'success'])
      expect(latest(pull).title).toContain('1 waived')
      expect(latest(pull).annotations).toEqual([])
      for (const part of ['bob', day(7), 'Agreed with Ines']) expect(summary(pull)).toContain(part)
      const about = 'finding 1, `migration/ban-drop-column` on `orders.total`.'
      expect(answers(pull)).toEqual([expect.stringContaining(`Waived until ${day(7)}: ${about}`)])

      const ended = await say('/sluice unwaive 1')
      expect(ended.reactions).toEqual(['+1'])
      expect(ended.answer).toContain(`Not waived any more: ${about}`)
      expect(outcomes(pull)).toEqual(['failure', 'success', 'failure'])
      expect(summary(pull)).toContain('Must fix')
      const again = await say('/sluice unwaive 1')
      expect(again.answer).toContain('Finding 1 has no waiver.')
      expect(outcomes(pull)).toHaveLength(3)
    })

    test('stays with a statement that moves, and ends with one that changes', async () => {
      const { pull, say, rest } = await reviewed(droppedColumn)
      await say(waive())
      const [path = ''] = Object.keys(droppedColumn)
      const text = Object.values(droppedColumn).join('')
      pull.push({ files: { [path]: `-- Agreed.\n\n${text}` } })
      await rest()
      expect(outcomes(pull)).toEqual(['success'])
      pull.push({ files: { [path]: text.replace('total', 'status') } })
      await rest()
      expect(outcomes(pull)).toEqual(['failure'])
    })

    test('of the repository counts on another pull request; one of a pull request does not', async () => {
      const { propose, say, rest } = await reviewed(droppedColumn)
      await say(waive())
      const second = propose(droppedColumn)
      await rest()
      expect(outcomes(second)).toEqual(['failure'])
      await say(`${waive()} scope=repository`)
      const third = propose(droppedColumn)
      await rest()
      expect(outcomes(third)).toEqual(['success'])
    })

    test('that is too long, over, on no day or without a reason is refused, and says so', async () => {
      const { pull, say } = await reviewed(droppedColumn)
      const wrong = {
        [`until=${day(31)} reason="x"`]: `30 days at most: until=${day(30)}`,
        [`until=${day(-1)} reason="x"`]: 'is in the past',
        'until=2027-02-30 reason="x"': 'is no day',
        'reason="x"': 'The last day is missing',
        [`until=${day(7)}`]: 'A reason is missing',
      }
      for (const [given, why] of Object.entries(wrong)) {
        const { reactions, answer } = await say(`/sluice waive 1 ${given}`)
        expect({ given, reactions }).toEqual({ given, reactions: ['confused'] })
        expect(answer).toContain(why)
      }
      expect(outcomes(pull)).toEqual(['failure'])
    })

    test('of today still counts', async () => {
      const { pull, say } = await reviewed(droppedColumn)
      await say(`/sluice waive 1 until=${day(0)} reason="Tonight"`)
      expect(outcomes(pull).at(-1)).toBe('success')
    })

    test('is given by the teams of the policy, and by nobody else', async () => {
      const { pull, owner, say, github } = await reviewed(droppedColumn, {
        policy: 'extends: [recommended]\nwaivers: { teams: [OWNER/data], max_days: 10 }\n',
        teams: { data: ['bob'] },
      })
      const refused = await say(waive(), 'cy')
      expect(refused.reactions).toEqual(['confused'])
      expect(refused.answer).toContain(`${owner}/data`)
      const long = await say(`/sluice waive 1 until=${day(11)} reason="x"`)
      expect(long.answer).toContain(`until=${day(10)}`)
      expect(outcomes(pull)).toEqual(['failure'])

      github.installation(owner).setPermissions({
        ...{ contents: 'read', pull_requests: 'write', checks: 'write', issues: 'read' },
      })
      expect((await say(waive())).answer).toContain('Members: read')
      expect(outcomes(pull)).toEqual(['failure'])
      github.installation(owner).setPermissions({
        ...{ contents: 'read', pull_requests: 'write', checks: 'write', issues: 'read', members: 'read' },
      })
      expect((await say(waive())).reactions).toEqual(['+1'])
      expect(outcomes(pull).at(-1)).toBe('success')
    })

    test('waits for an evaluation', async () => {
      const { pull, say } = await reviewed(droppedColumn, { policy: 'rulez: {}\n' })
      const { reactions, answer } = await say(waive())
      expect(reactions).toEqual(['confused'])
      expect(answer).toContain('has not been evaluated yet')
      expect(outcomes(pull)).toEqual(['failure'])
    })
  })

  describe('a dismissal', () => {
    test('puts a warning away, with a reason; what blocks is not put away', async () => {
      const { github, pull, say, rest } = await reviewed({ ...floatMoney })
      expect(outcomes(pull)).toEqual(['success'])
      expect(latest(pull).annotations).toHaveLength(1)
      expect((await say('/sluice dismiss 1')).answer).toContain('A reason is missing')
      const dismissed = await say('/sluice dismiss 1 It is a ratio')
      expect(dismissed.reactions).toEqual(['+1'])
      expect(dismissed.answer).toContain('finding 1, `migration/ban-float-money` on `orders.price`.')
      expect(outcomes(pull)).toEqual(['success', 'success'])
      expect(latest(pull).annotations).toEqual([])
      expect(summary(pull)).not.toContain('sounds like an amount')
      pull.push({ files: { ...droppedColumn } })
      await rest()
      github.clock.advance(aLook)
      const number = /\*\*(\d) · Dropping/.exec(summary(pull) ?? '')?.[1]
      const refused = await say(`/sluice dismiss ${number} We want it`)
      expect(refused.reactions).toEqual(['confused'])
      expect(refused.answer).toContain(`/sluice waive ${number}`)
      expect(outcomes(pull)).toEqual(['failure'])
    })
  })

  describe('a pause', () => {
    test('stops what is said; the check goes on; the end of it says what was missed', async () => {
      const { pull, say, rest } = await reviewed(docs)
      expect((await say('/sluice pause')).reactions).toEqual(['+1'])
      pull.push({ files: plainIndex })
      await rest()
      expect(outcomes(pull)).toEqual(['failure'])
      expect([summary(pull), pull.reviews]).toEqual([undefined, []])
      expect((await say('/sluice resume')).reactions).toEqual(['+1'])
      expect(summary(pull)).toContain('Must fix')
      expect(pull.reviews).toHaveLength(1)
      expect(outcomes(pull)).toEqual(['failure'])
    })
  })

  describe('what we wrote', () => {
    test('and somebody deleted or forged is not missed or believed', async () => {
      const { github, repo, pull, say, rest } = await reviewed(plainIndex)
      const forged = pull.comment(summary(pull) ?? '', 'eve')
      const own = pull.comments.find(({ author }) => author.login === 'sluice[bot]')
      await fetch(`${github.url}/repos/${repo.name}/issues/comments/${own?.id}`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${github.userToken('ada')}` },
      })
      pull.push({ files: droppedColumn })
      await rest()
      expect(summary(pull)).toContain('Dropping `orders.total`')
      expect(forged.body).not.toContain('Dropping')
      github.clock.advance(aLook)
      expect((await say('/sluice explain 2')).answer).not.toBe('')
    })
  })

  test('in the end every decision stands in the log, which nobody changed', async () => {
    const { audit } = whole()
    const { code, said, entries } = await audit()
    expect(said).toContain('whole and in order')
    expect(code).toBe(0)
    const commands = entries.filter(({ action }) => action === 'commanded')
    expect(commands.length).toBeGreaterThan(30)
    const turnedAway = commands.filter(({ actor }) => actor === 'eve')
    expect(turnedAway.map(({ detail }) => detail)).toEqual([
      expect.objectContaining({ command: waive(), refused: 'no write access' }),
      expect.objectContaining({ command: '/sluice help', refused: 'no write access' }),
    ])
    expect(commands).toContainEqual(
      expect.objectContaining({
        actor: 'bob',
        detail: expect.objectContaining({
          waived: expect.objectContaining({ until: day(7), reason: 'Agreed with Ines', by: 'bob' }),
        }),
      }),
    )
    const verdicts = entries.filter(({ action }) => action === 'decided').map(({ detail }) => detail)
    expect(verdicts).toContainEqual(
      expect.objectContaining({ verdict: 'pass', waived: [expect.objectContaining({ by: 'bob' })] }),
    )
  })
})
