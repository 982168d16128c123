import type { Enforcement } from '../core/finding.ts'
import type { JudgedFinding } from '../core/report.ts'
import type { LineRange } from '../core/text.ts'
import { cutTo, oneLine, visible } from './visible.ts'
import { type Sorted, toldEvidence } from './words.ts'

/** One annotation of a check run, as GitHub's API takes it: columns are inclusive, and only given inside one line. */
export interface Annotation {
  readonly path: string
  readonly start_line: number
  readonly end_line: number
  readonly start_column?: number
  readonly end_column?: number
  readonly annotation_level: 'failure' | 'warning' | 'notice'
  readonly message: string
  readonly title: string
  readonly raw_details?: string
}

/** GitHub takes 64 KB of message; nobody reads that much beside a line. */
const longestText = 4000
const longestTitle = 255
const most = 500

/** Annotations of the open findings that have a place at head, gravest first, and how many there would be without a limit. */
export function annotationsOf({ blocking, warning, noted }: Sorted): {
  readonly annotations: readonly Annotation[]
  readonly total: number
} {
  const placed = [...blocking, ...warning, ...noted].filter(
    ({ path, side }) => path !== '' && side !== 'base',
  )
  return { annotations: placed.slice(0, most).map(annotation), total: placed.length }
}

const levels: Readonly<Record<Enforcement, Annotation['annotation_level']>> = {
  block: 'failure',
  warn: 'warning',
  info: 'notice',
  off: 'notice',
}

function annotation(finding: JudgedFinding): Annotation {
  const { path, lines, enforcement, number, title, ruleId } = finding
  const details = detailsOf(finding)
  return {
    path,
    ...placeOf(lines),
    annotation_level: levels[enforcement],
    message: textOf([line(finding.message), block(finding.fix)]) || line(title) || 'No words.',
    title: cutTo(`${number} · ${line(title)} (${line(ruleId)})`, longestTitle),
    ...(details !== '' && { raw_details: details }),
  }
}

/** Our end is exclusive: a range up to the beginning of a line ends on the line before. */
function placeOf({ startLine, startColumn, endLine, endColumn }: LineRange) {
  const last = endLine > startLine && endColumn === 1 ? endLine - 1 : endLine
  const place = { start_line: startLine, end_line: last }
  if (endLine > startLine) return place
  return { ...place, start_column: startColumn, end_column: Math.max(startColumn, endColumn - 1) }
}

function detailsOf(finding: JudgedFinding): string {
  const evidence = toldEvidence(finding)
    .slice(0, 8)
    .map(({ text }) => `- ${line(text)}`)
  return textOf([block(finding.why), evidence.join('\n')])
}

const textOf = (parts: readonly string[]) => cutTo(parts.filter(Boolean).join('\n\n'), longestText)
// Cut first: what is written out grows, and a piece of a long text keeps the whole of it in memory.
const line = (text: string) => oneLine(cutTo(text, longestText))
const block = (text: string) => visible(cutTo(text, longestText)).trim()
