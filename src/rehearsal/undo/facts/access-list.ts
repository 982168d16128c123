import { quote } from '../../../core/name.ts'

/** Rights that a role has or lacks against what the kind of object gives from birth. */
export interface Rights {
  readonly verb: 'grant to' | 'revocation from'
  /** As SQL: `app`, `PUBLIC`. */
  readonly role: string
  /** Sorted: `INSERT`, `SELECT WITH GRANT OPTION`. */
  readonly rights: readonly string[]
}

/** Compares two access lists as the server prints them: `app=r*w/owner` (PostgreSQL 18 documentation, 5.8 "Privileges"). */
export function rightsBeyond(list: readonly string[], born: readonly string[]): readonly Rights[] {
  const [now, first] = [rightsIn(list), rightsIn(born)]
  return [...difference('grant to', now, first), ...difference('revocation from', first, now)]
}

type ByRole = ReadonlyMap<string, ReadonlySet<string>>

function difference(verb: Rights['verb'], some: ByRole, others: ByRole): Rights[] {
  return [...some].flatMap(([role, rights]) => {
    const more = [...rights].filter((right) => !others.get(role)?.has(right))
    return more.length === 0 ? [] : [{ verb, role, rights: more.sort() }]
  })
}

const item = /^("(?:[^"]|"")*"|[^"=]*)=([a-zA-Z*]*)\//

function rightsIn(list: readonly string[]): ByRole {
  const byRole = new Map<string, Set<string>>()
  for (const text of list) {
    const [, role = '', letters = ''] = item.exec(text) ?? []
    const rights = byRole.get(asSql(role)) ?? new Set()
    for (const [, letter = '', star] of letters.matchAll(/([a-zA-Z])(\*?)/g))
      rights.add((names[letter] ?? letter) + (star ? ' WITH GRANT OPTION' : ''))
    byRole.set(asSql(role), rights)
  }
  return byRole
}

/** An empty name is PUBLIC's. */
const asSql = (role: string) =>
  role === '' ? 'PUBLIC' : quote(role.startsWith('"') ? role.slice(1, -1).replaceAll('""', '"') : role)

const names: Readonly<Record<string, string>> = {
  r: 'SELECT',
  a: 'INSERT',
  w: 'UPDATE',
  d: 'DELETE',
  D: 'TRUNCATE',
  x: 'REFERENCES',
  t: 'TRIGGER',
  m: 'MAINTAIN',
  X: 'EXECUTE',
  U: 'USAGE',
  C: 'CREATE',
  c: 'CONNECT',
  T: 'TEMPORARY',
  s: 'SET',
  A: 'ALTER SYSTEM',
}
