import { describe, expect, test } from 'vitest'
import type { PullHandle } from '../../github/pull-handle.ts'
import { onEveryEngine } from './engines.ts'
import { answers, checks, day, docs, droppedColumn, floatMoney, latest, plainIndex } from './shop.ts'

onEveryEngine((whole) => {
  const outcomes = (pull: PullHandle) => checks(whole().github, pull.headSha)
  const waive = (more = '') => `/sluice waive 1 until=${day(7)} reason="Agreed"${more}`
  async function said(pull: PullHandle, body: string, by: string) {
    pull.comment(body, by)
    await whole().rest()
    return answers(pull).at(-1)
  }

  describe('nobody gives leave to themselves', () => {
    test('the author neither waives nor dismisses, but takes back; somebody else does', async () => {
      const { shop, rest } = whole()
      const { propose } = shop()
      const [pull, warned] = [propose(droppedColumn, { by: 'bob' }), propose(floatMoney, { by: 'bob' })]
      await rest()
      expect(await said(pull, waive(), 'bob')).toContain('somebody else has to do that')
      expect(await said(warned, '/sluice dismiss 1 Noise', 'bob')).toContain('somebody else has to do that')
      expect(await said(warned, '/sluice dismiss 1 Noise', 'cy')).toContain('Dismissed')
      expect(outcomes(pull)).toEqual(['failure'])
      expect(await said(pull, waive(), 'cy')).toContain('Waived until')
      expect(latest(pull).conclusion).toBe('success')
      expect(await said(pull, '/sluice unwaive 1', 'bob')).toContain('Not waived any more')
      expect(latest(pull).conclusion).toBe('failure')
    })

    test('unless the policy of the base branch lets them; one that they bring along does not', async () => {
      const { shop, rest } = whole()
      const own = { '.github/sluice.yml': 'waivers: { by_author: true }\n' }
      const brought = shop().propose({ ...droppedColumn, ...own }, { by: 'bob' })
      const allowed = shop({ policy: own['.github/sluice.yml'] }).propose(droppedColumn, { by: 'bob' })
      await rest()
      for (const pull of [brought, allowed]) await said(pull, waive(), 'bob')
      expect([brought, allowed].map((pull) => latest(pull).conclusion)).toEqual(['failure', 'success'])
    })

    test('an approval by who made the head commit does not count, and the check says so', async () => {
      const { shop, rest } = whole()
      const { propose } = shop({ policy: 'approvals: { low: { count: 1 }, medium: { count: 1 } }\n' })
      const pull = propose(docs)
      pull.push({ files: { 'NOTES.md': 'More\n' }, by: 'bob' })
      pull.review({ event: 'APPROVE', by: 'bob' })
      await rest()
      expect(latest(pull).conclusion).toBe('action_required')
      expect(latest(pull).summary).toContain('The approval of bob does not count')
      pull.review({ event: 'APPROVE', by: 'cy' })
      await rest()
      expect(latest(pull).conclusion).toBe('success')
    })
  })

  test('leave given on the way to a lax branch does not count on the way to another', async () => {
    const { shop, rest } = whole()
    const { repo, propose } = shop({
      policy: 'waivers: { teams: [OWNER/data], max_days: 10 }\n',
      teams: { data: ['ada'] },
    })
    repo.commit({ branch: 'lax', files: { '.github/sluice.yml': 'waivers: { max_days: 3650 }\n' } })
    const pull = propose(droppedColumn, { by: 'bob' })
    await rest()
    expect(outcomes(pull)).toEqual(['failure'])
    pull.edit({ base: 'lax' }, 'bob')
    await rest()
    const long = `/sluice waive 1 until=${day(3000)} reason="Mine"`
    expect(await said(pull, `${long} scope=repository`, 'cy')).toContain('for what goes to `lax`')
    await said(pull, long, 'cy')
    expect(latest(pull).conclusion).toBe('success')
    const other = propose(droppedColumn)
    pull.edit({ base: 'main' }, 'bob')
    await rest()
    expect([pull, other].map((one) => latest(one).conclusion)).toEqual(['failure', 'failure'])
    expect(await said(pull, waive(), 'ada')).toContain('Waived')
    expect(latest(pull).conclusion).toBe('success')
  })

  test('a number stands for what its author saw: not for what was pushed in the meantime', async () => {
    const { github, shop, rest } = whole()
    const pull = shop().propose(plainIndex)
    await rest()
    github.hold()
    const [path = ''] = Object.keys(plainIndex)
    pull.push({ files: { [path]: Object.values(droppedColumn).join('') } })
    const comment = pull.comment(waive(), 'bob')
    await github.deliver()
    await rest()
    expect(comment.reactions.map(({ content }) => content)).toEqual(['confused'])
    expect(answers(pull)).toEqual([expect.stringContaining('The findings changed after you wrote that')])
    expect(outcomes(pull)).toEqual(['failure'])
    github.clock.advance(1000)
    expect(await said(pull, waive(), 'bob')).toContain('`migration/ban-drop-column` on `orders.total`')
    expect(latest(pull).conclusion).toBe('success')
  })

  test('a number of a head that is pushed back to stands for what is shown of it', async () => {
    const { github, shop, rest } = whole()
    const { repo, propose } = shop()
    const pull = propose(plainIndex, { head: 'back' })
    const first = pull.headSha
    await rest()
    pull.push({ files: droppedColumn, force: true })
    await rest()
    github.clock.advance(1000)
    github.hold()
    repo.reset('back', first)
    const comment = pull.comment(waive(), 'bob')
    await github.deliver({ order: 'reversed' })
    await rest()
    expect(comment.reactions.map(({ content }) => content)).toEqual(['confused'])
    github.clock.advance(1000)
    expect(await said(pull, waive(), 'bob')).toContain('`postgres/require-concurrent-index`')
    expect(latest(pull).conclusion).toBe('success')
  })

  test('a comment that is deleted before it is answered still gave leave, and the check shows it', async () => {
    const { github, shop, rest } = whole()
    const { repo, propose } = shop()
    const pull = propose(droppedColumn)
    await rest()
    github.hold()
    const { id } = pull.comment(waive(' scope=repository'), 'bob')
    await fetch(`${github.url}/repos/${repo.name}/issues/comments/${id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${github.userToken('bob')}` },
    })
    await github.deliver()
    await rest()
    expect(outcomes(pull)).toEqual(['failure', 'success'])
    expect(answers(pull)).toEqual([expect.stringContaining('Waived until')])
  })

  test('leave that cannot be answered, as the App may not comment, is given all the same', async () => {
    const { github, shop, rest } = whole()
    const { owner, propose } = shop()
    const pull = propose(droppedColumn)
    await rest()
    github.installation(owner).setPermissions({
      ...{ contents: 'read', pull_requests: 'read', checks: 'write', issues: 'read' },
    })
    const comment = pull.comment(waive(), 'bob')
    await rest()
    expect(outcomes(pull)).toEqual(['failure', 'success'])
    expect([comment.reactions, answers(pull)]).toEqual([[], []])
  })

  test('all of it stands in the log, once each', async () => {
    const { code, entries } = await whole().audit()
    expect(code).toBe(0)
    const details = entries.filter(({ action }) => action === 'commanded').map(({ detail }) => detail)
    const granted = details.filter((detail) => 'waived' in detail)
    expect(granted).toHaveLength(9)
    expect(granted).toContainEqual(
      expect.objectContaining({ waived: expect.objectContaining({ baseRef: 'lax', until: day(3000) }) }),
    )
    const verdicts = entries.filter(({ action }) => action === 'decided')
    expect(verdicts.some(({ detail }) => 'waived' in detail && String(detail.waived) !== '')).toBe(true)
  })
})
