import { diffArrays } from 'diff'
import { joined } from './lines.ts'
import type { Lines } from './question.ts'

/** One line of both sides, of base alone (removed), or of head alone (added). 1-based. */
export type DiffRow =
  | { readonly base: number; readonly head: number }
  | { readonly base: number; readonly head?: never }
  | { readonly base?: never; readonly head: number }

/** Lines that come and go beyond which no smallest difference is looked for: its time grows with their square. */
const mostEdits = 1000

/** Line by line what became of base. Of texts too different to compare all of the one goes and all of the other comes. */
export function diffOf(base: readonly string[], head: readonly string[]): readonly DiffRow[] {
  const parts =
    base.length === 0 || head.length === 0
      ? undefined
      : diffArrays([...base], [...head], { maxEditLength: mostEdits })
  if (!parts) return [...base.map((_, i) => ({ base: i + 1 })), ...head.map((_, i) => ({ head: i + 1 }))]
  const rows: DiffRow[] = []
  let [old, fresh] = [0, 0]
  for (const { added, removed, value } of parts) {
    for (let i = 0; i < value.length; i++) {
      if (added) rows.push({ head: ++fresh })
      else if (removed) rows.push({ base: ++old })
      else rows.push({ base: ++old, head: ++fresh })
    }
  }
  return rows
}

export const isChange = ({ base, head }: DiffRow) => base === undefined || head === undefined

/** Lines of head that this change adds or edits; where lines only went, those beside the place. */
export function changedLines(rows: readonly DiffRow[]): readonly Lines[] {
  const lines: Lines[] = []
  let [before, hasGone, hasCome] = [0, false, false]
  for (const { base, head } of rows) {
    if (head === undefined) hasGone = true
    else {
      if (base === undefined) lines.push({ startLine: head, endLine: head })
      else if (hasGone && !hasCome) lines.push({ startLine: before || head, endLine: head })
      if (base === undefined) hasCome = true
      else [hasGone, hasCome] = [false, false]
      before = head
    }
  }
  if (hasGone && !hasCome && before > 0) lines.push({ startLine: before, endLine: before })
  return joined(lines)
}
