import type { PullFacts } from '../core/pull.ts'
import type { Database } from './database.ts'

export {
  knownRepositories,
  nameOfRepository,
  renameRepository,
} from './repositories.ts'

/** A pull request of a repository, by GitHub's id of that. */
export interface Pull extends PullFacts {
  readonly repository: number
}

export interface SeenPull extends Pull {
  readonly installation: number
  readonly owner: string
  readonly name: string
}

export interface KnownPull extends Pull {
  /** Somebody asked that nothing be written in its conversation. */
  readonly paused: boolean
}

/** Keeps what was seen, and what its repository is called; a view older than what is known changes nothing. */
export async function seePull(db: Database, pull: SeenPull): Promise<void> {
  const { repository, installation, owner, name, updatedAt } = pull
  await db.query(repositoryText, [repository, installation, owner, name, updatedAt])
  await db.query(pullText, [
    repository,
    pull.number,
    pull.head,
    pull.baseRef,
    pull.state,
    pull.draft,
    pull.author,
    updatedAt,
  ])
}

const pullText = `INSERT INTO sluice.pulls AS known (repository, number, head, base_ref, state, draft, author, updated_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8::timestamptz)
  ON CONFLICT (repository, number) DO UPDATE SET head = excluded.head, base_ref = excluded.base_ref, state = excluded.state,
    draft = excluded.draft, author = excluded.author, updated_at = excluded.updated_at
  WHERE excluded.updated_at >= known.updated_at`

const repositoryText = `INSERT INTO sluice.repositories AS known (id, installation, owner, name, seen_at)
  VALUES ($1, $2, $3, $4, $5::timestamptz)
  ON CONFLICT (id) DO UPDATE SET installation = excluded.installation, owner = excluded.owner, name = excluded.name,
    seen_at = excluded.seen_at
  WHERE excluded.seen_at >= known.seen_at`

type Row = Omit<KnownPull, 'updatedAt'> & { readonly updatedAt: Date }

async function pullsWhere(db: Database, condition: string, values: readonly unknown[]): Promise<KnownPull[]> {
  const rows = await db.query<Row>(
    `SELECT repository, number, head, base_ref AS "baseRef", state, draft, author, updated_at AS "updatedAt", paused
     FROM sluice.pulls WHERE ${condition} ORDER BY number`,
    values,
  )
  return rows.map((row) => ({ ...row, updatedAt: row.updatedAt.toISOString().replace('.000Z', 'Z') }))
}

export async function pullOf(
  db: Database,
  repository: number,
  number: number,
): Promise<KnownPull | undefined> {
  const [pull] = await pullsWhere(db, 'repository = $1 AND number = $2', [repository, number])
  return pull
}

/** For events that name a commit and no pull request, as GitHub's do for forks. */
export function openPullsWithHead(db: Database, repository: number, head: string): Promise<KnownPull[]> {
  return pullsWhere(db, `repository = $1 AND head = $2 AND state = 'open'`, [repository, head])
}

export function openPulls(db: Database, repository: number): Promise<KnownPull[]> {
  return pullsWhere(db, `repository = $1 AND state = 'open'`, [repository])
}

export async function hasOpenPullTo(db: Database, repository: number, branch: string): Promise<boolean> {
  const rows = await db.query(
    `SELECT FROM sluice.pulls WHERE repository = $1 AND base_ref = $2 AND state = 'open' LIMIT 1`,
    [repository, branch],
  )
  return rows.length > 0
}

/** Nothing happens where the pull request was never seen. */
export async function setPaused(
  db: Database,
  repository: number,
  number: number,
  paused: boolean,
): Promise<void> {
  await db.query('UPDATE sluice.pulls SET paused = $3 WHERE repository = $1 AND number = $2', [
    repository,
    number,
    paused,
  ])
}
