import { finish, type Job, release } from '../store/jobs.ts'
import { runFor, showRun } from './check-runs.ts'
import { giveUp, type JobOutcome, judgeFailure } from './failure.ts'
import { withPresentName } from './present-name.ts'
import { subjectOf } from './publication.ts'
import type { Task } from './task.ts'
import type { TaskContext } from './task-context.ts'
import { ask } from './tasks/ask.ts'
import { command } from './tasks/command.ts'
import { decide } from './tasks/decide.ts'
import { forget } from './tasks/forget.ts'
import { installation } from './tasks/installation.ts'
import { mergeGroup } from './tasks/merge-group.ts'
import { repository } from './tasks/repository.ts'
import { review } from './tasks/review.ts'
import { sweep } from './tasks/sweep.ts'

export type { JobOutcome } from './failure.ts'

type Surroundings = Omit<TaskContext, 'job'>

/** Runs one job to its end and writes down what became of it. Never rejects: a job that cannot even be put off is taken up again when its lease ends. */
export async function runJob(surroundings: Surroundings, job: Job): Promise<JobOutcome> {
  const log = surroundings.log.child(namesOf(job))
  const context: TaskContext = { ...surroundings, log, job }
  try {
    if (job.attempts > context.configuration.mostAttempts) return await giveUp(context, workersDied)
    await carryOut(context, await withPresentName(context, job.payload as Task))
    await finish(context.database, job)
    log.info('done')
    return 'done'
  } catch (error) {
    return settle(context, error)
  }
}

/** By which one finds in a log what belongs together. */
function namesOf({ id, kind, lane, attempts, delivery, payload }: Job) {
  const task = payload as Task
  const { repository } = { repository: undefined, ...task }
  const pull = 'pull' in task ? task.pull.number : 'number' in task ? task.number : undefined
  return {
    ...{ job: id, kind, lane, attempt: attempts },
    ...(delivery !== null && { delivery }),
    ...(repository && { repository: `${repository.owner}/${repository.name}` }),
    ...(pull !== undefined && { pull }),
  }
}

const workersDied = 'The process that worked on this ended each time before it was done.'

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
    case 'ask':
      return ask(context, task)
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
