import { type Name, nameOf, partsOf } from '../../core/name.ts'
import type { SeenLock } from '../../core/rehearsal.ts'
import type { Ask } from './apart.ts'
import { ownSchema } from './own-schema.ts'

/** A relation of the database's users, as it was when last looked at. */
export interface Relation {
  readonly oid: number
  readonly name: Name
  readonly kind: SeenLock['kind']
  /** The table it belongs to: itself, that of an index, that of the column a sequence is for. */
  readonly table: number
  /** Where its rows are: another file means they were written anew. Null for what has none. */
  readonly file: number | null
}

export type Relations = ReadonlyMap<number, Relation>

/** All relations, or those of these numbers. TOAST tables are part of their tables. */
export async function readRelations(ask: Ask, oids?: readonly number[]): Promise<Relations | undefined> {
  const rows = (await ask(relationQuery(oids))) as readonly Row[] | undefined
  return rows && new Map(rows.map((row) => [row[0], relationOf(row)]))
}

/** A name as the server prints it for a relation, with its schema unless that is the session's own for temporary tables. */
export function nameFrom(printed: string): Name {
  const parts = partsOf(printed)
  return parts.length === 1 ? nameOf('pg_temp', ...parts) : nameOf(...parts)
}

type Row = readonly [
  oid: number,
  schema: string,
  name: string,
  kind: string,
  file: number | null,
  table: number,
]

function relationOf([oid, schema, name, kind, file, table]: Row): Relation {
  const shown = temporary.test(schema) ? 'pg_temp' : schema
  return { oid, name: nameOf(shown, name), kind: kinds[kind] ?? 'table', table, file }
}

const temporary = /^pg_temp_\d+$/

/** By pg_class.relkind (PostgreSQL 18 documentation, 52.11). */
const kinds: Readonly<Record<string, Relation['kind']>> = {
  r: 'table',
  p: 'partitioned-table',
  i: 'index',
  I: 'index',
  v: 'view',
  m: 'materialized-view',
  S: 'sequence',
  f: 'foreign-table',
}

/** Numbers below 16384 are the server's own (PostgreSQL sources, src/include/access/transam.h, FirstNormalObjectId). */
export const firstOfUsers = 16_384

const relationQuery = (oids: readonly number[] | undefined) => `
  SELECT coalesce(json_agg(json_build_array(c.oid::int8, n.nspname, c.relname, c.relkind, pg_relation_filenode(c.oid)::int8,
    coalesce(i.indrelid, d.refobjid, c.oid)::int8)), '[]')
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_index i ON i.indexrelid = c.oid
    LEFT JOIN pg_depend d ON c.relkind = 'S' AND d.classid = 'pg_class'::regclass AND d.objid = c.oid
      AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
  WHERE ${oids ? `c.oid = ANY ('{${oids.join(',')}}'::oid[])` : `c.oid >= ${firstOfUsers}`}
    AND c.relkind IN ('r', 'p', 'i', 'I', 'v', 'm', 'S', 'f') AND n.nspname NOT IN ('pg_toast', '${ownSchema}')
    AND n.nspname !~ '^pg_toast_temp_'`
