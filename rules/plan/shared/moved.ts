import type { TerraformDocument } from '../../../src/core/document.ts'
import type { Hit } from '../../../src/core/finding.ts'
import { declarationOf } from '../../../src/core/terraform/declared.ts'
import { type Move, movedBlock, type Pair } from '../../../src/core/terraform/moves.ts'
import { isMap, isUnknown, type Path, sameValue, type Value } from '../../../src/core/terraform/value.ts'

/** What both rules on moves say of a pair; the block itself as an edit behind the resource at head. */
export function movedWords(
  pair: Pair,
  move: Move,
  document: TerraformDocument,
): Pick<Hit, 'message' | 'suggestion'> {
  const { old, fresh } = pair
  return {
    message: `${old.address} is destroyed and ${fresh.address} created, and both look like one object. If they are, a moved block from ${move.from} to ${move.to} keeps it.`,
    ...movedSuggestion(pair, document),
  }
}

function movedSuggestion({ old, fresh }: Pair, document: TerraformDocument): Pick<Hit, 'suggestion'> {
  const declared = declarationOf(document, fresh)
  // In a called module the block belongs to the caller, whose addresses are others.
  if (!declared || declared.calls.length > 0) return {}
  const { end } = declared.place.range
  const text = `\n\n${movedBlock({ from: old.address, to: fresh.address }).trimEnd()}`
  return {
    suggestion: { title: 'Say that it is the same object', edits: [{ range: { start: end, end }, text }] },
  }
}

/** Whether two values at a path are known to be equal. */
export function agreeAt(one: Value, other: Value, path: Path): boolean {
  const at = (value: Value): Value | undefined =>
    path.reduce<Value | undefined>(
      (inside, key) => (isMap(inside) ? inside.get(String(key)) : undefined),
      value,
    )
  const [left, right] = [at(one), at(other)]
  return isTelling(left) && sameValue(left, right) === 'yes'
}

const isTelling = (value: Value | undefined) => value !== undefined && value !== null && !isUnknown(value)
