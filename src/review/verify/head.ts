import { LineMap } from '../../core/text.ts'
import type { GroundFile, Lines } from '../question.ts'

/** A file at head, laid out for looking up quotes and lines. */
export interface Head {
  readonly text: string
  readonly map: LineMap
  readonly lines: readonly HeadLine[]
  /** For each line a number that stands for its code, indentation left out, so that lines are compared at once. */
  readonly codes: Int32Array
  readonly codeOf: ReadonlyMap<string, number>
  /** How many of the lines up to this one are changed, or changed or affected: what lies between two is a difference. */
  readonly changedUpTo: Int32Array
  readonly concernedUpTo: Int32Array
}

export interface HeadLine {
  /** UTF-16 offset of its first unit. */
  readonly start: number
  /** Without its end and white space before that. */
  readonly text: string
  readonly indent: string
}

const known = new WeakMap<GroundFile, Head>()

export function headOf(file: GroundFile): Head {
  const head = known.get(file) ?? laidOut(file)
  known.set(file, head)
  return head
}

function laidOut({ text, changed, affected }: GroundFile): Head {
  const lines: HeadLine[] = []
  let start = 0
  for (const match of text.matchAll(/\r\n|\r|\n|$/g)) {
    lines.push({ start, ...indented(text.slice(start, match.index).trimEnd()) })
    start = match.index + match[0].length
  }
  const codeOf = new Map<string, number>()
  const codes = Int32Array.from(lines, (line) => numberOf(line.text.slice(line.indent.length), codeOf))
  return {
    ...{ text, lines, codes, codeOf, map: new LineMap(text) },
    changedUpTo: counted(changed, lines.length),
    concernedUpTo: counted([...changed, ...affected], lines.length),
  }
}

/** A line with the white space that it begins with. */
export function indented(text: string): { readonly text: string; readonly indent: string } {
  return { text, indent: text.slice(0, text.length - text.trimStart().length) }
}

function numberOf(code: string, known: Map<string, number>): number {
  const number = known.get(code) ?? known.size
  known.set(code, number)
  return number
}

/** Running count of the lines in any of the ranges. */
function counted(ranges: readonly Lines[], amount: number): Int32Array {
  const steps = new Int32Array(amount + 2)
  for (const { startLine, endLine } of ranges) {
    const [first, last] = [Math.max(1, startLine), Math.min(amount, endLine)]
    if (first > last) continue
    steps[first] = (steps[first] ?? 0) + 1
    steps[last + 1] = (steps[last + 1] ?? 0) - 1
  }
  const sums = new Int32Array(amount + 1)
  let depth = 0
  for (let line = 1; line <= amount; line++) {
    depth += steps[line] ?? 0
    sums[line] = (sums[line - 1] ?? 0) + (depth > 0 ? 1 : 0)
  }
  return sums
}
