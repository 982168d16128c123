import type { Opinion } from '../../core/opinion.ts'
import { opinionWithout } from '../../review/without.ts'
import { pullOf } from '../../store/pulls.ts'
import type { TaskContext } from '../task-context.ts'
import type { About } from './opinion-about.ts'

/** Why nothing is asked about this head though a model is there, as a sentence. A person who may write here and asks for it has it asked. */
export async function obstacleTo(
  { database }: TaskContext,
  { task, pull }: Pick<About, 'task' | 'pull'>,
): Promise<string | undefined> {
  if (task.by !== undefined) return undefined
  if (pull.isFork)
    return 'The change comes from a fork, so nothing is spent on it until somebody with write access comments `/sluice review`.'
  const known = await pullOf(database, task.repository.id, pull.number)
  return known?.paused
    ? 'Sluice is paused on this pull request; `/sluice review` asks all the same.'
    : undefined
}

/** An opinion on this head that no model was asked for, or none could be. */
export function without(
  { setting, memory, judged }: About,
  status: Opinion['status'],
  problems: readonly string[] = [],
): Opinion {
  const { modelUnavailable } = judged.evaluation.policy.on
  return opinionWithout({ setting, memory, modelUnavailable }, { status, problems })
}
