import { type FileRun, runFile } from '../../core/replay.ts'
import type { ReadChange } from '../read-change.ts'
import { ofEveryRow, takenAway, writtenBeside } from './losses.ts'

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

/** What an undo script loses that the migration did not bring, as a clause: rows are no part of a schema. */
export function lossOf({ up, down }: Undoing): string | undefined {
  if (up.before.partial.length > 0) return 'not all of what is merged is known'
  return (
    takenAway(down.changes, up.changes) ??
    writtenBeside(down.changes, up.changes) ??
    ofEveryRow(down.document.statements)
  )
}
