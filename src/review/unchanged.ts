import { fileHeading, marginText } from './code-lines.ts'
import { linesOf } from './lines.ts'
import type { Lines } from './question.ts'
import type { Sharing } from './sharing.ts'

/** Lines of a file that the change leaves alone. */
export interface Excerpt {
  readonly path: string
  /** The whole file. */
  readonly text: string
  readonly lines: Lines
}

/** Lines of one excerpt that are shown. */
const longest = 40
/** In UTF-16 units. Of a larger one no more is looked at than is shown. */
const large = 20_000

/** Excerpts under the headings of their files, with the margin that hunks have; nothing of a file of which nothing may leave. */
export function excerptLines(excerpts: readonly Excerpt[], sharing: Sharing): readonly string[] {
  const byPath = Map.groupBy(excerpts, ({ path }) => path)
  return [...byPath].flatMap(([path, all]) => {
    const shown = all.flatMap((excerpt) => {
      const lines = linesIn(excerpt, sharing)
      return lines.length === 0 ? [] : [lines]
    })
    if (shown.length === 0) return []
    const heading = fileHeading({ path, status: 'unchanged' })
    return [heading, ...shown.flatMap((lines, i) => (i === 0 ? lines : ['...', ...lines]))]
  })
}

/** Nothing where the whole file is kept back. Shared as a file of its own, so that the rest of a long file costs nothing. */
function linesIn(
  { path, text, lines: { startLine, endLine } }: Excerpt,
  sharing: Sharing,
): readonly string[] {
  if (sharing.isKeptBack(path, text)) return []
  const part = linesOf(text).slice(startLine - 1, endLine)
  const all = part.join('\n')
  const shared = sharing.file('head', path, all.length > large ? part.slice(0, longest).join('\n') : all)
  if (shared === undefined) return []
  const shown = linesOf(shared)
    .slice(0, longest)
    .map((line, i) => marginText(startLine + i, ' ', line))
  return part.length > longest ? [...shown, '...'] : shown
}
