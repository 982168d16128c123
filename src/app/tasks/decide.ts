import { pullFacts } from '../../github/read.ts'
import { evaluationOf } from '../../store/evaluations.ts'
import { enqueue } from '../../store/jobs.ts'
import { newReview } from '../jobs.ts'
import { type Judged, publish, subjectOf } from '../publication.ts'
import { tellOthers } from '../shared-head.ts'
import type { DecideTask, PullFacts } from '../task.ts'
import { clientFor, type TaskContext } from '../task-context.ts'

/** Decides again over what is known of the head: a review came, a draft is ready, a person gave leave. One that is closed holds no other any more. */
export async function decide(context: TaskContext, { repository, pull }: DecideTask): Promise<void> {
  const now = await pullFacts(await clientFor(context, repository), repository, pull.number)
  if (now.state === 'open') await decideOn(context, repository, now)
  else await tellOthers(context, { repository, pull: now })
}

/** Publishes the stored evaluation of this head anew; where there is none, the change is reviewed. */
export async function decideOn(
  context: TaskContext,
  repository: Judged['repository'],
  pull: PullFacts,
): Promise<'published' | 'to be reviewed'> {
  const { name, head } = subjectOf({ repository, pull })
  const known = await evaluationOf(context.database, { repository: repository.id, subject: name, head })
  const published = known && (await publish(context, { repository, pull, ...known }))
  if (published && 'report' in published) return 'published'
  const latest = published ? published.moved : pull
  if (latest.state === 'open')
    await enqueue(context.database, newReview({ repository, pull: latest, request: 'head' }))
  return 'to be reviewed'
}
