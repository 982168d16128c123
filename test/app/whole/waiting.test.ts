import { expect, test } from 'vitest'
import { until } from './running-app.ts'
import { checks, droppedColumn, latest, newShop, plainIndex } from './shop.ts'
import { atRest, inTrouble } from './troubled.ts'

const lax = 'rules: { "postgres/require-concurrent-index": off }\n'
const strict = 'rules: { "postgres/require-concurrent-index": block }\n'
const approved =
  'rules: { "postgres/require-concurrent-index": warn }\napprovals: { low: { count: 1 }, medium: { count: 1 } }\n'

inTrouble({ SLUICE_RETRY_SECONDS: '4' }, (around) => {
  /** A green pull request whose review under another policy has failed once, and waits with its run open. */
  async function waiting(policy: string) {
    const { github } = around()
    const shop = newShop(github, { policy: lax })
    const pull = shop.propose(plainIndex, { head: 'topic' })
    await until('the first check', () => pull.checkRuns.at(-1)?.conclusion === 'success')
    await atRest(around())
    const compare = new RegExp(`^/repos/${shop.repo.name}/compare/`)
    const fault = github.fail({ method: 'GET', path: compare, with: 502, times: 2 })
    shop.repo.commit({ files: { '.github/sluice.yml': policy } })
    await until('the failed try', () => fault.times === 0)
    return { ...shop, pull, outcomes: () => checks(github, pull.headSha) }
  }

  test('an approval does not complete what waits for a review: the new policy decides', async () => {
    const { pull, outcomes } = await waiting(strict)
    pull.review({ event: 'APPROVE', by: 'cy' })
    pull.setDraft(true)
    await atRest(around())
    expect(outcomes()).toEqual(['success', 'failure'])
  })

  test('what was granted meanwhile counts in it', async () => {
    const { pull, outcomes } = await waiting(approved)
    pull.review({ event: 'APPROVE', by: 'cy' })
    await atRest(around())
    expect(outcomes()).toEqual(['success', 'success'])
    expect(latest(pull).title).toContain('1 warning')
  })

  test('nor does closing it and opening it again', async () => {
    const { pull } = await waiting(strict)
    pull.close()
    pull.reopen()
    await atRest(around())
    expect(latest(pull)).toMatchObject({ conclusion: 'failure', title: expect.stringContaining('1 to fix') })
  })

  test('another pull request of the commit is held by it meanwhile, and says so', async () => {
    const { repo, pull } = await waiting(strict)
    repo.commit({ branch: 'scratch', files: { '.github/sluice.yml': lax } })
    const other = repo.openPull({ head: 'topic', base: 'scratch' })
    const told = () => pull.checkRuns.filter(({ status }) => status === 'completed').map(({ title }) => title)
    await until('the other check', () => told().length > 1)
    expect(told()[1]).toBe(`Held by #${pull.number}: being judged`)
    await atRest(around())
    expect(latest(other)).toMatchObject({
      conclusion: 'failure',
      title: `Held by #${pull.number}: 1 to fix · risk medium`,
    })
  })

  test('a review that is given up takes what was known with it: an approval does not bring it back', async () => {
    const { github } = around()
    const { repo, pull } = await waiting(strict)
    const refused = github.fail({
      path: new RegExp(`^/repos/${repo.name}/compare/`),
      with: { status: 403 },
      times: 99,
    })
    await until('giving up', () => latest(pull).conclusion === 'failure', 40)
    pull.review({ event: 'APPROVE', by: 'cy' })
    refused.times = 0
    await atRest(around())
    expect(latest(pull)).toMatchObject({ conclusion: 'failure', title: expect.stringContaining('1 to fix') })
  }, 180_000)

  test('a completion whose answer was lost, and that is not what counts any more, is followed by what does', async () => {
    const { github } = around()
    const { repo, propose } = newShop(github, {
      policy: 'approvals: { high: { count: 1 } }\nrules: { migration/ban-drop-column: warn }\n',
    })
    const path = new RegExp(`^/repos/${repo.name}/check-runs/\\d+$`)
    github.hold()
    const pull = propose(droppedColumn)
    const review = pull.review({ event: 'APPROVE', by: 'cy' })
    const lost = github.fail({ method: 'PATCH', path, with: 'drop-after' })
    await github.deliver()
    await until('the lost answer', () => lost.times === 0)
    pull.dismiss(review, 'ada')
    await atRest(around())
    expect(checks(github, pull.headSha)).toEqual(['success', 'action_required'])
  })
})
