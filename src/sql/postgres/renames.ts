import type { AlterObjectSchemaStmt, AlterOwnerStmt, RenameStmt } from 'libpg-query'
import { type Name, nameOf } from '../../core/name.ts'
import type { ObjectKind, Rename, Statement } from '../../core/statement.ts'
import { type ActionBody, alteredObject, singleAction } from './altered.ts'
import { objectName } from './drops.ts'
import { type Readers, relationName } from './nodes.ts'
import { objectKind } from './object-kinds.ts'
import { roleName } from './roles.ts'
import type { Source } from './source.ts'
import { other } from './verbs.ts'

export const renameReaders: Readers<[Source], Statement> = {
  RenameStmt: readRename,
  AlterObjectSchemaStmt: readMove,
  AlterOwnerStmt: readOwner,
}

type Relational = Pick<RenameStmt, 'relation' | 'missing_ok'>

function onRelation(
  node: Relational,
  source: Source,
  object: string | undefined,
  action: ActionBody,
): Statement | undefined {
  const altered = alteredObject(object)
  if (!altered || !node.relation) return undefined
  const on = {
    table: relationName(node.relation),
    ifExists: node.missing_ok ?? false,
    only: !node.relation.inh,
    location: node.relation.location,
  }
  return singleAction(source, altered, on, action)
}

function rename(source: Source, object: ObjectKind, name: Name, to: string): Rename {
  return { kind: 'rename', range: source.range, object, name, to, moves: false }
}

/** A table's own renames are ALTER TABLE actions; so are those of columns of views. */
function readRename(node: RenameStmt, source: Source): Statement {
  const to = node.newname ?? ''
  const part = node.subname ?? ''
  switch (node.renameType) {
    case 'OBJECT_COLUMN':
      return (
        onRelation(node, source, node.relationType, { kind: 'rename-column', column: part, to }) ??
        other(source)
      )
    case 'OBJECT_TABCONSTRAINT':
      return (
        onRelation(node, source, 'OBJECT_TABLE', { kind: 'rename-constraint', name: part, to }) ??
        other(source)
      )
    case 'OBJECT_TABLE':
    case 'OBJECT_FOREIGN_TABLE':
      return onRelation(node, source, node.renameType, { kind: 'rename-table', to }) ?? other(source)
    case 'OBJECT_ATTRIBUTE':
      return { ...rename(source, 'attribute', relationName(node.relation), to), part }
    case 'OBJECT_DOMCONSTRAINT':
      return { ...rename(source, 'constraint', objectName(node.object), to), part }
    case 'OBJECT_TRIGGER':
    case 'OBJECT_POLICY':
    case 'OBJECT_RULE':
      return {
        ...rename(source, objectKind(node.renameType), nameOf(part), to),
        on: relationName(node.relation),
      }
    default:
      return rename(source, objectKind(node.renameType), renamed(node), to)
  }
}

function renamed(node: RenameStmt): Name {
  if (node.relation) return relationName(node.relation)
  return node.object ? objectName(node.object) : nameOf(node.subname)
}

function readMove(node: AlterObjectSchemaStmt, source: Source): Statement {
  const schema = node.newschema ?? ''
  const object = node.objectType
  if (object === 'OBJECT_TABLE' || object === 'OBJECT_FOREIGN_TABLE') {
    const moved = onRelation(node, source, object, { kind: 'set-schema', schema })
    if (moved) return moved
  }
  const name = node.relation ? relationName(node.relation) : objectName(node.object)
  return { ...rename(source, objectKind(object), name, schema), moves: true }
}

function readOwner(node: AlterOwnerStmt, source: Source): Statement {
  const owner = roleName(node.newowner)
  return onRelation(node, source, node.objectType, { kind: 'set-owner', owner }) ?? other(source)
}
