import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Failure } from '../../github/faults.ts'
import type { PullHandle } from '../../github/pull-handle.ts'
import { until } from './running-app.ts'
import { answers, day, droppedColumn, latest, newShop, plainIndex, type Shop } from './shop.ts'
import { atRest, command, complaints, inTrouble, jobsOf } from './troubled.ts'

/** What GitHub holds of a pull request with one finding and one fix, once all went well, however often it was tried. */
const wellDone = { runs: ['completed failure'], comments: 1, reviews: 1, threads: 1 }

function held({ checkRuns, comments, reviews, threads }: PullHandle) {
  return {
    runs: checkRuns.map(({ status, conclusion }) => `${status} ${conclusion}`),
    comments: comments.length,
    reviews: reviews.length,
    threads: threads.length,
  }
}

const isComplete = ({ checkRuns }: PullHandle) => checkRuns.some(({ status }) => status === 'completed')

/** Every request of a review, and how its path begins and ends. */
const requests: readonly [method: string, what: string, path: (shop: Shop) => RegExp][] = [
  ['POST', 'check run', (shop) => at(shop, 'check-runs$')],
  ['PATCH', 'check run', (shop) => at(shop, 'check-runs/\\d+$')],
  ['GET', 'compare', (shop) => at(shop, 'compare/.*')],
  ['GET', 'pull request', (shop) => at(shop, 'pulls/\\d+$')],
  ['GET', "organisation's policy", ({ owner }) => new RegExp(`^/repos/${owner}/\\.github/commits/HEAD$`)],
  ['GET', 'comments', (shop) => at(shop, 'issues/\\d+/comments$')],
  ['POST', 'comment', (shop) => at(shop, 'issues/\\d+/comments$')],
  ['GET', 'review comments', (shop) => at(shop, 'pulls/\\d+/comments$')],
  ['POST', 'review', (shop) => at(shop, 'pulls/\\d+/reviews$')],
  ['GET', 'refs', ({ owner }) => new RegExp(`^/${owner}/shop\\.git/info/refs$`)],
  ['POST', 'pack', ({ owner }) => new RegExp(`^/${owner}/shop\\.git/git-upload-pack$`)],
]

/** Every request of a command, but for those of the decision that follows. */
const commandRequests: typeof requests = [
  ['GET', 'role', (shop) => at(shop, 'collaborators/bob/permission$')],
  ['GET', 'pull request', (shop) => at(shop, 'pulls/\\d+$')],
  ['POST', 'check run', (shop) => at(shop, 'check-runs$')],
  ['POST', 'reaction', (shop) => at(shop, 'issues/comments/\\d+/reactions$')],
  ['POST', 'reply', (shop) => at(shop, 'issues/\\d+/comments$')],
]

const at = ({ owner }: Shop, rest: string) => new RegExp(`^/repos/${owner}/shop/${rest}`)

const failures: readonly Failure[] = [500, 502, 503, 'drop', 'drop-after', { status: 502, after: true }, 429]

/** Every request for a plan. */
const planRequests: typeof requests = [
  ['GET', 'runs of a commit', (shop) => at(shop, 'actions/runs$')],
  ['GET', 'artifacts of a run', (shop) => at(shop, 'actions/runs/\\d+/artifacts$')],
  ['GET', 'artifact', (shop) => at(shop, 'actions/artifacts/\\d+/zip$')],
]

inTrouble({}, (around) => {
  test('a plan is read, whatever becomes of its requests; if nothing helps, the code is judged alone', async () => {
    const { github } = around()
    const plan = { 'plan.json': '{"format_version":"1.2","resource_changes":[]}' }
    const proposed = (what: string, fail: (shop: Shop) => void) => {
      const shop = newShop(github)
      shop.repo.commit({ branch: 'topic', files: { 'infra/main.tf': 'locals {}\n' }, message: what })
      shop.repo.runWorkflow({ name: 'plan', branch: 'topic', artifacts: { 'sluice-plan': plan } })
      fail(shop)
      return { what, pull: shop.repo.openPull({ head: 'topic' }) }
    }
    const passing = planRequests.map(([method, what, path]) =>
      proposed(what, (shop) => {
        for (const failure of failures.slice(0, 4)) github.fail({ method, path: path(shop), with: failure })
      }),
    )
    const lasting = planRequests.map(([method, what, path]) =>
      proposed(`${what}, for ever`, (shop) =>
        github.fail({ method, path: path(shop), times: 1000, with: 503 }),
      ),
    )
    await until('all of it', () => [...passing, ...lasting].every(({ pull }) => isComplete(pull)), 120)
    await atRest(around())
    // What the workflow's own event asks for meets the same failures; where that holds it up until the pull request was judged, a plan
    // is news, and the head is judged anew.
    const runsOf = (what: string) => (what === 'artifacts of a run' ? expect.toBeOneOf([1, 2]) : 1)
    const told = ({ what, pull }: (typeof passing)[number]) => {
      const { conclusion, text, summary } = latest(pull)
      const isRead = !/judged by its code alone|answered 503/.test(`${summary}${text}`)
      return { what, conclusion, runs: pull.checkRuns.length, isRead }
    }
    expect([...passing, ...lasting].map(told)).toEqual([
      ...passing.map(({ what }) => ({ what, conclusion: 'success', runs: runsOf(what), isRead: true })),
      ...lasting.map(({ what }) => ({ what, conclusion: expect.any(String), runs: 1, isRead: false })),
    ])
  }, 400_000)

  test('a review is done once, whatever becomes of its requests', async () => {
    const { github } = around()
    const tried = requests.map(([method, what, path]) => {
      const shop = newShop(github)
      const faults = failures.map((failure) => github.fail({ method, path: path(shop), with: failure }))
      return { what: `${method} ${what}`, faults, pull: shop.propose(plainIndex) }
    })
    await until('all of it', () => tried.every(({ pull }) => pull.reviews.length > 0), 90)
    await atRest(around())
    expect(tried.map(({ what, pull }) => [what, held(pull)])).toEqual(
      tried.map(({ what }) => [what, wellDone]),
    )
    const left = tried.filter(({ faults }) => faults.slice(0, 4).some(({ times }) => times > 0))
    expect(left.map(({ what }) => what)).toEqual([])
  }, 400_000)

  test('a command is done once and answered once, whatever becomes of its requests', async () => {
    const { github } = around()
    const tried = commandRequests.map(([method, what, path]) => {
      const shop = newShop(github)
      return { method, what, path: path(shop), pull: shop.propose(droppedColumn) }
    })
    await until('the reviews', () => tried.every(({ pull }) => isComplete(pull)), 60)
    await atRest(around())
    const faults = tried.map(({ method, path }) =>
      failures.map((failure) => github.fail({ method, path, with: failure })),
    )
    const asked = tried.map(({ pull }) =>
      pull.comment(`/sluice waive 1 until=${day(7)} reason="Agreed"`, 'bob'),
    )
    await until('all answers', () => tried.every(({ pull }) => answers(pull).length > 0), 90)
    await atRest(around())
    expect(
      tried.map(({ what, pull }, i) => ({
        what,
        answers: answers(pull).map((answer) => /Waived/.test(answer)),
        reactions: asked[i]?.reactions.map(({ content }) => content),
        runs: pull.checkRuns.map(({ conclusion }) => conclusion),
        met: faults[i]?.some(({ times }) => times === 0),
      })),
    ).toEqual(
      tried.map(({ what }) => ({
        ...{ what, answers: [true], reactions: ['+1'], runs: ['failure', 'success'], met: true },
      })),
    )
  }, 400_000)

  test('slow answers hold up only themselves', async () => {
    const { github } = around()
    const [slow, other] = [newShop(github), newShop(github)]
    github.fail({ path: at(slow, ''), times: 3, with: { slow: 2000 } })
    const [first, second] = [slow.propose(plainIndex), other.propose(plainIndex)]
    await until('the other check', () => isComplete(second))
    expect(isComplete(first)).toBe(false)
    await until('the slow check', () => first.reviews.length > 0)
    await atRest(around())
    expect([held(first), held(second)]).toEqual([wellDone, wellDone])
  })

  test('a token that is revoked, for the API and for git, is replaced', async () => {
    const { github } = around()
    const shop = newShop(github)
    const before = shop.propose({ 'README.md': '# Shop\n' })
    await until('the first check', () => isComplete(before))
    github.revokeTokens()
    const pull = shop.propose(plainIndex)
    await until('all of it', () => pull.reviews.length > 0)
    await atRest(around())
    expect(held(pull)).toEqual(wellDone)
    github.fail({ path: /\/git-upload-pack$/, with: 'revoke-token' })
    const next = shop.propose({ ...plainIndex, 'migrations/0003_x.sql': 'CREATE TABLE x (id int);\n' })
    await until('all of it', () => next.reviews.length > 0)
    await atRest(around())
    expect(held(next)).toEqual(wellDone)
  })

  test('a limit of GitHub puts the work off and costs no attempt; nothing is asked until it is over', async () => {
    const { github } = around()
    const shop = newShop(github)
    const message =
      'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'
    const limit = { status: 403, message, headers: { 'retry-after': '2' } }
    github.fail({ method: 'POST', path: at(shop, 'check-runs$'), times: 2, with: limit })
    github.fail({ method: 'POST', path: at(shop, 'issues/\\d+/comments$'), times: 1, with: limit })
    const pull = shop.propose(plainIndex)
    await until('all of it', () => pull.reviews.length > 0)
    await atRest(around())
    expect(held(pull)).toEqual(wellDone)
    const about = new RegExp(`${shop.owner}/`)
    const tries = github.requests.filter((one) => about.test(one.path) && one.status === 403)
    expect(tries).toHaveLength(3)
  })
})

const permissions = {
  ...({ contents: 'read', pull_requests: 'write', checks: 'write', issues: 'read' } as const),
  ...({ merge_queues: 'read', members: 'read' } as const),
}

/** The App gives up after three attempts here, stops an evaluation after ten seconds, and fetches little. */
const impatient = {
  SLUICE_MOST_ATTEMPTS: '3',
  SLUICE_EVALUATION_SECONDS: '30',
  SLUICE_FETCH_BYTES: '3000000',
}

inTrouble(impatient, (around) => {
  const shopWithout = (permission: keyof typeof permissions) => {
    const { github } = around()
    const shop = newShop(github)
    const installation = github.installation(shop.owner)
    const { [permission]: had, ...left } = permissions
    installation.setPermissions(had === 'write' ? { ...left, [permission]: 'read' } : left)
    return { ...shop, giveBack: () => installation.setPermissions(permissions) }
  }

  test('without Checks: write nothing can be shown, and the log says why; given back, every check is made', async () => {
    const { app } = around()
    const shop = shopWithout('checks')
    const pull = shop.propose(plainIndex)
    await until('giving up', async () => (await jobsOf(app)).dead > 0)
    expect(pull.checkRuns).toEqual([])
    expect(complaints(app)).toContain('It takes the permission checks: write')
    shop.giveBack()
    await until('the check', () => pull.reviews.length > 0)
    await atRest(around())
    expect(held(pull)).toEqual(wellDone)
  })

  test('without Pull requests: write the gate is made all the same; given back, the comment comes with the next push', async () => {
    const { app } = around()
    const shop = shopWithout('pull_requests')
    const pull = shop.propose(plainIndex)
    await until('the check', () => isComplete(pull))
    await atRest(around())
    expect(held(pull)).toEqual({ ...wellDone, comments: 0, reviews: 0, threads: 0 })
    expect(complaints(app)).toContain('the comment could not be written')
    shop.giveBack()
    pull.push({ files: { 'README.md': '# Shop\n' } })
    await until('the comment', () => pull.reviews.length > 0)
    await atRest(around())
    expect(held(pull)).toEqual(wellDone)
  })

  test('a review that fails for good says so on the check and is kept; run again once that is mended, it is done', async () => {
    const { app, kind, start } = around()
    const shop = shopWithout('contents')
    const pull = shop.propose(plainIndex)
    await until('the check', () => isComplete(pull))
    await atRest(around())
    expect(held(pull).runs).toEqual(['completed failure'])
    expect(pull.checkRuns[0]?.title).toMatch(/^Could not evaluate: GitHub answered 422 /)
    expect(pull.checkRuns[0]?.summary).toContain('It takes the permission contents: read')
    shop.giveBack()
    if (kind === 'embedded') await app.stop()
    const listed = await command(app, 'jobs')
    expect(listed).toContain(`${shop.owner}/shop#${pull.number}`)
    const dead = JSON.parse(await command(app, 'jobs', '--format', 'json')).dead as {
      id: number
      about: string
    }[]
    const job = dead.find(({ about }) => about === `${shop.owner}/shop#${pull.number}`)
    await command(app, 'jobs', 'replay', String(job?.id))
    if (kind === 'embedded') await start()
    await until('the review', () => pull.reviews.length > 0)
    await atRest(around())
    expect(held(pull).runs.at(-1)).toBe('completed failure')
    expect(pull.checkRuns.at(-1)?.title).toContain('to fix')
  })

  test('a repository that is too large, or cannot be fetched, has a check that says so', async () => {
    const { github } = around()
    const [large, away] = [newShop(github), newShop(github)]
    // The look at a new installation would ask for a review of its own.
    await atRest(around())
    const films = Array.from({ length: 8 }, (_, n) => [`${n}.film`, randomBytes(4_500_000)] as const)
    const pull = large.propose({ ...plainIndex, ...Object.fromEntries(films) })
    github.fail({ path: new RegExp(`^/${away.owner}/shop\\.git/`), times: 99, with: 503 })
    const other = away.propose(plainIndex)
    await until('the checks', () => isComplete(pull) && isComplete(other))
    await atRest(around())
    expect([held(pull).runs, held(other).runs]).toEqual([wellDone.runs, wellDone.runs])
    expect(pull.checkRuns[0]?.summary).toContain('SLUICE_FETCH_BYTES')
    expect(other.checkRuns[0]?.summary).toContain('The repository could not be fetched')
  })

  test('an evaluation that would take for ever is stopped, and holds up nobody', async () => {
    const { github } = around()
    const [hostile, usual] = [newShop(github), newShop(github)]
    const column = (_: unknown, n: number) => `ALTER TABLE orders ADD COLUMN c${n} int;\n`
    const slow = hostile.propose({
      'migrations/0002_many.sql': Array.from({ length: 100_000 }, column).join(''),
    })
    const pull = usual.propose(plainIndex)
    await until('the usual review', () => pull.reviews.length > 0)
    expect(isComplete(slow)).toBe(false)
    await until('the check', () => isComplete(slow), 90)
    await atRest(around())
    expect([held(slow).runs, held(pull)]).toEqual([['completed failure'], wellDone])
    expect(slow.checkRuns[0]?.summary).toMatch(/took longer than 30 seconds|needed more than 1024 MB/)
  }, 180_000)

  test('GitHub may be down until every job is given up: once it is back, the check is made', async () => {
    const { github, app } = around()
    const shop = newShop(github)
    const outage = github.fail({ times: 10_000, with: 503 })
    const pull = shop.propose(plainIndex)
    await until('giving up', () => complaints(app).includes('the check could not be completed'), 30)
    expect(pull.checkRuns).toEqual([])
    outage.times = 0
    await until('all of it', () => pull.reviews.length > 0, 30)
    await atRest(around())
    expect(held(pull)).toEqual(wellDone)
  }, 180_000)
})
