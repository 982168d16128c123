import type { JudgedFinding } from '../core/report.ts'
import { diffText } from './diff.ts'
import { code, fenced, paragraphs, prose } from './escape.ts'
import { type FindingOptions, findingLine, namesOf } from './markdown-finding.ts'
import { assemble } from './sections.ts'
import { clip } from './visible.ts'
import { evidencePlace, sentences, strengthText } from './words.ts'

/** One command as its help tells it: `waive <n> until=DATE reason="..."`. */
export interface CommandHelp {
  readonly usage: string
  readonly does: string
}

/** What can be written in a comment. */
export function helpText(commands: readonly CommandHelp[]): string {
  const items = commands.map(({ usage, does }) => `- ${code(usage)}: ${prose(does)}`)
  return assemble([{ head: 'Commands, in the first line of a comment:', items, between: '\n' }], [])
}

/** One finding with all there is to say of it. */
export function explainText(finding: JudgedFinding, options: FindingOptions = {}): string {
  const names = namesOf(finding)
  const [, rest] = sentences(finding.message)
  const evidence = finding.evidence.map((item) => `- ${evidenceText(item, names)}`)
  const diff = finding.edits ? diffText(finding.edits) : ''
  const parts = [
    prose(clip(rest, 4000), names),
    finding.why === '' ? '' : `**Why** ${prose(clip(finding.why, 4000))}`,
    finding.fix === '' ? '' : `**Do instead**\n\n${paragraphs(clip(finding.fix, 6000))}`,
    diff === '' || diff.length > 10_000 ? '' : fenced(diff, 'diff'),
  ]
  const head = findingLine(finding, options)
  const items = parts.filter((part) => part !== '')
  const seen = evidence.length > 0 ? [{ head: '**Seen**', items: evidence, between: '\n' }] : []
  return assemble([{ head, items }, ...seen], [])
}

/** What leave that was given, or taken back, is about: a number means something else tomorrow. */
export function waivedText(finding: Named, { until, scope, baseRef }: GivenWaiver): string {
  const where = scope === 'repository' ? `, in the whole repository for what goes to ${code(baseRef)}` : ''
  return `Waived until ${until}${where}: ${named(finding)}.\n`
}

export const unwaivedText = (finding: Named) => `Not waived any more: ${named(finding)}.\n`

export const dismissedText = (finding: Named) => `Dismissed on this pull request: ${named(finding)}.\n`

type Named = Pick<JudgedFinding, 'number' | 'ruleId' | 'subject'>

interface GivenWaiver {
  readonly until: string
  readonly scope: 'pull' | 'repository'
  readonly baseRef: string
}

const named = ({ number, ruleId, subject }: Named) =>
  `finding ${number}, ${code(clip(ruleId, 200))} on ${code(clip(subject.name, 300))}`

/** Why a command was not carried out. */
export function refusalText(why: string): string {
  return `${prose(clip(why, 2000))}\n`
}

function evidenceText(item: JudgedFinding['evidence'][number], names: readonly string[]): string {
  const place = evidencePlace(item)
  const strength = strengthText(item)
  const parts = [
    place === undefined ? '' : code(clip(place, 300)),
    strength ?? '',
    prose(clip(item.text, 1000), names),
  ]
  return parts.filter((part) => part !== '').join(' · ')
}
