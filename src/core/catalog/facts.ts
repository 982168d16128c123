import type { CatalogColumn, Constraint, Index } from '../catalog.ts'
import type { ChangeValue } from '../change.ts'
import type { Name } from '../name.ts'
import { type Expression, typeText } from '../query.ts'
import { displayName } from './lookup.ts'

/** Columns, constraints and indexes as the plain values a Change carries. */
export function columnFacts(column: CatalogColumn): ChangeValue {
  return {
    ...(column.type ? { type: typeText(column.type) } : {}),
    nullable: column.nullable,
    default: defaultFact(column),
  }
}

/** A default's text when it is a literal or a plain call, true when there is another one, false when there is none. */
export function defaultFact(column: CatalogColumn): string | boolean {
  return (column.default && plainText(column.default)) ?? column.hasDefault
}

/** The text of an expression that is a constant or a plain call, whatever it is cast to. */
export function plainText(expression: Expression): string | undefined {
  if (expression.kind === 'literal') return expression.value
  if (expression.kind === 'cast') return plainText(expression.operand)
  return expression.kind === 'call' && expression.arguments.length === 0 ? `${expression.name}()` : undefined
}

export function constraintFacts(constraint: Constraint): ChangeValue {
  const { kind, columns, validated, references } = constraint
  return { kind, columns, validated, ...(references ? { references: displayName(references.table) } : {}) }
}

export function indexFacts(owner: Name, { unique, keys, where }: Index): ChangeValue {
  const columns = keys.map((key) => key.column ?? '(expression)')
  return { table: displayName(owner), columns, unique, partial: where !== undefined }
}
