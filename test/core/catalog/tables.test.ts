import { describe, expect, test } from 'vitest'
import { columnsOf, constraintsOf, indexesOf, play, relationsOf, tableOf, told } from './history.ts'

describe('identity of a table', () => {
  const id = (text: string) => tableOf(play('CREATE TABLE t (a int)', text), 't').id
  const first = id('')

  test('survives renames and moves', () => {
    expect(id('ALTER TABLE t RENAME TO x; ALTER TABLE x RENAME TO t')).toBe(first)
    expect(
      tableOf(play('CREATE TABLE t (a int)', 'CREATE SCHEMA s; ALTER TABLE t SET SCHEMA s'), 's.t').id,
    ).toBe(first)
  })

  test('ends with a drop', () => expect(id('DROP TABLE t; CREATE TABLE t (a int)')).toBeGreaterThan(first))
  test('is older than everything a later file makes', () => {
    const before = play('CREATE TABLE t (a serial)').catalog
    expect(
      tableOf(play('CREATE TABLE t (a serial)', 'CREATE TABLE u (a serial)'), 'u').id,
    ).toBeGreaterThanOrEqual(before.nextId)
    expect(first).toBeLessThan(before.nextId)
  })
})

describe('CREATE TABLE', () => {
  test('knows its columns', () => {
    const played = play(
      "CREATE TABLE t (a int NOT NULL, b text DEFAULT 'x', c varchar(20)[], d numeric(10,2) DEFAULT NULL, e int GENERATED ALWAYS AS (a + 1) STORED)",
    )
    expect(columnsOf(played, 't')).toEqual([
      'a integer not null',
      'b text default',
      'c character varying(20)[]',
      'd numeric(10,2)',
      'e integer default',
    ])
  })

  test('AS takes types from plain columns and does not guess the others', () => {
    const played = play(
      'CREATE TABLE t (a bigint NOT NULL, b text); CREATE TABLE u AS SELECT a, x.b AS c, a + 1 AS d, b::date AS e FROM t x',
    )
    expect(columnsOf(played, 'u')).toEqual(['a bigint', 'c text', 'd ?', 'e date'])
    expect(tableOf(played, 'u').shape).toBe('known')
  })

  test('AS over something unknown is only partly known', () => {
    expect(tableOf(play('CREATE TABLE u AS SELECT * FROM nothing'), 'u').shape).toBe('partial')
  })

  test('LIKE copies what it is told to', () => {
    const made = 'CREATE TABLE t (a int PRIMARY KEY DEFAULT 1, b int CHECK (b > 0), UNIQUE (b)); '
    const plain = play(`${made} CREATE TABLE u (LIKE t, c int)`)
    const all = play(`${made} CREATE TABLE u (LIKE t INCLUDING ALL)`)
    expect(columnsOf(plain, 'u')).toEqual(['a integer not null', 'b integer', 'c integer'])
    expect(constraintsOf(plain, 'u')).toEqual([])
    expect(columnsOf(all, 'u')).toEqual(['a integer not null default', 'b integer'])
    expect(constraintsOf(all, 'u')).toEqual(['t_b_check', 'u_pkey', 'u_b_key'])
  })

  test('says UNLOGGED and foreign', () => {
    expect(tableOf(play('CREATE UNLOGGED TABLE t (a int)'), 't').persistence).toBe('unlogged')
    expect(tableOf(play('CREATE FOREIGN TABLE f (a int) SERVER s'), 'f').kind).toBe('foreign-table')
  })

  test('NOT VALID means nothing there: no rows', () => {
    expect(
      tableOf(play('CREATE TABLE t (a int, CHECK (a > 0) NOT VALID)'), 't').constraints[0]?.validated,
    ).toBe(true)
  })
})

describe('ALTER TABLE', () => {
  test('runs drops before additions, wherever they stand', () => {
    const played = play('CREATE TABLE t (a int)', 'ALTER TABLE t ADD COLUMN a text, DROP COLUMN a')
    expect(columnsOf(played, 't')).toEqual(['a text'])
  })

  test('DROP COLUMN takes indexes and constraints along that involve the column, and no others', () => {
    const played = play(
      'CREATE TABLE t (a int, b int, c int UNIQUE, CHECK (a > b), CHECK (b > 0), UNIQUE (a, b)); CREATE INDEX i ON t (b) WHERE a > 0; CREATE INDEX j ON t ((a + 1)); CREATE INDEX k ON t (b) INCLUDE (a)',
      'ALTER TABLE t DROP COLUMN a',
    )
    expect([constraintsOf(played, 't'), indexesOf(played, 't')]).toEqual([
      ['t_b_check', 't_c_key'],
      ['t_c_key'],
    ])
    expect(told(played)).toEqual([
      'column-dropped t.a',
      'constraint-dropped t.t_a_b_key',
      'index-dropped i',
      'index-dropped j',
      'index-dropped k',
      'constraint-dropped t.t_check',
    ])
  })

  test('RENAME COLUMN reaches checks, indexes, foreign keys and generated columns', () => {
    const { catalog } =
      play(`CREATE TABLE t (a int PRIMARY KEY CHECK (a > 0), g int GENERATED ALWAYS AS (a * 2) STORED);
      CREATE INDEX ON t ((a + 1)) WHERE a > 5; CREATE TABLE u (t_a int REFERENCES t (a)); ALTER TABLE t RENAME COLUMN a TO z;
      ALTER TABLE t DROP COLUMN z CASCADE`)
    expect([
      columnsOf({ catalog, changes: [], problems: [] }, 't'),
      tableOf({ catalog }, 't').indexes,
      tableOf({ catalog }, 'u').constraints,
    ]).toEqual([[], [], []])
  })

  test('USING INDEX gives the index the constraint’s name', () => {
    const played = play(
      'CREATE TABLE t (a int); CREATE UNIQUE INDEX i ON t (a); ALTER TABLE t ADD CONSTRAINT c PRIMARY KEY USING INDEX i',
    )
    expect([indexesOf(played, 't'), columnsOf(played, 't')]).toEqual([['c'], ['a integer not null']])
  })

  test('renaming an index renames the constraint it backs, and the other way round', () => {
    const made = 'CREATE TABLE t (a int UNIQUE);'
    for (const text of ['ALTER INDEX t_a_key RENAME TO k', 'ALTER TABLE t RENAME CONSTRAINT t_a_key TO k']) {
      const played = play(made + text)
      expect([indexesOf(played, 't'), constraintsOf(played, 't')]).toEqual([['k'], ['k']])
    }
  })

  test('a dropped primary key leaves its columns NOT NULL', () => {
    expect(
      columnsOf(play('CREATE TABLE t (a int PRIMARY KEY); ALTER TABLE t DROP CONSTRAINT t_pkey'), 't'),
    ).toEqual(['a integer not null'])
  })

  test('a dropped column takes its sequence, a dropped default does not', () => {
    expect(relationsOf(play('CREATE TABLE t (a serial, b int); ALTER TABLE t DROP COLUMN a'))).toEqual([
      'public.t',
    ])
    expect(relationsOf(play('CREATE TABLE t (a serial); ALTER TABLE t ALTER a DROP DEFAULT'))).toEqual([
      'public.t',
      'public.t_a_seq',
    ])
  })

  test('NOT VALID foreign keys are not validated until they are', () => {
    const made =
      'CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE u (a int); ALTER TABLE u ADD FOREIGN KEY (a) REFERENCES t NOT VALID;'
    const validated = (text: string) => tableOf(play(text), 'u').constraints[0]?.validated
    expect([validated(made), validated(`${made} ALTER TABLE u VALIDATE CONSTRAINT u_a_fkey`)]).toEqual([
      false,
      true,
    ])
  })

  test('the primary key is filled in for a foreign key without columns', () => {
    const [key] = tableOf(
      play('CREATE TABLE t (b int, a int PRIMARY KEY); CREATE TABLE u (x int REFERENCES t)'),
      'u',
    ).constraints
    expect(key?.references).toMatchObject({ table: 'public.t', columns: ['a'] })
  })

  test('row security, replica identity, persistence and owner are kept', () => {
    const table = tableOf(
      play(
        'CREATE TABLE t (a int); ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY, REPLICA IDENTITY FULL, SET UNLOGGED, OWNER TO boss',
      ),
      't',
    )
    expect(table).toMatchObject({
      rowSecurity: true,
      forceRowSecurity: true,
      replicaIdentity: 'full',
      persistence: 'unlogged',
      owner: 'boss',
    })
  })

  test('renames views, indexes and sequences too', () => {
    expect(
      relationsOf(
        play(
          'CREATE VIEW v AS SELECT 1 AS a; CREATE SEQUENCE s; ALTER TABLE v RENAME TO w; ALTER TABLE s RENAME TO q',
        ),
      ),
    ).toEqual(['public.q', 'public.w'])
  })
})

describe('partitions', () => {
  const made =
    'CREATE TABLE p (k int NOT NULL, a int, CHECK (a > 0), PRIMARY KEY (k)) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);'

  test('take over columns, checks and keys', () => {
    const played = play(made)
    expect(columnsOf(played, 'p1')).toEqual(['k integer not null', 'a integer'])
    expect(constraintsOf(played, 'p1')).toEqual(['p_a_check', 'p1_pkey'])
    expect(tableOf(played, 'p1')).toMatchObject({
      partitionOf: 'public.p',
      partitionBound: 'FOR VALUES IN (1)',
    })
  })

  test('get an index with their parent, keep it when they are detached', () => {
    const played = play(
      `${made} CREATE INDEX ON p (a); ALTER TABLE p DETACH PARTITION p1; DROP INDEX p_a_idx`,
    )
    expect([indexesOf(played, 'p'), indexesOf(played, 'p1')]).toEqual([['p_pkey'], ['p1_pkey', 'p1_a_idx']])
  })

  test('lose it with their parent', () =>
    expect(indexesOf(play(`${made} CREATE INDEX ON p (a); DROP INDEX p_a_idx`), 'p1')).toEqual(['p1_pkey']))

  test('an index ON ONLY the parent is valid when every partition has its part', () => {
    const only = `${made} CREATE INDEX i ON ONLY p (a); CREATE INDEX i1 ON p1 (a);`
    const valid = (text: string) => tableOf(play(text), 'p').indexes.at(-1)?.valid
    expect([valid(only), valid(`${only} ALTER INDEX i ATTACH PARTITION i1`)]).toEqual([false, true])
  })

  test('go with their parent', () => expect(relationsOf(play(`${made} DROP TABLE p`))).toEqual([]))

  test('attached ones use the indexes they have', () => {
    const played = play(
      `${made} CREATE TABLE p2 (k int PRIMARY KEY, a int, CONSTRAINT p_a_check CHECK (a > 0)); ALTER TABLE p ATTACH PARTITION p2 FOR VALUES IN (2)`,
    )
    expect(tableOf(played, 'p2').indexes).toMatchObject([{ name: 'p2_pkey', parent: 'p_pkey' }])
  })
})

describe('inheritance', () => {
  const made = 'CREATE TABLE parent (a int, b int); CREATE TABLE child (c int) INHERITS (parent);'

  test('children follow their parent', () => {
    expect(
      columnsOf(
        play(
          `${made} ALTER TABLE parent ADD COLUMN d int NOT NULL; ALTER TABLE parent DROP COLUMN a; ALTER TABLE parent RENAME COLUMN b TO x`,
        ),
        'child',
      ),
    ).toEqual(['x integer', 'c integer', 'd integer not null'])
  })

  test('but keep what is theirs', () => {
    expect(
      columnsOf(
        play(
          'CREATE TABLE parent (a int); CREATE TABLE child (a int) INHERITS (parent); ALTER TABLE parent DROP COLUMN a',
        ),
        'child',
      ),
    ).toEqual(['a integer'])
    expect(columnsOf(play(`${made} ALTER TABLE ONLY parent DROP COLUMN a`), 'child')).toEqual([
      'a integer',
      'b integer',
      'c integer',
    ])
    expect(
      columnsOf(
        play(`${made} ALTER TABLE child NO INHERIT parent; ALTER TABLE parent DROP COLUMN a`),
        'child',
      ),
    ).toEqual(['a integer', 'b integer', 'c integer'])
  })

  test('indexes and foreign keys are not inherited, checks are', () => {
    const played = play(
      `${made} ALTER TABLE parent ADD UNIQUE (a), ADD CHECK (a > 0), ADD CONSTRAINT own CHECK (b > 0) NO INHERIT`,
    )
    expect(constraintsOf(played, 'child')).toEqual(['parent_a_check'])
  })
})

describe('schemas', () => {
  const made =
    "CREATE SCHEMA s; CREATE TABLE s.t (id serial PRIMARY KEY); CREATE TYPE s.e AS ENUM ('x'); CREATE TABLE u (a int REFERENCES s.t, e s.e); CREATE VIEW v AS SELECT id FROM s.t;"

  test('are renamed with all they hold and all that refers to it', () => {
    const played = play(`${made} ALTER SCHEMA s RENAME TO r`)
    expect(relationsOf(played)).toEqual(['public.u', 'public.v', 'r.t', 'r.t_id_seq'])
    expect(columnsOf(played, 'u')).toEqual(['a integer', 'e r.e'])
    expect(tableOf(played, 'u').constraints[0]?.references?.table).toBe('r.t')
  })

  test('are dropped with all they hold and all that refers to it', () => {
    const played = play(made, 'DROP SCHEMA s CASCADE')
    expect([
      relationsOf(played),
      columnsOf(played, 'u'),
      constraintsOf(played, 'u'),
      [...played.catalog.types.keys()],
    ]).toEqual([['public.u'], ['a integer'], [], []])
    expect(told(played)).toEqual([
      'schema-dropped s',
      'table-dropped s.t',
      'constraint-dropped u.u_a_fkey',
      'view-changed v',
      'type-dropped s.e',
      'column-dropped u.e',
    ])
  })

  test('SET SCHEMA takes indexes and owned sequences along', () => {
    const played = play(`${made} ALTER TABLE s.t SET SCHEMA public`)
    expect([[...played.catalog.indexes.keys()], relationsOf(played)]).toEqual([
      ['public.t_pkey'],
      ['public.t', 'public.t_id_seq', 'public.u', 'public.v'],
    ])
  })
})

describe('types', () => {
  test('enums grow where they are told to', () => {
    const { catalog } = play(
      "CREATE TYPE e AS ENUM ('a', 'd'); ALTER TYPE e ADD VALUE 'b' AFTER 'a'; ALTER TYPE e ADD VALUE 'c' BEFORE 'd'; ALTER TYPE e ADD VALUE 'z'; ALTER TYPE e RENAME VALUE 'a' TO 'A'",
    )
    expect(catalog.types.get('public.e')).toMatchObject({ values: ['A', 'b', 'c', 'd', 'z'] })
  })

  test('a renamed type renames the columns’ type', () => {
    expect(
      columnsOf(
        play("CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (a e, b e[]); ALTER TYPE e RENAME TO f"),
        't',
      ),
    ).toEqual(['a f', 'b f[]'])
  })

  test('a type found by the search path is kept with its schema', () => {
    expect(
      columnsOf(
        play(
          "CREATE SCHEMA s; CREATE TYPE s.e AS ENUM ('a'); SET search_path = s, public; CREATE TABLE public.t (a e)",
        ),
        'public.t',
      ),
    ).toEqual(['a s.e'])
  })

  test('an unknown type stays as written', () =>
    expect(columnsOf(play('CREATE TABLE t (a citext, b public.citext)'), 't')).toEqual([
      'a citext',
      'b citext',
    ]))

  test('domains keep base, constraints and nullability', () => {
    const { catalog } = play(
      "CREATE DOMAIN d AS text CHECK (VALUE <> ''); ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 'a') NOT VALID; ALTER DOMAIN d SET NOT NULL",
    )
    expect(catalog.types.get('public.d')).toMatchObject({
      notNull: true,
      constraints: [
        { name: 'd_check', validated: true },
        { name: 'c', validated: false },
      ],
    })
  })
})
