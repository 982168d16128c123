import type { Opinion } from '../core/opinion.ts'
import type { RememberedFinding } from '../review/journal.ts'
import { recordAsked } from './asked.ts'
import type { Database } from './database.ts'
import { jsonText } from './driver.ts'
import type { Evaluated } from './evaluations.ts'
import { remember } from './model-memory.ts'

export interface GivenOpinion extends Evaluated {
  /** Login of who wanted it; `sluice` where nobody had to. */
  readonly by: string
  readonly opinion: Opinion
  /** What is remembered of the subject's findings from now on. */
  readonly remembered: readonly RememberedFinding[]
  /** Why it was wanted, as a check run says it. Saved again for the same request without a call in between, it is one entry of the audit log. */
  readonly request: string
}

export interface KnownOpinion {
  readonly head: string
  readonly by: string
  readonly opinion: Opinion
  readonly savedAt: Date
}

/**
 * Replaces what was said of this head, with its memory and its entry in the audit log. Answers the opinion as it will be read: of jsonb the
 * order of keys is lost, and words that are made in their order must be the same whenever they are said.
 */
export function saveOpinion(db: Database, given: GivenOpinion): Promise<Opinion> {
  const { repository, subject, head, by, opinion } = given
  return db.transaction(async (inside) => {
    await recordAsked(inside, given)
    const [kept] = await inside.query<Pick<KnownOpinion, 'opinion'>>(
      `INSERT INTO sluice.opinions (repository, subject, head, asked_by, opinion, counts, given_at, saved_at)
       VALUES ($1, $2, $3, $4, $5::jsonb, $6, clock_timestamp(), clock_timestamp())
       ON CONFLICT (repository, subject, head) DO UPDATE SET asked_by = excluded.asked_by, opinion = excluded.opinion,
         counts = excluded.counts, given_at = excluded.given_at, saved_at = excluded.saved_at
       RETURNING opinion`,
      [repository, subject, head, by, jsonText(opinion), makesRound(opinion)],
    )
    await remember(inside, given)
    return kept?.opinion ?? opinion
  })
}

/** What was only recorded, or never answered, was shown to nobody. */
function makesRound({ status, isShadow }: Opinion): boolean {
  return !isShadow && (status === 'complete' || status === 'partial')
}

/** This head is back: what was said of it is what people see from now on, as if it had been said now. */
export function opinionShownAgain(db: Database, given: Omit<GivenOpinion, 'by' | 'request'>): Promise<void> {
  const { repository, subject, head } = given
  return db.transaction(async (inside) => {
    await inside.query(
      `UPDATE sluice.opinions SET saved_at = clock_timestamp() WHERE repository = $1 AND subject = $2 AND head = $3`,
      [repository, subject, head],
    )
    await remember(inside, given)
  })
}

const columns = `SELECT head, asked_by AS by, opinion, saved_at AS "savedAt" FROM sluice.opinions`

export async function opinionOf(
  db: Database,
  { repository, subject, head }: Evaluated,
): Promise<KnownOpinion | undefined> {
  const [known] = await db.query<KnownOpinion>(
    `${columns} WHERE repository = $1 AND subject = $2 AND head = $3`,
    [repository, subject, head],
  )
  return known
}

/** The one that was saved or shown last, of whichever head. */
export async function latestOpinion(
  db: Database,
  { repository, subject }: Omit<Evaluated, 'head'>,
): Promise<KnownOpinion | undefined> {
  const [known] = await db.query<KnownOpinion>(
    `${columns} WHERE repository = $1 AND subject = $2 ORDER BY saved_at DESC, head LIMIT 1`,
    [repository, subject],
  )
  return known
}
