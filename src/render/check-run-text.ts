import type { JudgedFinding, Report } from '../core/report.ts'
import { code, prose } from './escape.ts'
import { type FindingOptions, findingLine, findingText } from './markdown-finding.ts'
import { planSections } from './markdown-plan.ts'
import { disprovedSection, rehearsalSections } from './markdown-rehearsal.ts'
import {
  approvalsSection,
  changesSection,
  firstNumbers,
  undeterminedSection,
  waivedLine,
} from './markdown-sections.ts'
import { assemble, type Section } from './sections.ts'
import { clip } from './visible.ts'
import {
  count,
  filesText,
  isNothingToReview,
  knowsNothing,
  policyText,
  type Sorted,
  secondsText,
  unread,
  unreadReason,
  verdictText,
} from './words.ts'

export interface TextOptions extends FindingOptions {
  /** How many findings have an annotation, and how many could have one. */
  readonly annotated: number
  readonly annotatable: number
}

/** GitHub takes 65,535 of each; whether it counts characters or bytes, this fits. */
const room = { limit: 65_000, size: (text: string) => Buffer.byteLength(text) }

/** What matters: verdict and why, risk, changes, what must be fixed, what the rehearsal showed, what was not read, approvals. */
export function checkRunSummary(report: Report, sorted: Sorted, options: TextOptions): string {
  return assemble(
    [
      verdict(report),
      risk(report),
      changesSection(report),
      ...planSections(report),
      mustFix(sorted, options),
      ...rehearsalSections(report),
      disprovedSection(report, options),
      notEvaluated(report),
      undeterminedSection(report),
    ],
    [approvalsSection(report), footer(report, sorted, options)],
    room,
  )
}

/** The rest: every finding with why and what to do, and those that do not count in one line each. Empty without any. */
export function checkRunText(report: Report, sorted: Sorted, options: TextOptions): string {
  const { blocking, warning, noted, existing, suppressed, waived, dismissed, fixed } = sorted
  const said = { ...options, toldAt: firstNumbers(sorted) }
  const full = (finding: JudgedFinding) => findingText(finding, said, 'bold')
  const line = (finding: JudgedFinding) => `- ${findingLine(finding, said)}`
  const sections = [
    section('Must fix', blocking, full),
    section('Worth a look', [...warning, ...noted], full),
    listed('Waived', waived, (finding) => `- ${waivedLine(finding, said)}`),
    listed('Dismissed', dismissed, (finding) => line(finding) + because(finding.dismissedBy)),
    listed('Suppressed in code', suppressed, (finding) => line(finding) + because(finding.suppressedBy)),
    listed('Existing, which do not count', existing, line),
    listed('Fixed', fixed, line),
    assumptions(report),
  ].filter((found) => found !== undefined)
  return sections.length === 0 ? '' : assemble(sections, [], room)
}

function section(
  title: string,
  findings: readonly JudgedFinding[],
  text: (finding: JudgedFinding) => string,
): Section | undefined {
  if (findings.length === 0) return undefined
  return {
    head: `### ${title} · ${findings.length}`,
    items: findings.map(text),
    rest: (left) => `and ${left} more, for which there is no room here.`,
  }
}

function listed(...[title, findings, text]: Parameters<typeof section>): Section | undefined {
  const found = section(title, findings, text)
  return found && { ...found, between: '\n' }
}

function because(leave: { readonly by?: string; readonly reason: string } | undefined): string {
  if (!leave) return ''
  const by = leave.by === undefined ? '' : `${code(clip(leave.by, 100))}: `
  return ` · ${by}${prose(clip(leave.reason, 300))}`
}

function verdict(report: Report): Section {
  if (isNothingToReview(report)) return { head: '**Nothing to review**: no data files changed.', items: [] }
  const { reasons } = report.decision
  return {
    head: `**${verdictText(report)}**`,
    items: reasons.map((reason) => `- ${prose(clip(reason, 1000))}`),
    rest: (left) => `and ${count(left, 'more reason')}.`,
    between: '\n',
    limit: 30_000,
  }
}

function risk(report: Report): Section | undefined {
  if (knowsNothing(report) || isNothingToReview(report)) return undefined
  const { risk } = report.decision
  const facts = risk.reasons.map((fact) => prose(clip(fact, 300)))
  return { head: `Risk **${risk.level}**: ${facts.join(' ')}`, items: [] }
}

function mustFix({ blocking }: Sorted, options: TextOptions): Section | undefined {
  if (blocking.length === 0) return undefined
  return {
    head: '**Must fix**',
    items: blocking.map((finding) => `- ${findingLine(finding, options)}`),
    rest: (left) => `and ${left} more to fix.`,
    between: '\n',
    most: 50,
  }
}

function notEvaluated(report: Report): Section | undefined {
  const files = unread(report)
  if (files.length === 0) return undefined
  return {
    head: '**Not evaluated**',
    items: files.map((file) => `- ${code(clip(file.path, 300))}: ${prose(clip(unreadReason(file), 300))}`),
    rest: (left) => `and ${count(left, 'more file')}.`,
    between: '\n',
    most: 100,
  }
}

function footer(report: Report, sorted: Sorted, { annotated, annotatable }: TextOptions): Section {
  const counts = (['existing', 'suppressed', 'waived', 'dismissed', 'fixed'] as const)
    .filter((key) => sorted[key].length > 0)
    .map((key) => `${sorted[key].length} ${key}`)
  const line = [
    filesText(report),
    ...counts,
    `policy ${code(clip(policyText(report), 300))}`,
    secondsText(report),
  ]
  const cut = annotatable > annotated ? `${annotated} of ${annotatable} findings are annotated. ` : ''
  return { head: `${cut}${line.filter((part) => part !== undefined).join(' · ')}`, items: [] }
}

function assumptions({ assumptions, coverage }: Report): Section | undefined {
  if (assumptions.length === 0 || coverage.files.length === 0) return undefined
  return {
    head: '### Judged for',
    items: assumptions.map((text) => `- ${prose(clip(text, 300))}`),
    between: '\n',
    most: 30,
  }
}
