import type { Report } from '../core/report.ts'
import { addressesIn } from './addresses.ts'
import { isDisruptive } from './change-words.ts'
import { code, prose } from './escape.ts'
import { type FindingOptions, findingText } from './markdown-finding.ts'
import { opinionFooter, opinionSections } from './markdown-opinion.ts'
import { planSections } from './markdown-plan.ts'
import { disprovedSection, rehearsalSections } from './markdown-rehearsal.ts'
import {
  approvalsSection,
  changesSection,
  firstNumbers,
  undeterminedSection,
  waivedLine,
} from './markdown-sections.ts'
import { opinionVerdict } from './opinion-words.ts'
import { assemble, type Section } from './sections.ts'
import { clip } from './visible.ts'
import {
  approvalsMissing,
  count,
  filesText,
  isWaiting,
  knowsNothing,
  policyText,
  type Sorted,
  secondsText,
  sortFindings,
  unread,
  unreadReason,
  verdictText,
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
 * no introduced finding, also none that is waived, no change that removes or alters something, no missing approval, no file that was not read
 * and nothing that a model said. Additions alone (a new table, a new index) are no reason to write to anybody.
 */
export function renderMarkdown(report: Report, options: MarkdownOptions = {}): string {
  const sorted = sortFindings(report)
  const opinion = opinionSections(report.opinion)
  if (opinion.length === 0 && !hasSomethingToSay(report, sorted)) return ''
  const said = { ...options, toldAt: firstNumbers(sorted) }
  return assemble(
    [
      headline(report, sorted, options),
      changesSection(report),
      ...planSections(report),
      mustFix(sorted, said),
      ...rehearsalSections(report),
      worthALook(sorted, said),
      ...opinion,
      disprovedSection(report, said),
      waived(sorted, said),
      undeterminedSection(report),
    ],
    [approvalsSection(report), footer(report, sorted, options)],
  )
}

function hasSomethingToSay(report: Report, { blocking, warning, noted, waived }: Sorted): boolean {
  return (
    report.decision.verdict !== 'pass' ||
    blocking.length + warning.length + noted.length + waived.length > 0 ||
    report.changes.some(isDisruptive) ||
    approvalsMissing(report) > 0 ||
    unread(report).length > 0
  )
}

const signs = { block: '⛔', error: '⛔', warn: '⚠', pass: '✓' }

function headline(report: Report, sorted: Sorted, { run }: MarkdownOptions): Section {
  const { verdict, risk } = report.decision
  const parts = [
    `${isWaiting(report) ? '⏳' : signs[verdict]} ${verdictText(report)}`,
    knowsNothing(report) ? '' : `risk **${risk.level}**`,
    countsText(report, sorted),
  ]
  const facts = factsOf(report, sorted).map((fact) => clip(fact, 300))
  const blocks = opinionVerdict(report)
  const quote = [
    ...(blocks === undefined ? [] : [`> ⛔ **${prose(clip(blocks, 400))}**`]),
    ...facts.map((fact) => `> ${prose(fact, resourcesIn(fact, report))}`),
  ]
  const id = run === undefined ? '' : ` run=${run.replace(/[^\w-]/g, '')}`
  const heading = `${marker}${id} -->\n### ${parts.filter(Boolean).join(' · ')}`
  return { head: [heading, quote.join('  \n')].filter(Boolean).join('\n\n'), items: [] }
}

/** SQL has names of the same form: only where there is Terraform. */
function resourcesIn(text: string, { coverage }: Report): readonly string[] {
  return coverage.files.some(({ language }) => language === 'terraform') ? addressesIn(text) : []
}

function countsText(report: Report, { blocking, warning }: Sorted): string {
  const missing = approvalsMissing(report)
  return [
    blocking.length > 0 ? `${blocking.length} to fix` : '',
    warning.length > 0 ? count(warning.length, 'warning') : '',
    missing > 0 ? `${count(missing, 'approval')} missing` : '',
  ]
    .filter(Boolean)
    .join(', ')
}

/** What set the risk; before it why the verdict is what it is, where no finding below says so. */
function factsOf(report: Report, { blocking }: Sorted): string[] {
  const { verdict, risk, reasons } = report.decision
  const unexplained = verdict === 'error' || (verdict === 'block' && blocking.length === 0)
  const facts = [...(unexplained ? reasons : []), ...(knowsNothing(report) ? [] : risk.reasons)]
  return [...new Set(facts)].slice(0, 6)
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

function waived({ waived: findings }: Sorted, options: FindingOptions): Section | undefined {
  if (findings.length === 0) return undefined
  return {
    head: `<details><summary><b>Waived</b> · ${findings.length}</summary>`,
    items: findings.map((finding) => waivedLine(finding, options)),
    rest: (left) => `and ${left} more; the check run lists them.`,
    tail: '</details>',
  }
}

/** What whoever is blocked may ask for. */
function commandsText({ blocking: [first] }: Sorted): string {
  if (!first) return '`/sluice help`'
  const waiver = code(`/sluice waive ${first.number} until=YYYY-MM-DD reason="..."`)
  return `leave for one finding, by somebody else than the author: ${waiver} · \`/sluice help\``
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
    sorted.dismissed.length > 0 ? `${sorted.dismissed.length} dismissed` : undefined,
    sorted.fixed.length > 0 ? `${sorted.fixed.length} fixed` : undefined,
    `policy ${code(clip(policyText(report), 300))}`,
    report.assumptions[0] === undefined ? undefined : prose(clip(report.assumptions[0], 150)),
    timings ? secondsText(report) : undefined,
    timings ? opinionFooter(report.opinion) : undefined,
    commands ? commandsText(sorted) : undefined,
  ]
  const line = rest.filter((part) => part !== undefined).join(' · ')
  return {
    head: `<sub>${[notEvaluated, line].filter((part) => part !== undefined).join(' ')}</sub>`,
    items: [],
  }
}
