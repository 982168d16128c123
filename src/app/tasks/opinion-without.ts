import { noUsage, type Opinion } from '../../core/opinion.ts'
import type { Policy } from '../../core/policy.ts'
import { promptVersion } from '../../review/prompts.ts'
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

/** A change without a file that anything is known of: there is nothing to ask, and nothing was left out. */
export const nothingToAsk = (about: About): Opinion => without(about, { status: 'complete', problems: [] })

export const notAsked = (about: About, why: string): Opinion =>
  without(about, { status: 'not-asked', problems: [why] })

/** The change could not be read for it. */
export const unavailable = (about: About, problems: readonly string[]): Opinion =>
  without(about, { status: 'unavailable', problems })

function without(
  { setting, memory, judged }: About,
  { status, problems }: Pick<Opinion, 'status' | 'problems'>,
): Opinion {
  const { shadow, share } = setting
  return {
    ...{ status, problems, verdict: status === 'complete' ? 'pass' : verdicts[wanted(judged)] },
    ...{ findings: [], fixed: [], remedies: [], questions: [], notRead: [], dropped: {} },
    ...{ round: memory.round, isShadow: shadow, share, promptVersion, usage: noUsage, seconds: 0 },
  }
}

const wanted = ({ evaluation }: About['judged']) => evaluation.policy.on.modelUnavailable

const verdicts: Readonly<Record<Policy['on']['modelUnavailable'], Opinion['verdict']>> = {
  block: 'block',
  warn: 'warn',
  ignore: 'pass',
}
