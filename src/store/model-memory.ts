import type { Opinion } from '../core/opinion.ts'
import type { Memory, RememberedFinding } from '../review/journal.ts'
import type { Database } from './database.ts'
import type { Evaluated } from './evaluations.ts'
import { notFixed, recordFeedback, recordFixed, recordShown } from './feedback.ts'
import { dismiss } from './waivers.ts'

/** What earlier opinions leave for the one on this head, in the order in which it was first shown. */
export async function memoryOf(db: Database, { repository, subject, head }: Evaluated): Promise<Memory> {
  const [counted] = await db.query<{ rounds: number }>(
    `SELECT count(*)::integer AS rounds FROM sluice.opinions WHERE repository = $1 AND subject = $2 AND head <> $3 AND counts`,
    [repository, subject, head],
  )
  const rows = await db.query<Row>(earlierText, [repository, subject, pullNumber(subject)])
  return { round: (counted?.rounds ?? 0) + 1, earlier: rows.map(remembered) }
}

type Row = Omit<RememberedFinding, 'reason' | 'by'> & {
  readonly reason: string | null
  readonly by: string | null
}

/** What people put away stays away, whatever became of it. */
const earlierText = `SELECT finding.fingerprint, category, path, named AS subject, title, quote,
    CASE WHEN dismissal.id IS NULL THEN state ELSE 'dismissed' END AS state, dismissal.reason, dismissed_by AS by
  FROM sluice.model_findings finding LEFT JOIN sluice.dismissals dismissal
    ON dismissal.repository = finding.repository AND dismissal.number = $3 AND dismissal.fingerprint = finding.fingerprint
  WHERE finding.repository = $1 AND subject = $2 ORDER BY ordinal`

function remembered({ reason, by, ...finding }: Row): RememberedFinding {
  return { ...finding, ...(reason !== null && { reason }), ...(by !== null && { by }) }
}

interface Remembering extends Evaluated {
  readonly opinion: Opinion
  readonly remembered: readonly RememberedFinding[]
}

/** Inside a transaction. An opinion that is shown to nobody leaves nothing. Who put something away is not known by this, but by `dismissModelFinding`. */
export async function remember(db: Database, { opinion, remembered, ...about }: Remembering): Promise<void> {
  if (opinion.isShadow) return
  for (const finding of remembered) await keep(db, about, finding)
  await recordShown(db, about, opinion.findings)
  await recordFixed(
    db,
    about,
    remembered.filter(({ state }) => state === 'fixed'),
  )
  await notFixed(
    db,
    about,
    remembered.filter(({ state }) => state === 'open'),
  )
}

async function keep(
  db: Database,
  { repository, subject, head }: Evaluated,
  finding: RememberedFinding,
): Promise<void> {
  const { fingerprint, category, path, subject: named, title, quote, state } = finding
  await db.query(
    `INSERT INTO sluice.model_findings AS known (repository, subject, fingerprint, category, path, named, title, quote, state, first_head, last_head)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
     ON CONFLICT (repository, subject, fingerprint) DO UPDATE SET category = excluded.category, path = excluded.path, named = excluded.named,
       title = excluded.title, quote = excluded.quote, state = excluded.state, last_head = excluded.last_head, changed_at = now()`,
    [
      repository,
      subject,
      fingerprint,
      category,
      path,
      named,
      title,
      quote,
      state === 'fixed' ? state : 'open',
      head,
    ],
  )
}

interface Dismissing extends Omit<Evaluated, 'head'> {
  readonly fingerprint: string
  readonly by: string
  readonly reason: string
}

/**
 * Puts a finding of the model away for good on its pull request: it is among the dismissals with those of rules. The first to do so stays the
 * one who did. False where no such finding was ever shown.
 */
export function dismissModelFinding(
  db: Database,
  { repository, subject, fingerprint, by, reason }: Dismissing,
): Promise<boolean> {
  return db.transaction(async (inside) => {
    const [known] = await inside.query<{ category: string }>(
      'SELECT category FROM sluice.model_findings WHERE repository = $1 AND subject = $2 AND fingerprint = $3',
      [repository, subject, fingerprint],
    )
    if (!known) return false
    const about = { repository, number: pullNumber(subject), fingerprint }
    await dismiss(inside, { ...about, ruleId: `model/${known.category}`, by, reason })
    await recordFeedback(inside, { repository, subject, fingerprint, by, kind: 'dismissed' })
    return true
  })
}

/** Only pull requests are asked about. */
function pullNumber(subject: string): number {
  const number = /^pull\/([1-9]\d{0,8})$/.exec(subject)?.[1]
  if (number === undefined) throw new Error(`"${subject}" is no pull request.`)
  return Number(number)
}
