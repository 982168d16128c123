import { describe, expect, test } from 'vitest'
import type { GitHub } from '../../github/github.ts'
import { onEveryEngine } from './engines.ts'
import { checks, day, docs, droppedColumn, latest, type Shop, type ShopOptions, summary } from './shop.ts'

/** How the checks of a repository's merge groups ended, oldest first. */
function groups(github: GitHub, { repo }: Shop): string[] {
  const { state } = github
  const runs = state.checkRuns.filter(
    ({ suite }) =>
      suite.repository.id === repo.id && suite.headBranch?.startsWith('gh-readonly-queue/main/pr-'),
  )
  // Two groups may be judged at once: they are told in the order of their pull requests.
  const number = (branch: string | null | undefined) => Number(/pr-(\d+)/.exec(branch ?? '')?.[1])
  return runs
    .toSorted((one, other) => number(one.suite.headBranch) - number(other.suite.headBranch))
    .map(({ conclusion, status }) => conclusion ?? status)
}

const flyway = 'src/main/resources/db/migration'
const table = (version: string, name: string) => ({
  [`${flyway}/V${version}__${name}.sql`]: `CREATE TABLE ${name} (id bigint PRIMARY KEY);\n`,
})

onEveryEngine((whole) => {
  /** A shop with a merge queue that requires our check, from us. */
  function queued(options: ShopOptions = {}) {
    const { github, shop, rest } = whole()
    const made = shop({ ...options, files: { ...table('1', 'customers'), ...options.files } })
    made.repo.protect({ checks: [{ context: 'Sluice', appId: github.app.id }], mergeQueue: true })
    return { github, rest, shop: made, ...made }
  }

  describe('a merge queue', () => {
    test('merges what passes, and throws out the second that takes a version the first has taken', async () => {
      const { github, rest, shop, propose, repo } = queued()
      const [first, second] = [propose(table('2', 'coupons')), propose(table('2', 'refunds'))]
      await rest()
      expect([first, second].map((pull) => checks(github, pull.headSha))).toEqual([['success'], ['success']])
      const said = [summary(first), summary(second)]
      first.enqueue()
      second.enqueue()
      await rest()
      expect(groups(github, shop)).toEqual(['success', 'failure'])
      expect([first, second].map(({ merged }) => merged)).toEqual([true, false])
      // The two groups may be judged at once: which check run is the newer one is chance.
      const failed = github.state.checkRuns.find(
        ({ suite, conclusion }) => suite.repository.id === repo.id && conclusion === 'failure',
      )
      expect(failed?.summary).toContain('migration/require-linear-order')
      expect(failed?.annotations).toMatchObject([{ path: `${flyway}/V2__refunds.sql` }])
      expect([summary(first), summary(second)]).toEqual(said)

      const third = propose(table('3', 'gifts'))
      await rest()
      third.enqueue()
      await rest()
      expect(third.merged).toBe(true)
      expect(groups(github, shop)).toEqual(['success', 'failure', 'success'])
    })

    test('judges each by what it adds, not by what stands before it', async () => {
      const { github, rest, shop, propose } = queued()
      const [first, second] = [propose(droppedColumn), propose(docs)]
      await rest()
      first.comment(`/sluice waive 1 until=${day(7)} reason="Agreed"`, 'bob')
      await rest()
      first.enqueue()
      second.enqueue()
      await rest()
      expect(groups(github, shop)).toEqual(['success', 'success'])
      expect([first, second].map(({ merged }) => merged)).toEqual([true, true])
    })

    test('counts the approvals of the pull request', async () => {
      const { github, rest, shop, propose } = queued({
        policy: 'extends: [recommended]\napprovals: { low: { count: 1, teams: [OWNER/data] } }\n',
        teams: { data: ['bob'] },
      })
      const pull = propose(table('2', 'coupons'))
      await rest()
      expect(checks(github, pull.headSha)).toEqual(['action_required'])
      pull.review({ event: 'APPROVE', by: 'bob' })
      await rest()
      expect(latest(pull).conclusion).toBe('success')
      pull.enqueue()
      await rest()
      expect(groups(github, shop)).toEqual(['success'])
      expect(pull.merged).toBe(true)
    })

    test('lets a policy change through that was waived, as the group holds the very commit', async () => {
      const { github, rest, shop, propose } = queued()
      const pull = propose({ '.github/sluice.yml': 'extends: [strict]\n' })
      await rest()
      expect(checks(github, pull.headSha)).toEqual(['failure'])
      pull.comment(`/sluice waive 1 until=${day(7)} reason="Agreed"`, 'bob')
      await rest()
      expect(latest(pull).conclusion).toBe('success')
      pull.enqueue()
      await rest()
      expect(groups(github, shop)).toEqual(['success'])
      expect(pull.merged).toBe(true)
    })
  })
})
