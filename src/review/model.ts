import type { Tier, Usage } from '../core/opinion.ts'

/** What the model is asked for: findings, a remedy, or whether a finding holds. */
export type Purpose = 'find' | 'remedy' | 'refute'

/** One request, ready to be sent. The same words make the same request, byte for byte. */
export interface Asking {
  readonly purpose: Purpose
  readonly tier: Tier
  /** The operator's model for this call where the policy names one; else that of the tier. */
  readonly model?: string
  /** The stable prefix, the most stable block first; all of it is cached. */
  readonly system: readonly PromptBlock[]
  readonly question: string
  /** JSON schema of the answer. */
  readonly schema: object
  readonly mostOutputTokens: number
}

export interface PromptBlock {
  readonly text: string
  /** How long the server is asked to keep the prefix that ends here. */
  readonly keep: '1h' | '5m'
}

/** What came back: the first thing that is read is why the model stopped. */
export type Answered =
  | {
      readonly ok: true
      /** Parsed JSON; not validated. */
      readonly value: unknown
      /** As received. */
      readonly text: string
      readonly call: CallFacts
    }
  | {
      readonly ok: false
      readonly kind: FailureKind
      /** For people, without a secret and without the text of a request: `The model's server is overloaded (529).` */
      readonly problem: string
      /** Whether another try, later, may do. */
      readonly isPassing: boolean
      readonly call: CallFacts
    }

export type FailureKind =
  | 'no-key'
  | 'refused-key'
  | 'no-money'
  | 'not-permitted'
  | 'unknown-model'
  | 'bad-request'
  | 'too-large'
  | 'rate-limited'
  | 'overloaded'
  | 'server-error'
  | 'unreachable'
  | 'deadline'
  | 'cancelled'
  | 'declined'
  | 'truncated'
  | 'malformed'
  | 'over-budget'

/** What is known of a call, also of one that failed in its middle. */
export interface CallFacts {
  readonly model: string
  /** The server's name for the request; null where there was no answer. */
  readonly requestId: string | null
  readonly stopReason: string | null
  readonly usage: Usage
  /** Requests that were made, retries included. */
  readonly attempts: number
  readonly seconds: number
}

/** The model, whoever serves it. Never throws for what a server or a network does. */
export interface Model {
  /** Ends early when the signal is aborted: the head has moved, or somebody stopped it. */
  ask(asking: Asking, signal: AbortSignal): Promise<Answered>
  /** Input tokens by the server's count; undefined where it cannot be asked. */
  count(asking: Asking, signal: AbortSignal): Promise<number | undefined>
  /** The most that this request can cost, in US dollars, by estimate of its tokens and the operator's prices. */
  estimate(asking: Asking): number
  /** Id of the model of a tier, or of the one that the policy names where the operator allows it; a sentence where not. */
  choose(tier: Tier, wanted?: string): { readonly model: string } | { readonly problem: string }
}
