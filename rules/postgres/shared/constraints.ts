import { columnOf } from '../../../src/core/catalog/lookup.ts'
import type { SqlDocument } from '../../../src/core/document.ts'
import type { Hit } from '../../../src/core/finding.ts'
import type { Context } from '../../../src/core/rule.ts'
import type {
  AlterTable,
  ColumnDefinition,
  ConstraintDefinition,
  CreateTable,
} from '../../../src/core/statement.ts'
import { type Range, slice } from '../../../src/core/text.ts'
import { type AtRisk, tableAtRisk } from './at-risk.ts'
import { edit, endOfCode } from './edits.ts'
import { standsAlone } from './transactions.ts'

/** A constraint as a statement writes it, on its own or on a column. */
export interface WrittenConstraint {
  readonly constraint: ConstraintDefinition
  readonly columns: readonly string[]
  /** The new column it is written on. */
  readonly column?: ColumnDefinition
  /** Of ADD COLUMN IF NOT EXISTS: nothing is added when the column is there. */
  readonly unlessColumn: boolean
  /** The smallest part of the statement that holds it: an action, a column or the constraint. */
  readonly at: Range
}

export function constraintsIn(statement: CreateTable | AlterTable): readonly WrittenConstraint[] {
  if (statement.kind === 'create-table') {
    const inline = statement.columns.flatMap((column) => writtenOn(column, column.range, false))
    return [...inline, ...statement.constraints.map((constraint) => written(constraint, constraint.range))]
  }
  return statement.actions.flatMap((action) => {
    if (action.kind === 'add-constraint') return [written(action.constraint, action.range)]
    return action.kind === 'add-column' ? writtenOn(action.column, action.range, action.ifNotExists) : []
  })
}

function written(constraint: ConstraintDefinition, at: Range): WrittenConstraint {
  return { constraint, columns: constraint.columns, unlessColumn: false, at }
}

function writtenOn(column: ColumnDefinition, at: Range, unlessColumn: boolean): readonly WrittenConstraint[] {
  return column.constraints.map((constraint) => {
    const columns = constraint.columns.length > 0 ? constraint.columns : [column.name]
    return { constraint, columns, column, unlessColumn, at }
  })
}

/** A constraint that ALTER TABLE adds to a table others may be using. */
export interface AddedConstraint extends WrittenConstraint {
  readonly statement: AlterTable
  readonly target: AtRisk
}

/** Constraints of one kind that a file adds to tables that were there before it. */
export function* addedConstraints(
  document: SqlDocument,
  context: Context,
  kind: ConstraintDefinition['kind'],
): Generator<AddedConstraint> {
  for (const statement of document.statements) {
    if (statement.kind !== 'alter-table') continue
    const target = tableAtRisk(context, statement, statement.table)
    if (!target) continue
    for (const found of constraintsIn(statement)) {
      if (found.constraint.kind === kind && !isThere(found, target)) yield { ...found, statement, target }
    }
  }
}

function isThere({ unlessColumn, column }: WrittenConstraint, { table }: AtRisk): boolean {
  return unlessColumn && !!table && !!column && columnOf(table, column.name) !== undefined
}

const named = /^(\s*ADD\s+CONSTRAINT\s+("(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*))\s/iu

/**
 * The whole fix of a constraint that checks old rows under its lock, where one file can hold it: NOT VALID, then VALIDATE in a
 * transaction of its own. Nothing when the constraint has no name to validate it by, or the two would share a transaction.
 */
export function validateLater(
  document: SqlDocument,
  context: Context,
  { statement, target, at }: AddedConstraint,
): Pick<Hit, 'suggestion'> {
  if (statement.actions.length !== 1 || !target.table || !standsAlone(document, context, statement)) return {}
  const { text } = document
  const name = named.exec(slice(text, at))?.[2]
  if (name === undefined) return {}
  const opening = slice(text, { start: statement.range.start, end: at.start }).trimEnd()
  const insertion = ` NOT VALID;\n${opening} VALIDATE CONSTRAINT ${name}`
  const edits = [edit(endOfCode(text, statement.range), insertion)]
  return { suggestion: { title: 'Add it as NOT VALID, then validate it', edits } }
}
