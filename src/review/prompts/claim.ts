import type { Verified } from '../answer.ts'
import { pathText } from '../code-lines.ts'
import type { DossierPart, Prepared, Question } from '../question.ts'
import { conceal } from './conceal.ts'

/** Parts that hold facts; what rules found, what was said before and what is about the question itself would only lead astray. */
const facts = ['changes', 'relations', 'dependents', 'properties', 'neighbours', 'rehearsal', 'plan']
/** Parts that hold code, of which only what stands around the quote is shown. */
const code = ['hunks', 'statements']
/** Lines before and after the quote. */
const around = 60

/** What a claim is held against: itself, the facts, and the code around it. */
export function claimParts(
  finding: Verified,
  question: Question,
  prepared: Prepared,
): readonly DossierPart[] {
  const codeParts = question.parts
    .filter(({ name }) => code.includes(name))
    .flatMap((part) => near(part, finding))
  const shown = [...codeParts, ...question.parts.filter(({ name }) => facts.includes(name))]
  return [...shown, { name: 'claim', text: claimText(finding, shown, prepared) }]
}

/** The lines of the finding's file near its quote; lines without a number are gone at head, and stay with the numbered one before them. */
function near(part: DossierPart, { path, lines }: Verified): readonly DossierPart[] {
  const kept: string[] = []
  let [isOfFile, isNear] = [false, false]
  for (const line of part.text.split('\n')) {
    const isHeading = line.startsWith('== ')
    if (isHeading) isOfFile = line.startsWith(`== ${pathText(path)} (`)
    const number = numberOf(line)
    if (number !== undefined) isNear = number >= lines.startLine - around && number <= lines.endLine + around
    if (isOfFile && (isHeading || isNear)) kept.push(line)
    if (isHeading) isNear = true
  }
  return kept.length > 0 ? [{ ...part, text: kept.join('\n') }] : []
}

function numberOf(line: string): number | undefined {
  const digits = /^ *(\d+) [ +] /.exec(line)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

function claimText(finding: Verified, shown: readonly DossierPart[], { replacements }: Prepared): string {
  const { startLine, endLine } = finding.lines
  // What a verified finding names and quotes has its literals again, and may not leave with them; what is shown anyway may.
  const sent = (text: string) =>
    shown.some((part) => part.text.includes(text)) ? text : conceal(text, replacements)
  const quoted = finding.quote.split(/\r\n?|\n/)
  return [
    `Lines ${startLine} to ${endLine} of ${pathText(finding.path)} at head.`,
    `Category ${finding.category}, severity ${finding.severity}.`,
    ...(finding.subject === '' ? [] : [`About: ${finding.subject.split('.').map(sent).join('.')}`]),
    `Claim: ${finding.title}`,
    `Consequence: ${finding.consequence}`,
    'Quoted lines:',
    ...quoted.map((line, i) => shownLine(shown, startLine + i) ?? sent(line)),
  ].join('\n')
}

/** A line of the file as it has left already, whole and with placeholders. */
function shownLine(shown: readonly DossierPart[], number: number): string | undefined {
  const rows = shown.filter(({ name }) => code.includes(name)).flatMap(({ text }) => text.split('\n'))
  return rows.find((row) => numberOf(row) === number)?.replace(/^ *\d+ [ +] /, '')
}
