import { conclude, type Evaluation, type Leave } from '../core/evaluation.ts'
import { pullFacts } from '../github/read.ts'
import { type CheckRunOutput, renderCheckRun } from '../render/check-run.ts'
import { type Holder, heldBy } from '../render/held-by.ts'
import { isForReview, latestCheckRun } from '../store/check-runs.ts'
import { evaluationOf } from '../store/evaluations.ts'
import { enqueue } from '../store/jobs.ts'
import { openPullsWithHead, seePull } from '../store/pulls.ts'
import { newDecide } from './jobs.ts'
import type { PullFacts, RepositoryRef } from './task.ts'
import { clientFor, type TaskContext } from './task-context.ts'

// A check belongs to a commit, and of one name the newest counts. Two pull requests may have one commit for their heads: without
// this, one to a branch that asks for nothing would open the gate of the other.

interface At {
  readonly repository: RepositoryRef
  readonly pull: PullFacts
}

type LeaveFor = (of: At & { readonly evaluation: Evaluation }) => Promise<Leave>

/** What a commit shows: the gravest of what its open pull requests come to. */
export async function gravest(
  context: TaskContext,
  own: { readonly at: At; readonly output: CheckRunOutput },
  leaveFor: LeaveFor,
): Promise<CheckRunOutput> {
  let holder: Holder | undefined
  for (const pull of await stillOpen(context, own.at)) {
    const outcome = await outcomeOf(context, { ...own.at, pull }, leaveFor)
    const grave = gravity(holder?.outcome ?? own.output)
    if (outcome && gravity(outcome) > grave) holder = { ...pull, outcome }
  }
  return holder ? heldBy(own.output, holder) : own.output
}

/** Has the others that have this head decided again. */
export async function tellOthers({ database, job }: TaskContext, { repository, pull }: At): Promise<void> {
  for (const other of await openPullsWithHead(database, repository.id, pull.head))
    if (other.number !== pull.number)
      await enqueue(database, { ...newDecide({ repository, pull: other }), delivery: job.delivery })
}

const gravity = ({ conclusion }: Pick<CheckRunOutput, 'conclusion'>) =>
  ['success', 'action_required', 'failure'].indexOf(conclusion)

/** The others as GitHub has them now: whether one was closed may not have reached us. */
async function stillOpen(context: TaskContext, { repository, pull }: At): Promise<PullFacts[]> {
  const { database } = context
  const open: PullFacts[] = []
  for (const { number } of await openPullsWithHead(database, repository.id, pull.head)) {
    if (number === pull.number) continue
    const now = await pullFacts(await clientFor(context, repository), repository, number)
    const { id, installation, owner, name } = repository
    await seePull(database, { ...now, repository: id, installation, owner, name })
    if (now.state === 'open' && now.head === pull.head) open.push(now)
  }
  return open
}

/** Undefined where it was never looked at: once it is, it looks at us, as it does when it is judged. */
async function outcomeOf(
  { database }: TaskContext,
  { repository, pull }: At,
  leaveFor: LeaveFor,
): Promise<Holder['outcome'] | undefined> {
  const [id, subject] = [repository.id, `pull/${pull.number}`]
  const latest = await latestCheckRun(database, id, subject, pull.head)
  // What was known of it may be what a review was asked to judge anew.
  if (latest && isForReview(latest)) return { conclusion: 'action_required', title: 'being judged' }
  const known = await evaluationOf(database, { repository: id, subject, head: pull.head })
  if (known) return renderCheckRun(conclude(known.evaluation, await leaveFor({ repository, pull, ...known })))
  return latest?.conclusion === 'failure' ? { conclusion: 'failure', title: 'Could not evaluate' } : undefined
}
