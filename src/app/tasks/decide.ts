import { pullFacts } from '../../github/read.ts'
import { isForReview, latestCheckRun } from '../../store/check-runs.ts'
import { evaluationOf } from '../../store/evaluations.ts'
import { enqueue } from '../../store/jobs.ts'
import { newReview } from '../jobs.ts'
import { type Judged, publish, subjectOf } from '../publication.ts'
import { tellOthers } from '../shared-head.ts'
import type { DecideTask, PullFacts, ReviewTask } from '../task.ts'
import { clientFor, type TaskContext } from '../task-context.ts'

/** Decides again over what is known of the head: a review came, a draft is ready, a person gave leave. One that is closed holds no other any more. */
export async function decide(context: TaskContext, { repository, pull }: DecideTask): Promise<void> {
  const now = await pullFacts(await clientFor(context, repository), repository, pull.number)
  if (now.state === 'open') await decideOn(context, repository, now)
  else await tellOthers(context, { repository, pull: now })
}

/**
 * Publishes the stored evaluation of this head anew; where there is none, or it was for another branch, the change is reviewed. While a
 * review of it is to come, that decides: what was granted counts in it, and what is known may be what it was asked to judge anew.
 */
export async function decideOn(
  context: TaskContext,
  repository: Judged['repository'],
  pull: PullFacts,
): Promise<'published' | 'to be reviewed'> {
  const { name, head } = subjectOf({ repository, pull })
  const { database } = context
  const latest = await latestCheckRun(database, repository.id, name, head)
  if (latest && isForReview(latest))
    return waitForReview(context, { repository, pull, request: latest.request })
  const known = await evaluationOf(database, { repository: repository.id, subject: name, head })
  if (known?.baseRef !== pull.baseRef) return waitForReview(context, { repository, pull, request: 'head' })
  const published = await publish(context, { repository, pull, ...known })
  if ('report' in published) return 'published'
  const { moved } = published
  const next = newReview({ repository, pull: moved, request: 'head' })
  if (moved.state === 'open') await enqueue(database, { ...next, delivery: context.job.delivery })
  return 'to be reviewed'
}

/** One that waits already stays as it is: it may have been asked for by a new policy. */
async function waitForReview(
  { database, job }: TaskContext,
  asked: Omit<ReviewTask, 'kind'>,
): Promise<'to be reviewed'> {
  const wanted = { ...newReview(asked), stamp: longAgo, delivery: job.delivery }
  if (asked.pull.state === 'open') await enqueue(database, wanted)
  return 'to be reviewed'
}

/** Of two that are merged the later stays. */
const longAgo = '1970-01-01T00:00:00Z'
