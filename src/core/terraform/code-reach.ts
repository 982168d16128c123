import type { Reach } from '../suppression-reach.ts'
import { contains, LineMap, type Range } from '../text.ts'
import type { CodeFile, CodeUnit } from './configuration.ts'

/**
 * Finds what each comment of a file of Terraform code speaks of. Behind code on its line: what that code stands in. On a line of its
 * own: the block or attribute that follows. A comment of checkov's, wherever it stands in a block: the whole of that resource.
 */
export function reachInCode({ text, units }: CodeFile): (comment: Range, tool: string) => Reach {
  const lines = new LineMap(text)
  const line = (offset: number) => lines.position(offset).line
  return (comment, tool) => {
    const outer = units.find(({ range }) => contains(range, comment))
    const spoken = outer && tool === 'checkov' ? outer : spokenOf(units, comment, line)
    return {
      atTop: (units[0]?.range.start ?? comment.start) >= comment.start,
      statement: spoken?.range,
      covers: (start) =>
        (spoken !== undefined && contains(spoken.range, { start, end: start })) ||
        line(start) === line(comment.start),
    }
  }
}

function spokenOf(
  units: readonly CodeUnit[],
  comment: Range,
  line: (offset: number) => number,
): CodeUnit | undefined {
  const own = line(comment.start)
  // Behind a brace or an attribute: the innermost thing that begins on this line.
  const before = units.find(({ range }) => line(range.start) === own && range.start < comment.start)
  const around = units.find(({ range }) => contains(range, comment))
  if (before && before !== around) return before
  if (around && around.units.length > 0) {
    const inside = spokenOf(around.units, comment, line)
    if (before === around && inside && line(inside.range.start) !== own) return around
    if (inside) return inside
  }
  if (before) return before
  return around ?? units.find(({ range }) => range.start >= comment.end)
}
