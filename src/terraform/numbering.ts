import { batchCharacters, batchFiles } from './limits.ts'
import type { NumberedFile } from './messages.ts'
import type { TerraformFiles } from './reading.ts'

/** Files of several trees: what has the same path and content is one file. */
export interface Numbering {
  readonly files: readonly NumberedFile[]
  numberOf(path: string, text: string): number
}

export function numbered(trees: readonly TerraformFiles[]): Numbering {
  const files: NumberedFile[] = []
  const numbers = new Map<string, Map<string, number>>()
  for (const [path, text] of trees.flatMap((tree) => [...tree])) {
    if (text === null) continue
    const ofPath = numbers.get(path) ?? new Map<string, number>()
    numbers.set(path, ofPath)
    if (ofPath.has(text)) continue
    ofPath.set(text, files.length)
    files.push({ number: files.length, path, text })
  }
  return { files, numberOf: (path, text) => numbers.get(path)?.get(text) ?? -1 }
}

/** What goes to the thread at once. */
export function* batchesOf(files: readonly NumberedFile[]): Generator<readonly NumberedFile[]> {
  let batch: NumberedFile[] = []
  let characters = 0
  for (const file of files) {
    const full = characters + file.text.length > batchCharacters || batch.length >= batchFiles
    if (full && batch.length > 0) {
      yield batch
      batch = []
      characters = 0
    }
    batch.push(file)
    characters += file.text.length
  }
  if (batch.length > 0) yield batch
}

export function lengthOf(files: readonly NumberedFile[]): number {
  return files.reduce((sum, { text }) => sum + text.length, 0)
}
