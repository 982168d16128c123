import type { ModelFinding } from '../core/opinion.ts'
import type { NotRehearsed } from '../core/rehearsal.ts'
import type { FileCoverage, JudgedFinding, Report } from '../core/report.ts'
import { categoryText, opinionCounts, opinionVerdict, shortfall, sortOpinion } from './opinion-words.ts'
import { oneLine, visible } from './visible.ts'
import { filesText, sortFindings, unread, unreadReason } from './words.ts'

/** GitHub shows this many annotations of each level per step; the rest is only in the log. */
const shownPerLevel = 10

type Level = 'error' | 'warning' | 'notice'

/** A report as workflow commands for the log of a GitHub Actions step, gravest first, then one line that sums up. */
export function renderGithub(report: Report): string {
  const { blocking, warning, noted } = sortFindings(report)
  const said = opinionCommands(report)
  const files = unread(report)
  const untried = notRehearsed(report)
  const lines = [
    ...blocking.map((finding) => annotation('error', finding)),
    ...said.error,
    ...warning.map((finding) => annotation('warning', finding)),
    ...said.warning,
    ...files.map(unreadAnnotation),
    ...untried.map(untriedAnnotation),
    ...noted.map((finding) => annotation('notice', finding)),
    ...said.notice,
  ]
  const amounts: [Level, number][] = [
    ['error', blocking.length + said.error.length],
    ['warning', warning.length + said.warning.length + files.length + untried.length],
    ['notice', noted.length + said.notice.length],
  ]
  const cut = amounts.filter(([, amount]) => amount > shownPerLevel)
  const shown = cut.map(
    ([level, amount]) => `GitHub shows ${shownPerLevel} of ${amount} ${level}s; the log holds all`,
  )
  const sum = `${blocking.length} block, ${warning.length} warn, ${noted.length} info`
  const verdict = `Sluice: ${report.decision.verdict}, risk ${report.decision.risk.level}: ${sum}, ${filesText(report)}`
  return `${[...lines, [verdict, ...said.sum, ...shown].join('. ')].join('\n')}\n`
}

function annotation(level: Level, finding: JudgedFinding): string {
  const { startLine, startColumn, endLine, endColumn } = finding.lines
  const inLine = startLine === endLine
  // What is only at base has no line that GitHub could show.
  const isAtHead = finding.path !== '' && finding.side !== 'base'
  const was = finding.side === 'base' ? ` (${finding.path}, line ${startLine} before this change)` : ''
  const properties = {
    ...(isAtHead && { file: finding.path, line: startLine }),
    ...(isAtHead && endLine > startLine && { endLine }),
    ...(isAtHead && inLine && { col: startColumn }),
    ...(isAtHead && inLine && endColumn > startColumn && { endColumn }),
    title: oneLine(`${finding.title} (${finding.ruleId})`).slice(0, 255),
  }
  return command(level, properties, `${oneLine(finding.message + was)}\n\n${visible(finding.fix)}`)
}

interface OpinionCommands extends Readonly<Record<Level, readonly string[]>> {
  /** For the line that sums up. */
  readonly sum: readonly string[]
}

/** What a model said, gravest first, and never as a rule's words; nothing in shadow mode. */
function opinionCommands(report: Report): OpinionCommands {
  const { opinion } = report
  if (!opinion) return { error: [], warning: [], notice: [], sum: [] }
  const { blocking, shown, folded } = sortOpinion(opinion)
  const of = (level: Level) =>
    [...blocking, ...shown, ...folded]
      .filter(({ enforcement }) => opinionLevels[enforcement] === level)
      .map((finding) => opinionAnnotation(level, finding))
  const blocks = opinionVerdict(report)
  const title = 'Second opinion (a model)'
  const unplaced =
    blocks !== undefined && blocking.length === 0 ? [command('error', { title }, oneLine(blocks))] : []
  const lack = shortfall(opinion)
  const counts = opinionCounts({ blocking, shown, folded, dismissed: [] })
  const what = [counts, lack ?? ''].filter(Boolean).join(', ')
  return {
    error: [...of('error'), ...unplaced],
    warning: of('warning'),
    notice: of('notice'),
    sum: opinion.isShadow ? [] : [inLog(blocks ?? `${title}: ${what || 'nothing to add'}`)],
  }
}

/** Outside a command nothing is escaped, but the older form of one is read in any line. */
const inLog = (text: string) => oneLine(text).replaceAll('##[', '# #[')

const opinionLevels = { block: 'error', warn: 'warning', info: 'notice', off: 'notice' } as const

function opinionAnnotation(level: Level, finding: ModelFinding): string {
  const { number, path, lines, title, category, consequence, fix } = finding
  const { startLine, endLine } = lines
  const properties = {
    ...{ file: path, line: startLine },
    ...(endLine > startLine && { endLine }),
    title: oneLine(`${number} · ${title} (a model, ${categoryText(category)})`).slice(0, 255),
  }
  return command(level, properties, [oneLine(consequence), visible(fix)].filter(Boolean).join('\n\n'))
}

function unreadAnnotation(file: FileCoverage): string {
  const text = `This file was not ${file.status === 'partly' ? 'wholly ' : ''}evaluated: ${oneLine(unreadReason(file))}`
  return command('warning', { file: file.path, line: 1, title: 'Not evaluated' }, text)
}

function untriedAnnotation({ path, reason }: NotRehearsed): string {
  return command(
    'warning',
    { file: path, line: 1, title: 'Not rehearsed' },
    `This file was not rehearsed: ${oneLine(reason)}`,
  )
}

function notRehearsed({ rehearsal }: Report): readonly NotRehearsed[] {
  if (!rehearsal) return []
  const files = rehearsal.histories.flatMap((history) => history.files)
  return [...rehearsal.notRehearsed, ...files.filter((file) => file.outcome === 'not-rehearsed')]
}

/** One workflow command on one line; https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts has the escapes. */
function command(
  level: Level,
  properties: Readonly<Record<string, string | number>>,
  message: string,
): string {
  const pairs = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
  return `::${level} ${pairs.join(',')}::${escapeMessage(message)}`
}

/** The runner also reads the older `##[command]` anywhere in a line. */
function escapeMessage(text: string): string {
  return visible(text)
    .replaceAll('##[', '# #[')
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
