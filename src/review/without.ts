import { noUsage, type Opinion } from '../core/opinion.ts'
import type { Policy, ReviewSetting } from '../core/policy.ts'
import type { Memory } from './journal.ts'
import { promptVersion } from './prompts.ts'

interface Circumstances {
  readonly setting: ReviewSetting
  readonly memory: Memory
  readonly modelUnavailable: Policy['on']['modelUnavailable']
}

/**
 * An opinion that no model was asked for. Where it had to be asked and was not, the policy says what that weighs; where nothing was to be
 * asked (`complete`), where the policy shares nothing, and in shadow mode, it weighs nothing.
 */
export function opinionWithout(
  { setting, memory, modelUnavailable }: Circumstances,
  { status, problems }: Pick<Opinion, 'status' | 'problems'>,
): Opinion {
  const { shadow, share } = setting
  const isWanted = status !== 'complete' && share !== 'off' && !shadow
  return {
    ...{ status, problems, verdict: isWanted ? verdicts[modelUnavailable] : 'pass' },
    ...{ findings: [], fixed: [], remedies: [], questions: [], notRead: [], dropped: {} },
    ...{ round: memory.round, isShadow: shadow, share, promptVersion, usage: noUsage, seconds: 0 },
  }
}

const verdicts: Readonly<Record<Policy['on']['modelUnavailable'], Opinion['verdict']>> = {
  block: 'block',
  warn: 'warn',
  ignore: 'pass',
}
