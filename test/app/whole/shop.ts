import type { GitHub } from '../../github/github.ts'
import type { FileContent } from '../../github/new-commit.ts'
import type { NewPull, PullHandle } from '../../github/pull-handle.ts'
import type { RepositoryHandle } from '../../github/repository-handle.ts'

type Files = Readonly<Record<string, FileContent>>

export interface ShopOptions {
  /** `.github/sluice.yml` of the default branch. */
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
  const own = policy === undefined ? {} : { '.github/sluice.yml': policy }
  repo.commit({ files: { ...beginning, ...own, ...files } })
  let branches = 0
  return {
    owner,
    repo,
    propose(changed, pull = {}) {
      const head = pull.head ?? `topic-${++branches}`
      repo.commit({ branch: head, files: changed, by: pull.by ?? 'ada' })
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
