import { type Name, nameOf } from '../../core/name.ts'
import { identifier } from '../quoting.ts'
import type { Session } from '../session.ts'
import { ownSchema } from '../watch/own-schema.ts'

/** Every table that holds rows, itself or in a partition; sorted. */
export async function filledTables(session: Session): Promise<readonly Name[]> {
  const { rows } = await session.run(candidates)
  const tables = rows.map(({ schema, name }) => [String(schema), String(name)] as const)
  const found: Name[] = []
  for (let at = 0; at < tables.length; at += atOnce) {
    const questions = tables
      .slice(at, at + atOnce)
      .map(
        ([schema, name], number) =>
          `SELECT ${at + number} AS at WHERE EXISTS (SELECT FROM ${identifier(schema, name)})`,
      )
    const { rows: filled } = await session.run(questions.join(' UNION ALL '))
    for (const { at: number } of filled) found.push(nameOf(...(tables[Number(number)] ?? [])))
  }
  return found.sort()
}

/** Looking into a hundred tables with one question keeps within the locks that one transaction may hold. */
const atOnce = 100

const candidates = `
SELECT n.nspname AS schema, c.relname AS name FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
WHERE (c.relkind OPERATOR(pg_catalog.=) 'p' OR c.relkind OPERATOR(pg_catalog.=) 'r' AND pg_catalog.pg_relation_size(c.oid) OPERATOR(pg_catalog.>) 0)
  AND c.relpersistence OPERATOR(pg_catalog.<>) 't' AND n.nspname OPERATOR(pg_catalog.!~) '^pg_'
  AND n.nspname OPERATOR(pg_catalog.<>) ALL (ARRAY['information_schema'::pg_catalog.name, '${ownSchema}'::pg_catalog.name])`
