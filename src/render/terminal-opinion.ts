import type { ModelFinding, Opinion, Remedy } from '../core/opinion.ts'
import type { Report } from '../core/report.ts'
import { pad, wrap } from './columns.ts'
import {
  blocksBecause,
  categoryText,
  costText,
  droppedText,
  leftOut,
  opinionCounts,
  readText,
  remedyNames,
  shortfall,
  sortOpinion,
} from './opinion-words.ts'
import type { Paint } from './paint.ts'
import { oneLine, visible } from './visible.ts'

interface Page {
  readonly width: number
  readonly paint: Paint
  readonly link: (text: string, path: string, line: number) => string
}

/** What a model said, apart from what the rules found: a block for the opinion, and one for each text that was tried. */
export function opinionBlocks({ opinion }: Report, page: Page, timings: boolean): string[][] {
  if (!opinion) return []
  const { blocking, shown, folded } = sortOpinion(opinion)
  return [
    [
      page.paint.bold('second opinion') +
        page.paint.dim(
          ` (a model; ${blocksBecause(opinion) === undefined ? 'decides nothing' : 'blocks by policy'})`,
        ),
      ...[...blocking, ...shown].flatMap((finding) => findingLines(finding, page)),
      ...folded.map((finding) => page.paint.dim(`  ${lineOf(finding)}`)),
      ...summary(opinion, page, timings),
    ],
    ...(opinion.isShadow ? [] : opinion.remedies.map((remedy) => remedyLines(remedy, page))),
  ]
}

function findingLines(finding: ModelFinding, page: Page): string[] {
  const { number, path, lines, title, consequence, fix, suggestion } = finding
  const place = page.link(`${oneLine(path)}:${lines.startLine}`, path, lines.startLine)
  const width = page.width - 6
  const under = [
    ...wrap(oneLine(consequence), width),
    ...(fix === '' ? [] : wrap(`do instead: ${oneLine(fix)}`, width)),
    ...(suggestion ? [page.paint.dim('(a fix was tried and accepted: --format markdown)')] : []),
    page.paint.dim(notesOf(finding)),
  ]
  return [
    `  ${page.paint.enforcement(finding.enforcement, pad(finding.enforcement, 7))}${place}`,
    ...wrap(`${number} · ${oneLine(title)}`, width).map((line) => `    ${page.paint.bold(line)}`),
    ...under.map((line) => `    ${line}`),
  ]
}

const notesOf = ({ category, severity, confidence }: ModelFinding) =>
  `${categoryText(category)}  ${severity} severity  ${confidence} confidence`

const lineOf = (finding: ModelFinding) =>
  `${finding.number} · ${oneLine(finding.path)}:${finding.lines.startLine} ${oneLine(finding.title)} (low confidence)`

function* summary(opinion: Opinion, page: Page, timings: boolean): Generator<string> {
  const lack = shortfall(opinion)
  const counts = opinionCounts(sortOpinion(opinion))
  if (opinion.isShadow && opinion.status !== 'not-asked') yield '  recorded in shadow mode, and not shown'
  else if (counts === '' && lack === undefined) yield '  nothing to add'
  if (lack !== undefined) yield* wrap(oneLine(lack), page.width - 4).map((line) => `  ${line}`)
  for (const problem of opinion.problems.slice(1, 6))
    yield* wrap(oneLine(problem), page.width - 4).map((line) => `  ${line}`)
  yield* notReadLines(opinion, page)
  if (opinion.status === 'not-asked') return
  yield* wrap(droppedText(opinion), page.width - 4)
    .filter((line) => line !== '')
    .map((line) => page.paint.dim(`  ${line}`))
  const cost = costText(timings ? opinion : { ...opinion, seconds: 0 })
  yield* wrap(`${readText(opinion)} · ${oneLine(cost)}`, page.width - 4).map((line) =>
    page.paint.dim(`  ${line}`),
  )
}

const listedNotRead = 5

function* notReadLines(opinion: Opinion, page: Page): Generator<string> {
  const all = leftOut(opinion)
  for (const one of all.slice(0, listedNotRead))
    yield* wrap(`not read: ${oneLine(one)}`, page.width - 4).map((line) => page.paint.dim(`  ${line}`))
  const left = all.length - listedNotRead
  if (left > 0) yield page.paint.dim(`  not read: ${left} more; --format json lists them`)
}

function remedyLines({ kind, title, path, files, proof, caveats = [] }: Remedy, page: Page): string[] {
  return [
    `${page.paint.bold(remedyNames[kind].toLowerCase())} for ${oneLine(path)}: ${oneLine(title)}`,
    ...[...proof.map((one) => `verified: ${oneLine(one)}`), ...caveats.map((one) => `note: ${oneLine(one)}`)]
      .flatMap((line) => wrap(line, page.width - 4))
      .map((line) => `  ${line}`),
    ...files.flatMap((file) => [
      `  ${oneLine(file.path)}`,
      ...visible(file.text)
        .trimEnd()
        .split('\n')
        .map((line) => `    ${line}`),
    ]),
  ]
}
