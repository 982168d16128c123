import { findTable, indexOwner } from '../../../src/core/catalog/lookup.ts'
import type { SqlDocument } from '../../../src/core/document.ts'
import type { Name } from '../../../src/core/name.ts'
import { isBounded } from '../../../src/core/reach.ts'
import type { Context } from '../../../src/core/rule.ts'
import type {
  AlterDomain,
  AlterTable,
  CreateIndex,
  CreateTable,
  Delete,
  RefreshMaterializedView,
  Reindex,
  Statement,
  Update,
} from '../../../src/core/statement.ts'
import type { Range } from '../../../src/core/text.ts'
import { actionWork, type Part, type Work } from './action-work.ts'
import { type AtRisk, indexedAtRisk, tableAtRisk } from './at-risk.ts'
import { attachWork, defaultPartitionWork } from './partition-work.ts'
import { tablesOfType } from './relatives.ts'
import { sessionIsUtc } from './time-zone.ts'

/** The whole-table work of a statement. */
export function workOf(document: SqlDocument, statement: Statement, context: Context): readonly Work[] {
  switch (statement.kind) {
    case 'alter-table':
      return alterWork(document, statement, context)
    case 'create-table':
      return createWork(statement, context)
    case 'create-index':
      return indexWork(statement, context)
    case 'update':
    case 'delete':
      return writeWork(statement, context)
    case 'reindex':
      return reindexWork(statement, context)
    case 'cluster': {
      const target =
        statement.table === undefined ? undefined : tableAtRisk(context, statement, statement.table)
      return whole(target, statement.range, { kind: 'rewrite', what: 'rewriting' })
    }
    case 'refresh-materialized-view':
      return refreshWork(statement, context)
    case 'alter-domain':
      return domainWork(statement, context)
    default:
      return []
  }
}

function alterWork(document: SqlDocument, statement: AlterTable, context: Context): readonly Work[] {
  const catalog = context.at(statement).before
  if (statement.object === 'index') return movedIndexWork(statement, context)
  const target = statement.object === 'table' ? tableAtRisk(context, statement, statement.table) : undefined
  const world = { catalog, version: context.version, utc: sessionIsUtc(document, statement) }
  return statement.actions.flatMap((action): readonly Work[] => {
    if (action.kind === 'attach-partition') return attachWork(statement, action, context)
    if (!target) return []
    return actionWork(action, target, world).map((work) => ({ ...work, target, at: action.range }))
  })
}

/** ALTER INDEX ... SET TABLESPACE copies the index. */
function movedIndexWork(statement: AlterTable, context: Context): readonly Work[] {
  const target = ownerAtRisk(context, statement, statement.table)
  return statement.actions.flatMap((action) =>
    action.kind === 'set-tablespace'
      ? whole(target, action.range, { kind: 'build', what: 'copying an index of' })
      : [],
  )
}

function createWork(statement: CreateTable, context: Context): readonly Work[] {
  const { partitionOf } = statement
  const parent = partitionOf && findTable(context.at(statement).before, partitionOf.parent)
  return parent && !partitionOf.isDefault
    ? defaultPartitionWork(statement, { parent, partition: statement.table, at: statement.range }, context)
    : []
}

function indexWork(statement: CreateIndex, context: Context): readonly Work[] {
  if (statement.concurrently || statement.only) return []
  const isThere = statement.name !== undefined && indexOwner(context.at(statement).before, statement.name)
  if (statement.ifNotExists && isThere) return []
  const target = indexedAtRisk(context, statement, statement.table)
  return whole(target, statement.range, { kind: 'build', what: 'building an index on' })
}

function writeWork(statement: Update | Delete, context: Context): readonly Work[] {
  const target = tableAtRisk(context, statement, statement.table)
  if (target && isBounded(statement.where, target.table ?? 'unknown')) return []
  const verb = statement.kind === 'update' ? 'updating' : 'deleting'
  return whole(target, statement.range, { kind: 'write', what: `${verb} rows all over` })
}

function reindexWork(statement: Reindex, context: Context): readonly Work[] {
  const { name, target, concurrently, range } = statement
  if (concurrently || name === undefined) return []
  if (target === 'table') {
    const table = indexedAtRisk(context, statement, name)
    return whole(table, range, { kind: 'build', what: 'building the indexes of' })
  }
  if (target !== 'index') return []
  const owner = ownerAtRisk(context, statement, name)
  return whole(owner, range, { kind: 'build', what: 'building an index of' })
}

function refreshWork(statement: RefreshMaterializedView, context: Context): readonly Work[] {
  const target = statement.withData ? indexedAtRisk(context, statement, statement.view) : undefined
  // CONCURRENTLY makes the new rows beside the view and compares the two.
  const kind = statement.concurrently ? 'scan' : 'rewrite'
  return whole(target, statement.range, { kind, what: 'refreshing' })
}

function domainWork(statement: AlterDomain, context: Context): readonly Work[] {
  const { action, constraint, domain, range } = statement
  const looks =
    action === 'set-not-null' ||
    action === 'validate-constraint' ||
    (action === 'add-constraint' && !constraint?.notValid)
  if (!looks) return []
  return tablesOfType(context.at(statement).before, domain).flatMap((table) =>
    whole(tableAtRisk(context, statement, table), range, { kind: 'scan', what: 'checking every row of' }),
  )
}

function ownerAtRisk(context: Context, statement: Statement, index: Name): AtRisk | undefined {
  const owner = indexOwner(context.at(statement).before, index)
  return owner && indexedAtRisk(context, statement, owner.name)
}

/** One piece of work on a table, if it is one that others may be using; `what` goes before its name. */
function whole(target: AtRisk | undefined, at: Range, { kind, what }: Part): readonly Work[] {
  return target ? [{ target, kind, what: `${what} ${target.name}`, at }] : []
}
