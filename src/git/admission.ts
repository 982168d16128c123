import type { FileContent, UnreadFile } from '../core/snapshot.ts'
import { missingObject } from './blobs.ts'
import { beyondTotal, leftOut, tooLarge, unread } from './decode.ts'
import { figure, type Limits } from './limits.ts'
import type { Entry } from './listing.ts'
import { CannotRead } from './result.ts'

/** Which contents are read, decided from sizes before a byte of them is. */
export interface Admission {
  readonly ids: readonly string[]
  readonly refused: ReadonlyMap<string, FileContent>
}

/**
 * Admits contents in the order given until the total is reached; a content that occurs twice counts once. `without`: the clone
 * was made without contents over so many bytes.
 */
export function admit(entries: Iterable<Entry>, limits: Limits, without?: number): Admission {
  const ids = new Set<string>()
  const refused = new Map<string, FileContent>()
  let total = 0
  for (const { kind, id, size } of entries) {
    if (kind !== 'file' || ids.has(id) || refused.has(id)) continue
    if (size === null) refused.set(id, without === undefined ? missingObject(id) : leftOut(without))
    else if (size > limits.fileBytes) refused.set(id, tooLarge(size, limits.fileBytes))
    else if (total + size > limits.totalBytes) refused.set(id, beyond(size, limits))
    else {
      ids.add(id)
      total += size
    }
  }
  return { ids: [...ids], refused }
}

function beyond(size: number, { totalBytes, isTotalFinal }: Limits): FileContent {
  if (!isTotalFinal) return beyondTotal(size, totalBytes)
  throw new CannotRead(
    `The files to be read have more than ${figure(totalBytes)} together, which is more than is read for one review.`,
    'Keep large data out of migrations and schema dumps.',
  )
}

/** Why an entry has no content of its own, or undefined for an ordinary file. */
export function refusedByKind(entry: Entry): UnreadFile | undefined {
  if (entry.kind === 'symlink')
    return unread('symlink', 'The path is a symbolic link; links are not followed.')
  if (entry.kind === 'submodule') {
    return unread('submodule', `The path is a submodule at ${entry.id}; submodules are not read.`)
  }
  return undefined
}
