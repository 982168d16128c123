import type { Remedy } from '../core/opinion.ts'
import type { ReviewInput } from '../pipeline.ts'
import type { RemedyAnswer, Verified } from '../review/answer.ts'
import type { Question } from '../review/question.ts'
import { proveMoved } from './prove/moved.ts'
import { proveNarrow } from './prove/narrow.ts'
import { proveRewrite } from './prove/rewrite.ts'
import { proveSuggestion } from './prove/suggestion.ts'
import type { Bench, RemedyWish } from './prove/trials.ts'
import { proveUndo } from './prove/undo.ts'
import { type Refused, type Trial, tryOut } from './try-out.ts'

/** Something a model wrote that is to be tried; plain JSON. Its placeholders have been replaced. */
export type Wish = { readonly finding: Pick<Verified, 'path' | 'lines' | 'quote' | 'suggested'> } | RemedyWish

/** What came of it, as plain JSON. A proof is sentences of what was really run or compared. */
export type Proven = Pick<Remedy, 'proof' | 'caveats'> | { readonly remedy: Remedy } | Refused

/**
 * Tries what a model suggests for one change. The change itself is evaluated once more, when the first wish comes, for what it is compared
 * with. Rejects only for bugs and where a place to try things breaks; no key is needed and nothing is written.
 */
export function openProving(input: ReviewInput): (wish: Wish) => Promise<Proven> {
  let original: Promise<Trial | Refused> | undefined
  return async (wish) => {
    original ??= tryOut(input, [])
    const before = await original
    if ('refused' in before) return before
    const bench: Bench = {
      before,
      isRehearsed: input.rehearser !== undefined,
      tryOut: (edits, objects) => tryOut(input, edits, objects),
    }
    return 'finding' in wish ? proveSuggestion(wish.finding, bench) : remedy(wish, bench)
  }
}

async function remedy(wish: RemedyWish, bench: Bench): Promise<Proven> {
  switch (wish.kind) {
    case 'undo':
      return proveUndo(wish, bench)
    case 'rewrite':
      return proveRewrite(wish, bench)
    case 'narrow':
      return proveNarrow(wish, bench)
    case 'moved':
      return proveMoved(wish, bench)
  }
}

/** What a question of a remedy and its answer ask to be tried; undefined for a question that wants none. */
export function wishOf(
  { remedy: kind, paths }: Pick<Question, 'remedy' | 'paths'>,
  answer: RemedyAnswer,
): RemedyWish | undefined {
  return kind && { kind, paths, title: answer.title, files: answer.files }
}
