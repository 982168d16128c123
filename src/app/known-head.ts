import { kindOf } from '../github/errors.ts'
import { latestCheckRun } from '../store/check-runs.ts'
import { type EvaluationRecord, evaluationOf } from '../store/evaluations.ts'
import { type Run, runFor } from './check-runs.ts'
import { tipOf } from './evaluate-range.ts'
import { isOfOrganisation } from './organisation-policy.ts'
import { subjectOf } from './publication.ts'
import type { PullFacts, RepositoryRef, ReviewTask } from './task.ts'
import { FetchFailed, type TaskContext } from './task-context.ts'

// A head may be asked for again: opened again, pushed back to, a webhook that came twice, a job that is tried again. What is known of it
// is shown again only while that is what judging it anew would give.

/** The run of a review, and what is known of its head where that still counts. */
export interface Begun {
  /** Where it is complete, it stays: it shows what is known, or that the change could not be evaluated. */
  readonly run: Run
  readonly known?: EvaluationRecord
}

/** The run to complete; another than the one asked for where that is complete and does not count any more. */
export async function begin(context: TaskContext, task: ReviewTask, pull: PullFacts): Promise<Begun> {
  const { repository, request } = task
  const subject = subjectOf({ repository, pull })
  const run = await runFor(context, subject, request)
  if (run.status !== 'completed') return { run }
  const latest = (await latestCheckRun(context.database, repository.id, subject.name, pull.head)) ?? run
  if (latest.status !== 'completed') return { run: latest }
  const about = { repository: repository.id, subject: subject.name, head: pull.head }
  const known = await evaluationOf(context.database, about)
  if (known && (await isInForce(context, { repository, pull }, known))) return { run, known }
  if (!known && latest.conclusion === 'failure') return { run }
  return { run: await runFor(context, subject, `${request} again after ${latest.externalId}`) }
}

const retried: readonly string[] = ['bug', 'unreachable', 'rate-limited']

/** Whether it was judged for this branch, by its policy and the organisation's as they are. What may not be asked may have changed. */
async function isInForce(
  context: TaskContext,
  { repository, pull }: { readonly repository: RepositoryRef; readonly pull: PullFacts },
  { baseRef, baseTip, evaluation }: EvaluationRecord,
): Promise<boolean> {
  if (baseRef !== pull.baseRef) return false
  try {
    const tip = await tipOf(context, repository, baseRef)
    return (
      tip.ok && tip.commit === baseTip && (await isOfOrganisation(context, repository, evaluation.policy))
    )
  } catch (error) {
    // What passes is asked again by the next try: taken for a change, it would show the same outcome twice.
    if (error instanceof FetchFailed || retried.includes(kindOf(error).kind)) throw error
    return false
  }
}
