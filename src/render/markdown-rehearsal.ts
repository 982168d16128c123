import type { Blockade } from '../core/lock-conflicts.ts'
import type { Report } from '../core/report.ts'
import type {
  ReportedFile,
  ReportedHistory,
  ReportedRun,
  ReportedStatement,
} from '../core/reported-rehearsal.ts'
import { code, inert, link } from './escape.ts'
import type { FindingOptions } from './markdown-finding.ts'
import { sentence } from './markdown-phrase.ts'
import {
  basePhrases,
  failureOf,
  quietText,
  samplePhrases,
  serverText,
  undoPhrase,
} from './rehearsal-words.ts'
import type { Section } from './sections.ts'
import { blockadeDuring, blocksPhrase, heldText, mostTelling, workPhrase } from './statement-words.ts'
import { clip, cutTo } from './visible.ts'
import { count } from './words.ts'

// The rehearsal in the comment and in the check run.

/** One section for each history, and what could not be rehearsed. */
export function rehearsalSections({ rehearsal }: Report): Section[] {
  if (!rehearsal) return []
  const { histories, notRehearsed } = rehearsal
  const files = notRehearsed.map(fileText)
  return [
    ...histories.map((history) => historySection(history, histories.length > 1)),
    ...(files.length > 0
      ? [{ ...rest, head: '**Not rehearsed**\n', items: files.map((file) => `- ${file}`), between: '\n' }]
      : []),
  ]
}

const rest = {
  most: 20,
  limit: 16_000,
  rest: (left: number) => `and ${count(left, 'more file')}.`,
}

/** Findings that are not shown because the server does otherwise; folded. */
export function disprovedSection({ rehearsal }: Report, { ruleUrl }: FindingOptions): Section | undefined {
  const disproved = rehearsal?.disproved ?? []
  if (disproved.length === 0) return undefined
  const items = disproved.map(({ ruleId, path, lines, why }) => {
    const rule = link(code(clip(ruleId, 200)), ruleUrl?.(ruleId))
    return `- ${code(clip(path, 300))} line ${lines.startLine} · ${rule}: ${inert(clip(why, 300))}`
  })
  const amount = count(disproved.length, 'alarm')
  const were = disproved.length === 1 ? 'was' : 'were'
  return {
    head: `<details><summary><b>${amount}</b> of the static rules ${were} dropped, because the server does not do what they say</summary>\n`,
    items,
    between: '\n',
    most: 30,
    limit: 8_000,
    rest: (left) => `and ${left} more.`,
    tail: '</details>',
  }
}

function historySection(history: ReportedHistory, isOneOfSeveral: boolean): Section {
  const of = isOneOfSeveral ? ` of ${code(clip(history.history || 'files outside every history', 200))}` : ''
  const notes = basePhrases(history.base).map(sentence)
  return {
    ...rest,
    head: `**Rehearsal**${of} ${serverText(history)}`,
    // Those that will be cut are only counted.
    items: history.files.map((file, i) => (i < rest.most ? fileText(file) : '')),
    ...(notes.length > 0 && { tail: `<sub>${notes.join(' ')}</sub>` }),
  }
}

function fileText(file: ReportedFile): string {
  const path = code(clip(file.path, 300))
  if (file.outcome === 'not-rehearsed') return `${path} was not rehearsed: ${inert(clip(file.reason, 300))}.`
  const failure = failureOf(file)
  const why = failure && sentence(failure.why)
  const heading = failure ? `${path} **${failure.where}**${why ? `: ${why}` : ''}` : path
  const table = file.statements.length === 0 ? [] : [tableText(file)]
  const below = [...samplePhrases(file), [quietText(file)], ...(file.undo ? [undoPhrase(file.undo)] : [])]
  const lines = below.map(sentence).filter((line) => line !== '')
  return [heading, ...table, lines.join('  \n')].filter((part) => part !== '').join('\n\n')
}

const mostRows = [25, 10, 4] as const
const longestTable = 10_000

/** Where there are too many rows, those that tell most; names may be long. */
function tableText({ statements }: ReportedRun): string {
  let table = ''
  for (const most of mostRows) {
    table = tableOf(statements, most)
    if (table.length <= longestTable) break
  }
  return table
}

function tableOf(statements: readonly ReportedStatement[], most: number): string {
  const shown = mostTelling(statements, most)
  const cut = statements.length - shown.length
  const left = `\n${count(cut, 'more statement')} that ${cut === 1 ? 'blocks or works' : 'block or work'} less; \`--format json\` lists all.`
  return [
    '| line | statement | blocks | work | held |',
    '|--:|---|---|---|---|',
    ...shown.map(rowText),
    ...(cut > 0 ? [left] : []),
  ].join('\n')
}

/** GitHub draws these in colour, and gives text none. */
const lights: Readonly<Record<Blockade | 'nothing', string>> = {
  everything: '🔴',
  'all-but-reads': '🟠',
  writes: '🟠',
  'changed-rows': '🟡',
  nothing: '⚪',
}

function rowText(statement: ReportedStatement): string {
  const { lines, text } = statement
  const light = statement.error ? '⛔' : lights[blockadeDuring(statement)]
  const blocks = sentence(blocksPhrase(statement))
  const cells = [
    lines.startLine,
    code(cutTo(text, 90)),
    `${light} ${blocks}`,
    sentence(workPhrase(statement)),
  ]
  return `| ${cells.join(' | ')} | ${heldText(statement)} |`
}
