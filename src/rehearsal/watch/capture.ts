import { literal } from '../quoting.ts'
import type { Session } from '../session.ts'
import { type Ask, apartFromAll, ours } from './apart.ts'
import { ownSchema } from './own-schema.ts'

// Statements inside others are captured in two ways: an event trigger tells of DDL before it runs, auto_explain of what reads and writes rows
// after it ran. Both speak by notices, so that their order is the order in which they ran. Only a superuser can have them.

/** Makes what captures, outside a transaction, and tells its state; undefined where the role may not. */
export async function prepareCapture(session: Session): Promise<string | undefined> {
  await ours(session, 'BEGIN READ WRITE')
  for (const part of parts) {
    if ((await session.run(part)).error) {
      await ours(session, 'ROLLBACK')
      return undefined
    }
  }
  await ours(session, 'COMMIT')
  await session.run(`LOAD 'auto_explain'`)
  return apartFromAll(session, captureState)
}

/** Another answer than before means that somebody has meddled with it. */
export async function captureState(ask: Ask): Promise<string | undefined> {
  const state = (await ask(stateQuery)) as readonly unknown[] | undefined
  return state?.[0] ? JSON.stringify(state) : undefined
}

/** To the end of the transaction, or of the session. A role that may do nothing can call it. */
export async function setCapture(
  session: Session,
  isOn: boolean,
  until: 'transaction' | 'session',
): Promise<void> {
  await session.run(`SELECT ${ownSchema}.capture(${isOn}, ${until === 'transaction'})`)
}

/**
 * What the event trigger says; its context says what is about to run. Of a statement in a function in SQL the context gives the function's
 * name and not the text, so its body follows the mark.
 */
export const ddlMark = `${ownSchema} heard`

const heard = `
DECLARE
  context text;
  name text;
  body text;
BEGIN
  GET DIAGNOSTICS context = PG_CONTEXT;
  name := substring(split_part(context, E'\\n', 2) FROM '^SQL function "(.*)" statement ');
  IF name IS NOT NULL THEN
    SELECT min(prosrc) INTO body FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
      WHERE l.lanname = 'sql' AND proname = name HAVING count(*) = 1;
  END IF;
  RAISE DEBUG USING MESSAGE = concat_ws(E'\\n', '${ddlMark}', body);
END`

const explainSettings = {
  log_nested_statements: 'on',
  // Sent whatever client_min_messages says (PostgreSQL 18 documentation, 19.8.2).
  log_level: 'info',
  log_format: 'json',
  log_analyze: 'off',
  log_verbose: 'off',
  sample_rate: '1',
}

// The settings of a function hold while it runs: what a script does to its own cannot silence it.
const safely = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`

const parts = [
  `CREATE SCHEMA IF NOT EXISTS ${ownSchema}`,
  `GRANT USAGE ON SCHEMA ${ownSchema} TO PUBLIC`,
  `CREATE OR REPLACE FUNCTION ${ownSchema}.heard() RETURNS event_trigger LANGUAGE plpgsql ${safely}
    SET client_min_messages = debug1 AS $$${heard}$$`,
  `CREATE OR REPLACE FUNCTION ${ownSchema}.capture(is_on bool, is_local bool) RETURNS void LANGUAGE sql ${safely} AS $$
    SELECT ${[
      `set_config('auto_explain.log_min_duration', CASE WHEN is_on THEN '0' ELSE '-1' END, is_local)`,
      ...Object.entries(explainSettings).map(
        ([name, value]) => `set_config('auto_explain.${name}',${literal(value)}, is_local)`,
      ),
    ].join(', ')} $$`,
  `DROP EVENT TRIGGER IF EXISTS ${ownSchema}`,
  `CREATE EVENT TRIGGER ${ownSchema} ON ddl_command_start EXECUTE PROCEDURE ${ownSchema}.heard()`,
  `ALTER EVENT TRIGGER ${ownSchema} ENABLE ALWAYS`,
]

const stateQuery = `
  SELECT json_build_array(
    (SELECT json_build_array(oid::int8, xmin::text, evtenabled) FROM pg_event_trigger WHERE evtname = '${ownSchema}'),
    (SELECT json_agg(json_build_array(oid::int8, xmin::text) ORDER BY oid) FROM pg_proc
      WHERE proname IN ('heard', 'capture') AND pronamespace = '${ownSchema}'::regnamespace))`
