import type { GitHub } from '../../github/github.ts'
import type { FileContent } from '../../github/new-commit.ts'
import type { NewPull, PullHandle } from '../../github/pull-handle.ts'
import type { RepositoryHandle } from '../../github/repository-handle.ts'

type Files = Readonly<Record<string, FileContent>>

export interface ShopOptions {
  /** `.github/sluice.yml` of the default branch; OWNER stands for the organisation. */
  readonly policy?: string
  readonly files?: Files
  readonly teams?: Readonly<Record<string, readonly string[]>>
  readonly installed?: boolean
}

export interface Shop {
  /** The organisation. */
  readonly owner: string
  readonly repo: RepositoryHandle
  /** Pushes a branch with these files and opens a pull request of it. */
  propose(files: Files, pull?: Partial<NewPull>): PullHandle
}

let shops = 0

/** Roles: ada administers, bob and cy write, eve reads. */
export function newShop(
  github: GitHub,
  { policy, files = {}, teams = {}, installed }: ShopOptions = {},
): Shop {
  const owner = `acme${++shops}`
  github.organization(owner, { members: ['ada', 'bob', 'cy', 'eve'], teams })
  const repo = github.repository(`${owner}/shop`, {
    roles: { ada: 'admin', bob: 'write', cy: 'write', eve: 'read' },
    ...(installed === undefined ? {} : { installed }),
  })
  const own = policy === undefined ? {} : { '.github/sluice.yml': policy.replaceAll('OWNER', owner) }
  // A message of its own makes a commit of its own, whose checks are no other's.
  repo.commit({ files: { ...beginning, ...own, ...files }, message: owner })
  let branches = 0
  return {
    owner,
    repo,
    propose(changed, pull = {}) {
      const head = pull.head ?? `topic-${++branches}`
      repo.commit({ branch: head, files: changed, message: head, by: pull.by ?? 'ada' })
      return repo.openPull({ ...pull, head })
    },
  }
}

const beginning = {
  'docker-compose.yml': 'services:\n  db:\n    image: postgres:16\n',
  'migrations/0001_orders.sql':
    'CREATE TABLE orders (id bigint PRIMARY KEY, status text NOT NULL, total numeric NOT NULL);\n',
}

/** Blocks, on line 2, with a fix that a click commits. */
export const plainIndex = {
  'migrations/0002_index.sql':
    '-- For the list of open orders.\nCREATE INDEX orders_status ON orders (status);\n',
}
/** Passes without a word. */
export const concurrentIndex = {
  'migrations/0002_index.sql':
    '-- For the list of open orders.\nCREATE INDEX CONCURRENTLY orders_status ON orders (status);\n',
}
/** Blocks, on line 2, and nobody offers a fix. */
export const droppedColumn = {
  'migrations/0002_drop.sql': "SET lock_timeout = '2s';\nALTER TABLE orders DROP COLUMN total;\n",
}
/** Warns, on line 2. */
export const floatMoney = {
  'migrations/0002_price.sql': "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN price float;\n",
}
export const docs = { 'README.md': '# Shop\n' }

/** How each check run of a commit ended, oldest first; of one that has not ended, how it stands. */
export function checks(github: GitHub, sha: string): string[] {
  const runs = github.state.checkRuns.filter(({ suite, name }) => suite.headSha === sha && name === 'Sluice')
  return runs.map(({ conclusion, status }) => conclusion ?? status)
}

/** What the newest check run of a pull request's head says. */
export function latest(pull: PullHandle) {
  const run = pull.checkRuns.at(-1)
  if (!run) throw new Error(`#${pull.number} has no check run`)
  return run
}

const isOurs = ({ author }: { author: { login: string } }) => author.login === 'sluice[bot]'
const isSummary = ({ body }: { body: string }) => body.startsWith('<!-- sluice:summary')

/** The one comment of ours that tells of the review; throws when there are two. */
export function summary(pull: PullHandle): string | undefined {
  const [found, ...others] = pull.comments.filter((one) => isOurs(one) && isSummary(one))
  if (others.length > 0) throw new Error(`#${pull.number} has ${others.length + 1} comments of ours`)
  return found?.body
}

/** What we answered to commands, oldest first. */
export function answers(pull: PullHandle): string[] {
  return pull.comments.filter((one) => isOurs(one) && !isSummary(one)).map(({ body }) => body)
}

/** A day so many days from now, in UTC. */
export function day(from: number): string {
  return new Date(Date.now() + from * 86_400_000).toISOString().slice(0, 10)
}
