import { literal } from '../quoting.ts'
import type { Session } from '../session.ts'
import { ownSchema } from '../watch/own-schema.ts'
import type { SampleRows } from '../watch/world.ts'
import { ownRows, type SeedTable } from './seed/tables.ts'

/** Remembers which rows are samples: all that these tables hold now. */
export async function rememberSamples(session: Session, tables: readonly SeedTable[]): Promise<void> {
  for (const statement of preparation) await session.run(statement)
  for (let at = 0; at < tables.length; at += atOnce) {
    const counted = tables
      .slice(at, at + atOnce)
      .map((table) => `SELECT tableoid, xmin::text AS writer FROM ${ownRows(table)}`)
    await session.run(
      `INSERT INTO ${samples} SELECT tableoid, writer, count(*) FROM (${counted.join(' UNION ALL ')}) r GROUP BY 1, 2 ON CONFLICT DO NOTHING`,
    )
  }
}

/** The rows that `rememberSamples` was told of, in this session or in one whose data directory this one was given. */
export const sampleRows: SampleRows = {
  async clear(session, table) {
    const only = table ? `${literal(table.schema)}, ${literal(table.table)}` : 'NULL, NULL'
    const { rows } = await session.run(`SELECT ${ownSchema}.clear_samples(${only}) AS cleared`)
    return rows[0]?.cleared === true
  },
}

const atOnce = 100

const samples = `${ownSchema}.samples`

/**
 * Rows are known by the transaction that wrote them; where a change has rewritten them since, all rows of a table are samples as long as
 * there are no more of them than there were. What refers to a table is cleared with it.
 */
const clearSamples = `
DECLARE
  target record;
  cleared boolean := false;
  gone bigint;
BEGIN
  FOR target IN
    WITH RECURSIVE named AS (
      SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND (wanted_table IS NULL OR n.nspname = wanted_schema AND c.relname = wanted_table)
      UNION
      SELECT next.oid FROM named m CROSS JOIN LATERAL (
        SELECT k.conrelid AS oid FROM pg_constraint k WHERE k.contype = 'f' AND k.confrelid = m.oid
        UNION ALL SELECT i.inhrelid FROM pg_inherits i WHERE i.inhparent = m.oid
        UNION ALL SELECT i.inhparent FROM pg_inherits i WHERE i.inhrelid = m.oid
      ) next
    )
    SELECT s.relation, c.oid::regclass AS name, array_agg(s.writer) AS writers, sum(s.rows) AS rows
    FROM ${samples} s JOIN named m ON m.oid = s.relation JOIN pg_class c ON c.oid = s.relation
    GROUP BY 1, 2 ORDER BY 1 DESC
  LOOP
    EXECUTE format('DELETE FROM ONLY %s WHERE xmin::text = ANY ($1) OR (SELECT count(*) FROM ONLY %s) <= $2', target.name, target.name)
      USING target.writers, target.rows;
    GET DIAGNOSTICS gone = ROW_COUNT;
    DELETE FROM ${samples} s WHERE s.relation = target.relation;
    cleared := cleared OR gone > 0;
  END LOOP;
  RETURN cleared;
END`

// Whatever the script has set does not bear on it. Only a superuser may keep triggers from firing.
const preparation = [
  `CREATE SCHEMA IF NOT EXISTS ${ownSchema}`,
  `GRANT USAGE ON SCHEMA ${ownSchema} TO PUBLIC`,
  `CREATE TABLE IF NOT EXISTS ${samples} (relation oid NOT NULL, writer text NOT NULL, rows bigint NOT NULL, PRIMARY KEY (relation, writer))`,
  `CREATE OR REPLACE FUNCTION ${ownSchema}.clear_samples(wanted_schema text, wanted_table text) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET statement_timeout = 0 SET lock_timeout = 0 SET row_security = off
    AS ${literal(clearSamples)}`,
  `ALTER FUNCTION ${ownSchema}.clear_samples(text, text) SET session_replication_role = replica`,
]
