import type { Asking } from '../review/model.ts'
import { partSources } from '../review/parts/index.ts'
import type { Question } from '../review/question.ts'
import { fitted } from '../review/tokens.ts'
import type { Calling } from './call.ts'

/** Input tokens of a question beyond what is shared with others. */
const mostTokens = 6000

/**
 * A question that is no longer than it may be by the server's own count. One that an estimate let through is cut once more; where the server
 * does not count, the estimate stands.
 */
export async function counted(
  { model, setting, halted, signal }: Calling,
  question: Question,
  asking: (question: Question) => Asking,
): Promise<Question> {
  const chosen = model.choose(question.tier, setting.models[question.tier])
  if ('problem' in chosen || halted.why !== undefined) return question
  const count = (one: Question) => model.count({ ...asking(one), model: chosen.model }, signal)
  const [all, without] = await Promise.all([count(question), count({ ...question, parts: [] })])
  if (all === undefined || without === undefined) return question
  const tokens = all - without
  return tokens <= mostTokens ? question : shorter(question, mostTokens / tokens)
}

/** By rank, as it was cut before. */
function shorter(question: Question, share: number): Question {
  const ranks = new Map(partSources.map(({ name, rank, most }) => [name, { rank, most }]))
  const weighed = question.parts.map((part) => ({
    part,
    ...(ranks.get(part.name) ?? { rank: 0, most: Infinity }),
  }))
  const { parts, cut, tokens } = fitted(weighed, Math.floor(question.tokens * share))
  return { ...question, parts, tokens, cut: [...question.cut, ...cut] }
}
