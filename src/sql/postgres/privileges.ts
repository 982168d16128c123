import type { AlterDefaultPrivilegesStmt, GrantRoleStmt, GrantStmt, Node } from 'libpg-query'
import { nameOf } from '../../core/name.ts'
import type { Grant, Statement } from '../../core/statement.ts'
import { objectName } from './drops.ts'
import { only, type Readers } from './nodes.ts'
import { objectKind } from './object-kinds.ts'
import { roleNames } from './roles.ts'
import type { Source } from './source.ts'

export const privilegeReaders: Readers<[Source], Statement> = {
  GrantStmt: (node, source) => readGrant(node, source),
  GrantRoleStmt: readMembership,
  AlterDefaultPrivilegesStmt: readDefaults,
}

function readGrant(node: GrantStmt, source: Source): Grant {
  const all = node.targtype === 'ACL_TARGET_ALL_IN_SCHEMA'
  return {
    kind: 'grant',
    range: source.range,
    revoke: !node.is_grant,
    privileges: privileges(node.privileges),
    object: all ? 'all-in-schema' : objectKind(node.objtype),
    names: (node.objects ?? []).map(objectName),
    grantees: roleNames(node.grantees),
    withGrantOption: node.grant_option ?? false,
  }
}

function privileges(nodes: readonly Node[] | undefined): string[] {
  const named = only(nodes, 'AccessPriv').map((privilege) => (privilege.priv_name ?? 'all').toLowerCase())
  return named.length === 0 ? ['all'] : [...new Set(named)]
}

function readMembership(node: GrantRoleStmt, source: Source): Grant {
  const options = only(node.opt, 'DefElem').map((option) => option.defname)
  return {
    kind: 'grant',
    range: source.range,
    revoke: !node.is_grant,
    privileges: [],
    object: 'role',
    names: only(node.granted_roles, 'AccessPriv').map((role) => nameOf(role.priv_name)),
    grantees: roleNames(node.grantee_roles),
    withGrantOption: options.includes('admin'),
  }
}

/** `names` are the schemas the defaults are limited to. */
function readDefaults(node: AlterDefaultPrivilegesStmt, source: Source): Grant {
  const schemas = only(node.options, 'DefElem').filter((option) => option.defname === 'schemas')
  const names = schemas.flatMap((option) =>
    option.arg && 'List' in option.arg ? (option.arg.List.items ?? []) : [],
  )
  return { ...readGrant(node.action ?? {}, source), object: 'default', names: names.map(objectName) }
}
