import type { DropStmt, Node } from 'libpg-query'
import { type Name, nameOf } from '../../core/name.ts'
import type { Drop, ObjectKind, Statement } from '../../core/statement.ts'
import { as, listName, type Readers, strings } from './nodes.ts'
import { objectKind } from './object-kinds.ts'
import { roleNames } from './roles.ts'
import type { Source } from './source.ts'

export const dropReaders: Readers<[Source], Statement> = {
  DropStmt: readDrop,
  DropdbStmt: (node, source) => drop(source, 'database', [nameOf(node.dbname)], node.missing_ok),
  DropRoleStmt: (node, source) =>
    drop(
      source,
      'role',
      roleNames(node.roles).map((role) => nameOf(role)),
      node.missing_ok,
    ),
  DropTableSpaceStmt: (node, source) => drop(source, 'other', [nameOf(node.tablespacename)], node.missing_ok),
  DropSubscriptionStmt: (node, source) => drop(source, 'other', [nameOf(node.subname)], node.missing_ok),
  DropOwnedStmt: (_, source) => ({
    kind: 'opaque',
    range: source.range,
    reason: 'drop of all that a role owns',
  }),
  DropUserMappingStmt: (node, source) => drop(source, 'other', [nameOf(node.servername)], node.missing_ok),
}

function drop(
  source: Source,
  object: ObjectKind,
  names: readonly Name[],
  missing: boolean | undefined,
): Drop {
  const ifExists = missing ?? false
  return { kind: 'drop', range: source.range, object, names, ifExists, cascade: false, concurrently: false }
}

const onTable: readonly ObjectKind[] = ['trigger', 'policy', 'rule']

function readDrop(node: DropStmt, source: Source): Drop {
  const object = objectKind(node.removeType)
  const shared = {
    ...drop(source, object, [], node.missing_ok),
    cascade: node.behavior === 'DROP_CASCADE',
    concurrently: node.concurrent ?? false,
  }
  const parts = (node.objects ?? []).map(objectParts)
  if (!onTable.includes(object))
    return { ...shared, names: parts.map((part) => nameOf(...part)).filter((name) => name !== '') }
  const on = nameOf(...(parts[0]?.slice(0, -1) ?? []))
  return { ...shared, names: parts.map((part) => nameOf(part.at(-1))), on }
}

/** The identifiers of a named object, in any of the forms the grammar keeps them. */
export function objectParts(node: Node): string[] {
  if ('List' in node) return strings(node.List.items)
  if ('TypeName' in node) return strings(node.TypeName.names)
  if ('ObjectWithArgs' in node) return strings(node.ObjectWithArgs.objname)
  const relation = as(node, 'RangeVar')
  if (relation)
    return [relation.catalogname, relation.schemaname, relation.relname].filter((part) => part !== undefined)
  return strings([node])
}

export function objectName(node: Node | undefined): Name {
  return node === undefined ? '' : 'List' in node ? listName(node.List.items) : nameOf(...objectParts(node))
}
