import { describe, expect, test } from 'vitest'
import { onEveryEngine } from './engines.ts'
import { checks, docs, plainIndex, summary } from './shop.ts'

onEveryEngine((whole) => {
  const outcomes = (pull: { headSha: string }) => checks(whole().github, pull.headSha)

  /** Requests about an owner's repositories so far. */
  const asked = (owner: string) =>
    whole().github.requests.filter(({ path }) => path.startsWith(`/repos/${owner}/`)).length

  describe('an installation', () => {
    test('on an organisation that has open pull requests gives each its check', async () => {
      const { github, shop, rest } = whole()
      const { owner, propose } = shop({ installed: false })
      const [broken, clean] = [propose(plainIndex), propose(docs, { draft: true })]
      const closed = propose(docs)
      closed.close()
      await rest()
      expect([broken, clean, closed].map(outcomes)).toEqual([[], [], []])
      github.repository(`${owner}/other`)
      await rest()
      expect([broken, clean, closed].map(outcomes)).toEqual([['failure'], ['success'], []])
      expect(summary(broken)).toContain('Must fix')
    })

    test('that is given another repository looks at it; one that was taken away is left alone', async () => {
      const { github, shop, rest } = whole()
      const { owner, repo, propose } = shop()
      github.repository(`${owner}/other`)
      const installation = github.installation(owner)
      installation.select([`${owner}/other`])
      await rest()
      const pull = propose(plainIndex)
      await rest()
      expect(outcomes(pull)).toEqual([])
      installation.select([`${owner}/other`, repo.name])
      await rest()
      expect(outcomes(pull)).toEqual(['failure'])
      installation.select([`${owner}/other`])
      await rest()
      const before = asked(owner)
      pull.push({ files: docs })
      await rest()
      expect(outcomes(pull)).toEqual([])
      expect(asked(owner)).toBe(before)
    })

    test('that is suspended asks for nothing; once it is back, what it missed is made good', async () => {
      const { github, shop, rest } = whole()
      const { owner, propose } = shop()
      await rest()
      github.installation(owner).suspend()
      await rest()
      const before = asked(owner)
      const pull = propose(plainIndex)
      await rest()
      expect([outcomes(pull), asked(owner)]).toEqual([[], before])
      github.installation(owner).unsuspend()
      await rest()
      expect(outcomes(pull)).toEqual(['failure'])
    })

    test.each(['suspended', 'removed'])(
      'that is %s between the webhook and the work is let go',
      async (what) => {
        const { github, shop, rest } = whole()
        const { owner, propose } = shop()
        await rest()
        github.hold()
        const pull = propose(plainIndex)
        const installation = github.installation(owner)
        if (what === 'suspended') installation.suspend()
        else installation.remove()
        await github.deliver()
        await rest()
        expect(pull.checkRuns).toEqual([])
        const metrics = await (await fetch(`${whole().app.url}/metrics`)).text()
        expect(metrics).toContain('sluice_jobs{state="dead"} 0')
      },
    )
  })

  describe('a repository', () => {
    test('that is deleted between the webhook and the work is let go', async () => {
      const { github, shop, rest } = whole()
      const { owner, repo, propose } = shop()
      github.repository(`${owner}/other`)
      await rest()
      github.hold()
      const pull = propose(plainIndex)
      repo.delete()
      await github.deliver()
      await rest()
      expect(pull.checkRuns).toEqual([])
    })
  })
})
