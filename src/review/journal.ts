import type { Category, ModelFinding, Tier } from '../core/opinion.ts'
import type { Answered, Asking, CallFacts, FailureKind, Purpose } from './model.ts'

/** Where calls are written down, and what may still be spent. */
export interface Journal {
  /** An answer that this very request got before (a job that is tried again), so that nothing is paid twice. */
  recall(requestHash: string): Promise<Answered | undefined>
  record(call: CallRecord): Promise<void>
  /** Undefined when this much may be spent; else a sentence that names the budget, what is spent and when it opens again. */
  refuses(usd: number): Promise<string | undefined>
}

/** One call, for auditors. Holds what was sent and received with placeholders in place of what did not leave. */
export interface CallRecord {
  readonly purpose: Purpose
  /** The question's id; of a refutation with the finding's fingerprint behind it. */
  readonly question: string
  readonly tier: Tier
  readonly promptVersion: string
  /** SHA-256 of the prompt's own texts, without the question. */
  readonly promptHash: string
  /** SHA-256 of the whole request. */
  readonly requestHash: string
  readonly request: Pick<Asking, 'question' | 'mostOutputTokens'> & { readonly project: string }
  /** As received; empty where there was none. */
  readonly answer: string
  readonly outcome: 'answered' | FailureKind
  readonly call: CallFacts
}

/** What is remembered of a pull request's earlier opinions. */
export interface Memory {
  /** 1-based round that is asked for now. */
  readonly round: number
  /** What earlier heads were shown, the newest opinion's state of each. */
  readonly earlier: readonly RememberedFinding[]
}

export interface RememberedFinding
  extends Pick<ModelFinding, 'fingerprint' | 'category' | 'path' | 'subject' | 'title' | 'quote'> {
  readonly state: 'open' | 'fixed' | 'dismissed'
  /** Of a dismissal. */
  readonly reason?: string
  readonly by?: string
}

/** How a category's findings were taken, over all pull requests of a repository. */
export interface Acceptance {
  readonly category: Category
  readonly shown: number
  readonly fixed: number
  readonly dismissed: number
  readonly liked: number
  readonly disliked: number
}
