import type { Dialect } from './document.ts'
import type { Enforcement, Severity } from './finding.ts'
import type { Category, Tier } from './opinion.ts'
import type { OptionValue } from './rule.ts'

/** A policy after packs and parents have been merged: flat, every value present. The policy room makes it from YAML. */
export interface Policy {
  /** Where it came from, outermost parent first: pack names and files, with the commit for files. */
  readonly sources: readonly { readonly name: string; readonly commit?: string }[]
  readonly databases: readonly DatabaseSetting[]
  /** In order of increasing precedence: the last setting that matches rule and path wins, key by key. */
  readonly rules: readonly RuleSetting[]
  readonly custom: readonly CustomRule[]
  readonly approvals: Readonly<
    Partial<Record<RiskLevel, { readonly count: number; readonly teams: readonly string[] }>>
  >
  readonly waivers: {
    readonly teams: readonly string[]
    readonly maxDays: number
    /** Whether the author of a pull request may waive and dismiss on it. */
    readonly byAuthor: boolean
  }
  readonly suppressions: {
    /** Rule patterns whose findings a comment in code cannot suppress. */
    readonly forbidden: readonly string[]
  }
  readonly on: {
    readonly notEvaluated: 'block' | 'warn' | 'ignore'
    readonly rehearsalUnavailable: 'block' | 'warn' | 'ignore'
    readonly modelUnavailable: 'block' | 'warn' | 'ignore'
  }
  /** Left out: no model review. The policy room always fills it in. */
  readonly review?: ReviewSetting
}

/** What the model may see and spend, and what its findings weigh. Endpoint, keys and the models allowed are the operator's. */
export interface ReviewSetting {
  /** How much of the code leaves the house: nothing; structure and code without literals; literals that are neither personal nor secret; all but secrets. */
  readonly share: 'off' | 'schema' | 'redacted' | 'full'
  /** The most a verified model finding of a category can do that `categories` does not name. */
  readonly enforcement: Enforcement
  /** By category; `block` counts for findings of high confidence alone. */
  readonly categories: Readonly<Partial<Record<Category, Enforcement>>>
  /** What never leaves, whatever is shared. */
  readonly exclude: {
    /** Globs. */
    readonly paths: readonly string[]
    /** Relations (`app.customers`) or patterns with `*`; a name without schema means any schema. */
    readonly relations: readonly string[]
  }
  /** Findings are recorded and not shown. */
  readonly shadow: boolean
  readonly models: Readonly<Partial<Record<Tier, string>>>
  readonly budget: { readonly perPullRequestUsd?: number; readonly perDayUsd?: number }
}

export interface DatabaseSetting {
  readonly paths: readonly string[]
  readonly dialect?: Dialect
  readonly version?: number
  /** Path of a statistics export in the repository. */
  readonly statistics?: string
  readonly transaction?: 'file' | 'batch' | 'history' | 'none'
}

export interface RuleSetting {
  /** A rule id or a pattern with `*`: `postgres/*`. */
  readonly pattern: string
  readonly enforcement?: Enforcement
  /** Enforcement of findings whose weight is light or grave; left out: light is at most `warn`, grave follows `enforcement`. */
  readonly light?: Enforcement
  readonly grave?: Enforcement
  /** Globs; left out: everywhere. */
  readonly paths?: readonly string[]
  readonly options?: Readonly<Record<string, OptionValue>>
}

/** A rule of the organisation's own: a CEL expression over the change facts. */
export interface CustomRule {
  readonly id: string
  readonly when: string
  readonly message: string
  readonly severity: Severity
  readonly enforcement: Enforcement
}

export type RiskLevel = 'low' | 'medium' | 'high'
