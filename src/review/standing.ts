import type { ModelFinding, Opinion, QuestionReport } from '../core/opinion.ts'
import type { Policy, ReviewSetting } from '../core/policy.ts'

/** How much of what was to be asked was answered. A question that nobody was meant to ask is not one that failed. */
export function statusOf({ share }: ReviewSetting, all: readonly QuestionReport[]): Opinion['status'] {
  const questions = opining(all)
  const answered = questions.filter(({ outcome }) => outcome === 'answered')
  if (share === 'off' || questions.length === 0) return 'not-asked'
  if (answered.length === questions.length) return 'complete'
  if (answered.length > 0) return 'partial'
  return questions.some(({ outcome }) => outcome === 'failed') ? 'unavailable' : 'not-asked'
}

/** Why it is not complete, each reason once, in the order of the questions. */
export function problemsOf(all: readonly QuestionReport[]): readonly string[] {
  return [...new Set(opining(all).flatMap(({ problem }) => (problem === undefined ? [] : [problem])))]
}

interface Standing {
  readonly setting: ReviewSetting
  readonly modelUnavailable: Policy['on']['modelUnavailable']
  readonly questions: readonly QuestionReport[]
  readonly status: Opinion['status']
}

/** The gravest of what the findings and the missing answers come to. In shadow mode nothing comes of anything. */
export function verdictOf(
  findings: readonly Pick<ModelFinding, 'enforcement' | 'dismissedBy'>[],
  standing: Standing,
): Opinion['verdict'] {
  if (standing.setting.shadow) return 'pass'
  const counting = findings.filter(({ dismissedBy }) => !dismissedBy).map(({ enforcement }) => enforcement)
  const weights = [...counting, ...lackOf(standing)]
  return weights.includes('block') ? 'block' : weights.includes('warn') ? 'warn' : 'pass'
}

/** What the policy makes of questions that got no answer, whether the server or the budget was why. */
function lackOf({ setting, modelUnavailable, questions }: Standing): ('block' | 'warn')[] {
  if (setting.share === 'off' || modelUnavailable === 'ignore') return []
  const isLacking = opining(questions).some(({ outcome }) => outcome !== 'answered')
  return isLacking ? [modelUnavailable] : []
}

/** Those whose answers are opinions. A remedy is an extra: an opinion is whole without one. */
function opining(questions: readonly QuestionReport[]): readonly QuestionReport[] {
  return questions.filter(({ topic }) => topic !== 'remedy')
}
