import type { Statement } from '../core/statement.ts'

/** The line on which a statement of a DO block begins, as PL/pgSQL counts: from the quote that opens the body. */
export function lineInBody(text: string, { range, inside }: Statement): number | undefined {
  if (!inside || inside.block === range) return undefined
  opening.lastIndex = inside.block.start
  const match = opening.exec(text)
  if (!match || opening.lastIndex > range.start) return undefined
  let line = 1
  for (
    let at = text.indexOf('\n', opening.lastIndex);
    at >= 0 && at < range.start;
    at = text.indexOf('\n', at + 1)
  )
    line++
  return line
}

const opening = /do\s+(?:language\s+[\w']+\s+)?(?:\$\w*\$|')/iy
