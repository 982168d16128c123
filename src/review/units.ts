import type { TerraformDocument } from '../core/document.ts'
import { LineMap } from '../core/text.ts'
import { linesAt, linesOf } from './lines.ts'
import type { ChangedFile, Material } from './material.ts'
import type { Lines } from './question.ts'

/** One statement, resource, model or entry of YAML of a changed file at head. */
export interface Unit {
  readonly lines: Lines
  /** What it names may be found in this. */
  readonly text: string
}

/** What a file at head is made of, each with the comment directly above it; a file that was not read, or is one model, is one unit. */
export function unitsOf(file: ChangedFile, { terraform }: Pick<Material, 'terraform'>): readonly Unit[] {
  const { head, form, run } = file
  if (head === undefined) return []
  if (form === 'yaml') return entriesOf(head)
  const ranges = form === 'terraform' ? blocksOf(file.path, terraform) : statementsOf(run)
  if (!ranges) return [{ lines: { startLine: 1, endLine: Math.max(1, linesOf(head).length) }, text: head }]
  const map = new LineMap(head)
  const lines = linesOf(head)
  return ranges.map((range) => ({
    lines: withComment(lines, linesAt(map, range)),
    text: head.slice(range.start, range.end),
  }))
}

/** Lines of a comment that count as one's own. */
const longestComment = 40

function withComment(all: readonly string[], { startLine, endLine }: Lines): Lines {
  let first = startLine
  let isInside = false
  while (first > 1 && startLine - first < longestComment) {
    const above = all[first - 2] ?? ''
    const isEnd = /\*\/\s*$/.test(above) && !above.includes('/*')
    if (!isInside && !isEnd && !/^\s*(?:--|#|\/\/|\/\*)/.test(above)) break
    isInside = isEnd || (isInside && !above.includes('/*'))
    first--
  }
  return { startLine: first, endLine }
}

function blocksOf(path: string, documents: readonly TerraformDocument[]) {
  const file = documents.flatMap(({ files }) => files).find((one) => one.path === path)
  return file?.units.map(({ range }) => range)
}

/** What stands in a block is part of it. */
function statementsOf(run: ChangedFile['run']) {
  if (!run) return undefined
  const { statements, undo } = run.document
  return [...statements, ...undo].filter(({ inside }) => !inside).map(({ range }) => range)
}

/** The outermost items of lists: models, sources, tests; what stands before the first is an entry as well. */
function entriesOf(text: string): readonly Unit[] {
  const lines = linesOf(text)
  const depths = lines.map((line) => /^( *)- /.exec(line)?.[1]?.length ?? Number.POSITIVE_INFINITY)
  const outermost = depths.reduce((least, depth) => Math.min(least, depth), Number.POSITIVE_INFINITY)
  const entries = depths.flatMap((depth, i) => (depth === outermost && i > 0 ? [i] : []))
  const starts = [
    0,
    ...entries.map((i) => withComment(lines, { startLine: i + 1, endLine: i + 1 }).startLine - 1),
  ]
  return starts.map((start, i) => {
    const end = starts[i + 1] ?? Math.max(1, lines.length)
    return { lines: { startLine: start + 1, endLine: end }, text: lines.slice(start, end).join('\n') }
  })
}
