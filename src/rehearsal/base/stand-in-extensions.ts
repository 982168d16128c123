import { identifier } from '../quoting.ts'
import type { Failure, Remedy } from './remedy.ts'
import { standInForType } from './stand-in-types.ts'

/**
 * CREATE EXTENSION of what this server does not have: instead of it, the schema, types, tables and functions that the extension documents
 * and migrations commonly name. What the functions do is not there; what they take and return is.
 */
export function remediesForExtension({ sql, error }: Failure): readonly Remedy[] {
  const match = creation.exec(sql)
  if (!match || error.code === '3F000' || error.code === '25P02') return []
  const name = match[1] ?? match[2]?.toLowerCase() ?? ''
  const stubs = [{ kind: 'extension', name }] as const
  const [, quoted, bare] = inSchema.exec(sql.slice(match[0].length)) ?? []
  const make = standIns.get(name)
  return [
    ...(make ? [{ sql: inItsSchema(make, quoted ?? bare?.toLowerCase()), instead: '', stubs }] : []),
    // Nothing is known of it, or some of it is there already.
    { instead: '', stubs },
  ]
}

/** For a statement that names what only an extension holds, when no merged file creates the extension: Supabase has several in place. */
export function remediesForExtensionSchema({ error, stubs }: Failure): readonly Remedy[] {
  const schema = /^(?:schema|relation|type|function) "?([^".(]+)/.exec(error.message)?.[1] ?? ''
  const [name, make] = [...standIns].find(([extension]) => homes.get(extension) === schema) ?? []
  if (name === undefined || make === undefined || stubs.some((stub) => stub.name === name)) return []
  return [{ sql: make(undefined), stubs: [{ kind: 'extension', name }] }]
}

/** Whether what the extension holds is known, so that what it does not hold is known as well. */
export const hasStandIn = (name: string): boolean => standIns.has(name)

const creation = /^\s*create\s+extension\s+(?:if\s+not\s+exists\s+)?(?:"([^"]+)"|([\w-]+))/i
const inSchema = /\bschema\s+(?:"([^"]+)"|(\w+))/i

/** Schemas that extensions make for themselves. */
const homes: ReadonlyMap<string, string> = new Map([
  ['pgmq', 'pgmq'],
  ['pg_cron', 'cron'],
  ['pg_net', 'net'],
  ['supabase_vault', 'vault'],
  ['pg_graphql', 'graphql'],
])

type Make = (schema: string | undefined) => string

const inItsSchema = (make: Make, schema: string | undefined) =>
  (schema === undefined ? '' : `CREATE SCHEMA IF NOT EXISTS ${identifier(schema)};\n`) + make(schema)

const typesOnly =
  (...names: readonly string[]): Make =>
  (schema) =>
    names.map((name) => standInForType(schema === undefined ? name : `${schema}.${name}`)).join('\n')

/** `@` stands for the schema, with its dot. */
const written =
  (sql: string): Make =>
  (schema) =>
    sql.replaceAll('@', schema === undefined ? '' : `${identifier(schema)}.`)

const both =
  (...parts: readonly Make[]): Make =>
  (schema) =>
    parts.map((part) => part(schema)).join('\n')

const immutable = (signature: string, type: string) =>
  `CREATE FUNCTION @${signature} RETURNS ${type} LANGUAGE sql IMMUTABLE STRICT AS 'SELECT NULL::${type}';`

const vectors = ['vector', 'halfvec', 'sparsevec']

/** pgvector 0.8 (README, "Vector Functions" and "Operators"). */
const distances = vectors.flatMap((type) => [
  ...['l2_distance', 'cosine_distance', 'inner_product', 'l1_distance', 'vector_negative_inner_product'].map(
    (name) => immutable(`${name}(@${type}, @${type})`, 'double precision'),
  ),
  ...(
    [
      ['<->', 'l2_distance'],
      ['<#>', 'vector_negative_inner_product'],
      ['<=>', 'cosine_distance'],
      ['<+>', 'l1_distance'],
    ] as const
  ).map(
    ([operator, name]) =>
      `CREATE OPERATOR @${operator} (LEFTARG = @${type}, RIGHTARG = @${type}, FUNCTION = @${name});`,
  ),
])

/** pgmq 1.5 (docs/api/sql). */
const pgmq = `
CREATE SCHEMA IF NOT EXISTS pgmq;
CREATE TYPE pgmq.message_record AS (msg_id bigint, read_ct integer, enqueued_at timestamptz, vt timestamptz, message jsonb, headers jsonb);
CREATE TYPE pgmq.queue_record AS (queue_name varchar, is_partitioned boolean, is_unlogged boolean, created_at timestamptz);
CREATE TYPE pgmq.metrics_result AS (queue_name text, queue_length bigint, newest_msg_age_sec integer, oldest_msg_age_sec integer, total_messages bigint, scrape_time timestamptz, queue_visible_length bigint);
CREATE TABLE pgmq.meta (queue_name varchar UNIQUE NOT NULL, is_partitioned boolean NOT NULL, is_unlogged boolean NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
CREATE FUNCTION pgmq.format_table_name(queue_name text, prefix text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT lower(prefix || '_' || queue_name) $$;
CREATE FUNCTION pgmq."create"(queue_name text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
  EXECUTE format('CREATE TABLE IF NOT EXISTS pgmq.%I (msg_id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, read_ct integer NOT NULL DEFAULT 0, enqueued_at timestamptz NOT NULL DEFAULT now(), vt timestamptz NOT NULL, message jsonb, headers jsonb)', pgmq.format_table_name(queue_name, 'q'));
  EXECUTE format('CREATE TABLE IF NOT EXISTS pgmq.%I (msg_id bigint PRIMARY KEY, read_ct integer NOT NULL DEFAULT 0, enqueued_at timestamptz NOT NULL DEFAULT now(), archived_at timestamptz NOT NULL DEFAULT now(), vt timestamptz NOT NULL, message jsonb, headers jsonb)', pgmq.format_table_name(queue_name, 'a'));
  INSERT INTO pgmq.meta VALUES (queue_name, false, false) ON CONFLICT DO NOTHING;
END $$;
CREATE FUNCTION pgmq.create_unlogged(queue_name text) RETURNS void LANGUAGE sql AS $$ SELECT pgmq."create"(queue_name) $$;
CREATE FUNCTION pgmq.create_partitioned(queue_name text, partition_interval text DEFAULT '10000', retention_interval text DEFAULT '100000') RETURNS void LANGUAGE sql AS $$ SELECT pgmq."create"(queue_name) $$;
CREATE FUNCTION pgmq.drop_queue(queue_name text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN
  EXECUTE format('DROP TABLE IF EXISTS pgmq.%I, pgmq.%I', pgmq.format_table_name(queue_name, 'q'), pgmq.format_table_name(queue_name, 'a'));
  DELETE FROM pgmq.meta m WHERE m.queue_name = $1;
  RETURN FOUND;
END $$;
CREATE FUNCTION pgmq.list_queues() RETURNS SETOF pgmq.queue_record LANGUAGE sql AS $$ SELECT * FROM pgmq.meta $$;
CREATE FUNCTION pgmq.send(queue_name text, msg jsonb, delay integer DEFAULT 0) RETURNS SETOF bigint LANGUAGE sql AS 'SELECT NULL::bigint WHERE false';
CREATE FUNCTION pgmq.send(queue_name text, msg jsonb, headers jsonb, delay integer DEFAULT 0) RETURNS SETOF bigint LANGUAGE sql AS 'SELECT NULL::bigint WHERE false';
CREATE FUNCTION pgmq.send_batch(queue_name text, msgs jsonb[], delay integer DEFAULT 0) RETURNS SETOF bigint LANGUAGE sql AS 'SELECT NULL::bigint WHERE false';
CREATE FUNCTION pgmq.send_batch(queue_name text, msgs jsonb[], headers jsonb[], delay integer DEFAULT 0) RETURNS SETOF bigint LANGUAGE sql AS 'SELECT NULL::bigint WHERE false';
CREATE FUNCTION pgmq.read(queue_name text, vt integer, qty integer, conditional jsonb DEFAULT '{}') RETURNS SETOF pgmq.message_record LANGUAGE sql AS 'SELECT NULL::pgmq.message_record WHERE false';
CREATE FUNCTION pgmq.read_with_poll(queue_name text, vt integer, qty integer, max_poll_seconds integer DEFAULT 5, poll_interval_ms integer DEFAULT 100, conditional jsonb DEFAULT '{}') RETURNS SETOF pgmq.message_record LANGUAGE sql AS 'SELECT NULL::pgmq.message_record WHERE false';
CREATE FUNCTION pgmq.pop(queue_name text) RETURNS SETOF pgmq.message_record LANGUAGE sql AS 'SELECT NULL::pgmq.message_record WHERE false';
CREATE FUNCTION pgmq.archive(queue_name text, msg_id bigint) RETURNS boolean LANGUAGE sql AS 'SELECT false';
CREATE FUNCTION pgmq.archive(queue_name text, msg_ids bigint[]) RETURNS SETOF bigint LANGUAGE sql AS 'SELECT NULL::bigint WHERE false';
CREATE FUNCTION pgmq.delete(queue_name text, msg_id bigint) RETURNS boolean LANGUAGE sql AS 'SELECT false';
CREATE FUNCTION pgmq.delete(queue_name text, msg_ids bigint[]) RETURNS SETOF bigint LANGUAGE sql AS 'SELECT NULL::bigint WHERE false';
CREATE FUNCTION pgmq.set_vt(queue_name text, msg_id bigint, vt integer) RETURNS SETOF pgmq.message_record LANGUAGE sql AS 'SELECT NULL::pgmq.message_record WHERE false';
CREATE FUNCTION pgmq.purge_queue(queue_name text) RETURNS bigint LANGUAGE sql AS 'SELECT 0::bigint';
CREATE FUNCTION pgmq.metrics(queue_name text) RETURNS pgmq.metrics_result LANGUAGE sql AS 'SELECT NULL::pgmq.metrics_result';`

/** pg_cron 1.6 (README). */
const cron = `
CREATE SCHEMA IF NOT EXISTS cron;
CREATE TABLE cron.job (jobid bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, schedule text NOT NULL, command text NOT NULL, nodename text NOT NULL DEFAULT 'localhost', nodeport integer NOT NULL DEFAULT 5432, database text NOT NULL DEFAULT current_database(), username text NOT NULL DEFAULT current_user, active boolean NOT NULL DEFAULT true, jobname text);
CREATE TABLE cron.job_run_details (jobid bigint, runid bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, job_pid integer, database text, username text, command text, status text, return_message text, start_time timestamptz, end_time timestamptz);
CREATE FUNCTION cron.schedule(job_name text, schedule text, command text) RETURNS bigint LANGUAGE sql AS $$ INSERT INTO cron.job (jobname, schedule, command) VALUES ($1, $2, $3) RETURNING jobid $$;
CREATE FUNCTION cron.schedule(schedule text, command text) RETURNS bigint LANGUAGE sql AS $$ INSERT INTO cron.job (schedule, command) VALUES ($1, $2) RETURNING jobid $$;
CREATE FUNCTION cron.schedule_in_database(job_name text, schedule text, command text, database text, username text DEFAULT NULL, active boolean DEFAULT true) RETURNS bigint LANGUAGE sql AS $$ INSERT INTO cron.job (jobname, schedule, command) VALUES ($1, $2, $3) RETURNING jobid $$;
CREATE FUNCTION cron.unschedule(job_name text) RETURNS boolean LANGUAGE sql AS $$ DELETE FROM cron.job WHERE jobname = $1; SELECT true $$;
CREATE FUNCTION cron.unschedule(job_id bigint) RETURNS boolean LANGUAGE sql AS $$ DELETE FROM cron.job WHERE jobid = $1; SELECT true $$;
CREATE FUNCTION cron.alter_job(job_id bigint, schedule text DEFAULT NULL, command text DEFAULT NULL, database text DEFAULT NULL, username text DEFAULT NULL, active boolean DEFAULT NULL) RETURNS void LANGUAGE sql AS '';`

/** pg_net 0.14 (README, "API"). */
const net = `
CREATE SCHEMA IF NOT EXISTS net;
CREATE TABLE net._http_response (id bigint, status_code integer, content_type text, headers jsonb, content text, timed_out boolean, error_msg text, created timestamptz NOT NULL DEFAULT now());
CREATE FUNCTION net.http_get(url text, params jsonb DEFAULT '{}', headers jsonb DEFAULT '{}', timeout_milliseconds integer DEFAULT 5000) RETURNS bigint LANGUAGE sql AS 'SELECT 0::bigint';
CREATE FUNCTION net.http_post(url text, body jsonb DEFAULT '{}', params jsonb DEFAULT '{}', headers jsonb DEFAULT '{}', timeout_milliseconds integer DEFAULT 5000) RETURNS bigint LANGUAGE sql AS 'SELECT 0::bigint';
CREATE FUNCTION net.http_delete(url text, params jsonb DEFAULT '{}', headers jsonb DEFAULT '{}', timeout_milliseconds integer DEFAULT 5000) RETURNS bigint LANGUAGE sql AS 'SELECT 0::bigint';`

/** supabase/vault 0.3 (README). */
const vault = `
CREATE SCHEMA IF NOT EXISTS vault;
CREATE TABLE vault.secrets (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text UNIQUE, description text NOT NULL DEFAULT '', secret text NOT NULL, key_id uuid, nonce bytea, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());
CREATE VIEW vault.decrypted_secrets AS SELECT id, name, description, secret, secret AS decrypted_secret, key_id, nonce, created_at, updated_at FROM vault.secrets;
CREATE FUNCTION vault.create_secret(new_secret text, new_name text DEFAULT NULL, new_description text DEFAULT '', new_key_id uuid DEFAULT NULL) RETURNS uuid LANGUAGE sql AS $$ INSERT INTO vault.secrets (secret, name, description) VALUES ($1, $2, $3) RETURNING id $$;
CREATE FUNCTION vault.update_secret(secret_id uuid, new_secret text DEFAULT NULL, new_name text DEFAULT NULL, new_description text DEFAULT NULL, new_key_id uuid DEFAULT NULL) RETURNS void LANGUAGE sql AS '';`

const standIns: ReadonlyMap<string, Make> = new Map([
  ['vector', both(typesOnly(...vectors), written(distances.join('\n')))],
  [
    'postgis',
    both(
      typesOnly('geometry', 'geography', 'box2d', 'box3d'),
      written(
        'CREATE TABLE @spatial_ref_sys (srid integer PRIMARY KEY, auth_name varchar(256), auth_srid integer, srtext varchar(2048), proj4text varchar(2048));',
      ),
    ),
  ],
  ['pgmq', written(pgmq)],
  ['pg_cron', written(cron)],
  ['pg_net', written(net)],
  ['supabase_vault', written(vault)],
  ['pg_graphql', written('CREATE SCHEMA IF NOT EXISTS graphql; CREATE SCHEMA IF NOT EXISTS graphql_public;')],
  [
    'pg_jsonschema',
    written(
      ['json_matches_schema(schema json, instance json)', 'jsonb_matches_schema(schema json, instance jsonb)']
        .map(
          (signature) =>
            `CREATE FUNCTION @${signature} RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';`,
        )
        .join('\n'),
    ),
  ],
  ['pg_ulid', typesOnly('ulid')],
  ['ulid', typesOnly('ulid')],
  ['pgx_ulid', typesOnly('ulid')],
  ['postgres_fdw', written('CREATE FOREIGN DATA WRAPPER postgres_fdw;')],
  ['plv8', written('CREATE LANGUAGE plv8 HANDLER plpgsql_call_handler;')],
])
