import type { Database } from './database.ts'
import { jsonText } from './driver.ts'

/** A check run that we made at GitHub or are about to. */
export interface CheckRunRecord {
  /** Ours, chosen before GitHub is asked: by it the run is found there. */
  readonly externalId: string
  readonly repository: number
  /** `pull/7` or `group/<sha>` of the gate, `opinion/7` of the second opinion: what asks for one never finds the other. */
  readonly subject: string
  readonly head: string
  readonly name: string
  /** Null until GitHub has answered. */
  readonly githubId: number | null
  readonly status: 'intended' | 'queued' | 'in_progress' | 'completed'
  readonly conclusion: string | null
  /** Why a run was wanted. */
  readonly request: string
  readonly outputHash: string | null
  readonly createdAt: Date
}

/** How the request of a run begins that shows an outcome of what was known. */
export const ofOutcome = 'outcome '

/** Whether a run waits for a review. Only that may complete it: what is known of the head may be what it was asked to judge anew. */
export function isForReview({ status, request }: Pick<CheckRunRecord, 'status' | 'request'>): boolean {
  return status !== 'completed' && !request.startsWith(ofOutcome)
}

type Intended = Pick<
  CheckRunRecord,
  'externalId' | 'repository' | 'subject' | 'head' | 'name' | 'request'
> & {
  /** What asked for it, to be asked again; kept for commits of merge queues. */
  readonly task?: unknown
}

/** Announces a run before it is made; one that is known already stays as it is. Tells whether it is new. */
export async function intendCheckRun(db: Database, run: Intended): Promise<boolean> {
  const rows = await db.query(
    `INSERT INTO sluice.check_runs (external_id, repository, subject, head, name, request, task, status)
     VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, 'intended') ON CONFLICT (external_id) DO NOTHING RETURNING 1`,
    [
      ...[run.externalId, run.repository, run.subject, run.head, run.name, run.request],
      run.task === undefined ? null : jsonText(run.task),
    ],
  )
  return rows.length > 0
}

/** GitHub has it now, by this id; a completed one stays completed. */
export async function checkRunCreated(
  db: Database,
  externalId: string,
  githubId: number,
  status: 'queued' | 'in_progress',
): Promise<void> {
  await db.query(
    `UPDATE sluice.check_runs SET github_id = $2, status = CASE status WHEN 'completed' THEN status ELSE $3 END
     WHERE external_id = $1`,
    [externalId, githubId, status],
  )
}

export async function checkRunCompleted(
  db: Database,
  externalId: string,
  conclusion: string,
  outputHash: string,
): Promise<void> {
  await db.query(
    `UPDATE sluice.check_runs SET status = 'completed', conclusion = $2, output_hash = $3 WHERE external_id = $1`,
    [externalId, conclusion, outputHash],
  )
}

const columns = `SELECT external_id AS "externalId", repository, subject, head, name, github_id AS "githubId", status, conclusion,
  request, output_hash AS "outputHash", created_at AS "createdAt" FROM sluice.check_runs`

/** Those of a subject that are not completed, of all its heads, oldest first. */
export function openCheckRuns(db: Database, repository: number, subject: string): Promise<CheckRunRecord[]> {
  return db.query<CheckRunRecord>(
    `${columns} WHERE repository = $1 AND subject = $2 AND status <> 'completed' ORDER BY ordinal`,
    [repository, subject],
  )
}

/** The one that was announced last for this head. */
export async function latestCheckRun(
  db: Database,
  repository: number,
  subject: string,
  head: string,
): Promise<CheckRunRecord | undefined> {
  const [run] = await db.query<CheckRunRecord>(
    `${columns} WHERE repository = $1 AND subject = $2 AND head = $3 ORDER BY ordinal DESC LIMIT 1`,
    [repository, subject, head],
  )
  return run
}

/** The one of a name that was announced last for a commit, whatever it is about: of a name GitHub counts the newest. */
export async function newestCheckRun(
  db: Database,
  { repository, head, name }: Pick<CheckRunRecord, 'repository' | 'head' | 'name'>,
): Promise<CheckRunRecord | undefined> {
  const [run] = await db.query<CheckRunRecord>(
    `${columns} WHERE repository = $1 AND head = $2 AND name = $3 ORDER BY ordinal DESC LIMIT 1`,
    [repository, head, name],
  )
  return run
}

export async function checkRunOf(db: Database, externalId: string): Promise<CheckRunRecord | undefined> {
  const [run] = await db.query<CheckRunRecord>(`${columns} WHERE external_id = $1`, [externalId])
  return run
}

/** What asked for the check of a merge queue's commit. */
export async function groupTask(db: Database, repository: number, head: string): Promise<unknown> {
  const [found] = await db.query<{ task: unknown }>(
    `SELECT task FROM sluice.check_runs WHERE repository = $1 AND subject = 'group/' || $2 AND task IS NOT NULL
     ORDER BY ordinal LIMIT 1`,
    [repository, head],
  )
  return found?.task
}

/** Runs of repositories in which nothing can be written any more are waited for no longer. Gives how many there were. */
export async function giveUpRuns(
  db: Database,
  {
    installation,
    repositories,
  }: { readonly installation: number; readonly repositories?: readonly number[] | undefined },
): Promise<number> {
  const rows = await db.query(
    `UPDATE sluice.check_runs SET status = 'completed', conclusion = 'cancelled', output_hash = ''
     WHERE status <> 'completed' AND CASE WHEN $2::bigint[] IS NULL
       THEN repository IN (SELECT id FROM sluice.repositories WHERE repositories.installation = $1)
       ELSE repository = ANY ($2::bigint[]) END RETURNING 1`,
    [installation, repositories ?? null],
  )
  return rows.length
}
