import { grantedOpinion } from '../../core/grant-opinion.ts'
import type { Opinion } from '../../core/opinion.ts'
import { renderOpinionCheck } from '../../render/opinion-check.ts'
import { latestCheckRun } from '../../store/check-runs.ts'
import { dismissalsFor } from '../../store/waivers.ts'
import { opinionCheckName } from '../check-names.ts'
import { completeRun, type Run, runFor, type Subject, showOutcome } from '../check-runs.ts'
import { numberedAfter } from '../shown-opinion.ts'
import type { PullFacts, RepositoryRef } from '../task.ts'
import type { TaskContext } from '../task-context.ts'
import type { About } from './opinion-about.ts'

/** What the check run `Sluice / review` of a pull request is about: what asks for the gate's runs does not find it. */
export function opinionSubject(
  repository: RepositoryRef,
  { number, head }: Pick<PullFacts, 'number' | 'head'>,
): Subject {
  return { repository, name: `opinion/${number}`, head, check: opinionCheckName }
}

/** A run to begin and to complete; another than the one of this request where that is complete already. */
export async function runToComplete(context: TaskContext, subject: Subject, request: string): Promise<Run> {
  const run = await runFor(context, subject, request)
  if (run.status !== 'completed') return run
  const { repository, name, head } = subject
  const latest = (await latestCheckRun(context.database, repository.id, name, head)) ?? run
  if (latest.status !== 'completed') return latest
  return runFor(context, subject, `${request} again after ${latest.externalId}`)
}

/** Completes the run; one that is complete shows this already, or another one says it. With what people have put away by now. */
export async function showOpinion(
  context: TaskContext,
  { task, pull, judged }: About,
  { run, opinion }: { readonly run: Run; readonly opinion: Opinion },
): Promise<void> {
  const subject = opinionSubject(task.repository, pull)
  const dismissals = await dismissalsFor(context.database, task.repository.id, pull.number)
  const told = grantedOpinion(numberedAfter(judged.evaluation, opinion), dismissals)
  const output = renderOpinionCheck(told)
  if (run.status === 'completed') await showOutcome(context, subject, output)
  else await completeRun(context, subject, { ...run, output })
}
