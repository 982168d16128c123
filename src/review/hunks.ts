import { rowText } from './code-lines.ts'
import { type DiffRow, isChange } from './line-diff.ts'
import type { SharedFile } from './material.ts'

/** Unchanged lines around what changed. */
const context = 3

/** Stretches of what changed with what stands around it, top to bottom. */
export function hunksOf({ rows }: Pick<SharedFile, 'rows'>): readonly (readonly DiffRow[])[] {
  const hunks: DiffRow[][] = []
  let last = Number.NEGATIVE_INFINITY
  for (const [i, row] of rows.entries()) {
    if (!isChange(row)) continue
    const start = Math.max(0, i - context, last + 1)
    const hunk = start <= last + 1 ? hunks.at(-1) : undefined
    const end = Math.min(rows.length - 1, i + context)
    if (hunk) hunk.push(...rows.slice(start, end + 1))
    else hunks.push(rows.slice(start, end + 1))
    last = Math.max(last, end)
  }
  return hunks
}

export function hunkLines(file: SharedFile): readonly string[] {
  return hunksOf(file).flatMap((hunk, i) => [
    ...(i === 0 ? [] : ['...']),
    ...hunk.map((row) => rowText(file, row)),
  ])
}
