import { ownSchema } from '../../watch/own-schema.ts'

// Pieces of the queries that read a schema. They run with `pg_catalog` alone on the search path, so that whatever the server prints names
// everything in full.

/** How one kind of object is read: a branch of a union. */
export interface Branch {
  /** Identity in the server's catalogs, `pg_class:16384` or `pg_class:16384:2` for a column: used inside one reading only. SQL. */
  readonly id: string
  /** As people say it. SQL. */
  readonly object: string
  /** The parts of its name, outermost first. SQL, each a text. */
  readonly name: readonly string[]
  /** Types of its arguments, for what may have one name several times. SQL. */
  readonly takes?: string
  /** SQL; null for what only lends its name to comments and grants. */
  readonly definition: string
  /** Oid of the owning role. SQL. */
  readonly owner?: string
  /** Access list and the letter `acldefault` knows it by. */
  readonly acl?: readonly [list: string, letter: string]
  /** Identities of what it is part of, a text array, where `pg_depend` does not say so. SQL. */
  readonly within?: string
  readonly from: string
}

/** Read only where there is any: planning a query that finds nothing takes longer than a look. */
export interface Rare extends Branch {
  /** What has a row then. SQL. */
  readonly if: string
}

/** All rows of some branches. */
export const union = (
  branches: readonly Branch[],
) => `select id, object, name, takes, owner, acl, born, within,
  ${cut('definition')} as definition
from (${branches.map(select).join('\nunion all\n')} offset 0) things`

function select({ id, object, name, takes, definition, owner, acl, within, from }: Branch): string {
  const born =
    acl && owner
      ? `case when ${acl[0]} is not null then acldefault('${acl[1]}', ${owner})::text[] end`
      : 'null::text[]'
  return `select ${id} as id, ${object} as object, array[${name.map((part) => `${part}::text`).join(', ')}] as name,
  ${takes ?? 'null'}::text as takes, (${definition})::text as definition, ${owner ? `pg_get_userbyid(${owner})::text` : 'null'} as owner,
  ${acl ? `${acl[0]}::text[]` : 'null::text[]'} as acl, ${born} as born, ${within ?? 'null'}::text[] as within
from ${from}`
}

/** A text without the space around it; a long one as its beginning and a hash of the whole. */
export const cut = (text: string) => `case when length(${text}) > 2000
  then left(${text}, 2000) || ' [sha256 ' || encode(sha256(convert_to(${text}, 'UTF8')), 'hex') || ']' else btrim(${text}, E' \\n') end`

/** Not the server's schemas, and not ours. */
export const users = (schema: string) =>
  `${schema} !~ '^pg_' and ${schema} <> 'information_schema' and ${schema} <> '${ownSchema}'`

/**
 * For each relation `c` its rows of another catalog, whose oid is `id`. Looked up by key relation by relation: the server has no statistics of
 * tables just made, and a plan that it guesses may read everything for every row.
 */
export const each = (catalog: string, condition: string) => {
  const alias = catalog.slice(catalog.indexOf(' ') + 1)
  const id = withoutOid.has(catalog) ? '' : `, ${alias}.oid as id`
  return `relation c cross join lateral (select ${alias}.*${id} from ${catalog} where ${condition} offset 0) ${alias}`
}

const withoutOid: ReadonlySet<string> = new Set(['pg_attribute a', 'pg_index i', 'pg_sequence q'])

/**
 * What was not there from the start (PostgreSQL 18 documentation, 67.2.2 "OID Assignment": 16384 and above are assigned in normal
 * operation). Spares reading through the server's own.
 */
export const made = (oid: string) => `${oid} >= 16384`

/** What an extension brought along is part of the extension. */
export const ofNoExtension = (catalog: string, oid: string) =>
  without(`'${catalog}'::regclass`, { oid, dependency: "'e'" })

/** Nor what the server makes by itself for another object: the constructors of a range, its cast. */
export const madeByHand = (catalog: string, oid: string) =>
  without(`'${catalog}'::regclass`, { oid, dependency: "any ('{e,i}')" })

export const without = (catalog: string, { oid, dependency }: { oid: string; dependency: string }) =>
  `not exists (select from pg_depend e where e.classid = ${catalog} and e.objid = ${oid} and e.deptype = ${dependency})`

/** Joined by spaces, without what is null. SQL. */
export const words = (...parts: readonly string[]) => `concat_ws(' ', ${parts.join(', ')})`

/** `WITH (a=b)` of an options array; null without. SQL. */
export const options = (array: string) =>
  `case when ${array} is not null then 'WITH (' || (select string_agg(o, ', ' order by o) from unnest(${array}) o) || ')' end`

/** A role as SQL. */
export const role = (oid: string) => `quote_ident(pg_get_userbyid(${oid}))`

/** `regcollation` comes with version 13. */
export const collation = (oid: string) =>
  `(select quote_ident(cn.nspname) || '.' || quote_ident(l.collname) from pg_collation l join pg_namespace cn on cn.oid = l.collnamespace where l.oid = ${oid})`

/** The user's relations and their schemas: what branches on tables and their parts are read from. To be put before the query. */
export const relation = `with relation as (select c.*, c.oid as id, n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S', 'c') and ${users('n.nspname')} and ${ofNoExtension('pg_class', 'c.oid')})`

/** A catalog's row as JSON without what names or numbers it: the same text on every server that has the same columns. */
export const rest = (row: string, ...without: readonly string[]) =>
  `(select string_agg(key || ' ' || value, ', ' order by key) from jsonb_each_text(to_jsonb(${row})) where value is not null and key <> all (array['oid', ${without.map((one) => `'${one}'`).join(', ')}]))`
