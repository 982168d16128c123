import { expect, test } from 'vitest'
import type { PullHandle } from '../../github/pull-handle.ts'
import { until } from './running-app.ts'
import { concurrentIndex, docs, newShop, plainIndex, type Shop } from './shop.ts'
import { atRest, inTrouble, isRunning, type Troubled } from './troubled.ts'

const isComplete = ({ checkRuns }: PullHandle) => checkRuns.some(({ status }) => status === 'completed')
const outcomes = ({ checkRuns }: PullHandle) =>
  checkRuns.map(({ conclusion, status }) => conclusion ?? status)
const lines = (text: string) =>
  text.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []))

/** A check that was begun by a process that was killed then; what happened after the pull request was opened is told to nobody. */
async function abandoned(
  around: Troubled,
  shop: Shop,
  then: (pull: PullHandle) => void,
): Promise<PullHandle> {
  const { github } = around
  github.fail({ path: new RegExp(`^/repos/${shop.owner}/shop/compare/`), with: { slow: 3000 } })
  const pull = shop.propose(plainIndex)
  await until('a check in progress', () => pull.checkRuns[0]?.status === 'in_progress')
  await github.settled()
  await around.app.kill()
  github.hold()
  then(pull)
  await github.deliver({ times: 0 })
  return pull
}

const openRuns = async (around: Troubled) =>
  around.store((database) =>
    database.query(`SELECT subject FROM sluice.check_runs WHERE status <> 'completed'`),
  )

inTrouble({ SLUICE_MOST_ATTEMPTS: '4' }, (around) => {
  test('more than can be read is the reason of a failed check; the process and the next review are not affected', async () => {
    const { github, app } = around()
    const shop = newShop(github)
    const fork = shop.repo.fork('eve')
    const text = (n: number) => `-- Ж${n}\n${'-- nothing at all, again and again\n'.repeat(140_000)}`
    const files = Array.from({ length: 15 }, (_, n) => [`migrations/${1000 + n}_x.sql`, text(n)] as const)
    fork.commit({ branch: 'big', files: Object.fromEntries(files), by: 'eve' })
    const pull = shop.repo.openPull({ head: 'eve:big', by: 'eve' })
    await until('the check', () => isComplete(pull), 60)
    expect(outcomes(pull)).toEqual(['failure'])
    expect(pull.checkRuns[0]?.summary).toContain('more than 64.0 MiB together')
    const next = shop.propose(plainIndex)
    await until('the next check', () => isComplete(next))
    expect(next.checkRuns[0]?.title).toContain('to fix')
    expect(isRunning(app)).toBe(true)
  }, 180_000)

  test('a job whose process ended each time is given up, and its check says so', async () => {
    const { github, start, store } = around()
    const pull = await abandoned(around(), newShop(github), () => undefined)
    await store((database) => database.query('UPDATE sluice.jobs SET attempts = 4'))
    await start()
    await until('the check', () => isComplete(pull))
    expect(outcomes(pull)).toEqual(['failure'])
    expect(pull.checkRuns[0]?.title).toContain('the process that worked on this ended each time')
  }, 180_000)

  test('a last attempt that is left is made', async () => {
    const { github, start, store } = around()
    const pull = await abandoned(around(), newShop(github), () => undefined)
    await store((database) => database.query('UPDATE sluice.jobs SET attempts = 3'))
    await start()
    await until('the check', () => isComplete(pull))
    expect(pull.checkRuns[0]?.title).toContain('to fix')
  }, 180_000)

  test('what is not there at first is asked for again', async () => {
    const { github } = around()
    const [git, api] = [newShop(github), newShop(github)]
    github.fail({ path: new RegExp(`^/${git.owner}/shop\\.git/`), times: 2, with: { status: 404 } })
    github.fail({
      path: new RegExp(`^/repos/${api.owner}/shop/check-runs$`),
      times: 2,
      with: { status: 404 },
    })
    const pulls = [git, api].map((shop) => shop.propose(plainIndex))
    await until('the checks', () => pulls.every(isComplete), 40)
    await atRest(around())
    expect(pulls.map(outcomes)).toEqual([['failure'], ['failure']])
    for (const pull of pulls) expect(pull.checkRuns[0]?.title).toContain('to fix')
  }, 180_000)

  test('what stays away is the reason of the check', async () => {
    const { github } = around()
    const shop = newShop(github)
    github.fail({ path: new RegExp(`^/${shop.owner}/shop\\.git/`), times: 99, with: { status: 404 } })
    const pull = shop.propose(plainIndex)
    await until('the check', () => isComplete(pull), 40)
    expect(pull.checkRuns[0]?.title).toMatch(/^Could not evaluate: there is no such repository/i)
  }, 180_000)

  test('the check of a repository that is read-only by now is given up once', async () => {
    const { github, start, store } = around()
    const shop = newShop(github)
    const pull = await abandoned(around(), shop, () => shop.repo.archive())
    await store((database) => database.query('DELETE FROM sluice.jobs'))
    const app = await start()
    const about = () => lines(app.output()).filter(({ repository }) => repository === `${shop.owner}/shop`)
    await until('giving up', () => about().some(({ runs }) => runs === 1), 40)
    await atRest(around())
    await app.stop()
    expect(await openRuns(around())).toEqual([])
    expect(about().filter(({ msg }) => msg === 'a check run was left behind')).toHaveLength(1)
    expect(outcomes(pull)).toEqual(['in_progress'])
    await start()
  }, 180_000)

  test('the check of a pull request that is closed by now is cancelled', async () => {
    const { github, start, store } = around()
    const pull = await abandoned(around(), newShop(github), (opened) => opened.close())
    await store((database) => database.query('DELETE FROM sluice.jobs'))
    const app = await start()
    await until('its end', () => isComplete(pull), 40)
    await atRest(around())
    expect(outcomes(pull)).toEqual(['cancelled'])
    await app.stop()
    expect(await openRuns(around())).toEqual([])
    await start()
  }, 180_000)

  test('the threads of a review are known of before it is posted, and settled by whoever comes after a crash', async () => {
    const { github, app, start, store } = around()
    const shop = newShop(github)
    const posting = github.fail({
      method: 'POST',
      path: new RegExp(`^/repos/${shop.owner}/shop/pulls/\\d+/reviews$`),
      with: { slow: 3000 },
    })
    const pull = shop.propose(plainIndex)
    await until('the review on its way', () => posting.times === 0)
    await app.kill()
    const key = `threads/${shop.repo.id}/${pull.number}`
    const known = await store((database) => database.query('SELECT FROM sluice.writes WHERE key = $1', [key]))
    expect(known).toHaveLength(1)
    await until('the review', () => pull.reviews.length > 0)
    await start()
    await atRest(around())
    pull.push({ files: concurrentIndex })
    await atRest(around())
    expect(pull.threads.map(({ minimized }) => minimized)).toEqual(['resolved'])
  }, 180_000)

  test('the log of a job names its delivery, repository and pull request', async () => {
    const { github, app } = around()
    const shop = newShop(github)
    await atRest(around())
    const pull = shop.propose(docs)
    await until('the check', () => isComplete(pull))
    await atRest(around())
    const guid = github.deliveries.findLast(({ event }) => event === 'pull_request')?.guid
    const done = lines(app.output()).filter(({ msg, kind }) => msg === 'done' && kind === 'review')
    expect(done.at(-1)).toMatchObject({ repository: `${shop.owner}/shop`, pull: pull.number, delivery: guid })
  })
})
