import { notEvaluated } from '../../core/enforcement.ts'
import type { Category } from '../../core/opinion.ts'
import type { Verified } from '../answer.ts'
import { sameSubject } from '../fingerprint.ts'
import type { GroundFinding, Grounds } from '../question.ts'
import { mattersOf, mattersOfRule } from './matters.ts'
import { likeness } from './words.ts'

type Said = Pick<Verified, 'path' | 'lines' | 'subject' | 'title' | 'consequence'> &
  Partial<Pick<Verified, 'category'>>

/** What rules hardly speak of: here a consequence that they name as well is not the matter. */
const ofMeaning: readonly (Category | undefined)[] = [
  'join-correctness',
  'null-handling',
  'business-logic',
  'incremental-logic',
]

/**
 * Whether rules have said all that a model says here: at the same place or of the same subject, on the same matters. One who says of the
 * same statement something else besides is heard.
 */
export function repeatsRule(
  said: Said,
  grounds: Pick<Grounds, 'findings' | 'relations' | 'resources'>,
): boolean {
  const here = grounds.findings.filter(
    // That a place was not read says nothing of what is wrong there.
    (finding) => finding.ruleId !== notEvaluated && isAbout(finding, said, grounds),
  )
  if (here.length === 0) return false
  if (here.some(({ message }) => likeness(said.title, message, 3) >= 0.8)) return true
  const told = new Set(here.flatMap(({ ruleId, message }) => [...mattersOfRule(ruleId, message)]))
  const matters = mattersOf(said.title)
  const own = matters.size > 0 || ofMeaning.includes(said.category) ? matters : mattersOf(said.consequence)
  return own.size > 0 && [...own].every((matter) => told.has(matter))
}

function isAbout(
  finding: GroundFinding,
  said: Said,
  grounds: Pick<Grounds, 'relations' | 'resources'>,
): boolean {
  const [one, other] = [sameSubject(finding.subject), sameSubject(said.subject)]
  // A plan's finding may stand in another file than the code of its resource.
  if (
    one !== '' &&
    one === other &&
    (finding.path === said.path || grounds.resources.includes(finding.subject))
  )
    return true
  if (finding.path !== said.path || gap(finding, said) > 1) return false
  return !isOther(one, other) || finding.message.toLowerCase().includes(other)
}

/** How many lines lie between them; 0 and less where they overlap. */
function gap({ lines: one }: GroundFinding, { lines: other }: Said): number {
  return Math.max(one.startLine - other.endLine, other.startLine - one.endLine)
}

/** Whether two subjects are two things: neither holds the other, as a relation holds its columns. */
function isOther(one: string, other: string): boolean {
  if (one === '' || other === '' || !one.includes('.') || !other.includes('.')) return false
  return !holds(one, other) && !holds(other, one)
}

/** `app.orders` holds `app.orders.total` and is what `orders` stands for. */
function holds(whole: string, part: string): boolean {
  return part === whole || part.startsWith(`${whole}.`) || whole.endsWith(`.${part}`)
}
