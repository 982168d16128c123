import type { Node } from 'libpg-query'
import type { Statement } from '../../core/statement.ts'
import { readAlterTable } from './alter-table.ts'
import { attachedReaders } from './attached.ts'
import { dropReaders } from './drops.ts'
import { readCreateIndex } from './indexes.ts'
import { maintenanceReaders } from './maintenance.ts'
import { modifyingReaders } from './modifying.ts'
import { type Readers, readNode, tagOf } from './nodes.ts'
import { privilegeReaders } from './privileges.ts'
import { wholeExtent } from './query-extents.ts'
import { readReaders } from './reads.ts'
import { renameReaders } from './renames.ts'
import { routineReaders } from './routines.ts'
import { schemaReaders } from './schemas.ts'
import { settingReaders } from './settings.ts'
import type { Extent, Source } from './source.ts'
import { tableReaders } from './tables.ts'
import { userTypeReaders } from './user-types.ts'
import { other } from './verbs.ts'

/** The statements one parsed statement stands for: itself, then what it holds (schema elements, a DO block's body, WITH x AS (DELETE ...)). */
export function readStatement(node: Node, source: Source): Statement[] {
  const read = readModified(node, source) ?? readNode(readers, node, source)
  const statements = read === undefined ? [other(source)] : Array.isArray(read) ? read : [read]
  return [...statements, ...source.modifying.splice(0)]
}

function readModified(node: Node, source: Source): Statement | undefined {
  return tagOf(node) in modifyingReaders ? readModification(node, source, wholeExtent(source)) : undefined
}

/** INSERT, UPDATE, DELETE and MERGE, of which an extent of tokens may be one. */
export function readModification(node: Node, source: Source, extent: Extent): Statement | undefined {
  return readNode(modifyingReaders, node, source, extent)
}

const readers: Readers<[Source], Statement | Statement[]> = {
  ...attachedReaders,
  ...dropReaders,
  ...maintenanceReaders,
  ...privilegeReaders,
  ...readReaders,
  ...renameReaders,
  ...routineReaders,
  ...schemaReaders,
  ...settingReaders,
  ...tableReaders,
  ...userTypeReaders,
  AlterTableStmt: readAlterTable,
  IndexStmt: readCreateIndex,
}
