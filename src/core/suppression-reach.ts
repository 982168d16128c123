import type { SqlDocument } from './document.ts'
import { enclosing } from './evaluate.ts'
import type { Statement } from './statement.ts'
import { contains, LineMap, type Range } from './text.ts'

/** Where a suppression comment holds in its file. */
export interface Reach {
  /** Whether a finding that begins at this offset is covered. */
  covers(start: number): boolean
  /** The statement it speaks of; undefined when there is none. */
  readonly statement: Range | undefined
  /** No statement stands before it: the place for a suppression of the whole file. */
  readonly atTop: boolean
}

/**
 * Finds what each comment of a document speaks of. Behind a statement on its line: that statement. On a line of its own: the statement
 * that follows. Inside a statement: what begins on its line, or on the next line of code when it has a line to itself.
 */
export function reachIn(document: SqlDocument): (comment: Range) => Reach {
  const lines = new LineMap(document.text)
  const line = (offset: number) => lines.position(offset).line
  const statements = [...document.statements, ...document.undo].sort(byStart)
  const nested = Map.groupBy(statements, ({ inside }) => inside?.block.start)
  const comments = new Map(document.comments.map(({ range }) => [range.start, range.end]))

  return (comment) => {
    const outer = enclosing(statements, comment)
    const atTop = comment.start <= (statements[0]?.range.start ?? comment.start)
    if (outer && outer.kind !== 'do-block') {
      const spoken = line(spokenOf(document.text, comment, comments))
      return {
        atTop,
        statement: outer.range,
        covers: (start) => line(start) === spoken && within(outer.range, start),
      }
    }
    const neighbours = nested.get(outer?.range.start) ?? []
    const { statement, behind } = statementAt(neighbours, comment, line)
    const own = line(comment.start)
    // A finding on the file as a whole begins where the file does, in no statement.
    const besides = (start: number) =>
      behind || (start <= comment.start && !enclosing(neighbours, { start, end: start }))
    return {
      atTop,
      statement,
      covers: (start) =>
        (statement !== undefined && within(statement, start)) || (line(start) === own && besides(start)),
    }
  }
}

const byStart = (one: Statement, other: Statement) =>
  one.range.start - other.range.start || other.range.end - one.range.end

const within = (range: Range, start: number) => contains(range, { start, end: start })

/** The statement a comment between statements speaks of, and whether the comment stands behind it on its line. */
function statementAt(
  statements: readonly Statement[],
  comment: Range,
  line: (offset: number) => number,
): { statement: Range | undefined; behind: boolean } {
  const index = firstFrom(statements, comment.start)
  const [previous, next] = [statements[index - 1]?.range, statements[index]?.range]
  const follows = next && line(next.start) === line(comment.end)
  const behind = !follows && previous !== undefined && line(previous.end) === line(comment.start)
  return { statement: behind ? previous : next, behind }
}

/** Index of the first of ordered statements that begins at the offset or later. */
function firstFrom(statements: readonly Statement[], offset: number): number {
  let low = 0
  let high = statements.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((statements[middle]?.range.start ?? 0) < offset) low = middle + 1
    else high = middle
  }
  return low
}

/** Where the code begins that a comment inside a statement speaks of: on its own line if some is before it there, else after it. */
function spokenOf(text: string, comment: Range, comments: ReadonlyMap<number, number>): number {
  const lineStart =
    Math.max(text.lastIndexOf('\n', comment.start - 1), text.lastIndexOf('\r', comment.start - 1)) + 1
  if (text.slice(lineStart, comment.start).trim() !== '') return comment.start
  let at = comment.end
  for (;;) {
    while (at < text.length && /\s/.test(text[at] ?? '')) at++
    const end = comments.get(at)
    if (end === undefined) return at
    at = end
  }
}
