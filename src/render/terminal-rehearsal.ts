import type { Report } from '../core/report.ts'
import type { ReportedFile, ReportedStatement } from '../core/reported-rehearsal.ts'
import { wrap } from './columns.ts'
import type { Paint } from './paint.ts'
import { join } from './phrase.ts'
import {
  basePhrases,
  failureOf,
  quietText,
  samplePhrases,
  serverText,
  undoPhrase,
} from './rehearsal-words.ts'
import {
  blockadeDuring,
  blockingPhrase,
  heldText,
  mostTelling,
  signOf,
  workPhrase,
} from './statement-words.ts'
import { sentence } from './terminal-phrase.ts'
import { clip, cutTo, oneLine } from './visible.ts'
import { count } from './words.ts'

interface Page {
  readonly width: number
  readonly paint: Paint
  readonly link: (text: string, path: string, line: number) => string
}

/** The rehearsal for a person at a terminal: one block of lines for each history, and one for what was not run or was disproved. */
export function rehearsalBlocks({ rehearsal }: Report, page: Page): string[][] {
  if (!rehearsal) return []
  const { histories, notRehearsed, disproved } = rehearsal
  const blocks = histories.map((history) => {
    const name = history.history || 'files outside every history'
    const of = histories.length > 1 ? ` of ${oneLine(clip(name, 200))}` : ''
    return [
      `${page.paint.bold(`rehearsal${of}`)} ${serverText(history)}`,
      ...history.files.slice(0, mostFiles).flatMap((file) => fileLines(file, page)),
      ...more(history.files.length - mostFiles, 'file'),
      ...basePhrases(history.base).flatMap((phrase) => under(sentence(phrase), page, 2)),
    ]
  })
  const rest = notRehearsed.slice(0, mostFiles).flatMap((file) => fileLines(file, page))
  const left = more(notRehearsed.length - mostFiles, 'file')
  const unrun = rest.length > 0 ? [page.paint.bold('not rehearsed'), ...rest, ...left] : []
  return [...blocks, unrun, disprovedLines(disproved, page)]
}

const mostFiles = 20
const mostRows = 25

function more(amount: number, noun: string): string[] {
  return amount > 0 ? [`  and ${count(amount, `more ${noun}`)}; --format json lists them`] : []
}

function fileLines(file: ReportedFile, page: Page): string[] {
  const path = `  ${page.link(oneLine(clip(file.path, 300)), file.path, 1)}`
  if (file.outcome === 'not-rehearsed') {
    return [path, ...under(`not rehearsed: ${oneLine(clip(file.reason, 300))}`, page, 4)]
  }
  const failure = failureOf(file)
  const why = failure && sentence(join([[failure.where], failure.why], ': '))
  const shown = mostTelling(file.statements, mostRows)
  const below = [...samplePhrases(file), [quietText(file)], ...(file.undo ? [undoPhrase(file.undo)] : [])]
  return [
    path,
    ...(why === undefined ? [] : under(why, page, 4).map((line) => page.paint.enforcement('block', line))),
    ...shown.flatMap((_, i) => statementLines(shown, i, page)),
    ...more(file.statements.length - shown.length, 'statement').map((line) => `  ${line}`),
    ...below.flatMap((phrase) => under(sentence(phrase), page, 4)),
  ]
}

/** What it blocks, does and how long; below, dim, the statement. A bracket joins what runs in one transaction. */
function statementLines(statements: readonly ReportedStatement[], i: number, page: Page): string[] {
  const statement = statements[i]
  if (!statement) return []
  const { lines, text } = statement
  const column = Math.max(...statements.map((one) => String(one.lines.startLine).length))
  const blockade = blockadeDuring(statement)
  const held = heldText(statement)
  const facts = [
    sentence(blockingPhrase(statement)),
    sentence(workPhrase(statement)),
    statement.blocks.length > 0 && held !== '' ? `held ${held}` : held,
  ]
  const [first = '', ...others] = wrap(
    `${signOf(statement)} ${facts.filter((fact) => fact !== '').join(' · ')}`,
    page.width - column - 9,
  )
  const [opening, going] = bracket(statements, i)
  const indent = `    ${' '.repeat(column)} ${page.paint.dim(going)} `
  const code = page.paint.dim(cutTo(oneLine(text), page.width - column - 11))
  return [
    `    ${String(lines.startLine).padStart(column)} ${page.paint.dim(opening)} ${page.paint.blockade(blockade, first)}`,
    ...others.map((line) => `${indent}  ${line}`),
    `${indent}  ${code}`,
  ]
}

/** What joins a row to those of its transaction: beside its first line, and beside the others. */
function bracket(statements: readonly ReportedStatement[], i: number): readonly [string, string] {
  const isWith = (other: ReportedStatement | undefined) =>
    other?.transaction !== undefined && other.transaction === statements[i]?.transaction
  const [above, below] = [isWith(statements[i - 1]), isWith(statements[i + 1])]
  if (above) return below ? ['│', '│'] : ['└', ' ']
  return below ? ['┌', '│'] : [' ', ' ']
}

function disprovedLines(disproved: NonNullable<Report['rehearsal']>['disproved'], page: Page): string[] {
  if (disproved.length === 0) return []
  const lines = disproved.slice(0, mostFiles).map(({ ruleId, path, lines, why }) => {
    const place = `${oneLine(clip(path, 300))}:${lines.startLine}`
    return `${place}  ${oneLine(clip(ruleId, 200))}: ${oneLine(clip(why, 300))}`
  })
  const were = disproved.length === 1 ? 'was' : 'were'
  return [
    ...under(
      `${count(disproved.length, 'alarm')} of the static rules ${were} dropped, because the server does not do what they say:`,
      page,
      0,
    ),
    ...lines.flatMap((line) => under(line, page, 2)),
    ...more(disproved.length - mostFiles, 'alarm'),
  ]
}

function under(text: string, page: Page, indent: number): string[] {
  if (text === '') return []
  return wrap(text, page.width - indent - 2).map((line) => ' '.repeat(indent) + line)
}
