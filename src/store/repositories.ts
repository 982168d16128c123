import type { Database } from './database.ts'

/** A repository by GitHub's id, and what it was called when it was seen last. */
export interface KnownRepository {
  readonly id: number
  readonly owner: string
  readonly name: string
  readonly installation: number
}

export async function nameOfRepository(db: Database, id: number): Promise<KnownRepository | undefined> {
  const [repository] = await db.query<KnownRepository>(
    'SELECT id, owner, name, installation FROM sluice.repositories WHERE id = $1',
    [id],
  )
  return repository
}

/** From now on it is called so; what was seen before the renaming and arrives later does not bring the old name back. */
export async function renameRepository(
  db: Database,
  { id, owner, name, installation }: Omit<KnownRepository, 'installation'> & Partial<KnownRepository>,
): Promise<void> {
  await db.query(
    `UPDATE sluice.repositories SET owner = $2, name = $3, installation = coalesce($4, installation),
       seen_at = greatest(seen_at, now()) WHERE id = $1`,
    [id, owner, name, installation ?? null],
  )
}

/** Those that showed a pull request so far. */
export function knownRepositories(db: Database, installation: number): Promise<KnownRepository[]> {
  return db.query<KnownRepository>(
    'SELECT id, owner, name, installation FROM sluice.repositories WHERE installation = $1 ORDER BY id',
    [installation],
  )
}
