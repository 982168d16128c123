import { kindOf } from '../github/errors.ts'
import { giveUpRuns } from '../store/check-runs.ts'
import { isTransient } from '../store/database.ts'
import { bury, finish, type Job, putOff, retry } from '../store/jobs.ts'
import { showDeath } from './death.ts'
import { Closing } from './evaluator.ts'
import { learnName, type Whereabouts, withPresentName } from './present-name.ts'
import type { Task } from './task.ts'
import { FetchFailed, LeaseLost, type TaskContext, triesUntilGone } from './task-context.ts'

export type JobOutcome = 'done' | 'dropped' | 'put off' | 'dead' | 'lost'

/** Where nothing is left to write to, the job is dropped; what may pass is tried again; the rest is shown and kept for a person to look at. */
export async function judgeFailure(context: TaskContext, error: unknown): Promise<JobOutcome> {
  const { database, job, log, configuration } = context
  if (error instanceof LeaseLost) {
    log.warn(error.message)
    return 'lost'
  }
  const { kind, message, retryAfterMs } = failureOf(error)
  if (kind === 'moved' || kind === 'gone' || kind === 'archived') {
    const where = kind === 'archived' ? 'gone' : await whereabouts(context)
    if (where === 'renamed') return tryAgain(context, message, 0)
    // Not everything that is there is there at once for everybody who asks.
    if (kind === 'gone' && job.attempts < triesUntilGone) {
      log.info({ reason: message }, 'asked again before it is believed')
      return tryAgain(context, message, pause(context))
    }
    if (kind !== 'moved' && (where === 'gone' || !isReview(job))) return drop(context, message, where)
  }
  if (kind === 'rate-limited') {
    log.info({ reason: message, retryAfterMs }, 'put off: a limit of GitHub')
    await putOff(database, job, { error: message, delayMs: spread(retryAfterMs ?? minuteMs) })
    return 'put off'
  }
  log.warn({ err: error, reason: message }, 'this try failed')
  if (job.attempts < mostAttempts(kind, configuration.mostAttempts))
    return tryAgain(context, message, pause(context))
  return giveUp(context, kind === 'bug' ? `Sluice itself failed: ${message}` : message)
}

async function tryAgain({ database, job }: TaskContext, error: string, delayMs: number): Promise<JobOutcome> {
  await retry(database, job, { error, delayMs })
  return 'put off'
}

/** A required check must not stay pending: it says why first. The job stays for a person to look at. */
export async function giveUp(context: TaskContext, why: string): Promise<JobOutcome> {
  await showDeath(context, why)
  await bury(context.database, context.job, why)
  return 'dead'
}

/** Where the repository is gone or read-only, nothing that was begun there can be completed. */
async function drop(context: TaskContext, reason: string, where: Whereabouts): Promise<JobOutcome> {
  const { database, job, log } = context
  const task = job.payload as Task
  const repositories = 'repository' in task ? [task.repository.id] : []
  const runs =
    where === 'gone' ? await giveUpRuns(database, { installation: job.installation, repositories }) : 0
  log.info({ reason, runs }, 'nothing is left to review here')
  await finish(database, job)
  return 'dropped'
}

/** Its check waits to be completed. */
const isReview = ({ kind }: Job) => kind === 'review' || kind === 'merge-group'

async function whereabouts(context: TaskContext): Promise<Whereabouts> {
  const task = await withPresentName(context, context.job.payload as Task)
  return 'repository' in task ? learnName(context, task.repository) : 'there'
}

type Kind = ReturnType<typeof kindOf>['kind'] | 'passing'

function failureOf(error: unknown): { kind: Kind; message: string; retryAfterMs?: number } {
  if (error instanceof FetchFailed || error instanceof Closing)
    return { kind: 'passing', message: error.message }
  if (isTransient(error)) return { kind: 'passing', message: 'The database was not available.' }
  return kindOf(error)
}

/** What is wrong in itself is tried a few times, as a race may be behind it; what is only down, until it is up. */
function mostAttempts(kind: Kind, most: number): number {
  return lasting.includes(kind) ? Math.min(3, most) : most
}

const lasting: readonly Kind[] = ['bug', 'invalid', 'forbidden', 'gone']

const minuteMs = 60_000
const longestPauseMs = 15 * minuteMs

/** Doubles with every try, and is spread so that what failed together is not tried together. */
function pause({ job, configuration }: TaskContext): number {
  const doubled = configuration.retrySeconds * 1000 * 2 ** (job.attempts - 1)
  return Math.min(longestPauseMs, doubled) * (0.8 + 0.4 * Math.random())
}

/** What a limit sends away together does not come back together, nor too early. */
function spread(milliseconds: number): number {
  return milliseconds + (1000 + 0.2 * milliseconds) * Math.random()
}
