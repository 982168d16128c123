import { findType } from '../../../src/core/catalog/types.ts'
import type { Catalog } from '../../../src/core/catalog.ts'
import type { TypeName } from '../../../src/core/query.ts'

export interface TypeChangeWorld {
  readonly catalog: Catalog
  readonly version: number
  /** The session's time zone is known to be UTC. */
  readonly utc: boolean
}

/** Whether stored values of one type serve as values of the other. */
export function storageChange(
  from: TypeName,
  to: TypeName,
  world: TypeChangeWorld,
): 'nothing' | 'rewrite' | 'unknown' {
  const old = resolve(from, world.catalog)
  const wanted = resolve(to, world.catalog)
  if (wanted.domain && wanted.domain !== old.domain && wanted.constrained) return 'rewrite'
  if (wanted.domain && wanted.domain === old.domain) return 'nothing'
  // A domain's values lose the length of its base type on the way out, so a length must be enforced anew.
  const [a, b] = [old.domain ? { ...old.type, modifiers: [] } : old.type, wanted.type]
  if (a.dimensions > 0 !== b.dimensions > 0) return 'rewrite'
  if (a.name === b.name)
    return keepsModifiers(old.domain && wanted.domain ? old.type : a, b) ? 'nothing' : 'rewrite'
  if (a.dimensions > 0) return 'rewrite'
  if (/^interval\b/.test(a.name) && /^interval\b/.test(b.name)) return intervalChange(a, b)
  if (isTimestampPair(a.name, b.name)) {
    const fits = b.modifiers.length === 0 || (b.modifiers[0] ?? 6) >= 6
    return fits && world.version >= 12 && world.utc ? 'nothing' : 'rewrite'
  }
  if (coercible[a.name]?.includes(b.name))
    return fitsLength(old.domain ? a : old.type, b) ? 'nothing' : 'rewrite'
  return isBuiltIn(a.name) && isBuiltIn(b.name) ? 'rewrite' : userTypesChange(a.name, b.name, world.catalog)
}

/** pg_cast rows without a function, between types that tables hold; `citext` from its extension. */
const coercible: Readonly<Record<string, readonly string[]>> = {
  text: ['character varying', 'character', 'citext'],
  'character varying': ['text', 'character', 'citext'],
  citext: ['text', 'character varying', 'character'],
  xml: ['text', 'character varying', 'character'],
  bit: ['bit varying'],
  cidr: ['inet'],
  integer: ['oid', 'regclass', 'regtype', 'regproc', 'regrole', 'regnamespace'],
  oid: ['integer', 'regclass', 'regtype', 'regproc', 'regrole', 'regnamespace'],
  regclass: ['oid', 'integer'],
  regtype: ['oid', 'integer'],
  regproc: ['oid', 'integer'],
  regrole: ['oid', 'integer'],
  regnamespace: ['oid', 'integer'],
}

const builtIn = new Set([
  'smallint',
  'integer',
  'bigint',
  'numeric',
  'real',
  'double precision',
  'money',
  'text',
  'character varying',
  'character',
  '"char"',
  'name',
  'bit',
  'bit varying',
  'date',
  'timestamp without time zone',
  'timestamp with time zone',
  'time without time zone',
  'time with time zone',
  'interval',
  'json',
  'jsonb',
  'xml',
  'uuid',
  'bytea',
  'inet',
  'cidr',
  'macaddr',
  'macaddr8',
  'boolean',
  'tsvector',
  'tsquery',
  'pg_lsn',
  'xid',
  'xid8',
  'oid',
  'regclass',
  'regtype',
  'regproc',
  'regrole',
  'regnamespace',
  'point',
  'line',
  'lseg',
  'box',
  'path',
  'polygon',
  'circle',
  'int4range',
  'int8range',
  'numrange',
  'tsrange',
  'tstzrange',
  'daterange',
  'jsonpath',
])

function isBuiltIn(name: string): boolean {
  return builtIn.has(name) || name === 'citext'
}

/** An enum's values are stored as numbers of its own, so leaving or entering one converts every row; of other user types nothing is known. */
function userTypesChange(from: string, to: string, catalog: Catalog): 'rewrite' | 'unknown' {
  return [from, to].some((name) => findType(catalog, name)?.kind === 'enum') ? 'rewrite' : 'unknown'
}

interface Resolved {
  readonly type: TypeName
  readonly domain?: string
  readonly constrained: boolean
}

/** The base type under a chain of domains, and whether one of them has a constraint to check. */
export function resolve(type: TypeName, catalog: Catalog): Resolved {
  const found = type.dimensions === 0 ? findType(catalog, type.name) : undefined
  if (found?.kind !== 'domain') return { type, constrained: false }
  const base = resolve(found.base, catalog)
  return {
    type: base.type,
    domain: found.name,
    constrained: base.constrained || found.notNull || found.constraints.length > 0,
  }
}

/** Whether the new modifiers of one type admit every value of the old ones as it is stored. */
function keepsModifiers(from: TypeName, to: TypeName): boolean {
  const [old, wanted] = [from.modifiers, to.modifiers]
  if (wanted.length === 0 || old.join() === wanted.join()) return true
  if (to.dimensions > 0) return false
  if (to.name === 'numeric') {
    return old.length > 0 && (old[1] ?? 0) === (wanted[1] ?? 0) && (wanted[0] ?? 0) >= (old[0] ?? 0)
  }
  if (/^(timestamp|time|interval)\b/.test(to.name)) return (wanted[0] ?? 6) >= Math.min(old[0] ?? 6, 6)
  // Values of char(n) and bit(n) are stored at full width.
  return (to.name === 'character varying' || to.name === 'bit varying') && fitsLength(from, to)
}

/** Leaving out fields costs a rewrite; the server orders them finer than this, so the rest is not claimed. */
function intervalChange(from: TypeName, to: TypeName): 'nothing' | 'unknown' {
  return to.name === 'interval' && (to.modifiers[0] ?? 6) >= (from.modifiers[0] ?? 6) ? 'nothing' : 'unknown'
}

function fitsLength(from: TypeName, to: TypeName): boolean {
  const [length, room] = [from.modifiers[0], to.modifiers[0]]
  return room === undefined || (length !== undefined && from.name === to.name && room >= length)
}

function isTimestampPair(from: string, to: string): boolean {
  return from !== to && from.startsWith('timestamp with') && to.startsWith('timestamp with')
}
