import { type AuditEntry, beginning, canonicalJson, entryHash, type Link } from './audit-chain.ts'
import type { Database } from './database.ts'
import { jsonText, storable } from './driver.ts'

export { type AuditEntry, type Verification, verifyChain } from './audit-chain.ts'

export interface NewEntry {
  readonly actor: string
  readonly action: string
  readonly repository: number | null
  readonly number: number | null
  readonly detail: unknown
  /** Of entries with the same one only the first is written. */
  readonly dedupe?: string | undefined
}

/** Adds to the log; false when an entry with the same `dedupe` is there. Inside a transaction other writers wait until that has ended. */
export function record(db: Database, entry: NewEntry): Promise<boolean> {
  return db.transaction(async (inside) => {
    await inside.query('SELECT pg_advisory_xact_lock($1)', [lock])
    const { dedupe = null } = entry
    const known = await inside.query('SELECT sequence FROM sluice.audit WHERE dedupe = $1', [dedupe])
    if (known.length > 0) return false
    await insert(inside, following(entry, await newest(inside)), dedupe)
    return true
  })
}

/** What the entry with this `dedupe` says; undefined where there is none. */
export async function recorded(db: Database, dedupe: string): Promise<unknown> {
  const [entry] = await db.query<{ detail: unknown }>('SELECT detail FROM sluice.audit WHERE dedupe = $1', [
    dedupe,
  ])
  return entry?.detail
}

/** "audit" as a number: the chain grows at one end only. */
const lock = 0x6175646974

interface Newest extends Link {
  readonly now: Date
}

/** The clock never runs backwards along the chain, whatever the server's does. */
async function newest(db: Database): Promise<Newest> {
  const [row] = await db.query<{ sequence: number | null; hash: string | null; now: Date }>(
    `SELECT last.sequence, last.hash, greatest(date_trunc('milliseconds', clock_timestamp()), last.at) AS now
     FROM (SELECT 1) one LEFT JOIN (SELECT sequence, hash, at FROM sluice.audit ORDER BY sequence DESC LIMIT 1) last ON true`,
  )
  const { sequence, hash } = beginning
  return { sequence: row?.sequence ?? sequence, hash: row?.hash ?? hash, now: row?.now ?? new Date() }
}

/** Hashed as it will be read back, not as it was given. */
function following({ actor, action, repository, number, detail }: NewEntry, last: Newest): AuditEntry {
  const entry = {
    sequence: last.sequence + 1,
    at: last.now.toISOString(),
    actor: storable(actor) as string,
    action: storable(action) as string,
    repository,
    number,
    detail: JSON.parse(jsonText(detail)) as unknown,
    previous: last.hash,
  }
  return { ...entry, hash: entryHash(entry) }
}

async function insert(db: Database, entry: AuditEntry, dedupe: string | null): Promise<void> {
  const { sequence, at, actor, action, repository, number, detail, previous, hash } = entry
  await db.query(
    `INSERT INTO sluice.audit (sequence, at, actor, action, repository, number, detail, previous, hash, dedupe)
     VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10)`,
    [sequence, at, actor, action, repository, number, jsonText(detail), previous, hash, dedupe],
  )
}

export interface Stretch {
  /** Only entries of this time or later. */
  readonly since?: Date | undefined
  /** Only entries after this sequence. */
  readonly after?: number | undefined
}

const page = 500

/** The log in its order, read in pages. */
export async function* auditEntries(
  db: Database,
  { since, after = 0 }: Stretch = {},
): AsyncGenerator<AuditEntry> {
  for (let last = after; ; ) {
    const rows = await db.query<Omit<AuditEntry, 'at'> & { readonly at: Date }>(
      `SELECT sequence, at, actor, action, repository, number, detail, previous, hash FROM sluice.audit
       WHERE sequence > $1 AND ($2::timestamptz IS NULL OR at >= $2) ORDER BY sequence LIMIT ${page}`,
      [last, since?.toISOString() ?? null],
    )
    for (const row of rows) yield { ...row, at: row.at.toISOString() }
    if (rows.length < page) return
    last = rows.at(-1)?.sequence ?? last
  }
}

/** One line of JSON for each entry, without its end of line; `verifyChain` takes them as they are. */
export async function* exportLines(db: Database, stretch: Stretch = {}): AsyncGenerator<string> {
  for await (const entry of auditEntries(db, stretch)) yield canonicalJson(entry)
}
