import { isOpen } from '../core/decide.ts'
import { type Enforcement, enforcements, severities } from '../core/finding.ts'
import type { FileCoverage, JudgedEvidence, JudgedFinding, Report } from '../core/report.ts'

const verdictTexts = {
  block: 'Sluice blocks this change',
  error: 'Sluice could not evaluate this change',
  warn: 'Sluice lets this change pass, with warnings',
  pass: 'Sluice lets this change pass',
}

/** The verdict as a sentence. What waits for people is not let pass. */
export function verdictText(report: Report): string {
  if (isWaiting(report))
    return `Sluice waits for ${count(approvalsMissing(report), 'approval')} of this change`
  return verdictTexts[report.decision.verdict]
}

/** Whether approvals are all that is missing. */
export function isWaiting(report: Report): boolean {
  const { verdict } = report.decision
  return (verdict === 'pass' || verdict === 'warn') && approvalsMissing(report) > 0
}

/** The findings of a report by what a reader does with them; each list gravest first, then by place. */
export interface Sorted {
  readonly blocking: readonly JudgedFinding[]
  readonly warning: readonly JudgedFinding[]
  readonly noted: readonly JudgedFinding[]
  readonly existing: readonly JudgedFinding[]
  readonly fixed: readonly JudgedFinding[]
  readonly suppressed: readonly JudgedFinding[]
  readonly waived: readonly JudgedFinding[]
  readonly dismissed: readonly JudgedFinding[]
}

export function sortFindings({ findings }: Report): Sorted {
  const known = findings.filter(({ enforcement }) => enforcement !== 'off').sort(byGravity)
  const open = known.filter(({ suppressedBy }) => !suppressedBy)
  const introduced = known.filter(isOpen)
  return {
    blocking: introduced.filter(({ enforcement }) => enforcement === 'block'),
    warning: introduced.filter(({ enforcement }) => enforcement === 'warn'),
    noted: introduced.filter(({ enforcement }) => enforcement === 'info'),
    existing: open.filter(({ status }) => status === 'existing'),
    fixed: open.filter(({ status }) => status === 'fixed'),
    suppressed: known.filter(({ suppressedBy, status }) => suppressedBy && status !== 'fixed'),
    waived: known.filter(({ waivedBy }) => waivedBy),
    dismissed: known.filter(({ dismissedBy }) => dismissedBy),
  }
}

/** Enforcement, severity, path, place, rule: a total order, so that equal reports read equally. */
export function byGravity(one: JudgedFinding, other: JudgedFinding): number {
  return (
    enforcements.indexOf(one.enforcement) - enforcements.indexOf(other.enforcement) ||
    severities.indexOf(one.severity) - severities.indexOf(other.severity) ||
    compareText(one.path, other.path) ||
    byPlace(one, other)
  )
}

export function byPlace(one: JudgedFinding, other: JudgedFinding): number {
  return (
    one.lines.startLine - other.lines.startLine ||
    one.lines.startColumn - other.lines.startColumn ||
    compareText(one.ruleId, other.ruleId) ||
    one.number - other.number
  )
}

/** By code unit: the same order on every machine, whatever its locale. */
export function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

/** A finding on the pull request as a whole has no path. */
export function pathText(path: string): string {
  return path === '' ? 'this pull request' : path
}

/** `recommended: block, strict: block`. */
export function enforcementsText(packs: Readonly<Record<string, Enforcement>>): string {
  return Object.entries(packs)
    .map(([pack, enforcement]) => `${pack}: ${enforcement}`)
    .join(', ')
}

/** `1 finding`, `3 findings`. */
export function count(amount: number, noun: string, plural = `${noun}s`): string {
  return `${amount} ${amount === 1 ? noun : plural}`
}

/** The review ended before it knew anything of the change, also nothing of its risk. */
export function knowsNothing({ decision, coverage }: Report): boolean {
  return decision.verdict === 'error' && coverage.files.length === 0
}

/** No data file changed, and nobody found anything else to say. */
export function isNothingToReview({ decision, coverage, findings }: Report): boolean {
  return decision.verdict === 'pass' && coverage.files.length === 0 && findings.length === 0
}

/** Files of which something was not read. */
export function unread({ coverage }: Report): readonly FileCoverage[] {
  return coverage.files.filter(({ status }) => status !== 'evaluated')
}

/** `4 of 5 data files`; files read in part count as read. */
export function filesText({ coverage }: Report): string {
  const read = coverage.files.filter(({ status }) => status !== 'not-evaluated').length
  return `${read} of ${count(coverage.files.length, 'data file')}`
}

/** Why a file was not, or not wholly, evaluated. */
export function unreadReason({ status, statements, reason }: FileCoverage): string {
  const analysed = statements
    ? `${statements.analysed} of ${count(statements.total, 'statement')} analysed`
    : 'partly'
  const parts = [status === 'partly' ? analysed : undefined, reason].filter((part) => part !== undefined)
  return parts.length === 0 ? 'no reason was given' : parts.join(': ')
}

/** `1.9 s`; undefined when nothing was timed. */
export function secondsText({ timings }: Report): string | undefined {
  const stages = Object.values(timings)
  if (stages.length === 0) return undefined
  const total = timings.total ?? stages.reduce((sum, stage) => sum + stage, 0)
  return `${(total / 1000).toFixed(1)} s`
}

/** A text without what differs from run to run of one and the same outcome. */
export const withoutSeconds = (text: string) => text.replace(/\d+\.\d s\b/g, '')

/** `recommended, gdpr at 3f9c2e1`: where the policy came from. */
export function policyText({ policy }: Report): string {
  const names = policy.sources.map(({ name, commit }) =>
    commit ? `${name} at ${shortCommit(commit)}` : name,
  )
  return names.join(', ') || 'built in'
}

function shortCommit(commit: string): string {
  return commit.slice(0, 7)
}

export function approvalsMissing({ decision }: Report): number {
  return Math.max(0, decision.approvals.required - decision.approvals.given.length)
}

/** `1 of 2`: approvals given of those needed; undefined when none are. */
export function approvalsText({ decision }: Report): string | undefined {
  const { required, given } = decision.approvals
  return required === 0 ? undefined : `${Math.min(given.length, required)} of ${required}`
}

/** `ada until 2026-12-31`. */
export function waiverText({ by, until }: { readonly by: string; readonly until: string }): string {
  return `${by} until ${until}`
}

/** The evidence that is told below a message; sizes stand in the message itself. */
export function toldEvidence({ evidence }: JudgedFinding): readonly JudgedEvidence[] {
  return evidence.filter(({ kind }) => kind !== 'statistics')
}

/** `path:line` of a piece of evidence that has a place. */
export function evidencePlace({ place, lines }: JudgedEvidence): string | undefined {
  if (!place) return undefined
  return lines ? `${place.path}:${lines.startLine}` : place.path
}

/** How sure a piece of evidence is, in the report's words; sizes and plain facts need none. */
export function strengthText({ strength }: JudgedEvidence): string | undefined {
  if (strength === 'measured') return 'measured'
  return strength === 'inferred' ? 'inferred' : undefined
}

/** A message's first sentence, which is its heading, and what follows. */
export function sentences(message: string): [string, string] {
  const end = /[.!?]\s+(?=\p{Lu})/u.exec(message)
  return end ? [message.slice(0, end.index + 1), message.slice(end.index + end[0].length)] : [message, '']
}
