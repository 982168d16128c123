import type { Node, RoleSpec } from 'libpg-query'
import { only } from './nodes.ts'

const special: Readonly<Record<string, string>> = {
  ROLESPEC_PUBLIC: 'public',
  ROLESPEC_CURRENT_ROLE: 'current_role',
  ROLESPEC_CURRENT_USER: 'current_user',
  ROLESPEC_SESSION_USER: 'session_user',
}

/** A role as written, folded; `public` and `current_user` by their word. */
export function roleName(role: RoleSpec | undefined): string {
  return special[role?.roletype ?? ''] ?? role?.rolename ?? ''
}

export function roleNames(nodes: readonly Node[] | undefined): string[] {
  return only(nodes, 'RoleSpec').map(roleName)
}
