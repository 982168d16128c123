import { couldNotEvaluate } from '../../core/evaluation.ts'
import { pullFacts } from '../../github/read.ts'
import { renderCheckRun } from '../../render/check-run.ts'
import { evaluationOf, forgetEvaluation, saveEvaluation } from '../../store/evaluations.ts'
import { enqueue } from '../../store/jobs.ts'
import { pullOf, seePull } from '../../store/pulls.ts'
import { cancelOthers, completeRun, type Run, runFor, showRun } from '../check-runs.ts'
import { type Evaluating, evaluateRange, type Outcome } from '../evaluate-range.ts'
import { newReview } from '../jobs.ts'
import { correctComment, publish, subjectOf } from '../publication.ts'
import type { PullFacts, ReviewTask } from '../task.ts'
import { clientFor, type TaskContext, today } from '../task-context.ts'

/** Reads a pull request's change, evaluates it, decides and publishes. */
export async function review(context: TaskContext, task: ReviewTask): Promise<void> {
  const { repository } = task
  const pull = await currentPull(context, task)
  const subject = subjectOf({ repository, pull })
  const run = pull.state === 'open' ? await runFor(context, subject, task.request) : undefined
  await cancelOthers(context, subject, run?.externalId)
  if (!run) return

  const about = { repository: repository.id, subject: subject.name, head: pull.head }
  if (run.status === 'completed') {
    // Judged before: what an earlier attempt may not have got to (the comment) is made good.
    const known = await evaluationOf(context.database, about)
    return known ? finish(context, task, { pull, run, ...known }) : undefined
  }

  const githubId = await showRun(context, subject, { ...run, wanted: 'in_progress' })
  const begun = { ...run, githubId, status: 'in_progress' as const }
  const outcome = await evaluatePull(context, task, pull)
  if ('moved' in outcome) return follow(context, task, outcome.moved)
  if ('failed' in outcome) {
    await forgetEvaluation(context.database, about)
    await showFailure(context, { subject, run: begun, ...outcome })
    return correctComment(context, { repository, pull, failed: outcome.failed })
  }
  await saveEvaluation(context.database, { ...about, ...outcome })
  await finish(context, task, { pull, run: begun, ...outcome })
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
  { repository, request }: ReviewTask,
  pull: PullFacts,
): Promise<Outcome | { readonly moved: PullFacts }> {
  const isAskedFor = request !== 'head'
  const range: Evaluating = { repository, head: pull.head, baseRef: pull.baseRef, isAskedFor }
  const outcome = await evaluateRange(context, range)
  if (!('failed' in outcome)) return outcome
  // Where a commit is gone, somebody may have pushed in the meantime.
  const now = await pullFacts(await clientFor(context, repository), repository, pull.number)
  return now.head === pull.head && now.baseRef === pull.baseRef ? outcome : { moved: now }
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
  if (pull.state === 'closed') return cancelOthers(context, subjectOf({ repository, pull }), undefined)
  const request = pull.head === before.head ? `base ${pull.baseRef}` : 'head'
  await enqueue(context.database, newReview({ repository, pull, request }))
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
  readonly run: Run
  readonly failed: readonly string[]
}

/** Never silence, and never what looks like a pass. */
export async function showFailure(context: TaskContext, { subject, run, failed }: Failure): Promise<void> {
  const report = couldNotEvaluate({ base: null, head: subject.head, reasons: failed })
  context.log.warn({ subject: subject.name, reasons: failed, today: today() }, 'could not evaluate')
  await completeRun(context, subject, { ...run, output: renderCheckRun(report) })
}
