import type { Policy } from '../../core/policy.ts'
import { reviewSettingOf } from '../../review/setting.ts'
import { evaluationOf } from '../../store/evaluations.ts'
import { opinionCheckName } from '../check-names.ts'
import { completeRun, runFor, type Subject } from '../check-runs.ts'
import type { MergeGroupTask } from '../task.ts'
import type { TaskContext } from '../task-context.ts'

/** By which a merge queue's commit was judged; undefined where it could not be. */
export async function policyOf(
  { database }: TaskContext,
  { repository, name: subject, head }: Subject,
): Promise<Policy | undefined> {
  const known = await evaluationOf(database, { repository: repository.id, subject, head })
  return known?.evaluation.policy
}

/**
 * Lets a merge queue go on whose branch requires the second opinion: it was given on the pull requests, and nobody is asked about their
 * combination, which the rules have judged.
 */
export async function showNotAsked(
  context: TaskContext,
  { repository, head, request }: MergeGroupTask,
  policy: Policy | undefined,
): Promise<void> {
  if (!context.asking || !policy || reviewSettingOf(policy).share === 'off') return
  // Not one of `opinion/`: what makes good what was left behind looks for pull requests there.
  const subject: Subject = { repository, name: `group/${head}/opinion`, head, check: opinionCheckName }
  const run = await runFor(context, subject, request)
  if (run.status !== 'completed') await completeRun(context, subject, { ...run, output })
}

const output = {
  conclusion: 'success',
  title: 'Said on the pull requests',
  summary:
    'The model is asked about each pull request on its own. About the commit that a merge queue makes of them nobody is asked; the check `Sluice` has judged it.',
  text: '',
  annotations: [],
} as const
