import { notEvaluated } from './enforcement.ts'
import { andList, orList } from './near-names.ts'
import type { Policy } from './policy.ts'
import type { Decision, FileCoverage, JudgedFinding, Risk, Verdict } from './report.ts'
import type { ReportedFile, ReportedRehearsal } from './reported-rehearsal.ts'

/** An approving review of the head commit. */
export interface Approval {
  readonly login: string
  /** Teams the person belongs to, `organisation/team`. */
  readonly teams: readonly string[]
}

export interface DecideInput {
  readonly findings: readonly Pick<
    JudgedFinding,
    'ruleId' | 'path' | 'status' | 'enforcement' | 'suppressedBy' | 'waivedBy' | 'dismissedBy'
  >[]
  readonly coverage: readonly FileCoverage[]
  readonly rehearsal?: Pick<ReportedRehearsal, 'histories' | 'notRehearsed'> | null
  readonly risk: Risk
  readonly policy: Pick<Policy, 'approvals' | 'on'>
  readonly approvals?: readonly Approval[]
  /** Why not every approval could be counted, as a sentence. */
  readonly unknownApprovals?: string
  /** Why the review could not be done, as sentences; any makes the verdict `error`. */
  readonly failures?: readonly string[]
}

/**
 * The verdict and why. Only introduced findings that nobody put away (suppressed, waived, dismissed) count. What was not read counts as `on.not_evaluated` says,
 * new migrations that could not be tried as `on.rehearsal_unavailable` does.
 * Missing approvals are no verdict of their own: see `approvalsMissing`.
 */
export function decide(input: DecideInput): Decision {
  const { risk } = input
  const approvals = approvalsFor(input)
  const reasons = [
    ...failed(input),
    ...mustFix(input),
    ...unread(input),
    ...untried(input),
    ...worthALook(input),
  ]
  const sentences = reasons.map(({ text }) => text)
  if (approvalsMissing({ approvals }) > 0) sentences.push(...approvalSentences(risk.level, approvals))
  if (sentences.length === 0) sentences.push(nothing(input))
  const verdict =
    gravest.find((candidate) => reasons.some((reason) => reason.verdict === candidate)) ?? 'pass'
  return { verdict, risk, reasons: sentences, approvals }
}

/** How many approvals the policy still wants. */
export function approvalsMissing({ approvals }: Pick<Decision, 'approvals'>): number {
  return Math.max(0, approvals.required - approvals.given.length)
}

interface Reason {
  readonly verdict: Verdict
  readonly text: string
}

const gravest: readonly Verdict[] = ['error', 'block', 'warn']

function failed({ failures = [] }: DecideInput): Reason[] {
  return failures.map((text) => ({ verdict: 'error', text }))
}

function mustFix(input: DecideInput): Reason[] {
  const found = counting(input).filter(({ enforcement }) => enforcement === 'block')
  if (found.length === 0) return []
  return [{ verdict: 'block', text: `${count(found.length, 'finding')} must be fixed: ${byRule(found)}.` }]
}

function worthALook(input: DecideInput): Reason[] {
  const found = counting(input).filter(({ enforcement }) => enforcement === 'warn')
  if (found.length === 0) return []
  return [{ verdict: 'warn', text: `${count(found.length, 'finding')} worth a look: ${byRule(found)}.` }]
}

function counting({ findings }: DecideInput): DecideInput['findings'] {
  return findings.filter((finding) => finding.ruleId !== notEvaluated && isOpen(finding))
}

/** Introduced, and nothing and nobody put it away. */
export function isOpen(finding: Pick<JudgedFinding, 'status' | 'suppressedBy' | 'waivedBy' | 'dismissedBy'>) {
  const { status, suppressedBy, waivedBy, dismissedBy } = finding
  return status === 'introduced' && !suppressedBy && !waivedBy && !dismissedBy
}

/** Files that were not read in full. A file whose unread part was there before (its finding is existing) or is waived does not count. */
function unread({ findings, coverage, policy }: DecideInput): Reason[] {
  const enforcement = policy.on.notEvaluated
  if (enforcement === 'ignore') return []
  const found = findings.filter(({ ruleId }) => ruleId === notEvaluated)
  const judged = new Set(found.map(({ path }) => path))
  const paths = new Set([
    ...found
      .filter(({ status, waivedBy, dismissedBy }) => status === 'introduced' && !waivedBy && !dismissedBy)
      .map(({ path }) => path),
    ...coverage
      .filter(({ path, status }) => status !== 'evaluated' && !judged.has(path))
      .map(({ path }) => path),
  ])
  if (paths.size === 0) return []
  const blocks = enforcement === 'block' ? ', and the policy blocks on that' : ''
  return [
    {
      verdict: enforcement,
      text: `${count(paths.size, 'file')} could not be read in full${blocks}: ${listed([...paths].sort())}.`,
    },
  ]
}

/**
 * New migrations that were not tried, or whose trial proves nothing. A warning is due where a trial had to be stopped; that there was nothing
 * to try them on is listed in the report, and counts only for a policy that blocks.
 */
function untried({ rehearsal, policy }: DecideInput): Reason[] {
  const enforcement = policy.on.rehearsalUnavailable
  if (!rehearsal || enforcement === 'ignore') return []
  const { histories, notRehearsed } = rehearsal
  const files =
    enforcement === 'block'
      ? [...notRehearsed, ...histories.flatMap((history) => history.files)]
      : histories.flatMap((history) => upToExcuse(history.files))
  const named = files.flatMap((file) => {
    const reason = file.outcome === 'not-rehearsed' ? file.reason : file.excuse
    return reason === undefined ? [] : [`${file.path} (${reason})`]
  })
  if (named.length === 0) return []
  const blocks = enforcement === 'block' ? ', and the policy blocks on that' : ''
  return [
    {
      verdict: enforcement,
      text: `${count(named.length, 'file')} could not be rehearsed${blocks}: ${listed(named)}.`,
    },
  ]
}

/** Files that come after one whose trial proves nothing were not tried for the same reason. */
function upToExcuse(files: readonly ReportedFile[]): readonly ReportedFile[] {
  const end = files.findIndex((file) => file.outcome !== 'not-rehearsed' && file.excuse !== undefined)
  return end < 0 ? files : files.slice(0, end)
}

function approvalsFor({
  policy,
  risk,
  approvals = [],
  unknownApprovals,
}: DecideInput): Decision['approvals'] {
  const { count: required, teams } = policy.approvals[risk.level] ?? { count: 0, teams: [] }
  const entitled = approvals.filter(
    (approval) => teams.length === 0 || approval.teams.some((team) => teams.includes(team)),
  )
  const given = [...new Set(entitled.map(({ login }) => login))].sort()
  const unknown = required > given.length && unknownApprovals !== undefined
  return { required, teams, given, ...(unknown && { unknown: unknownApprovals }) }
}

function approvalSentences(
  level: string,
  { required, teams, given, unknown }: Decision['approvals'],
): string[] {
  const from = teams.length > 0 ? ` from ${orList(teams)}` : ''
  const needs = `A change of ${level} risk needs ${count(required, 'approval')}${from}; given so far: ${given.length}.`
  return unknown === undefined ? [needs] : [needs, unknown]
}

function nothing({ findings }: DecideInput): string {
  const shown = findings.filter(isOpen).length
  return shown === 0 ? 'This change adds no findings.' : `${count(shown, 'finding')} for information only.`
}

/** `postgres/ban-lock-table (2), migration/require-where`: most frequent first. */
function byRule(found: readonly { readonly ruleId: string }[]): string {
  const rows = [...Map.groupBy(found, ({ ruleId }) => ruleId)].map(([id, members]) => ({
    id,
    total: members.length,
  }))
  rows.sort((one, other) => other.total - one.total || (one.id < other.id ? -1 : 1))
  return listed(rows.map(({ id, total }) => (total === 1 ? id : `${id} (${total})`)))
}

function listed(words: readonly string[]): string {
  return words.length <= 5 ? andList(words) : `${words.slice(0, 4).join(', ')} and ${words.length - 4} more`
}

const count = (amount: number, noun: string) => `${amount} ${noun}${amount === 1 ? '' : 's'}`
