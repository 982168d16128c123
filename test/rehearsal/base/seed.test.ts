import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { apply, beginFile as beginCatalogFile } from '../../../src/core/catalog/apply.ts'
import { emptyCatalog } from '../../../src/core/catalog/empty.ts'
import { beginFile } from '../../../src/rehearsal/base/begin-file.ts'
import { filledTables } from '../../../src/rehearsal/base/filled.ts'
import { rememberSamples, sampleRows } from '../../../src/rehearsal/base/samples.ts'
import { seed } from '../../../src/rehearsal/base/seed.ts'
import type { Session } from '../../../src/rehearsal/session.ts'
import { loadEngine } from '../../../src/sql/postgres/engine.ts'
import { parsePostgres } from '../../../src/sql/postgres/parse.ts'
import { render, type Step, steps } from '../../core/catalog/server/script.ts'
import { must, onEverySession } from '../undo/sessions.ts'

await loadEngine()

/** `SEED_RUNS=500 SEED_SEED=7 vitest run test/rehearsal/base/seed` looks longer and elsewhere. */
const runs = Number(process.env.SEED_RUNS ?? 40)
const start = Number(process.env.SEED_SEED ?? 1)

onEverySession((session) => {
  const rowsOf = async (sql: string) => (await session().run(sql)).rows

  /** What is filled in a database that holds only this. */
  async function filled(...statements: readonly string[]): Promise<readonly string[]> {
    await emptied(session())
    await must(session(), ...statements)
    await sown(session())
    return filledTables(session())
  }

  describe('a table gets rows', () => {
    test.each([
      ['of every type of value', everyType],
      [
        'with checks on them',
        `CREATE TABLE t (kind text CHECK (kind IN ('a', 'b')), n int CHECK (n > 10 AND n < 20), size numeric(3,2) NOT NULL CHECK (size BETWEEN 0 AND 1),
          code varchar(2) NOT NULL CHECK (code ~ '^[A-Z]{2}$'), slug text CHECK (slug = lower(slug) AND slug <> ''), pin text CHECK (char_length(pin) = 7),
          link text CHECK (link ~* '^https?://'), starts date NOT NULL, ends date NOT NULL, CHECK (ends > starts), CHECK (num_nonnulls(kind, link) = 1))`,
      ],
      ['with one row only', 'CREATE TABLE t (id int PRIMARY KEY CHECK (id = 1))'],
      [
        'in domains of domains',
        `CREATE DOMAIN positive AS int CHECK (VALUE > 40); CREATE DOMAIN small AS positive CHECK (VALUE < 50) NOT NULL; CREATE TABLE t (a small, b small[])`,
      ],
      [
        'that a partition of a partition takes',
        `CREATE TABLE t (id int NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
         CREATE TABLE y PARTITION OF t FOR VALUES FROM ('2031-02-01') TO ('2031-03-01') PARTITION BY LIST (id); CREATE TABLE z PARTITION OF y FOR VALUES IN (7, 8)`,
      ],
      [
        'that a default partition takes',
        'CREATE TABLE t (k int) PARTITION BY LIST (k); CREATE TABLE d PARTITION OF t DEFAULT',
      ],
      [
        'in a generated key',
        'CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, twice bigint GENERATED ALWAYS AS (id * 2) STORED)',
      ],
      ['though a trigger, a rule and a policy are in the way', inTheWay],
      ['without columns', 'CREATE TABLE t ()'],
      [
        'that overlap nowhere',
        'CREATE TABLE t (during tstzrange NOT NULL, EXCLUDE USING gist (during WITH &&))',
      ],
    ])('%s', async (_, sql) => {
      expect(await filled(...sql.split(/;\s+(?=CREATE|ALTER|INSERT)/))).toContain('public.t')
    })

    test.each([
      ['no value satisfies its check', 'CREATE TABLE t (id int NOT NULL CHECK (id < 0 AND id > 0))'],
      ['no partition is there', 'CREATE TABLE t (id int) PARTITION BY LIST (id)'],
      [
        'its parent can have none',
        'CREATE TABLE p (id int PRIMARY KEY CHECK (false)); CREATE TABLE t (id int NOT NULL REFERENCES p)',
      ],
    ])('but not where %s', async (_, sql) => {
      expect(await filled(...sql.split('; '))).not.toContain('public.t')
    })

    test('that refer to rows of other tables, of their own and in a circle', async () => {
      const names = await filled(
        'CREATE TABLE b (id int PRIMARY KEY, a_id int, up int REFERENCES b)',
        'CREATE TABLE a (id int PRIMARY KEY, b_id int NOT NULL REFERENCES b)',
        'ALTER TABLE b ADD FOREIGN KEY (a_id) REFERENCES a',
        'CREATE TABLE pair (a_id int REFERENCES a, b_id int REFERENCES b, PRIMARY KEY (a_id, b_id))',
        'CREATE TABLE step (a_id int NOT NULL REFERENCES a, name text, PRIMARY KEY (a_id, name))',
        `CREATE TABLE edge (a_id int, source text, target text CHECK (source <> target),
          FOREIGN KEY (a_id, source) REFERENCES step, FOREIGN KEY (a_id, target) REFERENCES step, PRIMARY KEY (a_id, source, target))`,
      )
      expect(names).toEqual(['a', 'b', 'edge', 'pair', 'step'].map((name) => `public.${name}`))
      expect(await rowsOf('SELECT count(*)::int AS n FROM b WHERE a_id IS NULL OR up IS NULL')).toEqual([
        { n: 0 },
      ])
      await expectHeld(session())
    })
  })

  test('rows of the history stay alone, and its sequences where they are', async () => {
    await filled(
      'CREATE TABLE own (id serial PRIMARY KEY)',
      'INSERT INTO own DEFAULT VALUES',
      'CREATE TABLE t (id serial PRIMARY KEY, own int REFERENCES own)',
    )
    expect(await rowsOf('SELECT id FROM own')).toEqual([{ id: 1 }])
    expect(await rowsOf('INSERT INTO t DEFAULT VALUES RETURNING id')).toEqual([{ id: 1 }])
  })

  describe('samples are cleared', () => {
    test('with what refers to them, and nothing else', async () => {
      await filled(
        'CREATE TABLE parent (id int PRIMARY KEY)',
        'CREATE TABLE child (id int PRIMARY KEY, parent int NOT NULL REFERENCES parent)',
        'CREATE TABLE other (id int)',
      )
      await must(session(), 'INSERT INTO parent VALUES (1)', 'INSERT INTO child VALUES (1, 1)')
      expect(await sampleRows.clear(session(), { schema: 'public', table: 'parent' })).toBe(true)
      expect(
        await rowsOf('SELECT p.id, c.id AS child FROM parent p JOIN child c ON c.parent = p.id'),
      ).toEqual([{ id: 1, child: 1 }])
      expect(await rowsOf('SELECT count(*)::int > 0 AS kept FROM other')).toEqual([{ kept: true }])
      expect(await sampleRows.clear(session(), { schema: 'public', table: 'parent' })).toBe(false)
      expect(await sampleRows.clear(session())).toBe(true)
      expect(await rowsOf('SELECT FROM other')).toEqual([])
    })

    test('after the change has written to them, renamed and rewritten the table', async () => {
      await filled('CREATE TABLE t (id int)')
      await must(
        session(),
        'ALTER TABLE t RENAME TO u',
        'ALTER TABLE u ALTER id TYPE bigint',
        'UPDATE u SET id = 3',
      )
      expect(await sampleRows.clear(session(), { schema: 'public', table: 'u' })).toBe(true)
      expect(await rowsOf('SELECT FROM u')).toEqual([])
    })

    test('under a role that may do nothing, and a search path of its own', async () => {
      await filled('CREATE TABLE t (id int)')
      await must(
        session(),
        'BEGIN',
        'CREATE ROLE sluice_nobody',
        'SET LOCAL ROLE sluice_nobody',
        `SET LOCAL search_path = ''`,
      )
      expect(await sampleRows.clear(session(), { schema: 'public', table: 't' })).toBe(true)
      await must(session(), 'ROLLBACK')
    })
  })

  test('of random schemas every table is filled that can be, and every constraint holds', {
    timeout: 60_000 + runs * 2_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        await played(session(), script)
        await sown(session())
        await expectHeld(session())
        expect(await rowsOf(emptyWithoutReason)).toEqual([])
      }),
      { numRuns: runs, seed: start },
    )
  })
})

async function sown(session: Session): Promise<void> {
  await rememberSamples(session, await seed(session, () => beginFile(session, '')))
  await beginFile(session, '')
}

async function emptied(session: Session): Promise<void> {
  await beginFile(session, '')
  await must(
    session,
    'SET client_min_messages = error',
    'DROP SCHEMA IF EXISTS public, s1, "S 2", s3, sluice_rehearsal CASCADE',
    'CREATE SCHEMA public',
  )
}

/** Runs the steps that the server takes. */
async function played(session: Session, script: readonly Step[]): Promise<void> {
  await emptied(session)
  let catalog = beginCatalogFile(emptyCatalog)
  for (const step of script) {
    const sql = render(step, catalog)
    if (sql === undefined || (await session.run(sql)).error) continue
    for (const statement of parsePostgres(sql).statements)
      catalog = apply(catalog, statement, 'h.sql').catalog
  }
}

/** Every foreign key and check is added once more, which makes the server look at all rows. */
async function expectHeld(session: Session): Promise<void> {
  const { rows } = await session.run(`
    SELECT format('ALTER TABLE %s ADD CONSTRAINT "again %s" %s', conrelid::regclass, oid, replace(pg_get_constraintdef(oid), ' NOT VALID', '')) AS sql
    FROM pg_constraint WHERE contype IN ('f', 'c') AND conparentid = 0 AND conislocal AND conrelid <> 0`)
  for (const { sql } of rows) expect((await session.run(String(sql))).error, String(sql)).toBeUndefined()
}

/** Tables without rows that have a partition to go to and whose parents have rows. */
const emptyWithoutReason = `
SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname IN ('public', 's1', 'S 2', 's3')
  AND (c.relkind = 'p' AND EXISTS (SELECT FROM pg_partition_tree(c.oid) p JOIN pg_class l ON l.oid = p.relid WHERE l.relkind = 'r')
         AND NOT EXISTS (SELECT FROM pg_partition_tree(c.oid) p WHERE pg_relation_size(p.relid) > 0)
    OR c.relkind = 'r' AND pg_relation_size(c.oid) = 0)
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f' AND NOT EXISTS
    (SELECT FROM pg_partition_tree(k.confrelid) p WHERE pg_relation_size(p.relid) > 0) AND pg_relation_size(k.confrelid) = 0)`

const everyType = `CREATE TYPE mood AS ENUM ('happy', 'sad'); CREATE TYPE pair AS (a int, b text);
CREATE TABLE t (a smallint, b int, c bigint, d numeric(4,2), e real, f double precision, g money, h text, i varchar(3) UNIQUE, j char(2), k bytea, l boolean, m date,
  n timestamp, o timestamptz, p time, q timetz, r interval, s uuid, t json, u jsonb, v inet, w cidr, x macaddr, y bit(3), z varbit(5),
  aa point, ab line, ac lseg, ad box, ae path, af polygon, ag circle, ah tsvector, ai tsquery, aj int4range, ak tstzrange, al name, am "char",
  an oid, ao mood, ap pair, aq mood[], ar int[], "As it is" text, at pg_lsn, CHECK (num_nulls(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z) = 0),
  CHECK (num_nulls(aa, ab, ac, ad, ae, af, ag, ah, ai, aj, ak, al, am, an, ao, ap, aq, ar, "As it is", at) = 0))`

const inTheWay = `CREATE TABLE t (id int); CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION $$no$$; END';
CREATE TRIGGER no BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION no(); CREATE RULE never AS ON INSERT TO t DO INSTEAD NOTHING;
ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE t FORCE ROW LEVEL SECURITY`
