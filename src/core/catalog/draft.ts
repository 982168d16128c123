import type { CatalogColumn, Table, View } from '../catalog.ts'
import type { Change, ChangeKind, ChangeValue } from '../change.ts'
import type { Subject, SubjectKind } from '../finding.ts'
import { columnName, type Name } from '../name.ts'
import type { Range } from '../text.ts'
import { displayName, isTable, usersOf, withPartialReason } from './lookup.ts'
import { type OpenCatalog, putRelation } from './store.ts'

/** A change whose file is known to the caller. */
export type AppliedChange = Omit<Change, 'path'>

/** One statement being applied: the catalog it leaves, what it changes, and what does not fit. */
export interface Draft {
  readonly catalog: OpenCatalog
  readonly path: string
  /** Under a condition of a DO block: what is there already or not there is no contradiction. */
  readonly tolerant: boolean
  readonly changes: AppliedChange[]
  /** Of the statement, then of the action that is being applied. */
  range: Range
  problem: string | undefined
}

export interface Values {
  readonly before?: ChangeValue
  readonly after?: ChangeValue
}

export function report(draft: Draft, kind: ChangeKind, subject: Subject, values: Values = {}): void {
  draft.changes.push({ kind, subject, ...values, range: draft.range })
}

export function subject(kind: SubjectKind, fullName: Name): Subject {
  return { kind, name: displayName(fullName) }
}

/** The subject of a part of a relation: a column, constraint or policy. */
export function partSubject(kind: SubjectKind, relation: Name, part: string): Subject {
  return { kind, name: columnName(displayName(relation), part) }
}

/** Notes that the statement contradicts the catalog; the first contradiction of a statement is kept. */
export function complain(draft: Draft, problem: string): void {
  if (!draft.tolerant) draft.problem ??= problem
}

/** Notes that the statement needs something the history never made, so that there must be more than the history tells. */
export function missing(draft: Draft, name: Name): void {
  if (draft.tolerant) return
  const reason = `nothing in the history creates ${displayName(name)}`
  draft.problem ??= reason
  doubt(draft, reason)
}

export function doubt(draft: Draft, reason: string): void {
  draft.catalog.partial = withPartialReason(draft.catalog, draft.path, reason).partial
}

/** The table of this full name as it stands now. */
export function tableAt(draft: Draft, fullName: Name): Table | undefined {
  const relation = draft.catalog.relations.get(fullName)
  return relation && isTable(relation) ? relation : undefined
}

/** The table or materialized view of this full name. */
export function indexable(draft: Draft, name: Name): Table | View | undefined {
  const relation = draft.catalog.relations.get(name)
  return relation && relation.kind !== 'sequence' ? relation : undefined
}

export function editTable(draft: Draft, table: Table, patch: Partial<Table>): Table {
  const next = { ...table, ...patch }
  putRelation(draft.catalog, table, next)
  return next
}

/** Replaces one column of a table. */
export function editColumn(
  draft: Draft,
  table: Table,
  name: string,
  edit: (column: CatalogColumn) => CatalogColumn,
): Table {
  const columns = table.columns.map((column) => (column.name === name ? edit(column) : column))
  return editTable(draft, table, { columns })
}

/** Tables that inherit from a table or are its partitions, each as it stands when its turn comes. */
export function* childrenOf(draft: Draft, fullName: Name): Generator<Table> {
  for (const { name } of usersOf(draft.catalog, fullName)) {
    const table = tableAt(draft, name)
    if (table && (table.partitionOf === fullName || table.inherits.includes(fullName))) yield table
  }
}

export function* partitionsOf(draft: Draft, fullName: Name): Generator<Table> {
  for (const table of childrenOf(draft, fullName)) if (table.partitionOf === fullName) yield table
}

/** The tables a table inherits from or is a partition of. */
export function parentsOf(draft: Draft, table: Table): readonly Table[] {
  const names = table.partitionOf === undefined ? table.inherits : [table.partitionOf, ...table.inherits]
  return names.map((name) => tableAt(draft, name)).filter((parent) => parent !== undefined)
}

/** The object without one of its optional fields. */
export function omit<T extends object, K extends keyof T>(object: T, ...keys: K[]): Omit<T, K> {
  const rest = { ...object }
  for (const key of keys) delete rest[key]
  return rest
}
