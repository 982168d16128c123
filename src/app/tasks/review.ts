import { couldNotEvaluate } from '../../core/evaluation.ts'
import { pullFacts } from '../../github/read.ts'
import { renderCheckRun } from '../../render/check-run.ts'
import { forgetEvaluation, saveEvaluation, shownAgain } from '../../store/evaluations.ts'
import { enqueue } from '../../store/jobs.ts'
import { pullOf, seePull } from '../../store/pulls.ts'
import { cancelOthers, completeRun, type Run, showOutcome, showRun } from '../check-runs.ts'
import { type Evaluating, evaluateRange, type Outcome } from '../evaluate-range.ts'
import { newReview } from '../jobs.ts'
import { begin } from '../known-head.ts'
import { correctComment, publish, subjectOf } from '../publication.ts'
import { tellOthers } from '../shared-head.ts'
import type { PullFacts, ReviewTask } from '../task.ts'
import { clientFor, type TaskContext } from '../task-context.ts'
import { today } from '../today.ts'

/** Reads a pull request's change, evaluates it, decides and publishes. */
export async function review(context: TaskContext, task: ReviewTask): Promise<void> {
  const { repository } = task
  const pull = await currentPull(context, task)
  const subject = subjectOf({ repository, pull })
  const begun = pull.state === 'open' ? await begin(context, task, pull) : undefined
  await endOthers(context, { repository, pull }, begun?.run.externalId)
  if (!begun) return
  const about = { repository: repository.id, subject: subject.name, head: pull.head }
  if (begun.known) {
    // Judged before: what an earlier attempt may not have got to (the comment) is made good.
    await shownAgain(context.database, about)
    return finish(context, task, { pull, ...begun.known })
  }

  const run = await shownAsBegun(context, subject, begun.run)
  const outcome = await evaluatePull(context, { repository, request: run?.request ?? 'again' }, pull)
  if ('moved' in outcome) return follow(context, task, outcome.moved)
  if ('failed' in outcome) {
    await forgetEvaluation(context.database, about)
    await showFailure(context, { subject, run, ...outcome })
    if (run) await tellOthers(context, { repository, pull })
    return correctComment(context, { repository, pull, failed: outcome.failed })
  }
  const kept = await saveEvaluation(context.database, { ...about, baseRef: pull.baseRef, ...outcome })
  await finish(context, task, { pull, ...(run && { run }), ...kept })
}

/** Other pull requests of a commit show the newest run of it, be it one of ours that was cancelled. */
async function endOthers(
  context: TaskContext,
  at: Pick<ReviewTask, 'repository' | 'pull'>,
  kept: string | undefined,
): Promise<void> {
  for (const head of await cancelOthers(context, subjectOf(at), kept))
    await tellOthers(context, { ...at, pull: { ...at.pull, head } })
}

/** Undefined where the run is complete: one that could not be evaluated is tried again under the eyes of the failed check. */
async function shownAsBegun(
  context: TaskContext,
  subject: Failure['subject'],
  run: Run,
): Promise<Run | undefined> {
  if (run.status === 'completed') return undefined
  const githubId = await showRun(context, subject, { ...run, wanted: 'in_progress' })
  return { ...run, githubId, status: 'in_progress' }
}

/** The event's own view where it is fresh and the latest we heard of; else GitHub's. It is read again before anything is published. */
async function currentPull(context: TaskContext, { repository, pull }: ReviewTask): Promise<PullFacts> {
  const { attempts, createdAt } = context.job
  const isFresh = attempts === 1 && Date.now() - createdAt.getTime() < freshMs
  const heard = await pullOf(context.database, repository.id, pull.number)
  if (isFresh && heard && heard.updatedAt <= pull.updatedAt && isSame(heard, pull)) return pull
  const client = await clientFor(context, repository)
  return seen(context, { repository, pull: await pullFacts(client, repository, pull.number) })
}

const freshMs = 60_000

/** GitHub's times are whole seconds: of two views of one second nobody knows which is the later. */
function isSame(one: PullFacts, other: PullFacts): boolean {
  return one.head === other.head && one.baseRef === other.baseRef && one.state === other.state
}

async function evaluatePull(
  context: TaskContext,
  { repository, request }: Pick<ReviewTask, 'repository' | 'request'>,
  pull: PullFacts,
): Promise<Outcome | { readonly moved: PullFacts }> {
  const isAskedFor = request !== 'head'
  const range: Evaluating = { repository, head: pull.head, baseRef: pull.baseRef, isAskedFor }
  const outcome = await evaluateRange(context, range)
  if (!('failed' in outcome)) return outcome
  // Where a commit or a branch is gone, somebody may have pushed, or closed it, in the meantime.
  const now = await pullFacts(await clientFor(context, repository), repository, pull.number)
  return isSame(now, pull) ? outcome : { moved: now }
}

async function finish(
  context: TaskContext,
  task: ReviewTask,
  judged: Omit<Parameters<typeof publish>[1], 'repository'>,
): Promise<void> {
  const published = await publish(context, { repository: task.repository, ...judged })
  if ('moved' in published) await follow(context, task, published.moved)
}

/** The head or the base moved while we looked: what we know is of yesterday. The new review cancels the run of this one. */
async function follow(
  context: TaskContext,
  { repository, pull: before }: ReviewTask,
  pull: PullFacts,
): Promise<void> {
  await seen(context, { repository, pull })
  if (pull.state === 'closed') return endOthers(context, { repository, pull }, undefined)
  const request = pull.head === before.head ? `base ${pull.baseRef}` : 'head'
  const next = newReview({ repository, pull, request })
  await enqueue(context.database, { ...next, delivery: context.job.delivery })
}

async function seen(
  { database }: TaskContext,
  { repository, pull }: Pick<ReviewTask, 'repository' | 'pull'>,
): Promise<PullFacts> {
  const { id, installation, owner, name } = repository
  await seePull(database, { ...pull, repository: id, installation, owner, name })
  return pull
}

interface Failure {
  readonly subject: ReturnType<typeof subjectOf>
  /** Left out: it is shown where the latest run does not say it already. */
  readonly run?: Run | undefined
  readonly failed: readonly string[]
}

/** Never silence, and never what looks like a pass. */
export async function showFailure(context: TaskContext, { subject, run, failed }: Failure): Promise<void> {
  const report = couldNotEvaluate({ base: null, head: subject.head, reasons: failed })
  context.log.warn({ subject: subject.name, reasons: failed, today: today() }, 'could not evaluate')
  const output = renderCheckRun(report)
  if (run) await completeRun(context, subject, { ...run, output })
  else await showOutcome(context, subject, output)
}
