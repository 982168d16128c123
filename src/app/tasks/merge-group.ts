import { conclude, type Leave, noLeave } from '../../core/evaluation.ts'
import type { Waiver } from '../../core/waiver.ts'
import { pullFacts } from '../../github/read.ts'
import { approvalsFor } from '../../pipeline/approvals.ts'
import { renderCheckRun } from '../../render/check-run.ts'
import { record } from '../../store/audit.ts'
import { saveEvaluation } from '../../store/evaluations.ts'
import { waiversFor } from '../../store/waivers.ts'
import { completeRun, runFor, showRun } from '../check-runs.ts'
import { evaluateRange, type Outcome } from '../evaluate-range.ts'
import type { MergeGroupTask } from '../task.ts'
import { assertHeld, clientFor, type TaskContext } from '../task-context.ts'
import { today } from '../today.ts'
import { policyOf, showNotAsked } from './merge-group-opinion.ts'
import { showFailure } from './review.ts'

/**
 * Judges the commit that a merge queue would make of the base branch: a pull request on top of those before it, where two that pass
 * alone may take the same version or change the same table. Only the check is written.
 */
export async function mergeGroup(context: TaskContext, task: MergeGroupTask): Promise<void> {
  const { repository, head, base } = task
  const subject = { repository, name: `group/${head}`, head }
  const run = await runFor(context, subject, task.request)
  // Complete before: what an earlier attempt may not have got to is made good.
  if (run.status === 'completed') return showNotAsked(context, task, await policyOf(context, subject))
  const githubId = await showRun(context, subject, { ...run, wanted: 'in_progress' })
  const begun = { ...run, githubId, status: 'in_progress' as const }
  const baseRef = branchOf(task)
  const outcome = await evaluateRange(context, { repository, head, baseRef, mergeBase: base })
  if ('failed' in outcome) return showFailure(context, { subject, run: begun, ...outcome })
  const { id } = repository
  const about = { repository: id, subject: subject.name, head, baseRef }
  const { evaluation } = await saveEvaluation(context.database, { ...about, ...outcome })
  const report = conclude(evaluation, await leaveOfPull(context, task, evaluation))
  await assertHeld(context)
  const shownBy = await completeRun(context, subject, { ...begun, output: renderCheckRun(report) })
  const { verdict, risk } = report.decision
  await record(context.database, {
    actor: 'sluice',
    action: 'decided',
    repository: id,
    number: numberIn(task.headRef) ?? null,
    detail: { group: head, base, verdict, risk: risk.level },
    dedupe: `decided/${shownBy}`,
  })
  await showNotAsked(context, task, evaluation.policy)
}

type Evaluation = Extract<Outcome, { evaluation: unknown }>['evaluation']

/** The leave given for the pull request that the group is named after; a group of none has none. */
async function leaveOfPull(
  context: TaskContext,
  task: MergeGroupTask,
  evaluation: Evaluation,
): Promise<Leave> {
  const { repository, headRef } = task
  const none = noLeave(today())
  const number = numberIn(headRef)
  if (number === undefined) return none
  const client = await clientFor(context, repository)
  const pull = await pullFacts(client, repository, number)
  const waivers = await waiversFor(context.database, repository.id, number)
  const approvals = await approvalsFor(client, { repository, pull }, evaluation)
  const carried = waivers.map((waiver) => carriedOver(waiver, pull.head, task.head))
  return { ...none, ...approvals, waivers: carried, baseRef: branchOf(task) }
}

/** The branch that the queue merges into. */
const branchOf = ({ baseRef }: MergeGroupTask) => baseRef.replace(/^refs\/heads\//, '')

/** What counts for one commit alone counts for the group made of it: a push would have taken the pull request out of the queue. */
function carriedOver(waiver: Waiver, pullHead: string, groupHead: string): Waiver {
  return waiver.head === pullHead ? { ...waiver, head: groupHead } : waiver
}

/** `refs/heads/gh-readonly-queue/main/pr-12-<sha>`: GitHub's own name for a group's branch. */
function numberIn(headRef: string): number | undefined {
  const [, number] = /\/pr-(\d{1,9})-[0-9a-f]+$/.exec(headRef) ?? []
  return number === undefined ? undefined : Number(number)
}
