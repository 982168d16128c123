import { couldNotEvaluate } from '../core/evaluation.ts'
import { renderCheckRun } from '../render/check-run.ts'
import { openCheckRuns } from '../store/check-runs.ts'
import { forgetEvaluation } from '../store/evaluations.ts'
import { completeRun, runFor, type Subject } from './check-runs.ts'
import { withPresentName } from './present-name.ts'
import { subjectOf } from './publication.ts'
import type { AskTask, MergeGroupTask, ReviewTask, Task } from './task.ts'
import type { TaskContext } from './task-context.ts'
import { showAskDeath } from './tasks/opinion-death.ts'

/**
 * A required check must not stay pending: before a review is given up, the check says so and why. One that is complete stays as it is,
 * as then only the comment could not be written.
 */
export async function showDeath(context: TaskContext, why: string): Promise<void> {
  const payload = context.job.payload as Task
  if (payload.kind === 'ask') return ofQuestion(context, payload, why)
  if (payload.kind !== 'review' && payload.kind !== 'merge-group') return
  const reasons = [why, `It was tried ${context.job.attempts} times. ${howToRepeat}`]
  try {
    const task = (await withPresentName(context, payload)) as typeof payload
    for (const { subject, run } of await runsOf(context, task)) {
      const output = renderCheckRun(couldNotEvaluate({ base: null, head: subject.head, reasons }))
      // First: no approval may bring back what the review was asked to judge anew.
      await forgetEvaluation(context.database, {
        repository: task.repository.id,
        subject: subject.name,
        head: subject.head,
      })
      await completeRun(context, subject, { ...run, output, isGivenUp: true })
    }
  } catch (error) {
    // GitHub may be what is down. The sweeper finds checks that were left behind.
    context.log.error({ err: error }, 'the check could not be completed')
  }
}

async function ofQuestion(context: TaskContext, task: AskTask, why: string): Promise<void> {
  try {
    await showAskDeath(context, (await withPresentName(context, task)) as AskTask, why)
  } catch (error) {
    context.log.error({ err: error }, 'the check of the second opinion could not be completed')
  }
}

const howToRepeat = 'Once that is mended, press "Re-run" on this check, or comment `/sluice recheck`.'

/** Those that were begun, also for a head that came while we tried; where there is none, the one that was asked for. */
async function runsOf({ database, ...context }: TaskContext, task: ReviewTask | MergeGroupTask) {
  const subject = subjectIn(task)
  const open = await openCheckRuns(database, subject.repository.id, subject.name)
  if (open.length > 0) return open.map((run) => ({ run, subject: { ...subject, head: run.head } }))
  const run = await runFor({ database, ...context }, subject, task.request)
  return run.status === 'completed' ? [] : [{ run, subject }]
}

function subjectIn(task: ReviewTask | MergeGroupTask): Subject {
  if (task.kind === 'review') return subjectOf(task)
  const { repository, head } = task
  return { repository, name: `group/${head}`, head }
}
