import type { JudgedFinding } from '../core/report.ts'
import { addressesIn } from './addresses.ts'
import { diffText } from './diff.ts'
import { code, fenced, link, paragraphs, prose } from './escape.ts'
import { clip } from './visible.ts'
import { evidencePlace, pathText, sentences, strengthText, toldEvidence } from './words.ts'

export interface FindingOptions {
  /** Address of a rule's page. */
  readonly ruleUrl?: (ruleId: string) => string | undefined
  /** Number of the first finding of each rule: the others refer to its advice. */
  readonly toldAt?: ReadonlyMap<string, number>
}

const longestDiff = 4000
const longestMessage = 1000
/** A recipe is one text for every table. */
const showsSql = /`[^`]*\b(?:ALTER TABLE|CREATE|DROP|UPDATE|SELECT|CHECK)\b[^`]*`/

/** One finding of the comment: what, where, evidence, do instead, suggestion. */
export function findingText(
  finding: JudgedFinding,
  options: FindingOptions,
  weight: 'bold' | 'plain',
): string {
  const [first, rest] = sentences(clip(finding.message, longestMessage))
  const names = namesOf(finding)
  const said = prose(first, names)
  const title = weight === 'bold' ? `**${finding.number} · ${said}**` : `**${finding.number}** · ${said}`
  const lines = [
    `${title} — ${whereText(finding, options)}`,
    ...(rest === '' ? [] : [prose(rest, names)]),
    ...evidenceLines(finding, names),
    ...instead(finding, options),
  ]
  const text = lines.join('  \n')
  const diff = finding.edits && diffText(finding.edits)
  return diff && diff.length <= longestDiff ? `${text}\n\n${fenced(diff, 'diff')}` : text
}

/** One finding on one line: what, where. */
export function findingLine(finding: JudgedFinding, options: FindingOptions): string {
  const [first] = sentences(clip(finding.message, 300))
  return `**${finding.number}** · ${prose(first, namesOf(finding))} — ${whereText(finding, options)}`
}

/** What a message names: the subject, of a part also the whole, and other resources of Terraform. */
export function namesOf({ subject: { kind, name }, message }: JudgedFinding): string[] {
  if (kind === 'resource') return [name, ...addressesIn(message.slice(0, longestMessage))]
  const dot = name.lastIndexOf('.')
  const isPart = (kind === 'column' || kind === 'constraint') && dot > 0
  return isPart ? [name, name.slice(0, dot)] : [name]
}

function whereText(
  { path, lines, side, ruleId, origin, confidence }: JudgedFinding,
  { ruleUrl }: FindingOptions,
): string {
  const parts = [
    path === ''
      ? pathText(path)
      : `${code(clip(path, 300))} ${side === 'base' ? 'was line' : 'line'} ${lines.startLine}`,
    link(code(clip(ruleId, 200)), ruleUrl?.(ruleId)),
    origin === 'model' ? 'said by the model' : undefined,
    confidence === 'high' ? undefined : `${confidence} confidence`,
  ]
  return parts.filter((part) => part !== undefined).join(' · ')
}

const listedEvidence = 8

/** What was seen; where nothing was, why it matters. */
function evidenceLines(finding: JudgedFinding, names: readonly string[]): string[] {
  const { why } = finding
  const evidence = toldEvidence(finding)
  if (evidence.length === 0) return why === '' ? [] : [prose(clip(why, 1000))]
  const lines = evidence.slice(0, listedEvidence).map((item) => {
    const place = evidencePlace(item)
    const strength = strengthText(item)
    const text = prose(clip(item.text, 600), names)
    if (place !== undefined) return `${code(clip(place, 300))} · ${text}`
    return strength === undefined ? text : `${capital(strength)}: ${text}`
  })
  return evidence.length > listedEvidence ? [...lines, `and ${evidence.length - listedEvidence} more`] : lines
}

/** A fix of one line follows its words; a recipe starts below them. Advice given once is not given again. */
function instead({ fix, ruleId, number }: JudgedFinding, { toldAt }: FindingOptions): string[] {
  const text = paragraphs(clip(fix, 2500))
  const first = toldAt?.get(ruleId) ?? number
  if (text === '') return []
  if (first !== number && text.length > 80) return [`Do instead: as for **${first}**.`]
  const isOfSql = !/^(?:terraform|plan)\//.test(ruleId)
  const lead =
    isOfSql && showsSql.test(fix) ? 'Do instead (the names in the SQL are examples):' : 'Do instead:'
  return [text.includes('\n') ? `${lead}\n\n${text}` : `${lead} ${text}`]
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
