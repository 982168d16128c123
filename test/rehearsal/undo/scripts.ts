import type { Migration, TransactionMode } from '../../../src/core/migration.ts'
import type { Script } from '../../../src/core/rehearsal.ts'
import { scriptOf } from '../../../src/pipeline/scripts.ts'
import { loadEngine } from '../../../src/sql/postgres/engine.ts'
import { readFile } from '../../../src/sql/read-file.ts'

await loadEngine()

/** A file as a tool sends it that opens a transaction around each, or as the mode says. */
export function script(text: string, path: string, transaction: TransactionMode = 'file'): Script {
  const migration: Migration = {
    ...{ path, transaction, history: '', tool: 'numbered-sql', role: 'up', version: '1', description: '' },
    ...{ order: 1, expectsUndo: true, placeholders: false },
    sections: { up: [{ start: 0, end: text.length }], down: [] },
  }
  const read = scriptOf({
    ...{ language: 'sql', dialect: 'postgres', path, text, migration },
    ...readFile({ path, text }),
  })
  if (!read.ok) throw new Error(`${path}: ${read.reason}`)
  return read.script
}
