import { kindOf } from '../github/errors.ts'
import { isTransient } from '../store/database.ts'
import { bury, finish, type Job, putOff, release, retry } from '../store/jobs.ts'
import { runFor, showRun } from './check-runs.ts'
import { showDeath } from './death.ts'
import { FetchFailed } from './evaluate-range.ts'
import { Closing } from './evaluator.ts'
import { learnName, withPresentName } from './present-name.ts'
import { subjectOf } from './publication.ts'
import type { Task } from './task.ts'
import { LeaseLost, type TaskContext } from './task-context.ts'
import { command } from './tasks/command.ts'
import { decide } from './tasks/decide.ts'
import { forget } from './tasks/forget.ts'
import { installation } from './tasks/installation.ts'
import { mergeGroup } from './tasks/merge-group.ts'
import { repository } from './tasks/repository.ts'
import { review } from './tasks/review.ts'
import { sweep } from './tasks/sweep.ts'

export type JobOutcome = 'done' | 'dropped' | 'put off' | 'dead' | 'lost'
type Surroundings = Omit<TaskContext, 'job'>

/** Runs one job to its end and writes down what became of it. Never rejects: a job that cannot even be put off is taken up again when its lease ends. */
export async function runJob(surroundings: Surroundings, job: Job): Promise<JobOutcome> {
  const log = surroundings.log.child({ job: job.id, kind: job.kind, lane: job.lane, attempt: job.attempts })
  const context: TaskContext = { ...surroundings, log, job }
  try {
    await carryOut(context, await withPresentName(context, job.payload as Task))
    await finish(context.database, job)
    log.info('done')
    return 'done'
  } catch (error) {
    return settle(context, error)
  }
}

/** Shows a waiting review as queued, and puts it back where it was. */
export async function announce(surroundings: Surroundings, job: Job): Promise<void> {
  const context: TaskContext = { ...surroundings, job }
  const task = job.payload as Task
  try {
    if (task.kind === 'review' && task.pull.state === 'open') {
      const subject = subjectOf(task)
      const run = await runFor(context, subject, task.request)
      if (run.status === 'intended') await showRun(context, subject, { ...run, wanted: 'queued' })
    }
  } catch (error) {
    context.log.warn({ err: error, lane: job.lane }, 'a waiting review could not be shown as queued')
  }
  await release(context.database, job, { announced: true })
}

function carryOut(context: TaskContext, task: Task): Promise<void> {
  switch (task.kind) {
    case 'review':
      return review(context, task)
    case 'decide':
      return decide(context, task)
    case 'command':
      return command(context, task)
    case 'merge-group':
      return mergeGroup(context, task)
    case 'repository':
      return repository(context, task)
    case 'installation':
      return installation(context, task)
    case 'sweep':
      return sweep(context)
    case 'forget':
      return forget(context, task)
  }
}

async function settle(context: TaskContext, error: unknown): Promise<JobOutcome> {
  const { database, job, log } = context
  try {
    return await judgeFailure(context, error)
  } catch (again) {
    log.error(
      { err: again, first: String(error), database: database.kind },
      `job ${job.id} is left to its lease`,
    )
    return 'lost'
  }
}

/** Where nothing is left to write to, the job is dropped; what may pass is tried again; the rest is shown and kept for a person to look at. */
async function judgeFailure(context: TaskContext, error: unknown): Promise<JobOutcome> {
  const { database, job, log, configuration } = context
  if (error instanceof LeaseLost) {
    log.warn(error.message)
    return 'lost'
  }
  const { kind, message, retryAfterMs } = failureOf(error)
  if ((kind === 'moved' || kind === 'gone') && (await isRenamed(context))) {
    await retry(database, job, { error: message, delayMs: 0 })
    return 'put off'
  }
  if (kind === 'gone' || kind === 'archived') {
    log.info({ reason: message }, 'nothing is left to review here')
    await finish(database, job)
    return 'dropped'
  }
  if (kind === 'rate-limited') {
    log.info({ reason: message, retryAfterMs }, 'put off: a limit of GitHub')
    await putOff(database, job, { error: message, delayMs: spread(retryAfterMs ?? minuteMs) })
    return 'put off'
  }
  log.warn({ err: error, reason: message }, 'this try failed')
  if (job.attempts < mostAttempts(kind, configuration.mostAttempts)) {
    await retry(database, job, { error: message, delayMs: pause(context) })
    return 'put off'
  }
  await showDeath(context, kind === 'bug' ? `Sluice itself failed: ${message}` : message)
  await bury(database, job, message)
  return 'dead'
}

async function isRenamed(context: TaskContext): Promise<boolean> {
  const task = await withPresentName(context, context.job.payload as Task)
  return 'repository' in task && (await learnName(context, task.repository))
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
  return kind === 'bug' || kind === 'invalid' || kind === 'forbidden' ? Math.min(3, most) : most
}

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
