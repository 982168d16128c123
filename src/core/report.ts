import type { Change } from './change.ts'
import type { Undetermined } from './evaluate.ts'
import type { Enforcement, Evidence, Finding } from './finding.ts'
import type { Opinion } from './opinion.ts'
import type { Policy, RiskLevel } from './policy.ts'
import type { ReportedPlan, ReportedResource } from './report-plan.ts'
import type { ReportedRehearsal } from './reported-rehearsal.ts'
import type { LineRange } from './text.ts'
import type { Dismissal, Waiver } from './waiver.ts'

export type Verdict = 'pass' | 'warn' | 'block' | 'error'

/** What was decided and why; computed by code from findings and policy, and from nothing else. */
export interface Decision {
  readonly verdict: Verdict
  readonly risk: Risk
  /** Why the verdict is what it is, one sentence each, gravest first. */
  readonly reasons: readonly string[]
  readonly approvals: {
    readonly required: number
    readonly teams: readonly string[]
    readonly given: readonly string[]
    /** Why some may not have been counted, as a sentence; only while approvals are missing. */
    readonly unknown?: string
  }
}

export interface Risk {
  readonly level: RiskLevel
  /** One to three facts that set the level. */
  readonly reasons: readonly string[]
}

/** A finding with what the policy and the text make of it. */
export interface JudgedFinding extends Finding {
  /** 1-based number by which the comment and commands name it; findings that are shown folded are numbered too. */
  readonly number: number
  readonly enforcement: Enforcement
  readonly lines: LineRange
  readonly title: string
  readonly why: string
  readonly fix: string
  readonly evidence: readonly JudgedEvidence[]
  /** The suggestion's edits with the source they change, in order. */
  readonly edits?: readonly JudgedEdit[]
  /** Lines of `suppressedBy.place`. */
  readonly suppressedAt?: LineRange
  /** Leave that a person gave, which holds today. */
  readonly waivedBy?: Pick<Waiver, 'by' | 'reason' | 'until'>
  readonly dismissedBy?: Pick<Dismissal, 'by' | 'reason'>
}

export interface JudgedEvidence extends Evidence {
  /** Lines of `place`. */
  readonly lines?: LineRange
}

/** Where a rule cannot tell, with its lines. */
export type LocatedUndetermined = Undetermined & { readonly lines: LineRange }

/** A plan with the lines of code of its resources. */
export interface LocatedPlan extends ReportedPlan {
  readonly resources: readonly (ReportedResource & { readonly lines?: LineRange })[]
}

/** One edit of a suggestion as people read it. */
export interface JudgedEdit {
  readonly lines: LineRange
  /** The whole source lines from `startLine` to `endLine`, without the last line's end. */
  readonly source: string
  /** What replaces the range. */
  readonly text: string
  /** The file has lines that end in a lone carriage return: Git and GitHub count its lines otherwise. */
  readonly loneReturns?: true
}

export type CoverageStatus = 'evaluated' | 'partly' | 'not-evaluated'

/** One changed data file: whether it was read, and if not all of it, why. */
export interface FileCoverage {
  readonly path: string
  /** `sql`, `dbt`, `terraform`, `ruby migration`: what the file was taken for. */
  readonly language: string
  readonly status: CoverageStatus
  readonly reason?: string
  readonly statements?: { readonly total: number; readonly analysed: number }
}

/** Everything a reader may want, as data; renderers only choose and word. */
export interface Report {
  readonly decision: Decision
  /** Introduced and existing findings first by gravity, then path and place; suppressed and fixed ones after them. */
  readonly findings: readonly JudgedFinding[]
  readonly changes: readonly (Change & { readonly lines: LineRange })[]
  /** What running the new migrations showed; null where none was run. */
  readonly rehearsal: ReportedRehearsal | null
  /** What Terraform plans do, one entry for each plan that was given and fits the code. */
  readonly plans: readonly LocatedPlan[]
  /** What a model said; left out where none was asked for. No part of the decision. */
  readonly opinion?: Opinion
  /** Where rules could not tell, because a value is not known: neither reported nor cleared. */
  readonly undetermined: readonly LocatedUndetermined[]
  readonly coverage: { readonly files: readonly FileCoverage[] }
  /** What the review assumed and how it knows: `Postgres 15 (docker-compose.yml:4)`, `history: flyway, 41 files in db/migration`. */
  readonly assumptions: readonly string[]
  readonly base: string | null
  readonly head: string | null
  readonly policy: Pick<Policy, 'sources'>
  readonly versions: Readonly<Record<string, string>>
  /** Milliseconds by stage; the only part of a report that differs between two runs, and never part of fingerprints. */
  readonly timings: Readonly<Record<string, number>>
}
