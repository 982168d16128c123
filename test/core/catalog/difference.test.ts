import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Difference, difference } from '../../../src/core/catalog/difference.ts'
import { startOfFile } from '../../../src/core/text.ts'
import { play } from './history.ts'

const nowhere = () => ({ path: 'db/structure.sql', range: startOfFile })

/** What lies between two dumps. */
const between = (before: string, after: string) =>
  difference(play(before).catalog, play(after).catalog, nowhere)

/** As `kind subject`. */
const told = (before: string, after: string): string[] =>
  between(before, after).map(({ kind, subject }) => `${kind} ${subject.name}`)

const t = 'CREATE TABLE t (a int NOT NULL, b text);'

describe('what is different is told in the words of the statements that do it', () => {
  test.each<[string, string, string, string[]]>([
    ['a table more', '', t, ['table-created t']],
    ['a table less', `${t} CREATE INDEX ON t (a);`, '', ['table-dropped t']],
    ['a table under another name', t, t.replace('t (', 'u ('), ['table-dropped t', 'table-created u']],
    [
      'a table that becomes a view',
      `${t} CREATE TABLE v (a int);`,
      `${t} CREATE VIEW v AS SELECT a FROM t;`,
      ['table-dropped v', 'view-changed v'],
    ],
    ['a column more', t, 'CREATE TABLE t (a int NOT NULL, b text, c int);', ['column-added t.c']],
    ['a column less', t, 'CREATE TABLE t (a int NOT NULL);', ['column-dropped t.b']],
    [
      'a column under another name',
      t,
      'CREATE TABLE t (a int NOT NULL, "B" text);',
      ['column-dropped t.b', 'column-added t."B"'],
    ],
    ['a type', t, 'CREATE TABLE t (a bigint NOT NULL, b text);', ['column-type-changed t.a']],
    [
      'a length',
      'CREATE TABLE t (b varchar(9));',
      'CREATE TABLE t (b varchar(8));',
      ['column-type-changed t.b'],
    ],
    ['nullability', t, 'CREATE TABLE t (a int, b text);', ['column-nullability-changed t.a']],
    ['a default', t, `${t} ALTER TABLE t ALTER b SET DEFAULT 'x';`, ['column-default-changed t.b']],
    [
      'a default that is an expression',
      'CREATE TABLE t (a int DEFAULT 1 + 1);',
      'CREATE TABLE t (a int DEFAULT 1 + 2);',
      ['column-default-changed t.a'],
    ],
    [
      'a generated column',
      'CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) STORED);',
      'CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 3) STORED);',
      ['column-default-changed t.b'],
    ],
    [
      'a serial that becomes an identity',
      'CREATE TABLE t (a serial);',
      'CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY);',
      ['column-default-changed t.a'],
    ],
    ['a constraint more', t, `${t} ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);`, ['constraint-added t.c']],
    ['a constraint less', `${t} ALTER TABLE t ADD CONSTRAINT c UNIQUE (b);`, t, ['constraint-dropped t.c']],
    [
      'a constraint that says something else',
      `${t} ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);`,
      `${t} ALTER TABLE t ADD CONSTRAINT c CHECK (a > 1);`,
      ['constraint-dropped t.c', 'constraint-added t.c'],
    ],
    [
      'a constraint validated',
      `${t} ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;`,
      `${t} ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);`,
      ['constraint-validated t.c'],
    ],
    [
      'a constraint no longer validated',
      `${t} ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);`,
      `${t} ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;`,
      ['constraint-dropped t.c', 'constraint-added t.c'],
    ],
    [
      'a foreign key of what goes',
      `CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (p int REFERENCES p);`,
      'CREATE TABLE t (p int);',
      ['table-dropped p', 'constraint-dropped t.t_p_fkey'],
    ],
    ['an index more', t, `${t} CREATE INDEX i ON t (b);`, ['index-added i']],
    ['an index less', `${t} CREATE INDEX i ON t (b);`, t, ['index-dropped i']],
    [
      'an index that becomes unique',
      `${t} CREATE INDEX i ON t (b);`,
      `${t} CREATE UNIQUE INDEX i ON t (b);`,
      ['index-dropped i', 'index-added i'],
    ],
    [
      'an index that becomes a constraint',
      `${t} CREATE UNIQUE INDEX i ON t (b);`,
      `${t} ALTER TABLE t ADD CONSTRAINT i UNIQUE (b);`,
      ['constraint-added t.i'],
    ],
    ['a view more', t, `${t} CREATE VIEW v AS SELECT a FROM t;`, ['view-changed v']],
    ['a view less', `${t} CREATE VIEW v AS SELECT a FROM t;`, t, ['view-changed v']],
    [
      'a view that reads something else',
      `${t} CREATE VIEW v AS SELECT a FROM t;`,
      `${t} CREATE VIEW v AS SELECT a FROM t WHERE a > 0;`,
      ['view-changed v'],
    ],
    [
      'an index of a materialized view',
      `${t} CREATE MATERIALIZED VIEW v AS SELECT a FROM t;`,
      `${t} CREATE MATERIALIZED VIEW v AS SELECT a FROM t; CREATE INDEX i ON v (a);`,
      ['index-added i'],
    ],
    [
      'schemas',
      'CREATE SCHEMA x; CREATE TABLE x.t (a int);',
      'CREATE SCHEMA y;',
      ['schema-dropped x', 'schema-created y', 'table-dropped x.t'],
    ],
    [
      'types',
      "CREATE TYPE e AS ENUM ('a'); CREATE TYPE f AS ENUM ('a'); CREATE DOMAIN d AS int;",
      "CREATE TYPE e AS ENUM ('a', 'b'); CREATE TYPE g AS ENUM ('a'); CREATE DOMAIN d AS int NOT NULL;",
      ['type-changed d', 'type-changed e', 'type-dropped f', 'type-created g'],
    ],
    [
      'functions',
      "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';",
      "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';",
      ['function-changed f'],
    ],
    [
      'grants',
      `${t} GRANT SELECT, INSERT ON t TO app;`,
      `${t} GRANT SELECT, UPDATE ON t TO app;`,
      ['grant-removed t', 'grant-added t'],
    ],
    [
      'row security',
      `${t} ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t;`,
      t,
      ['protection-removed t', 'protection-removed t.p'],
    ],
  ])('%s', (_, before, after, expected) => expect(told(before, after)).toEqual(expected))

  test('with what was and what is', () => {
    const after = `CREATE TABLE t (a bigint NOT NULL, c numeric(10,2) DEFAULT 0); CREATE UNIQUE INDEX i ON t (a); GRANT ALL ON t TO app;`
    expect(between(t, after).map(({ subject: { name }, before, after }) => [name, before, after])).toEqual([
      ['t.a', { type: 'integer' }, { type: 'bigint' }],
      ['t.b', { type: 'text', nullable: true, default: false }, undefined],
      ['t.c', undefined, { type: 'numeric(10,2)', nullable: true, default: '0' }],
      ['i', undefined, { table: 't', columns: ['a'], unique: true, partial: false }],
      ['t', undefined, { grantee: 'app', privileges: ['all'] }],
    ])
  })

  test('at the place it is given', () => {
    const seen: Difference[] = []
    const place = { path: 'a.sql', range: { start: 3, end: 4 } }
    const [change] = difference(play('').catalog, play(t).catalog, (one) => {
      seen.push(one)
      return place
    })
    expect(change).toEqual({ ...seen[0], ...place })
  })
})

describe('what is the same data is no difference', () => {
  test.each<[string, string, string]>([
    ['columns in another order', t, 'CREATE TABLE t (b text, a int NOT NULL);'],
    [
      'statements in another order',
      `${t} CREATE TABLE u (a int); CREATE INDEX i ON t (a); CREATE INDEX j ON t (b);`,
      `CREATE TABLE u (a int); ${t} CREATE INDEX j ON t (b); CREATE INDEX i ON t (a);`,
    ],
    [
      'comments and owners',
      t,
      `-- made by hand\n${t} COMMENT ON TABLE t IS 'x'; COMMENT ON COLUMN t.a IS 'y'; ALTER TABLE t OWNER TO me;`,
    ],
    [
      'settings and rows',
      t,
      `SET statement_timeout = 0; SELECT pg_catalog.set_config('search_path', 'public', false); ${t} INSERT INTO t VALUES (1);`,
    ],
    ['names with and without their schema', t, 'CREATE TABLE public.t (a int NOT NULL, b text);'],
    [
      'a key in the table or after it',
      'CREATE TABLE t (a int PRIMARY KEY);',
      'CREATE TABLE t (a int NOT NULL); ALTER TABLE ONLY t ADD CONSTRAINT t_pkey PRIMARY KEY (a);',
    ],
    [
      'a serial written out',
      'CREATE TABLE t (a serial);',
      "CREATE TABLE t (a int NOT NULL); CREATE SEQUENCE t_a_seq; ALTER SEQUENCE t_a_seq OWNED BY t.a; ALTER TABLE t ALTER a SET DEFAULT nextval('public.t_a_seq'::regclass);",
    ],
    [
      'a default with its type',
      "CREATE TABLE t (b text DEFAULT 'x');",
      "CREATE TABLE t (b text DEFAULT 'x'::text);",
    ],
    ['a default of nothing', t, 'CREATE TABLE t (a int NOT NULL, b text DEFAULT NULL);'],
    ['the name of NOT NULL', t, 'CREATE TABLE t (a int CONSTRAINT filled NOT NULL, b text);'],
    [
      'triggers and sequences',
      t,
      `${t} CREATE SEQUENCE s; CREATE TRIGGER r BEFORE INSERT ON t EXECUTE FUNCTION f();`,
    ],
    ['temporary tables', t, `${t} CREATE TEMP TABLE x (a int);`],
  ])('%s', (_, before, after) => {
    expect(told(before, after)).toEqual([])
    expect(told(after, before)).toEqual([])
  })
})

describe('children and partitions follow without a word', () => {
  const parted = (columns: string) =>
    `CREATE TABLE p (${columns}) PARTITION BY LIST (k); CREATE TABLE p1 (${columns});
     ALTER TABLE ONLY p ATTACH PARTITION p1 FOR VALUES IN (1);`

  test.each<[string, string, string, string[]]>([
    ['a column more', parted('k int'), parted('k int, c int'), ['column-added p.c']],
    ['a column less', parted('k int, c int'), parted('k int'), ['column-dropped p.c']],
    ['another type', parted('k int, c int'), parted('k int, c bigint'), ['column-type-changed p.c']],
    ['an index', parted('k int'), `${parted('k int')} CREATE INDEX i ON p (k);`, ['index-added i']],
    [
      'a default of its own',
      parted('k int'),
      `${parted('k int')} ALTER TABLE p1 ALTER k SET DEFAULT 1;`,
      ['column-default-changed p1.k'],
    ],
    ['all of it gone', parted('k int'), '', ['table-dropped p']],
    [
      'a partition gone',
      parted('k int'),
      'CREATE TABLE p (k int) PARTITION BY LIST (k);',
      ['table-dropped p1'],
    ],
    [
      'a child',
      'CREATE TABLE p (a int); CREATE TABLE c (b int) INHERITS (p);',
      'CREATE TABLE p (a bigint); CREATE TABLE c (b int) INHERITS (p);',
      ['column-type-changed p.a'],
    ],
  ])('%s', (_, before, after, expected) => expect(told(before, after)).toEqual(expected))
})

describe('what could not be read is not called gone or new', () => {
  const unread = 'CREATE TABEL u (a int);'

  test.each<[string, string, string, string[]]>([
    ['read before, perhaps unread now', `${t} CREATE TABLE u (a int);`, `${t} ${unread}`, []],
    ['unread before, read now', `${t} ${unread}`, `${t} CREATE TABLE u (a int);`, []],
    ['unread on both sides', `${t} ${unread} CREATE TABLE v (a int);`, `${t} ${unread}`, ['table-dropped v']],
    [
      'what stands on both sides is compared',
      t,
      `CREATE TABLE t (a bigint NOT NULL, b text); ${unread}`,
      ['column-type-changed t.a'],
    ],
    [
      'columns that are not known',
      'CREATE TABLE t (a int);',
      'CREATE TABLE t AS SELECT * FROM elsewhere;',
      [],
    ],
  ])('%s', (_, before, after, expected) => expect(told(before, after)).toEqual(expected))
})

const schema = `CREATE SCHEMA app; CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE app.p (id bigint PRIMARY KEY);
  CREATE TABLE t (id serial PRIMARY KEY, a int NOT NULL, b text DEFAULT 'x', c e, p bigint REFERENCES app.p,
    CONSTRAINT positive CHECK (a > 0), CONSTRAINT one UNIQUE (b));
  CREATE INDEX t_a ON t (a) WHERE a > 1; CREATE VIEW v AS SELECT id, a FROM t; GRANT SELECT ON t TO reader;
  CREATE TABLE l (k int, n int) PARTITION BY LIST (k); CREATE TABLE l1 PARTITION OF l FOR VALUES IN (1);
  CREATE INDEX l_n ON l (n);`

const column = fc.constantFrom('a', 'b', 'c', 'p')
const alteration = fc.oneof(
  fc.constantFrom(
    'ALTER TABLE t DROP CONSTRAINT positive',
    'ALTER TABLE t DROP CONSTRAINT one',
    'ALTER TABLE t DROP CONSTRAINT t_p_fkey',
    'ALTER TABLE t ADD CONSTRAINT n UNIQUE (a, c)',
    'ALTER TABLE t ADD CONSTRAINT n CHECK (a < 9) NOT VALID',
    'ALTER TABLE t ADD FOREIGN KEY (id) REFERENCES app.p NOT VALID',
    'ALTER TABLE l ADD COLUMN m int NOT NULL',
    'ALTER TABLE l DROP COLUMN n',
    'ALTER TABLE l ALTER n SET NOT NULL',
    'ALTER TABLE app.p ADD COLUMN "N" text',
    'ALTER TABLE t ENABLE ROW LEVEL SECURITY',
    'CREATE INDEX n ON t (b, lower(b))',
    'CREATE INDEX n ON l (k)',
    'DROP INDEX t_a',
    'DROP INDEX l_n',
    'DROP VIEW v',
    'DROP TABLE t CASCADE',
    'DROP TABLE app.p CASCADE',
    'DROP TABLE l',
    'DROP TABLE l1',
    'DROP SCHEMA app CASCADE',
    "ALTER TYPE e ADD VALUE 'c'",
    'CREATE OR REPLACE VIEW v AS SELECT id, a, b FROM t',
    'GRANT INSERT ON t TO writer',
    'REVOKE SELECT ON t FROM reader',
  ),
  column.map((name) => `ALTER TABLE t DROP COLUMN ${name} CASCADE`),
  column.map((name) => `ALTER TABLE t ALTER ${name} SET NOT NULL`),
  column.map((name) => `ALTER TABLE t ALTER ${name} DROP NOT NULL`),
  column.map((name) => `ALTER TABLE t ALTER ${name} DROP DEFAULT`),
  fc
    .tuple(column, fc.constantFrom("'y'", 'now()', 'random() * 2', 'NULL'))
    .map(([name, value]) => `ALTER TABLE t ALTER ${name} SET DEFAULT ${value}`),
  fc
    .tuple(column, fc.constantFrom('bigint', 'varchar(20)', 'text', 'e', 'int[]'))
    .map(([name, type]) => `ALTER TABLE t ALTER ${name} TYPE ${type}`),
  fc
    .tuple(
      fc.constantFrom('n', '"N"'),
      fc.constantFrom('int', 'numeric(4,1) DEFAULT 0', 'text NOT NULL', 'int CHECK (a > 1)'),
    )
    .map(([name, definition]) => `ALTER TABLE t ADD COLUMN ${name} ${definition}`),
)

const facts = (changes: readonly Difference[]) =>
  changes.map(({ kind, subject, before, after }) => JSON.stringify([kind, subject, before, after])).sort()

test('the difference of one statement is what the statement reports', () => {
  fc.assert(
    fc.property(alteration, (text) => {
      const [before, after] = [play(schema), play(schema, text)]
      expect(after.problems).toEqual([])
      expect(facts(difference(before.catalog, after.catalog, nowhere))).toEqual(facts(after.changes))
    }),
    { numRuns: 300 },
  )
})

test('a state does not differ from itself, replayed or not', () => {
  fc.assert(
    fc.property(fc.array(alteration, { maxLength: 6 }), (texts) => {
      const [one, other] = [play(schema, ...texts).catalog, play(schema, ...texts).catalog]
      expect(difference(one, one, nowhere)).toEqual([])
      expect(difference(one, other, nowhere)).toEqual([])
    }),
  )
})
