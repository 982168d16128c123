import { enforcements } from '../core/finding.ts'
import type { JudgedFinding, Report } from '../core/report.ts'
import { cells, pad, wrap } from './columns.ts'
import { opinionVerdict } from './opinion-words.ts'
import { type Paint, paint } from './paint.ts'
import { opinionBlocks } from './terminal-opinion.ts'
import { sentence } from './terminal-phrase.ts'
import { planBlocks } from './terminal-plan.ts'
import { rehearsalBlocks } from './terminal-rehearsal.ts'
import { undeterminedPhrases, undeterminedText } from './undetermined-words.ts'
import { oneLine } from './visible.ts'
import {
  approvalsMissing,
  byGravity,
  byPlace,
  compareText,
  count,
  evidencePlace,
  filesText,
  pathText,
  policyText,
  type Sorted,
  secondsText,
  sortFindings,
  strengthText,
  toldEvidence,
  unread,
  unreadReason,
} from './words.ts'

export interface TerminalOptions {
  /** ANSI colours; left out: none. */
  readonly colour?: boolean
  /** OSC 8 hyperlinks to the files; left out: none. */
  readonly links?: boolean
  /** Cells of a line; left out: 100. Below 50 nothing is wrapped tighter. */
  readonly width?: number
  /** Absolute path of the repository, for links. */
  readonly root?: string
  /** Left out: true. False for output that is the same in every run. */
  readonly timings?: boolean
}

interface Page {
  readonly width: number
  readonly paint: Paint
  readonly link: (text: string, path: string, line: number) => string
}

/** A report for a person at a terminal; ends with a line feed. Nothing from the pull request can act on the terminal. */
export function renderTerminal(report: Report, options: TerminalOptions = {}): string {
  const page: Page = {
    width: Math.max(50, options.width ?? 100),
    paint: paint(options.colour ?? false),
    link: linker(options),
  }
  const sorted = sortFindings(report)
  const shown = [...sorted.blocking, ...sorted.warning, ...sorted.noted]
  const blocks = [
    ...fileBlocks(shown, page),
    ...planBlocks(report, page),
    ...rehearsalBlocks(report, page),
    ...opinionBlocks(report, page, options.timings ?? true),
    [...asideLines(report, sorted, page)],
    [...verdictLines(report, sorted, page, options.timings ?? true), ...opinionVerdictLines(report, page)],
  ]
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `  ${line}`.trimEnd()).join('\n'))
    .join('\n\n')}\n`
}

/** The files with findings, the file with the gravest first; in one block, as they belong together. */
function fileBlocks(findings: readonly JudgedFinding[], page: Page): string[][] {
  const byPath = [...Map.groupBy(findings, ({ path }) => path)].map(([path, found]) => ({ path, found }))
  byPath.sort((one, other) => gravest(one.found, other.found) || compareText(one.path, other.path))
  return byPath.map(({ path, found }) => {
    const heading = page.paint.bold(page.link(oneLine(pathText(path)), path, 1))
    const inOrder = found.toSorted((one, other) => enforcementOrder(one, other) || byPlace(one, other))
    const column = Math.max(...found.map((finding) => placeText(finding).length), 5) + 1
    return [heading, ...inOrder.flatMap((finding) => findingLines(finding, page, column))]
  })
}

function gravest([one]: readonly JudgedFinding[], [other]: readonly JudgedFinding[]): number {
  return one && other ? enforcementOrder(one, other) || severityOrder(one, other) : 0
}

const enforcementOrder = (one: JudgedFinding, other: JudgedFinding) =>
  enforcements.indexOf(one.enforcement) - enforcements.indexOf(other.enforcement)

/** Gravity with places and paths made equal. */
const severityOrder = (one: JudgedFinding, other: JudgedFinding) =>
  byGravity(one, { ...other, path: one.path, lines: one.lines, ruleId: one.ruleId, number: one.number })

/** Lines of one finding, the place in a column of its own; evidence and rule stand under the message. */
function findingLines(finding: JudgedFinding, page: Page, column: number): string[] {
  const { paint } = page
  const place = placeText(finding)
  const lead = [
    `  ${page.link(place, finding.path, finding.lines.startLine)}${' '.repeat(column - place.length)}`,
    paint.enforcement(finding.enforcement, pad(finding.enforcement, 7)),
    pad(finding.severity, 10),
  ].join('')
  const indent = 2 + column + 17
  const width = page.width - indent - 2
  const [first = '', ...rest] = wrap(oneLine(finding.message), width)
  const under = [...rest, ...evidenceLines(finding, width), ruleLine(finding, paint)]
  return [lead + first, ...under.map((line) => ' '.repeat(indent) + line)]
}

function placeText({ lines, side }: JudgedFinding): string {
  return side === 'base' ? `was ${lines.startLine}` : `${lines.startLine}:${lines.startColumn}`
}

/** Evidence with a place as a table of places, the rest as sentences. */
function evidenceLines(finding: JudgedFinding, width: number): string[] {
  const evidence = toldEvidence(finding)
  const placed = evidence.map((item) => oneLine(evidencePlace(item) ?? ''))
  const column = Math.min(40, Math.max(0, ...placed.map(cells)))
  return evidence.flatMap((item, i) => {
    const place = placed[i]
    const strength = strengthText(item)
    if (place) return [`${pad(place, column)}  ${oneLine(item.text)}`]
    return wrap(`${strength ? `${strength}: ` : ''}${oneLine(item.text)}`, width)
  })
}

function ruleLine({ ruleId, confidence, origin, suggestion }: JudgedFinding, { dim }: Paint): string {
  const notes = [
    origin === 'model' ? 'said by the model' : undefined,
    confidence === 'high' ? undefined : `${confidence} confidence`,
    suggestion ? '(a fix is available: --format markdown)' : undefined,
  ]
  return dim([oneLine(ruleId), ...notes.filter((note) => note !== undefined)].join('  '))
}

function* asideLines(report: Report, sorted: Sorted, page: Page): Generator<string> {
  const { existing, suppressed, waived, dismissed } = sorted
  for (const file of unread(report)) {
    const how = file.status === 'partly' ? 'partly evaluated' : 'not evaluated'
    yield* wrap(`${how}: ${oneLine(file.path)} ${oneLine(unreadReason(file))}`, page.width - 2)
  }
  yield* undeterminedLines(report, page)
  if (existing.length > 0)
    yield `${count(existing.length, 'existing finding')} not shown; --format json lists them`
  if (suppressed.length > 0)
    yield `${count(suppressed.length, 'finding')} suppressed in code; --format json lists them`
  if (waived.length > 0) yield `${count(waived.length, 'finding')} waived; --format json lists them`
  if (dismissed.length > 0) yield `${count(dismissed.length, 'finding')} dismissed; --format json lists them`
  if (report.coverage.files.length > 0 && report.assumptions.length > 0) {
    const shown = report.assumptions
      .slice(0, listedAssumptions)
      .map((text) => oneLine(text).replace(/\.$/, ''))
    const more = report.assumptions.length - shown.length
    const policy = `policy ${oneLine(policyText(report))}`
    const told = [policy, ...shown, ...(more > 0 ? [`${more} more in --format json`] : [])]
    yield* wrap(`judged for: ${told.join('; ')}`, page.width - 2)
  }
}

const listedAssumptions = 4
const listedUndetermined = 5

function* undeterminedLines(report: Report, page: Page): Generator<string> {
  const text = undeterminedText(report)
  if (text === undefined) return
  const phrases = undeterminedPhrases(report)
  yield* wrap(`${text}, because a value is not known; neither reported nor cleared:`, page.width - 2)
  for (const phrase of phrases.slice(0, listedUndetermined)) {
    yield* wrap(sentence(phrase), page.width - 4).map((line) => `  ${line}`)
  }
  const left = phrases.length - listedUndetermined
  if (left > 0) yield `  and ${count(left, 'more reason')}; --format json lists them`
}

function* verdictLines(report: Report, sorted: Sorted, page: Page, timings: boolean): Generator<string> {
  const { verdict, risk, reasons } = report.decision
  const { blocking, warning, noted, fixed } = sorted
  const seconds = timings ? secondsText(report) : undefined
  const shown = blocking.length + warning.length + noted.length
  if (verdict === 'error' || (verdict !== 'pass' && shown === 0)) {
    for (const reason of reasons) yield* wrap(oneLine(reason), page.width - 2)
  }
  const word = page.paint.verdict(verdict, verdict === 'error' ? 'COULD NOT EVALUATE' : verdict.toUpperCase())
  if (report.coverage.files.length === 0 && shown === 0 && verdict === 'pass') {
    yield [word, 'nothing to review: no data files changed', seconds].filter(Boolean).join('  ')
    return
  }
  const counts = [
    `${blocking.length} block`,
    `${warning.length} warn`,
    ...(noted.length > 0 ? [`${noted.length} info`] : []),
    `${fixed.length} fixed`,
  ]
  const approvals = approvalsMissing(report)
  const missing = approvals > 0 ? `${count(approvals, 'approval')} missing` : undefined
  yield [word, `risk ${risk.level}`, counts.join(', '), missing, filesText(report), seconds]
    .filter(Boolean)
    .join('  ')
  const first = blocking[0] ?? warning[0] ?? noted[0]
  if (first?.origin === 'rule') yield page.paint.dim(`explain one: sluice explain ${oneLine(first.ruleId)}`)
}

function opinionVerdictLines(report: Report, page: Page): string[] {
  const text = opinionVerdict(report)
  if (text === undefined) return []
  const [first = '', ...rest] = wrap(oneLine(text), page.width - 9)
  return [`${page.paint.verdict('block', 'BLOCK')}  ${first}`, ...rest.map((line) => `       ${line}`)]
}

/** OSC 8 hyperlinks; the address is percent-encoded, so that a path cannot end the sequence. */
function linker({ links = false, root }: TerminalOptions): Page['link'] {
  if (!links || root === undefined) return (text) => text
  return (text, path, line) => {
    const address = `file://${`${root}/${path}`.split('/').map(encodePart).join('/')}#L${line}`
    return `\u001b]8;;${address}\u001b\\${text}\u001b]8;;\u001b\\`
  }
}

function encodePart(part: string): string {
  return encodeURIComponent(part.toWellFormed())
}
