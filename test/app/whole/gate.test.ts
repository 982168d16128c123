import { describe, expect, test } from 'vitest'
import { onEveryEngine } from './engines.ts'
import { until } from './running-app.ts'
import { checks, concurrentIndex, day, docs, droppedColumn, latest, plainIndex, summary } from './shop.ts'

onEveryEngine((whole) => {
  describe('a pull request with findings', () => {
    test('fails at their lines, with one comment and one review; the push that fixes them turns it green', async () => {
      const { github, shop, rest } = whole()
      const { repo, propose } = shop()
      const pull = propose(plainIndex)
      await rest()
      const [broken] = [pull.headSha]
      expect(checks(github, broken)).toEqual(['failure'])
      expect(latest(pull)).toMatchObject({ title: '1 to fix · risk medium' })
      expect(latest(pull).annotations).toMatchObject([
        {
          path: 'migrations/0002_index.sql',
          ...{ start_line: 2, end_line: 2, annotation_level: 'failure' },
        },
      ])
      expect(pull.comments).toMatchObject([{ author: { login: 'sluice[bot]' } }])
      expect(pull.comments[0]?.body).toContain('Building this index blocks every write to `orders`')
      expect(pull.reviews).toMatchObject([{ state: 'COMMENTED', commit: broken }])
      expect(pull.threads).toMatchObject([{ path: 'migrations/0002_index.sql', current: { line: 2 } }])
      expect(pull.threads[0]?.body).toContain(
        '```suggestion\nCREATE INDEX CONCURRENTLY orders_status ON orders (status);\n```',
      )

      const said = pull.comments.map(({ id }) => id)
      pull.push({ files: concurrentIndex })
      await rest()
      expect(checks(github, pull.headSha)).toEqual(['success'])
      expect(checks(github, broken)).toEqual(['failure'])
      expect(pull.comments.map(({ id }) => id)).toEqual(said)
      expect(pull.comments[0]?.body).not.toContain('blocks every write')
      expect(pull.reviews).toHaveLength(1)
      expect(pull.threads[0]?.minimized).toBe('resolved')

      const before = pull.comments[0]?.body
      pull.push({ files: docs })
      await rest()
      expect(checks(github, pull.headSha)).toEqual(['success'])
      expect(pull.comments).toHaveLength(1)
      expect(pull.comments[0]?.body).toBe(before)
      expect(pull.reviews).toHaveLength(1)
      expect(repo.selectableChecks()).toContain('Sluice')
    })

    test('is written to once, though every webhook comes twice and in the wrong order', async () => {
      const { github, shop, rest } = whole()
      const { propose } = shop()
      github.hold()
      const pull = propose(docs)
      const first = pull.headSha
      pull.push({ files: plainIndex })
      await github.deliver({ times: 2, order: 'reversed' })
      await rest()
      expect(checks(github, pull.headSha)).toEqual(['failure'])
      expect(checks(github, first).filter((one) => one !== 'cancelled')).toEqual([])
      expect([pull.comments, pull.reviews, pull.threads].map(({ length }) => length)).toEqual([1, 1, 1])
    })

    test('has every annotation of more than one request takes, in one run that is completed once', async () => {
      const { github, shop, rest } = whole()
      const statements = Array.from(
        { length: 60 },
        (_, n) => `CREATE INDEX orders_${n} ON orders (status);\n`,
      )
      const pull = shop().propose({ 'migrations/0002_many.sql': statements.join('') })
      await rest()
      expect(checks(github, pull.headSha)).toEqual(['failure'])
      const { annotations } = latest(pull)
      const places = annotations.map(({ start_line, title }) => `${start_line} ${title}`)
      expect(new Set(places).size).toBe(places.length)
      expect(new Set(annotations.map(({ start_line }) => start_line)).size).toBe(60)
      expect(places.length).toBeGreaterThan(100)
      expect(pull.reviews).toHaveLength(1)
      expect(pull.threads).toHaveLength(60)
      const completed = github.deliveries.filter(
        ({ event, action, body }) =>
          `${event}.${action}` === 'check_run.completed' && body.includes(pull.headSha),
      )
      expect(completed).toHaveLength(1)
    })

    test('is read whole where the API lists no more than 300 files', async () => {
      const { github, shop, rest } = whole()
      const pages = Array.from({ length: 320 }, (_, n) => [`docs/${n}.md`, `Page ${n}\n`])
      const pull = shop().propose({ ...Object.fromEntries(pages), ...plainIndex })
      await rest()
      expect(checks(github, pull.headSha)).toEqual(['failure'])
      expect(latest(pull).annotations).toMatchObject([{ path: 'migrations/0002_index.sql', start_line: 2 }])
    })
  })

  describe('a pull request without data files', () => {
    test('has its check, as it may be required, and nothing else', async () => {
      const { github, shop, rest } = whole()
      const pull = shop().propose(docs)
      await rest()
      expect(checks(github, pull.headSha)).toEqual(['success'])
      expect(latest(pull).title).toBe('Nothing to review')
      expect([pull.comments, pull.reviews]).toEqual([[], []])
    })
  })

  describe('who asks makes no difference:', () => {
    test('a bot is judged like anybody', async () => {
      const { github, shop, rest } = whole()
      const { owner, propose } = shop()
      github.otherApp('Renovate', owner, { contents: 'write', pull_requests: 'write' })
      const pull = propose(plainIndex, { by: 'renovate[bot]' })
      await rest()
      expect(checks(github, pull.headSha)).toEqual(['failure'])
      expect(pull.comments).toHaveLength(1)
    })

    test('a fork is judged like a branch, and judged anew by its button, though the event names no pull request', async () => {
      const { github, shop, rest } = whole()
      const { repo } = shop()
      const fork = repo.fork('eve')
      fork.commit({ branch: 'patch', files: plainIndex, by: 'eve' })
      const pull = repo.openPull({ head: 'eve:patch', by: 'eve' })
      await rest()
      expect(checks(github, pull.headSha)).toEqual(['failure'])
      expect([pull.comments, pull.reviews].map(({ length }) => length)).toEqual([1, 1])
      pull.rerequest(latest(pull))
      await rest()
      expect(checks(github, pull.headSha)).toEqual(['failure', 'failure'])
      expect([pull.comments, pull.reviews].map(({ length }) => length)).toEqual([1, 1])
    })
  })

  describe('a draft', () => {
    test('has its check alone until it is ready; back to draft nothing more is said', async () => {
      const { github, shop, rest } = whole()
      const pull = shop().propose(plainIndex, { draft: true })
      await rest()
      expect(checks(github, pull.headSha)).toEqual(['failure'])
      expect([pull.comments, pull.reviews]).toEqual([[], []])
      pull.setDraft(false)
      await rest()
      expect(checks(github, pull.headSha)).toEqual(['failure'])
      expect([pull.comments, pull.reviews].map(({ length }) => length)).toEqual([1, 1])
      pull.setDraft(true)
      const said = pull.comments[0]?.body
      pull.push({ files: concurrentIndex })
      await rest()
      expect(checks(github, pull.headSha)).toEqual(['success'])
      expect(pull.comments.map(({ body }) => body)).toEqual([said])
    })
  })

  describe('a head that moves', () => {
    test('while it is read: its run is cancelled and says by what, and only the new head is judged', async () => {
      const { github, shop, rest } = whole()
      const { repo, propose } = shop()
      const compare = new RegExp(`^/repos/${repo.name}/compare/`)
      github.fail({ method: 'GET', path: compare, with: { slow: 1500 } })
      const pull = propose(plainIndex)
      const old = pull.headSha
      await until('the run', () => checks(github, old)[0] === 'in_progress')
      pull.push({ files: docs, force: true })
      await rest()
      expect(checks(github, old)).toEqual(['cancelled'])
      const run = github.state.checkRuns.find(({ suite }) => suite.headSha === old)
      expect(`${run?.title} ${run?.summary}`).toContain(`Superseded by ${pull.headSha.slice(0, 7)}`)
      expect(run?.annotations).toEqual([])
      expect(checks(github, pull.headSha)).toEqual(['success'])
      expect([pull.comments, pull.reviews]).toEqual([[], []])
    })

    test('back to a commit that was judged: its run still stands, and the comment is of that commit again', async () => {
      const { github, shop, rest } = whole()
      const { repo, propose } = shop()
      const pull = propose(plainIndex, { head: 'back' })
      const first = pull.headSha
      await rest()
      const said = pull.comments[0]?.body.replace(/\d+\.\d s/, '')
      pull.push({ files: concurrentIndex })
      await rest()
      expect(pull.comments[0]?.body).not.toContain('Must fix')
      repo.reset('back', first)
      await rest()
      expect(checks(github, first)).toEqual(['failure'])
      expect(pull.comments.map(({ body }) => body.replace(/\d+\.\d s/, ''))).toEqual([said])
      expect(pull.reviews).toHaveLength(1)
    })
  })

  describe('a head that moves and comes back while it is read', () => {
    test('is judged: the run that was cancelled on the way counts no more', async () => {
      const { github, shop, rest } = whole()
      const { repo, propose } = shop()
      const compare = new RegExp(`^/repos/${repo.name}/compare/`)
      github.fail({ method: 'GET', path: compare, times: 2, with: { slow: 1000 } })
      const pull = propose(plainIndex, { head: 'swing' })
      const first = pull.headSha
      await until('the run', () => checks(github, first)[0] === 'in_progress')
      const second = pull.push({ files: docs, force: true })
      await until('its run', () => checks(github, second)[0] === 'in_progress')
      expect(checks(github, first)).toEqual(['cancelled'])
      repo.reset('swing', first)
      await rest()
      expect(checks(github, second)).toEqual(['cancelled'])
      expect(checks(github, first)).toEqual(['cancelled', 'failure'])
      expect([pull.comments, pull.reviews].map(({ length }) => length)).toEqual([1, 1])
    })
  })

  describe('another base branch', () => {
    test('is another change: the same head is judged anew', async () => {
      const { github, shop, rest } = whole()
      const { repo } = shop()
      repo.commit({ branch: 'next', files: droppedColumn })
      repo.commit({ branch: 'topic', files: docs, from: 'next' })
      const pull = repo.openPull({ head: 'topic' })
      await rest()
      expect(checks(github, pull.headSha)).toEqual(['failure'])
      pull.edit({ title: 'Another title' })
      await rest()
      expect(checks(github, pull.headSha)).toEqual(['failure'])
      pull.edit({ base: 'next' })
      await rest()
      expect(checks(github, pull.headSha)).toEqual(['failure', 'success'])
      expect(latest(pull).title).toBe('Nothing to review')
    })
  })

  describe('two pull requests of one commit', () => {
    test('share its check, which shows the graver outcome: none opens the gate of the other', async () => {
      const { github, shop, rest } = whole()
      const { repo, propose } = shop()
      repo.commit({ branch: 'lax', files: { '.github/sluice.yml': 'rules: { "*": off }\n' } })
      const pull = propose(plainIndex, { head: 'topic' })
      await rest()
      const lax = repo.openPull({ head: 'topic', base: 'lax' })
      await rest()
      expect(latest(pull)).toMatchObject({ conclusion: 'failure' })
      expect(latest(lax).title).toContain(`Held by #${pull.number}: 1 to fix`)
      expect(summary(lax)).toBeUndefined()

      pull.close()
      await rest()
      expect(latest(lax).conclusion).toBe('success')
      const runs = checks(github, pull.headSha).length
      pull.reopen()
      await rest()
      expect(latest(pull).conclusion).toBe('failure')
      pull.comment(`/sluice waive 1 until=${day(7)} reason="Agreed"`, 'bob')
      await rest()
      expect(latest(pull).conclusion).toBe('success')
      expect(checks(github, pull.headSha).length).toBeLessThan(runs + 5)
    })
  })

  describe('a pull request that is closed', () => {
    test('is left alone: a push and a re-run write nothing; opened again its check still stands', async () => {
      const { github, shop, rest } = whole()
      const { repo, propose } = shop()
      const pull = propose(plainIndex, { head: 'shut' })
      await rest()
      const said = pull.comments[0]?.body
      pull.close()
      pull.rerequest(latest(pull))
      pull.comment('/sluice recheck', 'bob')
      await rest()
      expect(checks(github, pull.headSha)).toEqual(['failure'])
      expect(pull.comments.filter(({ author }) => author.login === 'sluice[bot]')).toMatchObject([
        { body: said },
        { body: expect.stringContaining('closed') },
      ])
      pull.reopen()
      await rest()
      expect(checks(github, pull.headSha)).toEqual(['failure'])
      repo.deleteBranch('shut')
      await rest()
      expect(pull.state).toBe('closed')
      expect(checks(github, pull.headSha)).toEqual(['failure'])
    })

    test('while it is read has no run that is left open', async () => {
      const { github, shop, rest } = whole()
      const { repo, propose } = shop()
      const compare = new RegExp(`^/repos/${repo.name}/compare/`)
      github.fail({ method: 'GET', path: compare, with: { slow: 1000 } })
      const pull = propose(plainIndex)
      await until('the run', () => checks(github, pull.headSha)[0] === 'in_progress')
      pull.close()
      await rest()
      expect(checks(github, pull.headSha)).toEqual(['cancelled'])
      expect(latest(pull).summary).toBe('The pull request was closed.')
      expect([pull.comments, pull.reviews]).toEqual([[], []])
      pull.reopen()
      await rest()
      expect(checks(github, pull.headSha)).toEqual(['cancelled', 'failure'])
      expect(summary(pull)).toContain('Must fix')
    })
  })

  describe('a repository', () => {
    test('renamed between the webhook and the work is followed', async () => {
      const { github, shop, rest } = whole()
      const { repo, propose } = shop()
      github.hold()
      const pull = propose(plainIndex)
      repo.rename('store')
      await github.deliver()
      await rest()
      expect(checks(github, pull.headSha)).toEqual(['failure'])
      expect([pull.comments, pull.reviews].map(({ length }) => length)).toEqual([1, 1])
    })

    test('transferred to where the App is installed gets what its pull requests lack', async () => {
      const { github, shop, rest } = whole()
      const { repo, propose } = shop()
      const other = shop()
      await rest()
      github.hold()
      const pull = propose(plainIndex)
      repo.transfer(other.owner)
      await github.deliver()
      await rest()
      expect(checks(github, pull.headSha)).toEqual(['failure'])
      expect(pull.comments).toHaveLength(1)
    })

    test('archived between the webhook and the work is left alone', async () => {
      const { github, shop, rest } = whole()
      const { repo, propose } = shop()
      github.hold()
      const pull = propose(plainIndex)
      repo.archive()
      await github.deliver()
      await rest()
      expect([pull.checkRuns, pull.comments]).toEqual([[], []])
    })
  })

  describe('another run for the same head, once for each wish:', () => {
    test.each(['re-run', 're-run all', 'the button', '/sluice recheck'])('%s', async (wish) => {
      const { github, shop, rest } = whole()
      const pull = shop().propose(plainIndex)
      await rest()
      const said = pull.comments[0]
      const body = said?.body.replace(/\d+\.\d s/, '')
      github.hold()
      if (wish === 're-run') pull.rerequest(latest(pull))
      if (wish === 're-run all') pull.rerequestAll(latest(pull))
      if (wish === 'the button') pull.clickAction(latest(pull), 'recheck')
      if (wish === '/sluice recheck') pull.comment(wish, 'bob')
      await github.deliver({ times: 2 })
      await rest()
      expect(checks(github, pull.headSha)).toEqual(['failure', 'failure'])
      expect(latest(pull).annotations).toHaveLength(1)
      expect(said?.body.replace(/\d+\.\d s/, '')).toBe(body)
      expect(pull.reviews).toHaveLength(1)
      expect(pull.comments.filter(({ author }) => author.login === 'sluice[bot]')).toHaveLength(1)
    })
  })
})
