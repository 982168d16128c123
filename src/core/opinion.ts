import type { Confidence, Enforcement, Evidence, Severity } from './finding.ts'
import type { LineRange } from './text.ts'

// What a model said of a change, after code has looked at it. Nothing here decides the verdict of the rules.

/** What a review by a person would look for, one word each; policies name them. */
export const categories = [
  'join-correctness',
  'null-handling',
  'performance',
  'tests',
  'schema-compatibility',
  'business-logic',
  'incremental-logic',
  'documentation',
  'security',
  'cost',
  'deployment-order',
] as const
export type Category = (typeof categories)[number]

/** What is asked about: SQL and dbt models; Terraform; migrations. */
export type Topic = 'diff' | 'plan' | 'ddl'

/** Which of the operator's models is asked: the cheapest, the usual one, the one for what is dangerous. */
export const tiers = ['triage', 'review', 'deep'] as const
export type Tier = (typeof tiers)[number]

/** Tokens as the server counts them, and what they cost by the operator's prices. `inputTokens` are those neither read from nor written to the cache. */
export interface Usage {
  readonly inputTokens: number
  readonly cacheReadTokens: number
  readonly cacheWriteTokens: number
  readonly outputTokens: number
  /** US dollars. */
  readonly usd: number
}

export const noUsage: Usage = {
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  usd: 0,
}

export function usageSum(one: Usage, other: Usage): Usage {
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    cacheReadTokens: one.cacheReadTokens + other.cacheReadTokens,
    cacheWriteTokens: one.cacheWriteTokens + other.cacheWriteTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    usd: one.usd + other.usd,
  }
}

/** Something a model said that code has verified. */
export interface ModelFinding {
  /** By which the comment and commands name it; goes on after the numbers of the rules' findings. */
  readonly number: number
  readonly category: Category
  readonly severity: Severity
  /** Low ones are folded away and never block. */
  readonly confidence: Confidence
  /** What the policy makes of it. */
  readonly enforcement: Enforcement
  /** `new` to this head, or `open` since an earlier one. */
  readonly status: 'new' | 'open'
  readonly path: string
  readonly lines: LineRange
  /** Verbatim text of head at these lines. */
  readonly quote: string
  /** A relation, `relation.column` or resource address; empty where it is about the text alone. */
  readonly subject: string
  /** One line: what is wrong. */
  readonly title: string
  /** What happens because of it. */
  readonly consequence: string
  /** What to do. */
  readonly fix: string
  readonly evidence: readonly Evidence[]
  /** A replacement of `quote`, with what code found when it tried it. Only shown where it was accepted. */
  readonly suggestion?: ProvedSuggestion
  /** Of category, file, subject and quoted text; survives line moves and other words for the same thing. 32 hex digits. */
  readonly fingerprint: string
  readonly dismissedBy?: { readonly by: string; readonly reason: string }
}

export interface ProvedSuggestion {
  readonly text: string
  /** What code found, as sentences: `Parses as Postgres SQL.`, `No rule objects.`, `Applied in the rehearsal.` */
  readonly proof: readonly string[]
  /** What was not seen, as sentences; left out for nothing. */
  readonly caveats?: readonly string[]
}

/** A whole text that a model wrote and code has tried: a rollback script, a rewrite in steps, a narrower policy, a `moved` block. */
export interface Remedy {
  readonly kind: 'undo' | 'rewrite' | 'narrow' | 'moved'
  /** What it is for: the migration, or the file of the resource. */
  readonly path: string
  /** One line. */
  readonly title: string
  /** Files to add, or with their new text, in the order in which they are applied. */
  readonly files: readonly { readonly path: string; readonly text: string }[]
  /** What code found: `Applied and undone, no blocking lock.` */
  readonly proof: readonly string[]
  /** What was not seen, or is lost with it, as sentences; left out for nothing. */
  readonly caveats?: readonly string[]
}

/** One question that was put to a model, or could not be. */
export interface QuestionReport {
  readonly topic: Topic | 'remedy'
  readonly title: string
  readonly paths: readonly string[]
  /** What of its dossier had to be left out for its size, as phrases. */
  readonly cut: readonly string[]
  readonly tier: Tier
  /** The model's id; null where none was asked. */
  readonly model: string | null
  readonly outcome: 'answered' | 'failed' | 'not-asked'
  /** Why it failed, was not asked, or was answered with something that was not accepted, as a sentence. */
  readonly problem?: string
  readonly usage: Usage
  readonly seconds: number
}

/** Why something that a model said is not shown. */
export const dropReasons = [
  'quote-not-found',
  'out-of-scope',
  'unknown-name',
  'duplicate-of-rule',
  'duplicate',
  'category-not-allowed',
  'not-upheld',
  'dismissed-before',
  'below-the-bar',
  'malformed',
] as const
export type DropReason = (typeof dropReasons)[number]

/** The second opinion on one head. */
export interface Opinion {
  /** `complete`: every question was answered; `partial`: some were; `unavailable`: none; `not-asked`: by policy, or nobody asked. */
  readonly status: 'complete' | 'partial' | 'unavailable' | 'not-asked'
  /** Why it is not complete, as sentences. */
  readonly problems: readonly string[]
  /** `block` only by a policy that lets a category block, or that wants the model to be available. Never part of the rules' verdict. */
  readonly verdict: 'pass' | 'warn' | 'block'
  readonly findings: readonly ModelFinding[]
  /** What an earlier head was told and this one does not show any more. */
  readonly fixed: readonly Pick<ModelFinding, 'fingerprint' | 'category' | 'title' | 'path'>[]
  readonly remedies: readonly Remedy[]
  readonly questions: readonly QuestionReport[]
  /** What of the change no question held, and why, as phrases. */
  readonly notRead: readonly string[]
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>
  /** How often this pull request has been reviewed, this one included; 1-based. */
  readonly round: number
  /** Recorded and not shown. */
  readonly isShadow: boolean
  readonly share: 'off' | 'schema' | 'redacted' | 'full'
  readonly promptVersion: string
  readonly usage: Usage
  readonly seconds: number
}
