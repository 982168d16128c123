import type { Verified } from '../answer.ts'
import { pathText } from '../code-lines.ts'
import type { DossierPart, Prepared, Question } from '../question.ts'
import { conceal } from './conceal.ts'

/** Parts that hold facts; what rules found, what was said before and what is about the question itself would only lead astray. */
const facts = ['changes', 'relations', 'dependents', 'properties', 'rehearsal', 'plan']
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

const numberOf = (line: string) => {
  const digits = /^ *(\d+) [ +] /.exec(line)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

function claimText(finding: Verified, shown: readonly DossierPart[], { replacements }: Prepared): string {
  const { startLine, endLine } = finding.lines
  // A verified quote has its literals again, and may not leave with them; what is shown anyway may.
  const sent = (text: string) =>
    shown.some((part) => part.text.includes(text)) ? text : conceal(text, replacements)
  return [
    `Lines ${startLine} to ${endLine} of ${pathText(finding.path)} at head.`,
    `Category ${finding.category}, severity ${finding.severity}.`,
    ...(finding.subject === '' ? [] : [`About: ${sent(finding.subject)}`]),
    `Claim: ${finding.title}`,
    `Consequence: ${finding.consequence}`,
    'Quoted text:',
    ...finding.quote.split(/\r\n?|\n/).map(sent),
  ].join('\n')
}
