import type { Database } from './database.ts'

/** Something we write at GitHub beside check runs: a comment, a review, a reply. */
export interface Write {
  /** `intended`: it may have been written, and nobody knows its id. */
  readonly state: 'intended' | 'written'
  readonly id?: number
  /** Of what was written last. */
  readonly hash?: string
}

/** The key says what it is: `comment/<repository>/<number>`, `review/<repository>/<number>/<head>`, `reply/<comment>`. */
export async function recallWrite(db: Database, key: string): Promise<Write | undefined> {
  const [row] = await db.query<{ state: Write['state']; id: number | null; hash: string | null }>(
    'SELECT state, github_id AS id, hash FROM sluice.writes WHERE key = $1',
    [key],
  )
  if (!row) return undefined
  const { state, id, hash } = row
  return { state, ...(id === null ? {} : { id }), ...(hash === null ? {} : { hash }) }
}

/** Before something is made: whoever finds this looks for it at GitHub first. */
export async function intendWrite(db: Database, key: string): Promise<void> {
  await db.query(
    `INSERT INTO sluice.writes (key, state) VALUES ($1, 'intended')
     ON CONFLICT (key) DO UPDATE SET state = 'intended', changed_at = now()`,
    [key],
  )
}

export async function recordWrite(
  db: Database,
  key: string,
  { id, hash }: { readonly id: number; readonly hash: string },
): Promise<void> {
  await db.query(
    `INSERT INTO sluice.writes (key, state, github_id, hash) VALUES ($1, 'written', $2, $3)
     ON CONFLICT (key) DO UPDATE SET state = 'written', github_id = excluded.github_id, hash = excluded.hash, changed_at = now()`,
    [key, id, hash],
  )
}

export async function forgetWrite(db: Database, key: string): Promise<void> {
  await db.query('DELETE FROM sluice.writes WHERE key = $1', [key])
}
