import type { SuppressionNote } from '../core/document.ts'
import type { FileChange } from '../core/snapshot.ts'
import {
  newSuppressions,
  type Suppression,
  type SuppressionProblem,
  type Suppressions,
} from '../core/suppression.ts'
import type { Place } from '../core/text.ts'

/** What there is to say of head's suppressions: those this change adds, and those that do nothing. */
export function suppressionNotes(
  before: Suppressions,
  after: Suppressions,
  changed: readonly FileChange[],
): SuppressionNote[] {
  const fresh = newSuppressions(before.suppressions, after.suppressions, changed)
  return [...fresh.flatMap((suppression) => newNotes(suppression, after.problems)), ...problemNotes(after)]
}

/** Suppressions that do nothing: expired, unused, malformed, forbidden. */
export function problemNotes({ problems }: Suppressions): SuppressionNote[] {
  return problems.map(({ place, rules, text }) => ({ ...place, kind: 'ineffective', rules, text }))
}

const isAt = (one: Place, other: Place) => one.path === other.path && one.range.start === other.range.start

/** Of a new suppression, the rules it does switch off; the others are told as problems. */
function newNotes(suppression: Suppression, problems: readonly SuppressionProblem[]): SuppressionNote[] {
  const failing = problems.filter(({ place }) => isAt(place, suppression.place)).flatMap(({ rules }) => rules)
  const rules = suppression.rules.filter((rule) => !failing.includes(rule))
  return rules.length === 0 ? [] : [newNote({ ...suppression, rules })]
}

function newNote({ place, rules, reason, until }: Suppression): SuppressionNote {
  const end = until ? `until ${until}` : 'without an end'
  return {
    ...place,
    kind: 'new',
    rules,
    text: `This change switches ${rules.join(', ')} off here, ${end}${reason ? `: ${reason}` : ''}.`,
  }
}
