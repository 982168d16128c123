import { identifier } from '../../quoting.ts'
import type { Session } from '../../session.ts'
import { ownSchema } from '../../watch/own-schema.ts'

/** A table as far as a row of it must be made up. Expressions name what is not the server's own with its schema. */
export interface SeedTable {
  readonly oid: number
  readonly schema: string
  readonly name: string
  /** Whether something is on disk for it; there may be no row in it all the same. */
  readonly hasPages: boolean
  readonly columns: readonly SeedColumn[]
  /** CHECK constraints, as expressions over the columns. */
  readonly checks: readonly SeedCheck[]
  readonly foreignKeys: readonly SeedForeignKey[]
  /** Columns of primary keys and unique indexes. */
  readonly keys: readonly string[]
  /** Null for one that holds its rows itself; otherwise, of every partition that does, what a row must satisfy to land there. */
  readonly partitions: readonly string[] | null
}

export interface SeedColumn {
  readonly name: string
  readonly type: number
  /** With its modifier: `character varying(20)`. */
  readonly typeText: string
  readonly modifier: number
  readonly notNull: boolean
}

export interface SeedCheck {
  readonly expression: string
  readonly columns: readonly string[]
}

export interface SeedForeignKey {
  readonly columns: readonly string[]
  readonly parent: number
  readonly parentColumns: readonly string[]
}

export interface SeedType {
  readonly oid: number
  /** `format_type`, without a modifier. */
  readonly text: string
  readonly name: string
  readonly kind: 'base' | 'enum' | 'domain' | 'range' | 'multirange' | 'composite' | 'pseudo'
  readonly category: string
  /** Of a domain. */
  readonly base: { readonly type: number; readonly typeText: string; readonly modifier: number } | null
  readonly notNull: boolean
  /** Of a domain, over VALUE. */
  readonly checks: readonly string[]
  /** Of an array. */
  readonly element: number
  /** Of an enum. */
  readonly labels: readonly string[]
  /** Of a composite type. */
  readonly fields: readonly number[]
  /** Of a range. */
  readonly subtype: number
}

export interface Seeded {
  readonly tables: readonly SeedTable[]
  readonly types: ReadonlyMap<number, SeedType>
}

/** The table in FROM: rows of tables that inherit from it are not its own, and no foreign key refers to them. */
export const ownRows = ({ schema, name, partitions }: SeedTable): string =>
  `${partitions ? '' : 'ONLY '}${identifier(schema, name)}`

/** All tables of the database that hold rows of their own or through partitions, in one question. The search path must be pg_catalog's. */
export async function readTables(session: Session): Promise<Seeded> {
  const { rows } = await session.run(question)
  const answer = rows[0]?.answer
  const { tables, types } = (typeof answer === 'string' ? JSON.parse(answer) : { tables: [], types: [] }) as {
    readonly tables: readonly SeedTable[]
    readonly types: readonly SeedType[]
  }
  return { tables, types: new Map(types.map((type) => [type.oid, type])) }
}

/** A list, also where there is nothing. */
const list = (query: string) => `(SELECT coalesce(json_agg(x.one ORDER BY x.at), '[]') FROM (${query}) x)`

const names = (relation: string, numbers: string) =>
  list(
    `SELECT a.attname AS one, u.at FROM unnest(${numbers}) WITH ORDINALITY u(number, at) JOIN pg_attribute a ON a.attrelid = ${relation} AND a.attnum = u.number`,
  )

// attgenerated came with version 12, conperiod with 18: a row as JSON has only what there is.
const question = `
WITH RECURSIVE own AS (
  SELECT c.oid, n.nspname, c.relname, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
    AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', '${ownSchema}')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
), parts AS (
  SELECT oid AS root, oid, relkind FROM own
  UNION ALL
  SELECT p.root, c.oid, c.relkind FROM parts p JOIN pg_inherits i ON i.inhparent = p.oid JOIN pg_class c ON c.oid = i.inhrelid AND c.relispartition
)
SELECT json_build_object(
  'tables', ${list(`SELECT json_build_object(
    'oid', o.oid::bigint, 'schema', o.nspname, 'name', o.relname,
    'hasPages', EXISTS (SELECT FROM parts p WHERE p.root = o.oid AND p.relkind = 'r' AND pg_relation_size(p.oid) > 0),
    'columns', ${list(`SELECT json_build_object('name', a.attname, 'type', a.atttypid::bigint, 'typeText', format_type(a.atttypid, a.atttypmod),
        'modifier', a.atttypmod, 'notNull', a.attnotnull) AS one, a.attnum AS at
      FROM pg_attribute a WHERE a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped AND coalesce(to_json(a) ->> 'attgenerated', '') = ''`)},
    'checks', ${list(`SELECT json_build_object('expression', pg_get_expr(k.conbin, k.conrelid), 'columns', ${names('o.oid', 'k.conkey')}) AS one, k.conname AS at
      FROM pg_constraint k WHERE k.conrelid = o.oid AND k.contype = 'c'`)},
    'foreignKeys', ${list(`SELECT json_build_object('columns', ${names('o.oid', 'k.conkey')}, 'parent', k.confrelid::bigint, 'parentColumns', ${names('k.confrelid', 'k.confkey')}) AS one, k.conname AS at
      FROM pg_constraint k WHERE k.conrelid = o.oid AND k.contype = 'f' AND k.conparentid = 0 AND coalesce(to_json(k) ->> 'conperiod', 'false') = 'false'`)},
    'keys', ${list(`SELECT DISTINCT a.attname AS one, a.attnum AS at FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
      WHERE i.indrelid = o.oid AND i.indisunique`)},
    'partitions', CASE WHEN o.relkind = 'p' THEN ${list(`SELECT pg_get_partition_constraintdef(p.oid) AS one, c.relname AS at
      FROM parts p JOIN pg_class c ON c.oid = p.oid WHERE p.root = o.oid AND p.relkind = 'r'`)} END) AS one,
    row_number() OVER (ORDER BY o.nspname, o.relname) AS at FROM own o`)},
  'types', ${list(`SELECT json_build_object(
    'oid', t.oid::bigint, 'text', format_type(t.oid, NULL), 'name', t.typname, 'category', t.typcategory, 'notNull', t.typnotnull,
    'kind', CASE t.typtype WHEN 'b' THEN 'base' WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range' WHEN 'm' THEN 'multirange' WHEN 'c' THEN 'composite' ELSE 'pseudo' END,
    'base', CASE WHEN t.typtype = 'd' THEN json_build_object('type', t.typbasetype::bigint, 'typeText', format_type(t.typbasetype, t.typtypmod), 'modifier', t.typtypmod) END,
    'checks', ${list(`SELECT pg_get_expr(k.conbin, 0) AS one, k.conname AS at FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'`)},
    'element', CASE WHEN t.typcategory = 'A' THEN t.typelem::bigint ELSE 0 END,
    'labels', ${list(`SELECT e.enumlabel AS one, e.enumsortorder AS at FROM pg_enum e WHERE e.enumtypid = t.oid`)},
    'fields', ${list(`SELECT a.atttypid::bigint AS one, a.attnum AS at FROM pg_attribute a WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped`)},
    'subtype', coalesce((SELECT r.rngsubtype::bigint FROM pg_range r WHERE r.rngtypid = t.oid), 0)) AS one, t.oid AS at
    FROM pg_type t WHERE t.oid IN (
      WITH RECURSIVE used AS (
        SELECT DISTINCT a.atttypid AS oid FROM pg_attribute a JOIN own o ON o.oid = a.attrelid WHERE a.attnum > 0 AND NOT a.attisdropped
        UNION
        SELECT n.oid FROM used u JOIN pg_type t ON t.oid = u.oid CROSS JOIN LATERAL (
          SELECT t.typbasetype AS oid UNION ALL SELECT t.typelem
          UNION ALL SELECT r.rngsubtype FROM pg_range r WHERE r.rngtypid = t.oid
          UNION ALL SELECT a.atttypid FROM pg_attribute a WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
        ) n WHERE n.oid <> 0)
      SELECT oid FROM used)`)}
)::text AS answer`
