import type { Category } from '../../core/opinion.ts'
import type { ReviewSetting } from '../../core/policy.ts'
import type { Question } from '../question.ts'

/** What a question of a topic cannot be about. A model that says it all the same has mixed up what it was asked. */
const foreign: Readonly<Record<Question['topic'], readonly Category[] | 'all'>> = {
  diff: [],
  plan: ['join-correctness', 'null-handling', 'incremental-logic'],
  ddl: [],
  remedy: 'all',
}

/** Whether the question can be about this category and the policy wants to hear of it. */
export function isAllowed(
  category: Category,
  { question, setting }: { readonly question: Question; readonly setting: ReviewSetting },
): boolean {
  const without = foreign[question.topic]
  if (without === 'all' || without.includes(category)) return false
  return (setting.categories[category] ?? setting.enforcement) !== 'off'
}
