import { lastPart, partsOf } from '../core/name.ts'
import type { SharedFile } from './material.ts'

/** What a change is about, in words that any language writes it in. */
export interface AlteredName {
  readonly relation: string
  readonly column?: string
}

const whole: ReadonlySet<string> = new Set(['table', 'view', 'function', 'type', 'sequence'])

/** In lower case; of an index, a role or a resource nothing. */
export function alteredName({
  kind,
  name,
}: {
  readonly kind: string
  readonly name: string
}): readonly AlteredName[] {
  if (whole.has(kind)) return [{ relation: partsOf(lastPart(name)).join('.').toLowerCase() }]
  const [part, relation] = partsOf(name.toLowerCase()).toReversed()
  if (relation === undefined || part === undefined) return []
  if (kind === 'constraint') return [{ relation }]
  return kind === 'column' ? [{ relation, column: part }] : []
}

/** Numbers of the lines among these that name one of these: its relation, or its column where the text has the relation somewhere. */
export function linesNaming(
  lines: readonly string[],
  around: ReadonlySet<string>,
  names: readonly AlteredName[],
): readonly number[] {
  const meant = names.filter(({ relation }) => around.has(relation))
  const words = new Set(
    meant.flatMap(({ relation, column }) => (column === undefined ? [relation] : [relation, column])),
  )
  return lines.flatMap((line, i) => (wordsIn(line).some((word) => words.has(word)) ? [i] : []))
}

/** Every word of a file on either side. */
export function wordsOf(file: SharedFile): ReadonlySet<string> {
  const known = words.get(file) ?? new Set([...file.shared.base, ...file.shared.head].flatMap(wordsIn))
  words.set(file, known)
  return known
}

const words = new WeakMap<SharedFile, ReadonlySet<string>>()

const wordsIn = (line: string): readonly string[] => line.toLowerCase().match(/[\p{L}\p{N}_$]+/gu) ?? []
