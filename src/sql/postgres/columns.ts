import type { ColumnDef, Constraint } from 'libpg-query'
import { nameOf } from '../../core/name.ts'
import type { ColumnDefinition, ConstraintDefinition } from '../../core/statement.ts'
import { elementRange, inlineRange, isDefinition, readConstraint, withAttribute } from './constraints.ts'
import { only, strings } from './nodes.ts'
import { readExpression } from './reading.ts'
import type { Source } from './source.ts'
import { readType } from './types.ts'

/** A column as CREATE TABLE and ADD COLUMN write it. */
export function readColumnDefinition(node: ColumnDef, source: Source): ColumnDefinition {
  const constraints = only(node.constraints, 'Constraint')
  const name = node.colname ?? ''
  const collation = strings(node.collClause?.collname)
  const base = {
    range: elementRange(source, node.location),
    name,
    type: readType(node.typeName),
    notNull: constraints.some((constraint) => constraint.contype === 'CONSTR_NOTNULL'),
  }
  const attributes = constraints.map((constraint) => readAttribute(constraint, source))
  return {
    ...base,
    ...Object.assign({}, ...attributes),
    ...(collation.length > 0 && { collation: nameOf(...collation) }),
    constraints: readInline(constraints, source, name),
  }
}

type Attribute = Pick<ColumnDefinition, 'default' | 'generated' | 'identity'>

function readAttribute(constraint: Constraint, source: Source): Attribute {
  if (constraint.contype === 'CONSTR_IDENTITY') {
    return { identity: constraint.generated_when === 'a' ? 'always' : 'by default' }
  }
  if (!constraint.raw_expr) return {}
  if (constraint.contype === 'CONSTR_DEFAULT') return { default: readExpression(constraint.raw_expr, source) }
  if (constraint.contype !== 'CONSTR_GENERATED') return {}
  const storage = constraint.generated_kind === 'v' ? 'virtual' : 'stored'
  return { generated: { storage, expression: readExpression(constraint.raw_expr, source) } }
}

/** Inline constraints. NOT NULL is `notNull`, and a definition only when it is named, NO INHERIT or NOT VALID. */
function readInline(
  constraints: readonly Constraint[],
  source: Source,
  column: string,
): ConstraintDefinition[] {
  const found: ConstraintDefinition[] = []
  for (const [position, constraint] of constraints.entries()) {
    const last = found.at(-1)
    if (isDefinition(constraint)) {
      const plain = constraint.contype === 'CONSTR_NOTNULL' && constraint.conname === undefined
      if (plain && !constraint.skip_validation && !constraint.is_no_inherit) continue
      const next = constraints.slice(position + 1).find((later) => !later.contype?.startsWith('CONSTR_ATTR'))
      const range = inlineRange(source, constraint.location, next?.location)
      found.push(readConstraint(constraint, source, range, column))
    } else if (last && constraint.contype?.startsWith('CONSTR_ATTR')) {
      found[found.length - 1] = withAttribute(last, constraint)
    }
  }
  return found
}
