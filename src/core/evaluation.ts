import { type Approval, decide } from './decide.ts'
import { grantedOpinion } from './grant-opinion.ts'
import type { Opinion } from './opinion.ts'
import type { Policy } from './policy.ts'
import type { FileCoverage, JudgedFinding, Report, Risk } from './report.ts'
import { type Dismissal, daysAfter, type Waiver } from './waiver.ts'

/** All that a decision needs of one review, as plain JSON: waivers, approvals and commands decide again without reading again. */
export interface Evaluation {
  readonly format: 1
  readonly findings: readonly JudgedFinding[]
  readonly changes: Report['changes']
  /** Left out by evaluations that were stored before there was one. */
  readonly rehearsal?: Report['rehearsal']
  /** Left out by evaluations that were stored before Terraform was read. */
  readonly undetermined?: Report['undetermined']
  readonly plans?: Report['plans']
  readonly coverage: readonly FileCoverage[]
  /** Why the review could not be done, as sentences; any makes the verdict `error`. */
  readonly failures: readonly string[]
  /** Of the change as it stands: leave that people give does not lower it. */
  readonly risk: Risk
  readonly policy: Policy
  readonly assumptions: readonly string[]
  readonly base: string | null
  readonly head: string | null
  readonly versions: Report['versions']
  readonly timings: Report['timings']
}

/** What people granted so far. */
export interface Leave {
  readonly waivers: readonly Waiver[]
  readonly dismissals: readonly Dismissal[]
  readonly approvals: readonly Approval[]
  /** Why not every approval could be counted (no permission to see a team), as a sentence. */
  readonly unknownApprovals?: string
  /** ISO date. */
  readonly today: string
  /** The branch that the change goes to; left out where there is none, and then no waiver counts. */
  readonly baseRef?: string
}

export const noLeave = (today: string): Leave => ({ waivers: [], dismissals: [], approvals: [], today })

/** The report of an evaluation, given what people granted: pure and deterministic. What a model says of it has no part in the decision. */
export function conclude(evaluation: Evaluation, leave: Leave, opinion?: Opinion): Report {
  const { coverage, risk, policy, failures, rehearsal = null, undetermined = [], plans = [] } = evaluation
  const waivers = inForce(evaluation, leave)
  const findings = evaluation.findings.map((finding) => granted(finding, { ...leave, waivers }))
  const { approvals, unknownApprovals } = leave
  const unknown = unknownApprovals === undefined ? {} : { unknownApprovals }
  return {
    decision: decide({ findings, coverage, rehearsal, risk, policy, failures, approvals, ...unknown }),
    findings,
    changes: evaluation.changes,
    rehearsal,
    plans,
    ...(opinion && { opinion: grantedOpinion(opinion, leave.dismissals) }),
    undetermined,
    coverage: { files: coverage },
    assumptions: evaluation.assumptions,
    base: evaluation.base,
    head: evaluation.head,
    policy: { sources: policy.sources },
    versions: evaluation.versions,
    timings: evaluation.timings,
  }
}

/** What little is known of a review that could not be done. */
export interface Failed {
  readonly base: string | null
  readonly head: string | null
  /** Why, one sentence each. */
  readonly reasons: readonly string[]
  readonly policySources?: Policy['sources']
  readonly versions?: Report['versions']
}

/** The report of a review that could not be done: verdict `error`, for these reasons. */
export function couldNotEvaluate({ base, head, reasons, policySources = [], versions = {} }: Failed): Report {
  return {
    decision: {
      verdict: 'error',
      risk: { level: 'medium', reasons: ['What this change does is not known.'] },
      reasons: reasons.length > 0 ? reasons : ['No reason is known.'],
      approvals: { required: 0, teams: [], given: [] },
    },
    findings: [],
    changes: [],
    rehearsal: null,
    plans: [],
    undetermined: [],
    coverage: { files: [] },
    assumptions: [],
    base,
    head,
    policy: { sources: policySources },
    versions,
    timings: {},
  }
}

/** Those for this branch and commit, which end when the policy has them end, however long they were granted for. */
function inForce({ head: commit, policy }: Evaluation, { waivers, baseRef, today }: Leave): Waiver[] {
  return waivers
    .filter((one) => one.baseRef === baseRef && (one.head ?? commit) === commit)
    .map((one) => ({ ...one, until: earlier(one.until, daysAfter(one.grantedOn, policy.waivers.maxDays)) }))
    .filter(({ until }) => until >= today)
}

const earlier = (one: string, other: string) => (one < other ? one : other)

/** Only what this change introduces and no comment suppresses needs leave; what blocks is waived, never just dismissed. */
function granted(finding: JudgedFinding, { waivers, dismissals }: Leave): JudgedFinding {
  const { fingerprint, status, suppressedBy, enforcement } = finding
  if (status !== 'introduced' || suppressedBy) return finding
  const waiver = longest(waivers.filter((one) => one.fingerprint === fingerprint))
  if (waiver) {
    const { by, reason, until } = waiver
    return { ...finding, waivedBy: { by, reason, until } }
  }
  const dismissal = dismissals.find((one) => one.fingerprint === fingerprint)
  if (!dismissal || enforcement === 'block') return finding
  return { ...finding, dismissedBy: { by: dismissal.by, reason: dismissal.reason } }
}

/** Of several waivers the one that ends last; of those, the first given. */
function longest([first, ...others]: readonly Waiver[]): Waiver | undefined {
  return others.reduce((best, one) => (best && one.until > best.until ? one : best), first)
}
