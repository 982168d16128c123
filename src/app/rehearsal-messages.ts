import type { RehearsalServer } from '../core/rehearsal.ts'
import type { EvaluationInput, PreparationInput, TrialInput } from './evaluation-input.ts'

// What a process that evaluates and the one that started it tell each other. Texts are JSON: whoever gets one knows its size before it
// becomes objects.

/** What a process is asked to do; one thing after the other. */
export type Work =
  /** `rehearses`: the kind of server it can ask for; left out: none. */
  | { readonly evaluate: EvaluationInput; readonly rehearses?: RehearsalServer['kind'] }
  | { readonly prepare: PreparationInput }
  | { readonly prove: TrialInput; readonly rehearses?: RehearsalServer['kind'] }

export type ToChild =
  | Work
  /** What came of a request of this evaluation, by its number. */
  | { readonly rehearsal: string; readonly of: number }

export type FromChild = Answer | Wish

export interface Wish {
  /** A RehearsalRequest. */
  readonly rehearse: string
  readonly as: number
}

export type Answer =
  /** An Evaluation, a Prepared, or a Proven. */
  | { readonly made: string }
  /** It is too long to be kept or shown: so many characters. */
  | { readonly tooLong: number }
  /** Stack of what was thrown. */
  | { readonly bug: string }

/** Characters of one request, and of what comes of it. */
export const mostRehearsalCharacters = 16 * 1024 * 1024
