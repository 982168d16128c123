import type { AlterDomainStmt, AlterEnumStmt, CreateDomainStmt } from 'libpg-query'
import type { AlterDomain, AlterEnum, CreateDomain, CreateType, Statement } from '../../core/statement.ts'
import { elementRange, inlineRange, isDefinition, readConstraint, withAttribute } from './constraints.ts'
import { as, listName, only, type Readers, relationName, strings } from './nodes.ts'
import type { Source } from './source.ts'
import { readType } from './types.ts'
import { other } from './verbs.ts'

/** Enums, composites, ranges and domains. */
export const userTypeReaders: Readers<[Source], Statement> = {
  CreateEnumStmt: (node, source) => ({
    ...type(source, listName(node.typeName), 'enum'),
    values: strings(node.vals),
  }),
  CreateRangeStmt: (node, source) => type(source, listName(node.typeName), 'range'),
  CompositeTypeStmt: (node, source) => ({
    ...type(source, relationName(node.typevar), 'composite'),
    attributes: only(node.coldeflist, 'ColumnDef').map((column) => ({
      name: column.colname ?? '',
      type: readType(column.typeName),
    })),
  }),
  DefineStmt: (node, source) =>
    node.kind === 'OBJECT_TYPE' ? type(source, listName(node.defnames), 'base') : other(source),
  AlterEnumStmt: readAlterEnum,
  CreateDomainStmt: readCreateDomain,
  AlterDomainStmt: readAlterDomain,
}

function type(source: Source, name: string, form: CreateType['form']): CreateType {
  return { kind: 'create-type', range: source.range, type: name, form, values: [], attributes: [] }
}

function readAlterEnum(node: AlterEnumStmt, source: Source): Statement {
  const name = listName(node.typeName)
  const value = node.newVal ?? ''
  if (node.oldVal !== undefined) {
    const renamed = { object: 'enum-value', name, part: node.oldVal, to: value, moves: false } as const
    return { kind: 'rename', range: source.range, ...renamed }
  }
  const side = node.newValIsAfter ? 'after' : 'before'
  const position =
    node.newValNeighbor === undefined ? undefined : ({ side, neighbour: node.newValNeighbor } as const)
  const added: AlterEnum = {
    kind: 'alter-enum',
    range: source.range,
    type: name,
    value,
    ifNotExists: node.skipIfNewValExists ?? false,
  }
  return position ? { ...added, position } : added
}

function readCreateDomain(node: CreateDomainStmt, source: Source): CreateDomain {
  const all = only(node.constraints, 'Constraint')
  const constraints = all.flatMap((constraint, position) => {
    if (!isDefinition(constraint) || constraint.contype === 'CONSTR_NOTNULL') return []
    const range = inlineRange(source, constraint.location, all[position + 1]?.location)
    return [readConstraint(constraint, source, range)]
  })
  return {
    kind: 'create-domain',
    range: source.range,
    domain: listName(node.domainname),
    type: readType(node.typeName),
    notNull: all.some((constraint) => constraint.contype === 'CONSTR_NOTNULL'),
    constraints: all.reduce(
      (found, attribute) => found.map((definition) => withAttribute(definition, attribute)),
      constraints,
    ),
  }
}

/** AlterDomainStmt.subtype (parsenodes.h). */
const domainActions: Readonly<Record<string, AlterDomain['action']>> = {
  T: 'set-default',
  N: 'drop-not-null',
  O: 'set-not-null',
  C: 'add-constraint',
  X: 'drop-constraint',
  V: 'validate-constraint',
}

function readAlterDomain(node: AlterDomainStmt, source: Source): AlterDomain {
  const constraint = as(node.def, 'Constraint')
  const action = domainActions[node.subtype ?? ''] ?? 'other'
  const name = constraint?.conname ?? node.name
  return {
    kind: 'alter-domain',
    range: source.range,
    domain: listName(node.typeName),
    action,
    ...(constraint && {
      constraint: readConstraint(constraint, source, elementRange(source, constraint.location)),
    }),
    ...(name !== undefined && { name }),
  }
}
