import type { Report } from '../core/report.ts'
import { changeWords, type DetailPart, isDisruptive } from './change-words.ts'
import { code, inert, prose } from './escape.ts'
import { type FindingOptions, findingText } from './markdown-finding.ts'
import { assemble, type Section } from './sections.ts'
import { clip } from './visible.ts'
import {
  approvalsMissing,
  count,
  filesText,
  policyText,
  type Sorted,
  secondsText,
  sortFindings,
  unread,
  unreadReason,
} from './words.ts'

export interface MarkdownOptions extends Pick<FindingOptions, 'ruleUrl'> {
  /** Identifies the run in the hidden marker; letters, digits, `-` and `_`. */
  readonly run?: string
  /** Left out: true. False for output that is the same in every run. */
  readonly timings?: boolean
  /** Whether the comment stands in a pull request that takes commands; left out: false. */
  readonly commands?: boolean
}

/** The start of the hidden first line by which the app finds its own comment. */
export const marker = '<!-- sluice:summary v1'

/**
 * The one comment of a pull request, at most 65,000 characters. Empty when there is nothing to say: the verdict is pass, and there is
 * no introduced finding, no change that removes or alters something, no missing approval and no file that was not read. Additions alone
 * (a new table, a new index) are no reason to write to anybody.
 */
export function renderMarkdown(report: Report, options: MarkdownOptions = {}): string {
  const sorted = sortFindings(report)
  if (!hasSomethingToSay(report, sorted)) return ''
  const said = { ...options, toldAt: firstNumbers(sorted) }
  return assemble(
    [headline(report, sorted, options), changes(report), mustFix(sorted, said), worthALook(sorted, said)],
    [approvals(report), footer(report, sorted, options)],
  )
}

function hasSomethingToSay(report: Report, { blocking, warning, noted }: Sorted): boolean {
  return (
    report.decision.verdict !== 'pass' ||
    blocking.length + warning.length + noted.length > 0 ||
    report.changes.some(isDisruptive) ||
    approvalsMissing(report) > 0 ||
    unread(report).length > 0
  )
}

function firstNumbers({ blocking, warning, noted }: Sorted): ReadonlyMap<string, number> {
  const findings = [...blocking, ...warning, ...noted]
  return new Map(findings.map(({ ruleId, number }) => [ruleId, number] as const).reverse())
}

function headline(report: Report, sorted: Sorted, { run }: MarkdownOptions): Section {
  const { verdict, risk, reasons } = report.decision
  const missing = approvalsMissing(report)
  const said = {
    block: '⛔ Sluice blocks this change',
    error: '⛔ Sluice could not evaluate this change',
    warn: '⚠ Sluice lets this change pass, with warnings',
    pass: '✓ Sluice lets this change pass',
  }[verdict]
  const counts = [
    sorted.blocking.length > 0 ? `${sorted.blocking.length} to fix` : undefined,
    sorted.warning.length > 0 ? count(sorted.warning.length, 'warning') : undefined,
    missing > 0 ? `${count(missing, 'approval')} missing` : undefined,
  ].filter((part) => part !== undefined)
  const heading = `### ${[said, `risk **${risk.level}**`, counts.join(', ')].filter(Boolean).join(' · ')}`
  const unexplained = verdict === 'error' || (verdict === 'block' && sorted.blocking.length === 0)
  const facts = unexplained ? [...reasons, ...risk.reasons] : risk.reasons
  const quote = [...new Set(facts)].slice(0, 6).map((fact) => `> ${prose(clip(fact, 300))}`)
  const id = run === undefined ? '' : ` run=${run.replace(/[^\w-]/g, '')}`
  return {
    head: `${marker}${id} -->\n${heading}${quote.length > 0 ? `\n\n${quote.join('  \n')}` : ''}`,
    items: [],
  }
}

function changes(report: Report): Section | undefined {
  if (report.changes.length === 0) return undefined
  const rows = changeWords(report.changes).map(
    ({ sign, noun, name, detail }) =>
      `| ${sign} ${noun} | ${code(clip(name, 200))} | ${detailText(detail)} |`,
  )
  return {
    head: '**What changes in your data**\n\n| | | |\n|---|---|---|',
    items: rows,
    between: '\n',
    most: 20,
    limit: 12_000,
  }
}

function detailText(detail: readonly DetailPart[]): string {
  const parts = detail
    .slice(0, 12)
    .map((part) => ('code' in part ? code(clip(part.code, 120)) : inert(part.words)))
  return parts.join(' ') + (detail.length > 12 ? ' …' : '')
}

function mustFix({ blocking }: Sorted, options: FindingOptions): Section | undefined {
  if (blocking.length === 0) return undefined
  return {
    head: '**Must fix**',
    items: blocking.map((finding) => findingText(finding, options, 'bold')),
    rest: (left) => `and ${left} more to fix; the check run lists them.`,
  }
}

function worthALook({ warning, noted }: Sorted, options: FindingOptions): Section | undefined {
  const findings = [...warning, ...noted]
  if (findings.length === 0) return undefined
  return {
    head: `<details><summary><b>Worth a look</b> · ${findings.length}</summary>`,
    items: findings.map((finding) => findingText(finding, options, 'plain')),
    rest: (left) => `and ${left} more; the check run lists them.`,
    tail: '</details>',
  }
}

function approvals({ decision }: Report): Section | undefined {
  const { required, teams, given } = decision.approvals
  if (required === 0) return undefined
  const waiting =
    given.length < required && teams.length > 0
      ? ` · waiting for ${teams
          .slice(0, 10)
          .map((team) => code(clip(team, 100)))
          .join(', ')}`
      : ''
  return { head: `**Approvals** ${Math.min(given.length, required)} of ${required}${waiting}`, items: [] }
}

const listedUnread = 10

function footer(
  report: Report,
  sorted: Sorted,
  { timings = true, commands = false }: MarkdownOptions,
): Section {
  const files = unread(report)
  const listed = files
    .slice(0, listedUnread)
    .map((file) => `${code(clip(file.path, 150))} (${prose(clip(unreadReason(file), 120))})`)
  const more = files.length > listedUnread ? ` and ${files.length - listedUnread} more` : ''
  const notEvaluated = listed.length > 0 ? `Not evaluated: ${listed.join(', ')}${more}.` : undefined
  const rest = [
    filesText(report),
    sorted.existing.length > 0 ? `${sorted.existing.length} existing not shown` : undefined,
    sorted.suppressed.length > 0 ? `${sorted.suppressed.length} suppressed` : undefined,
    sorted.fixed.length > 0 ? `${sorted.fixed.length} fixed` : undefined,
    `policy ${code(clip(policyText(report), 300))}`,
    report.assumptions[0] === undefined ? undefined : prose(clip(report.assumptions[0], 150)),
    timings ? secondsText(report) : undefined,
    commands ? '`/sluice help`' : undefined,
  ]
  const line = rest.filter((part) => part !== undefined).join(' · ')
  return {
    head: `<sub>${[notEvaluated, line].filter((part) => part !== undefined).join(' ')}</sub>`,
    items: [],
  }
}
