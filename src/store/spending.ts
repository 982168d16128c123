import { type Limits, overBudget, type Spending } from '../review/budget.ts'
import type { Database } from './database.ts'

/** What budgets are kept of. */
export interface Spender {
  readonly repository: number
  readonly installation: number
  readonly subject: string
}

/**
 * Sets this much aside, and gives the hold's id; or says, as a sentence, why not. Who asks at the same time waits, so that what is spent and
 * set aside never exceeds a limit.
 */
export function setAside(
  db: Database,
  spender: Spender,
  { usd, limits }: { readonly usd: number; readonly limits: Limits },
): Promise<{ readonly hold: number } | { readonly refusal: string }> {
  return db.transaction(async (inside) => {
    // One lock for all organisations, as one limit is theirs together.
    await inside.query(`SELECT pg_advisory_xact_lock(hashtextextended('spending', 0))`)
    const refusal = overBudget(usd, limits, await spendingOf(inside, spender))
    return refusal === undefined ? { hold: await hold(inside, spender, usd) } : { refusal }
  })
}

async function hold(
  db: Database,
  { repository, installation, subject }: Spender,
  usd: number,
): Promise<number> {
  const [row] = await db.query<{ id: number }>(
    `INSERT INTO sluice.model_holds (repository, installation, subject, usd, until)
     VALUES ($1, $2, $3, $4, clock_timestamp() + interval '${holdMinutes} minutes') RETURNING id`,
    [repository, installation, subject, usd],
  )
  if (!row) throw new Error('An inserted row was not given back.')
  return row.id
}

/** Longer than any call lasts. After that its process is taken to have died. */
const holdMinutes = 30

export async function release(db: Database, hold: number): Promise<void> {
  await db.query('DELETE FROM sluice.model_holds WHERE id = $1', [hold])
}

interface Sums {
  readonly today: string
  readonly pull: number
  readonly pullHeld: number
  readonly repository: number
  readonly repositoryHeld: number
  readonly organisation: number
  readonly organisationHeld: number
  readonly total: number
  readonly totalHeld: number
}

async function spendingOf(db: Database, { repository, installation, subject }: Spender): Promise<Spending> {
  const [sums] = await db.query<Sums>(sumsText, [repository, installation, subject])
  if (!sums) throw new Error('A sum has no row.')
  return {
    pullRequest: { spent: sums.pull, held: sums.pullHeld },
    day: {
      date: sums.today,
      repository: { spent: sums.repository, held: sums.repositoryHeld },
      organisation: { spent: sums.organisation, held: sums.organisationHeld },
      total: { spent: sums.total, held: sums.totalHeld },
    },
  }
}

const spent = (condition: string) =>
  `(SELECT coalesce(sum(usd), 0)::double precision FROM sluice.model_calls WHERE ${condition})`
const held = (condition: string) =>
  `(SELECT coalesce(sum(usd), 0)::double precision FROM sluice.model_holds WHERE until > clock_timestamp() AND ${condition})`

/** What is held counts for today. */
const sumsText = `WITH day AS (SELECT date_trunc('day', clock_timestamp() AT TIME ZONE 'UTC') AS begins)
  SELECT to_char(day.begins, 'YYYY-MM-DD') AS today,
    ${spent('model_calls.repository = $1 AND model_calls.subject = $3')} AS pull,
    ${held('model_holds.repository = $1 AND model_holds.subject = $3')} AS "pullHeld",
    ${spent(`model_calls.repository = $1 AND at >= day.begins AT TIME ZONE 'UTC'`)} AS repository,
    ${held('model_holds.repository = $1')} AS "repositoryHeld",
    ${spent(`model_calls.installation = $2 AND at >= day.begins AT TIME ZONE 'UTC'`)} AS organisation,
    ${held('model_holds.installation = $2')} AS "organisationHeld",
    ${spent(`at >= day.begins AT TIME ZONE 'UTC'`)} AS total,
    ${held('true')} AS "totalHeld"
  FROM day`
