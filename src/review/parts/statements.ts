import { fileHeading, headText } from '../code-lines.ts'
import { hunksOf } from '../hunks.ts'
import { changedLines } from '../line-diff.ts'
import { meets } from '../lines.ts'
import { filesOf, type Material, type SharedFile } from '../material.ts'
import type { Lines } from '../question.ts'
import { unitsOf } from '../units.ts'
import { type PartSource, partOf } from './source.ts'

/** Statements, models and resources that hold a change, whole, where the hunks show them in part. */
export const statements: PartSource = {
  name: 'statements',
  topics: ['ddl', 'diff', 'plan'],
  rank: 5,
  most: 1200,
  make: (material, asked) =>
    partOf(
      'statements',
      filesOf(material, asked).flatMap((file) => wholeUnits(file, material)),
    ),
}

/** With the file's heading; nothing where the hunks show all. */
export function wholeUnits(file: SharedFile, material: Pick<Material, 'terraform'>): readonly string[] {
  const shown = hunksOf(file).map(headLines)
  const changed = changedLines(file.rows)
  const partly = unitsOf(file, material)
    .map(({ lines }) => lines)
    .filter((lines) => changed.some((each) => meets(each, lines)))
    .filter(
      (lines) => !shown.some((hunk) => hunk.startLine <= lines.startLine && lines.endLine <= hunk.endLine),
    )
  if (partly.length === 0) return []
  return [
    fileHeading(file),
    ...partly.flatMap((lines, i) => [...(i === 0 ? [] : ['...']), ...headText(file, lines)]),
  ]
}

function headLines(hunk: readonly { readonly head?: number }[]): Lines {
  const numbers = hunk.flatMap(({ head }) => head ?? [])
  return { startLine: numbers[0] ?? 0, endLine: numbers.at(-1) ?? 0 }
}
