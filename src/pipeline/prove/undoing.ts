import { type FileRun, runFile } from '../../core/replay.ts'
import type { ReadChange } from '../read-change.ts'

/** A migration, and what undoes it right after it. */
export interface Undoing {
  readonly up: FileRun
  readonly down: FileRun
}

/** By the migration's path and that of what undoes it, which may be the same; undefined where either is not read. */
export function undoing(migration: string, path: string, { model, head }: ReadChange): Undoing | undefined {
  const up = model.head.get(migration)
  const script = head.documents.get(path)
  if (!up || !script) return undefined
  const isApart = script.undo.length === 0 && path !== migration
  const statements = isApart ? script.statements : script.undo
  return { up, down: runFile(up.after, { ...script, statements, undo: [] }) }
}
