import { expect, test } from 'vitest'
import type { Failure } from '../../github/faults.ts'
import type { PullHandle } from '../../github/pull-handle.ts'
import type { Permissions } from '../../github/world.ts'
import { until } from './running-app.ts'
import { newShop, plainIndex, type Shop } from './shop.ts'
import { atRest, complaints, inTrouble, jobsOf } from './troubled.ts'

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

const at = ({ owner }: Shop, rest: string) => new RegExp(`^/repos/${owner}/shop/${rest}`)

const failures: readonly Failure[] = [500, 502, 503, 'drop', 'drop-after', { status: 502, after: true }, 429]

inTrouble({}, (around) => {
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
  }, 150_000)

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

const permissions: Permissions = {
  ...{ contents: 'read', pull_requests: 'write', checks: 'write', issues: 'read' },
  ...{ merge_queues: 'read', members: 'read' },
}

/** The App gives up after three attempts here. */
inTrouble({ SLUICE_MOST_ATTEMPTS: '3', SLUICE_FETCH_BYTES: '300000' }, (around) => {
  test('without Checks: write nothing can be shown; once it is given back, every check is made', async () => {
    const { github, app } = around()
    const shop = newShop(github)
    const installation = github.installation(shop.owner)
    installation.setPermissions({ ...permissions, checks: 'read' })
    const pull = shop.propose(plainIndex)
    await until('giving up', async () => (await jobsOf(app)).dead > 0)
    expect(pull.checkRuns).toEqual([])
    expect(complaints(app)).toContain('checks: write')
    installation.setPermissions(permissions)
    await until('the check', () => pull.reviews.length > 0)
    await atRest(around())
    expect(held(pull)).toEqual(wellDone)
  })
})
