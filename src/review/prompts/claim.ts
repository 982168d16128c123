import type { Verified } from '../answer.ts'
import type { DossierPart, Prepared, Question } from '../question.ts'
import { conceal } from './conceal.ts'

/** Parts that hold facts; what rules found, what was said before and what is about the question itself would only lead astray. */
const facts = ['changes', 'relations', 'dependents', 'properties', 'rehearsal', 'plan']
/** Parts that hold code, of which only that of the claim's file is shown. */
const code = ['hunks', 'statements']

/** What a claim is held against: itself, the facts, and the code of its file. */
export function claimParts(
  finding: Verified,
  question: Question,
  prepared: Prepared,
): readonly DossierPart[] {
  const shown = question.parts.filter((part) => facts.includes(part.name) || isCodeOf(part, finding.path))
  return [...shown, { name: 'claim', of: { path: finding.path }, text: claimText(finding, prepared) }]
}

function isCodeOf({ name, of }: DossierPart, path: string): boolean {
  return code.includes(name) && (of?.path === undefined || of.path === path)
}

/** A verified quote has its literals again, and may not leave with them. */
function claimText(finding: Verified, { replacements }: Prepared): string {
  const { startLine, endLine } = finding.lines
  const lines = [
    `Lines ${startLine} to ${endLine} at head. Category ${finding.category}, severity ${finding.severity}.`,
    ...(finding.subject === '' ? [] : [`About: ${finding.subject}`]),
    `Claim: ${finding.title}`,
    `Consequence: ${finding.consequence}`,
    'Quoted text:',
    finding.quote,
  ]
  return conceal(lines.join('\n'), replacements)
}
