import type { Opinion, QuestionReport } from '../core/opinion.ts'
import type { ReviewSetting } from '../core/policy.ts'
import type { Memory } from './journal.ts'

export interface Settling {
  readonly setting: ReviewSetting
  readonly memory: Memory
  /** What was found at this head, upheld or not. */
  readonly judged: readonly { readonly finding: { readonly fingerprint: string } }[]
  readonly questions: readonly QuestionReport[]
}

/**
 * What earlier heads were told and is not there any more: every question about its file was answered and held all it should, and nobody
 * found it again. What was found again and not upheld this time is not fixed either: it may be that nobody could be asked.
 */
export function fixedOf({ memory, judged, questions, setting }: Settling): Opinion['fixed'] {
  if (setting.shadow) return []
  const again = new Set(judged.map(({ finding }) => finding.fingerprint))
  return memory.earlier
    .filter(({ state, fingerprint }) => state === 'open' && !again.has(fingerprint))
    .filter(({ path }) => wasLookedAt(path, questions))
    .map(({ fingerprint, category, title, path }) => ({ fingerprint, category, title, path }))
}

function wasLookedAt(path: string, questions: readonly QuestionReport[]): boolean {
  const about = questions.filter(({ topic, paths }) => topic !== 'remedy' && paths.includes(path))
  return about.length > 0 && about.every(({ outcome, cut }) => outcome === 'answered' && cut.length === 0)
}
