import type { Account, Repository, Role } from './world.ts'

const roles: readonly Role[] = ['read', 'triage', 'write', 'maintain', 'admin']

export function isAtLeast(role: Role | undefined, wanted: Role): boolean {
  return role !== undefined && roles.indexOf(role) >= roles.indexOf(wanted)
}

/** What a person may do here; everybody reads a public repository, members read their organisation's. */
export function roleOf(repository: Repository, person: Account): Role | undefined {
  if (repository.owner === person) return 'admin'
  const reads = !repository.private || repository.owner.members.has(person)
  return repository.roles.get(person) ?? (reads ? 'read' : undefined)
}
