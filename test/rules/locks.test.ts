import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { locksOf } from '../../rules/postgres/shared/locks.ts'
import { displayName } from '../../src/core/catalog/lookup.ts'
import { atLeast, type lockModes } from '../../src/core/statement.ts'
import { replay, type Server, startServer } from './observed.ts'

const world = `
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, age integer);
CREATE UNIQUE INDEX users_email ON users (email);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users, total numeric(10,2), status text, CHECK (total > 0));
CREATE TABLE lines (id bigint PRIMARY KEY, order_id bigint, net bigint, gross bigint GENERATED ALWAYS AS (net + 1) STORED);
CREATE INDEX lines_order_id ON lines (order_id);
ALTER TABLE lines ADD CONSTRAINT positive CHECK (order_id > 0) NOT VALID;
ALTER TABLE lines ADD CONSTRAINT lines_order_fkey FOREIGN KEY (order_id) REFERENCES orders NOT VALID;
CREATE TABLE alone (id integer, name text);
CREATE TABLE numbered (id bigint GENERATED ALWAYS AS IDENTITY, other bigint NOT NULL);
CREATE TABLE events (id bigint, user_id bigint REFERENCES users, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE TABLE events_2025 (id bigint, user_id bigint, at date NOT NULL);
CREATE TABLE visits (id bigint, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE visits_2024 PARTITION OF visits FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
ALTER TABLE visits ADD CONSTRAINT known CHECK (id > 0);
CREATE TABLE shards (id bigint PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE shards_1 PARTITION OF shards FOR VALUES FROM (1) TO (100);
CREATE TABLE base (id integer);
CREATE TABLE heir (extra integer) INHERITS (base);
CREATE DOMAIN label AS text;
CREATE TABLE labelled (id bigint, name label);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER touched BEFORE INSERT ON lines FOR EACH ROW EXECUTE FUNCTION touch();
CREATE POLICY everybody ON lines USING (true);
CREATE VIEW summary AS SELECT count(*) AS n FROM alone;
CREATE MATERIALIZED VIEW totals AS SELECT 1 AS n;`

let server: Server
beforeAll(async () => {
  server = await startServer()
  await server.run(world)
})
afterAll(() => server.close())

const statements = `
ALTER TABLE lines ADD COLUMN c integer
ALTER TABLE lines ADD COLUMN c bigint REFERENCES users
ALTER TABLE lines ADD COLUMN c bigint REFERENCES shards
ALTER TABLE lines DROP COLUMN order_id
ALTER TABLE orders DROP COLUMN user_id
ALTER TABLE orders DROP COLUMN id CASCADE
ALTER TABLE lines ALTER COLUMN order_id TYPE integer
ALTER TABLE orders ALTER COLUMN user_id TYPE integer
ALTER TABLE users ALTER COLUMN id TYPE integer
ALTER TABLE lines ALTER COLUMN order_id SET DEFAULT 1, ALTER COLUMN order_id DROP DEFAULT
ALTER TABLE alone ALTER COLUMN id SET NOT NULL
ALTER TABLE users ALTER COLUMN email DROP NOT NULL
ALTER TABLE numbered ALTER COLUMN other ADD GENERATED ALWAYS AS IDENTITY
ALTER TABLE numbered ALTER COLUMN id DROP IDENTITY
ALTER TABLE lines ALTER COLUMN gross SET EXPRESSION AS (net + 2)
ALTER TABLE lines ALTER COLUMN gross DROP EXPRESSION
ALTER TABLE orders ADD CONSTRAINT c CHECK (id > 0)
ALTER TABLE orders ADD CONSTRAINT c CHECK (id > 0) NOT VALID
ALTER TABLE alone ADD CONSTRAINT c NOT NULL id NOT VALID
ALTER TABLE lines ADD CONSTRAINT c FOREIGN KEY (id) REFERENCES users
ALTER TABLE lines ADD CONSTRAINT c FOREIGN KEY (id) REFERENCES users NOT VALID
ALTER TABLE lines ADD CONSTRAINT c FOREIGN KEY (id) REFERENCES shards
ALTER TABLE users ADD CONSTRAINT c UNIQUE (age)
ALTER TABLE users ADD CONSTRAINT c UNIQUE USING INDEX users_email
ALTER TABLE alone ADD PRIMARY KEY (id)
ALTER TABLE alone ADD EXCLUDE (id WITH =)
ALTER TABLE lines VALIDATE CONSTRAINT positive
ALTER TABLE lines VALIDATE CONSTRAINT lines_order_fkey
ALTER TABLE lines DROP CONSTRAINT positive
ALTER TABLE lines DROP CONSTRAINT lines_order_fkey
ALTER TABLE users DROP CONSTRAINT users_pkey CASCADE
ALTER TABLE lines ALTER CONSTRAINT lines_order_fkey DEFERRABLE
ALTER TABLE lines RENAME COLUMN order_id TO o
ALTER TABLE lines RENAME CONSTRAINT positive TO p
ALTER TABLE lines OWNER TO postgres
ALTER TABLE lines ENABLE ROW LEVEL SECURITY
ALTER TABLE lines DISABLE TRIGGER touched
ALTER TABLE lines ENABLE TRIGGER ALL
ALTER TABLE lines REPLICA IDENTITY FULL
ALTER TABLE alone SET UNLOGGED
ALTER TABLE lines SET (fillfactor = 50)
ALTER TABLE lines SET (user_catalog_table = true)
ALTER TABLE lines RESET (fillfactor)
ALTER TABLE lines ALTER COLUMN id SET STATISTICS 10
ALTER TABLE lines ALTER COLUMN id SET (n_distinct = 5)
ALTER TABLE orders ALTER COLUMN status SET STORAGE EXTERNAL
ALTER TABLE orders ALTER COLUMN status SET COMPRESSION pglz
ALTER TABLE lines CLUSTER ON lines_order_id
ALTER TABLE lines SET WITHOUT CLUSTER
ALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')
ALTER TABLE visits DETACH PARTITION visits_2024
ALTER TABLE events DETACH PARTITION events_2024
ALTER TABLE alone INHERIT base
ALTER TABLE heir NO INHERIT base
ALTER TABLE base ADD COLUMN c integer
ALTER TABLE ONLY base ALTER COLUMN id SET DEFAULT 3
ALTER TABLE visits ADD COLUMN c integer
ALTER TABLE visits ALTER COLUMN id SET NOT NULL
ALTER TABLE visits OWNER TO postgres
ALTER TABLE visits RENAME COLUMN id TO key
ALTER TABLE visits ADD CONSTRAINT c CHECK (id > 0)
ALTER TABLE visits DROP CONSTRAINT known
ALTER TABLE visits ALTER COLUMN id SET STATISTICS 5
ALTER TABLE visits DISABLE TRIGGER ALL
ALTER TABLE summary RENAME TO other_summary
ALTER TABLE lines ADD COLUMN c integer, VALIDATE CONSTRAINT positive
CREATE INDEX ON lines (id)
CREATE INDEX ON visits (id)
CREATE INDEX ON ONLY visits (id)
DROP INDEX lines_order_id
REINDEX TABLE lines
REINDEX INDEX lines_order_id
CREATE TRIGGER t BEFORE INSERT ON lines FOR EACH ROW EXECUTE FUNCTION touch()
CREATE TRIGGER t BEFORE INSERT ON visits FOR EACH ROW EXECUTE FUNCTION touch()
DROP TRIGGER touched ON lines
ALTER TRIGGER touched ON lines RENAME TO t
CREATE POLICY p ON lines USING (true)
ALTER POLICY everybody ON lines USING (false)
DROP POLICY everybody ON lines
REFRESH MATERIALIZED VIEW totals
COMMENT ON TABLE lines IS 'x'
COMMENT ON COLUMN lines.id IS 'x'
TRUNCATE alone
TRUNCATE users CASCADE
CLUSTER lines USING lines_order_id
CREATE TABLE fresh (id bigint REFERENCES users)
CREATE TABLE fresh (id bigint REFERENCES shards)
CREATE TABLE fresh PARTITION OF events FOR VALUES FROM ('2030-01-01') TO ('2031-01-01')
CREATE TABLE fresh () INHERITS (base)
DROP TABLE lines
DROP TABLE orders CASCADE
DROP TABLE visits
DROP TABLE visits_2024
DROP TABLE events_2024
DROP TABLE users CASCADE
INSERT INTO alone VALUES (1)
UPDATE alone SET id = 1
DELETE FROM alone
LOCK TABLE alone
LOCK TABLE visits IN SHARE MODE
LOCK TABLE alone IN EXCLUSIVE MODE
ALTER DOMAIN label ADD CONSTRAINT c CHECK (value <> '')
ALTER DOMAIN label ADD CONSTRAINT c CHECK (value <> '') NOT VALID
ALTER DOMAIN label SET NOT NULL
ALTER DOMAIN label SET DEFAULT 'x'
DROP DOMAIN label CASCADE`
  .trim()
  .split('\n')

describe('every lock but ACCESS SHARE is as the server takes it', () => {
  test.each(statements)('%s', async (statement) => {
    const seen = await server.observe(statement)
    expect(seen.error).toBeUndefined()
    expect(await told(statement)).toEqual(seen.locks.filter((lock) => !lock.endsWith(': ACCESS SHARE')))
  })
})

describe('older servers', () => {
  test('attach locked the parent before 12', async () => {
    const statement =
      "ALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')"
    expect(await told(statement, 11)).toContain('events: ACCESS EXCLUSIVE')
    expect(await told(statement, 12)).toContain('events: SHARE UPDATE EXCLUSIVE')
  })
})

/** The strongest lock the table foretells on each relation. */
async function told(statement: string, version = 18): Promise<string[]> {
  const { document, steps } = await replay(`${world}\n${statement};`)
  const last = document.statements.at(-1)
  const before = last && steps.get(last)?.before
  if (!last || !before || last.kind === 'unparsed') throw new Error(`not read: ${statement}`)
  const best = new Map<string, (typeof lockModes)[number]>()
  for (const { table, mode } of locksOf(last, before, version)) {
    const name = displayName(table)
    if (atLeast(mode, best.get(name) ?? 'ACCESS SHARE')) best.set(name, mode)
  }
  return [...best].map(([name, mode]) => `${name}: ${mode}`).sort()
}
