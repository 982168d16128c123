import { describe, expect, test } from 'vitest'
import { onEveryEngine } from './engines.ts'
import {
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

const usual = { contents: 'read', pull_requests: 'write', checks: 'write', issues: 'read' } as const

onEveryEngine((whole) => {
  const outcomes = (pull: { headSha: string }) => checks(whole().github, pull.headSha)

  describe('a policy', () => {
    test('that cannot be used fails the check and says where; once it is mended, open pull requests are judged', async () => {
      const { shop, rest } = whole()
      const { repo, propose } = shop({
        policy: 'extends: [recommended]\nrules:\n  postgres/require-concurent-index: block\n',
      })
      const pull = propose(docs)
      await rest()
      expect(outcomes(pull)).toEqual(['failure'])
      const { title, summary: words } = latest(pull)
      expect(title).toContain('Could not evaluate')
      expect(words).toContain('.github/sluice.yml:3')
      expect(words).toContain('postgres/require-concurent-index')
      expect(summary(pull)).toBeUndefined()

      repo.commit({ files: { '.github/sluice.yml': 'extends: [recommended]\n' } })
      await rest()
      expect(outcomes(pull)).toEqual(['failure', 'success'])
    })

    test('that breaks later takes back what was said: an approval does not bring the old verdict back', async () => {
      const { shop, rest } = whole()
      const { repo, propose } = shop()
      const pull = propose(floatMoney)
      await rest()
      expect(outcomes(pull)).toEqual(['success'])
      expect(summary(pull)).toContain('lets this change pass')
      repo.commit({ files: { '.github/sluice.yml': 'ruls: {}\n' } })
      await rest()
      expect(outcomes(pull)).toEqual(['success', 'failure'])
      expect(summary(pull)).toContain('could not evaluate')
      expect(summary(pull)).toContain('.github/sluice.yml:1')
      pull.review({ event: 'APPROVE', by: 'bob' })
      await rest()
      expect(outcomes(pull)).toEqual(['success', 'failure'])
    })

    test('changed by a pull request does not judge it: the old one does', async () => {
      const { shop, rest } = whole()
      const pull = shop().propose({
        ...plainIndex,
        '.github/sluice.yml': 'rules: { "*": off }\n',
      })
      await rest()
      expect(outcomes(pull)).toEqual(['failure'])
      expect(latest(pull).summary).toContain('postgres/require-concurrent-index')
      expect(latest(pull).summary).toContain('governance/policy-change')
    })

    test('pushed to the default branch judges open pull requests anew; a push of something else does not', async () => {
      const { shop, rest } = whole()
      const { repo, propose } = shop()
      const [warned, clean] = [propose(floatMoney), propose(docs)]
      await rest()
      repo.commit({ files: { 'CHANGELOG.md': 'New\n' } })
      await rest()
      expect([outcomes(warned), outcomes(clean)]).toEqual([['success'], ['success']])
      repo.commit({
        files: { '.github/sluice.yml': 'rules: { migration/ban-float-money: block }\n' },
      })
      await rest()
      expect([outcomes(warned), outcomes(clean)]).toEqual([
        ['success', 'failure'],
        ['success', 'success'],
      ])
      repo.commit({ branch: 'release', files: { '.github/sluice.yml': 'rules: { "*": off }\n' } })
      await rest()
      expect(outcomes(warned)).toEqual(['success', 'failure'])
    })

    test('of the organisation is the parent of every repository’s, and a new one judges them anew', async () => {
      const { github, shop, rest } = whole()
      const { owner, propose } = shop()
      const organisation = github.repository(`${owner}/.github`)
      organisation.commit({
        files: { '.github/sluice.yml': 'rules: { migration/ban-float-money: block }\n' },
        message: owner,
      })
      await rest()
      const pull = propose(floatMoney)
      await rest()
      expect(outcomes(pull)).toEqual(['failure'])
      organisation.commit({
        files: { '.github/sluice.yml': 'rules: { migration/ban-float-money: off }\n' },
      })
      await rest()
      expect(outcomes(pull)).toEqual(['failure', 'success'])
      organisation.commit({ files: { 'README.md': 'Ours\n' } })
      await rest()
      expect(outcomes(pull)).toHaveLength(2)
      organisation.commit({ files: { '.github/sluice.yml': 'rules: [\n' } })
      await rest()
      expect(outcomes(pull)).toEqual(['failure', 'success', 'failure'])
      expect(latest(pull).title).toContain('Could not evaluate')
    })
  })

  describe('approvals', () => {
    const policy = `extends: [recommended]
rules: { migration/ban-drop-column: warn }
approvals:
  high: { count: 1, teams: [OWNER/data] }
`
    async function waiting(options: ShopOptions = {}) {
      const { github, shop, rest } = whole()
      const made = shop({ policy, teams: { data: ['bob', 'ada', 'eve'] }, ...options })
      const pull = made.propose(droppedColumn)
      await rest()
      expect(outcomes(pull)).toEqual(['action_required'])
      return { github, rest, pull, ...made }
    }

    test('of the right people make it green, at once and on the same head; taken back they do not count', async () => {
      const { rest, pull } = await waiting()
      expect(latest(pull).title).toContain('Waiting for 1 of 1 approval')
      expect(summary(pull)).toContain('0 of 1')
      const review = pull.review({ event: 'APPROVE', by: 'bob' })
      await rest()
      expect(outcomes(pull)).toEqual(['action_required', 'success'])
      expect(summary(pull)).toContain('1 of 1')
      pull.dismiss(review, 'ada')
      await rest()
      expect(outcomes(pull)).toEqual(['action_required', 'success', 'action_required'])
      pull.review({ event: 'APPROVE', by: 'bob' })
      await rest()
      expect(latest(pull).conclusion).toBe('success')
      pull.review({ event: 'REQUEST_CHANGES', body: 'Wait', by: 'bob' })
      await rest()
      expect(latest(pull).conclusion).toBe('action_required')
    })

    test('of an older head do not count', async () => {
      const { rest, pull } = await waiting()
      pull.review({ event: 'APPROVE', by: 'bob' })
      await rest()
      expect(latest(pull).conclusion).toBe('success')
      pull.push({ files: docs })
      await rest()
      expect(outcomes(pull)).toEqual(['action_required'])
    })

    test('of somebody outside of the team, or without write access, or who only comments, do not count', async () => {
      const { rest, pull } = await waiting()
      pull.review({ event: 'APPROVE', by: 'cy' })
      pull.review({ event: 'APPROVE', by: 'eve' })
      pull.review({ event: 'COMMENT', body: 'Fine', by: 'bob' })
      await rest()
      expect(outcomes(pull)).toEqual(['action_required'])
    })

    test('are not seen without the permission, which is said; and are once it is there', async () => {
      const { github, owner, rest, pull } = await waiting()
      github.installation(owner).setPermissions(usual)
      pull.review({ event: 'APPROVE', by: 'bob' })
      await rest()
      expect(latest(pull).conclusion).toBe('action_required')
      expect(latest(pull).summary).toContain('Members: read')
      expect(summary(pull)).toContain('Members: read')
      github.installation(owner).setPermissions({ ...usual, members: 'read' })
      pull.comment('/sluice recheck', 'ada')
      await rest()
      expect(latest(pull).conclusion).toBe('success')
    })

    test('do not outweigh what blocks, and a waiver does not lower what they are for', async () => {
      const { shop, rest } = whole()
      const { propose } = shop({
        policy: 'approvals: { high: { count: 1, teams: [OWNER/data] } }\n',
        teams: { data: ['bob'] },
      })
      const blocked = propose(droppedColumn)
      blocked.review({ event: 'APPROVE', by: 'cy' })
      await rest()
      expect(latest(blocked).conclusion).toBe('failure')
      blocked.comment(`/sluice waive 1 until=${day(3)} reason="Agreed"`, 'cy')
      await rest()
      expect(latest(blocked).conclusion).toBe('action_required')
      blocked.review({ event: 'APPROVE', by: 'bob' })
      await rest()
      expect(latest(blocked).conclusion).toBe('success')
    })
  })
})
