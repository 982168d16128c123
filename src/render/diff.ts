import type { JudgedEdit } from '../core/report.ts'

/** The edits of a suggestion as removed and added lines, hunk by hunk; unchanged lines at the ends of a hunk are left out. */
export function diffText(edits: readonly JudgedEdit[]): string {
  return hunks(edits).map(hunkText).join('\n')
}

/** Edits that share or touch lines, with the lines they change as they were. */
export interface Hunk {
  readonly startLine: number
  readonly lines: readonly string[]
  readonly edits: readonly JudgedEdit[]
}

/** Edits that share or touch lines belong to one hunk. */
export function hunks(edits: readonly JudgedEdit[]): Hunk[] {
  const found: Hunk[] = []
  for (const edit of edits) {
    const last = found.at(-1)
    const lines = edit.source.split(/\r\n|\r|\n/)
    if (!last || edit.lines.startLine > last.startLine + last.lines.length) {
      found.push({ startLine: edit.lines.startLine, lines, edits: [edit] })
      continue
    }
    const shared = last.lines.slice(0, edit.lines.startLine - last.startLine)
    found[found.length - 1] = {
      ...last,
      lines: [...shared, ...longer(last.lines.slice(shared.length), lines)],
      edits: [...last.edits, edit],
    }
  }
  return found
}

const longer = (one: readonly string[], other: readonly string[]) => (one.length > other.length ? one : other)

/** The lines that a hunk becomes. */
export function linesAfter({ startLine, lines, edits }: Hunk): string[] {
  return edits
    .toReversed()
    .reduce((text, edit) => replaced(text, edit, startLine), lines.join('\n'))
    .split('\n')
}

function hunkText(hunk: Hunk): string {
  const [removed, added] = trimmed([...hunk.lines], linesAfter(hunk))
  return [...removed.map((line) => `-${line}`), ...added.map((line) => `+${line}`)].join('\n')
}

function replaced(text: string, { lines, text: replacement }: JudgedEdit, startLine: number): string {
  const from = offset(text, lines.startLine - startLine, lines.startColumn)
  const to = offset(text, lines.endLine - startLine, lines.endColumn)
  return text.slice(0, from) + replacement.replaceAll('\r\n', '\n') + text.slice(to)
}

function offset(text: string, line: number, column: number): number {
  let start = 0
  for (let i = 0; i < line; i++) start = text.indexOf('\n', start) + 1
  return start + column - 1
}

function trimmed(before: string[], after: string[]): [string[], string[]] {
  while (before.length > 0 && after.length > 0 && before[0] === after[0]) {
    before.shift()
    after.shift()
  }
  while (before.length > 0 && after.length > 0 && before.at(-1) === after.at(-1)) {
    before.pop()
    after.pop()
  }
  return [before, after]
}
