import { type Category, categories, type ModelFinding } from '../core/opinion.ts'
import type { Acceptance } from '../review/journal.ts'
import type { Database } from './database.ts'
import type { Evaluated } from './evaluations.ts'

type About = Omit<Evaluated, 'head'>

export interface Feedback extends About {
  /** Left out: about the whole opinion. */
  readonly fingerprint?: string | undefined
  readonly kind: 'dismissed' | 'liked' | 'disliked'
  /** Login. */
  readonly by: string
}

/** The same word of the same person counts once. False where it was known, or no such finding was ever shown. */
export async function recordFeedback(
  db: Database,
  { repository, subject, fingerprint, kind, by }: Feedback,
): Promise<boolean> {
  const text = fingerprint === undefined ? ofOpinionText : ofFindingText
  const rows = await db.query(text, [repository, subject, fingerprint ?? '', kind, by])
  return rows.length > 0
}

const into = 'INSERT INTO sluice.model_feedback (repository, subject, fingerprint, kind, said_by, category)'
const once = 'ON CONFLICT DO NOTHING RETURNING 1'
const ofOpinionText = `${into} VALUES ($1, $2, $3, $4, $5, NULL) ${once}`
const ofFindingText = `${into} SELECT repository, subject, fingerprint, $4, $5, category FROM sluice.model_findings
  WHERE repository = $1 AND subject = $2 AND fingerprint = $3 ${once}`

type Told = Pick<ModelFinding, 'fingerprint' | 'category'>

export function recordShown(db: Database, about: About, findings: readonly Told[]): Promise<void> {
  return recordOurs(db, about, { kind: 'shown', findings })
}

export function recordFixed(db: Database, about: About, findings: readonly Told[]): Promise<void> {
  return recordOurs(db, about, { kind: 'fixed', findings })
}

async function recordOurs(
  db: Database,
  { repository, subject }: About,
  { kind, findings }: { readonly kind: 'shown' | 'fixed'; readonly findings: readonly Told[] },
): Promise<void> {
  for (const { fingerprint, category } of findings)
    await db.query(`${into} VALUES ($1, $2, $3, $4, 'sluice', $5) ${once}`, [
      ...[repository, subject, fingerprint, kind, category],
    ])
}

/** What is back was not fixed. */
export async function notFixed(
  db: Database,
  { repository, subject }: About,
  findings: readonly Told[],
): Promise<void> {
  await db.query(
    `DELETE FROM sluice.model_feedback WHERE repository = $1 AND subject = $2 AND kind = 'fixed' AND fingerprint = ANY ($3::text[])`,
    [repository, subject, findings.map(({ fingerprint }) => fingerprint)],
  )
}

/** How findings of each category were taken that was ever shown, in the order of `categories`; of one repository, or of all. */
export async function acceptanceOf(
  db: Database,
  { repository, since }: { readonly repository?: number | undefined; readonly since?: Date | undefined } = {},
): Promise<Acceptance[]> {
  const rows = await db.query<Acceptance>(acceptanceText, [repository ?? null, since?.toISOString() ?? null])
  const order = (category: Category) => categories.indexOf(category)
  return rows.sort((one, other) => order(one.category) - order(other.category))
}

/** Findings are counted where it is about their fate, people where it is about their taste. */
const count = (kind: string, what = 'DISTINCT (repository, subject, fingerprint)') =>
  `(count(${what}) FILTER (WHERE kind = '${kind}'))::integer AS ${kind}`

const acceptanceText = `SELECT category, ${count('shown')}, ${count('fixed')}, ${count('dismissed')}, ${count('liked', '*')}, ${count('disliked', '*')}
  FROM sluice.model_feedback WHERE category IS NOT NULL AND ($1::bigint IS NULL OR repository = $1)
    AND ($2::timestamptz IS NULL OR said_at >= $2) GROUP BY category`
