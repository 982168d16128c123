import { describe, expect, test } from 'vitest'
import { kindsOf, one, read, shown } from './read.ts'

/** Each text is one statement whose range is the text and whose other fields are these, no more and no fewer. */
function each(cases: readonly [string, object][]): void {
  test.each(cases)('%s', (text, expected) => {
    expect(one(`-- é\n${text} ; `)).toEqual({ range: text, ...expected })
  })
}

const named = (name: string) => ({ kind: 'column', range: name, name })

describe('indexes', () => {
  const index = {
    kind: 'create-index',
    table: 't',
    unique: false,
    concurrently: false,
    ifNotExists: false,
    only: false,
    method: 'btree',
    keys: [{ column: 'a', ordering: '' }],
    include: [],
    nullsNotDistinct: false,
  }
  each([
    ['CREATE INDEX ON t (a)', index],
    [
      'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON s.t (a) NULLS NOT DISTINCT',
      {
        ...index,
        name: 'i',
        table: 's.t',
        unique: true,
        concurrently: true,
        ifNotExists: true,
        nullsNotDistinct: true,
      },
    ],
    [
      'CREATE INDEX i ON ONLY t USING gin (a jsonb_path_ops) INCLUDE (b) WHERE c',
      {
        ...index,
        name: 'i',
        only: true,
        method: 'gin',
        keys: [{ column: 'a', ordering: 'jsonb_path_ops' }],
        include: ['b'],
        where: named('c'),
      },
    ],
    [
      'CREATE INDEX ON t (a ASC NULLS LAST, b DESC, c COLLATE "C" DESC NULLS LAST, (d), f(e) NULLS FIRST)',
      {
        ...index,
        keys: [
          { column: 'a', ordering: '' },
          { column: 'b', ordering: 'desc' },
          { column: 'c', ordering: 'collate "C" desc nulls last' },
          { expression: named('d'), ordering: '' },
          {
            expression: {
              kind: 'call',
              range: 'f(e)',
              name: 'f',
              arguments: [named('e')],
              distinct: false,
              star: false,
            },
            ordering: 'nulls first',
          },
        ],
      },
    ],
  ])
})

describe('drops', () => {
  const drop = { kind: 'drop', names: ['a'], ifExists: false, cascade: false, concurrently: false }
  each([
    [
      'DROP TABLE IF EXISTS a, s."B" CASCADE',
      { ...drop, object: 'table', names: ['a', 's."B"'], ifExists: true, cascade: true },
    ],
    ['DROP INDEX CONCURRENTLY a', { ...drop, object: 'index', concurrently: true }],
    ['DROP VIEW a', { ...drop, object: 'view' }],
    ['DROP MATERIALIZED VIEW a', { ...drop, object: 'materialized-view' }],
    ['DROP FOREIGN TABLE a', { ...drop, object: 'foreign-table' }],
    ['DROP SEQUENCE a', { ...drop, object: 'sequence' }],
    ['DROP SCHEMA a CASCADE', { ...drop, object: 'schema', cascade: true }],
    ['DROP DATABASE IF EXISTS a', { ...drop, object: 'database', ifExists: true }],
    ['DROP TYPE a', { ...drop, object: 'type' }],
    ['DROP DOMAIN a', { ...drop, object: 'domain' }],
    ['DROP FUNCTION a(int), s.b', { ...drop, object: 'function', names: ['a', 's.b'] }],
    ['DROP PROCEDURE a', { ...drop, object: 'procedure' }],
    ['DROP AGGREGATE a(int)', { ...drop, object: 'aggregate' }],
    ['DROP EXTENSION a', { ...drop, object: 'extension' }],
    ['DROP ROLE a', { ...drop, object: 'role' }],
    ['DROP TRIGGER a ON s.t', { ...drop, object: 'trigger', on: 's.t' }],
    ['DROP POLICY a ON t', { ...drop, object: 'policy', on: 't' }],
    ['DROP RULE a ON t', { ...drop, object: 'rule', on: 't' }],
    ['DROP COLLATION a', { ...drop, object: 'other' }],
    ['DROP CAST (int AS text)', { ...drop, object: 'other', names: [] }],
  ])
})

describe('types and domains', () => {
  const type = { kind: 'create-type', type: 's.t', values: [], attributes: [] }
  const integer = { name: 'integer', modifiers: [], dimensions: 0 }
  const check = {
    kind: 'check',
    columns: ['value'],
    notValid: false,
    notEnforced: false,
    deferrable: false,
    nullsNotDistinct: false,
    noInherit: false,
    include: [],
    expression: named('value'),
  }
  const domain = { kind: 'alter-domain', domain: 'd' }
  each([
    ["CREATE TYPE s.t AS ENUM ('a', 'B''')", { ...type, form: 'enum', values: ['a', "B'"] }],
    [
      'CREATE TYPE s.t AS (a int)',
      { ...type, form: 'composite', attributes: [{ name: 'a', type: integer }] },
    ],
    ['CREATE TYPE s.t AS RANGE (subtype = int4)', { ...type, form: 'range' }],
    ['CREATE TYPE s.t', { ...type, form: 'base' }],
    ["ALTER TYPE t ADD VALUE 'a'", { kind: 'alter-enum', type: 't', value: 'a', ifNotExists: false }],
    [
      "ALTER TYPE t ADD VALUE IF NOT EXISTS 'a' AFTER 'b'",
      {
        kind: 'alter-enum',
        type: 't',
        value: 'a',
        ifNotExists: true,
        position: { side: 'after', neighbour: 'b' },
      },
    ],
    [
      'CREATE DOMAIN d AS int NOT NULL CONSTRAINT c CHECK (value)',
      {
        kind: 'create-domain',
        domain: 'd',
        type: integer,
        notNull: true,
        constraints: [{ ...check, range: 'CONSTRAINT c CHECK (value)', name: 'c' }],
      },
    ],
    [
      'ALTER DOMAIN d ADD CONSTRAINT c CHECK (value) NOT VALID',
      {
        ...domain,
        action: 'add-constraint',
        name: 'c',
        constraint: { ...check, range: 'CONSTRAINT c CHECK (value) NOT VALID', name: 'c', notValid: true },
      },
    ],
    ['ALTER DOMAIN d VALIDATE CONSTRAINT c', { ...domain, action: 'validate-constraint', name: 'c' }],
    ['ALTER DOMAIN d DROP CONSTRAINT c', { ...domain, action: 'drop-constraint', name: 'c' }],
    ['ALTER DOMAIN d SET NOT NULL', { ...domain, action: 'set-not-null' }],
    ['ALTER DOMAIN d DROP NOT NULL', { ...domain, action: 'drop-not-null' }],
    ['ALTER DOMAIN d SET DEFAULT 1', { ...domain, action: 'set-default' }],
  ])
})

describe('privileges', () => {
  const grant = {
    kind: 'grant',
    revoke: false,
    privileges: ['select'],
    names: ['t'],
    grantees: ['joe'],
    withGrantOption: false,
  }
  each([
    ['GRANT SELECT ON t TO joe', { ...grant, object: 'table' }],
    [
      'GRANT SELECT (a), UPDATE (b) ON t TO joe, PUBLIC WITH GRANT OPTION',
      {
        ...grant,
        object: 'table',
        privileges: ['select', 'update'],
        grantees: ['joe', 'public'],
        withGrantOption: true,
      },
    ],
    ['REVOKE ALL ON SCHEMA t FROM joe', { ...grant, object: 'schema', revoke: true, privileges: ['all'] }],
    ['GRANT SELECT ON ALL TABLES IN SCHEMA t TO joe', { ...grant, object: 'all-in-schema' }],
    [
      'GRANT EXECUTE ON FUNCTION f(int) TO joe',
      { ...grant, object: 'function', privileges: ['execute'], names: ['f'] },
    ],
    ['GRANT t TO joe WITH ADMIN OPTION', { ...grant, object: 'role', privileges: [], withGrantOption: true }],
    ['REVOKE t FROM joe', { ...grant, object: 'role', revoke: true, privileges: [] }],
    ['ALTER DEFAULT PRIVILEGES IN SCHEMA t GRANT SELECT ON TABLES TO joe', { ...grant, object: 'default' }],
    [
      'ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM joe',
      { ...grant, object: 'default', revoke: true, names: [] },
    ],
  ])
})

describe('settings and transactions', () => {
  const set = { kind: 'set', local: false }
  const transaction = (action: string) => ({ kind: 'transaction', action })
  each([
    ["SET lock_timeout = '5s'", { ...set, parameter: 'lock_timeout', values: ['5s'] }],
    [
      'SET LOCAL Statement_Timeout TO 0',
      { ...set, parameter: 'statement_timeout', values: ['0'], local: true },
    ],
    ['SET search_path = a, "B"', { ...set, parameter: 'search_path', values: ['a', 'B'] }],
    ['SET x.y TO DEFAULT', { ...set, parameter: 'x.y', values: null }],
    ['RESET lock_timeout', { ...set, parameter: 'lock_timeout', values: null }],
    ['RESET ALL', { ...set, parameter: '*', values: null }],
    ['DISCARD ALL', { ...set, parameter: '*', values: null }],
    [
      "SELECT pg_catalog.set_config('search_path', '', false)",
      { ...set, parameter: 'search_path', values: [''] },
    ],
    [
      "SELECT set_config('Lock_Timeout', '1s', true)",
      { ...set, parameter: 'lock_timeout', values: ['1s'], local: true },
    ],
    ['BEGIN', transaction('begin')],
    ['START TRANSACTION READ ONLY', transaction('begin')],
    ['COMMIT AND CHAIN', transaction('commit')],
    ['END', transaction('commit')],
    ['ROLLBACK', transaction('rollback')],
    ['ABORT', transaction('rollback')],
    ['SAVEPOINT a', transaction('savepoint')],
    ['RELEASE a', transaction('release')],
    ['ROLLBACK TO a', transaction('rollback-to')],
    ["PREPARE TRANSACTION 'a'", transaction('prepare')],
    ["COMMIT PREPARED 'a'", transaction('other')],
  ])

  test.each([
    "SELECT set_config('a', b, false)",
    "SELECT set_config('a', 'b', false) FROM t",
    "SELECT my_config('a', 'b', false)",
  ])('%s cannot be told and is a read', (text) => expect(kindsOf(text)).toEqual(['read']))
})

describe('maintenance', () => {
  each([
    [
      'LOCK a, s.b IN SHARE ROW EXCLUSIVE MODE',
      { kind: 'lock-table', tables: ['a', 's.b'], mode: 'SHARE ROW EXCLUSIVE' },
    ],
    ['LOCK TABLE a', { kind: 'lock-table', tables: ['a'], mode: 'ACCESS EXCLUSIVE' }],
    ['LOCK a IN ACCESS SHARE MODE', { kind: 'lock-table', tables: ['a'], mode: 'ACCESS SHARE' }],
    ['VACUUM FULL a', { kind: 'vacuum', full: true, tables: ['a'] }],
    ['VACUUM (FULL off, ANALYZE) a, b', { kind: 'vacuum', full: false, tables: ['a', 'b'] }],
    ['ANALYZE a', { kind: 'other', verb: 'ANALYZE' }],
    ['CLUSTER a USING i', { kind: 'cluster', table: 'a' }],
    ['CLUSTER', { kind: 'cluster' }],
    ['REINDEX INDEX CONCURRENTLY s.i', { kind: 'reindex', target: 'index', name: 's.i', concurrently: true }],
    ['REINDEX (CONCURRENTLY) TABLE a', { kind: 'reindex', target: 'table', name: 'a', concurrently: true }],
    ['REINDEX SCHEMA a', { kind: 'reindex', target: 'schema', name: 'a', concurrently: false }],
    [
      'REFRESH MATERIALIZED VIEW CONCURRENTLY v',
      {
        kind: 'refresh-materialized-view',
        view: 'v',
        concurrently: true,
        withData: true,
      },
    ],
    [
      'REFRESH MATERIALIZED VIEW v WITH NO DATA',
      {
        kind: 'refresh-materialized-view',
        view: 'v',
        concurrently: false,
        withData: false,
      },
    ],
    ['TRUNCATE a, ONLY s.b CASCADE', { kind: 'truncate', tables: ['a', 's.b'], cascade: true }],
  ])
})

describe('what is attached to tables', () => {
  each([
    [
      'CREATE OR REPLACE TRIGGER a BEFORE INSERT ON s.t EXECUTE FUNCTION f.g()',
      {
        kind: 'create-trigger',
        trigger: 'a',
        table: 's.t',
        orReplace: true,
        routine: 'f.g',
      },
    ],
    [
      'CREATE POLICY "P" ON t USING (true)',
      { kind: 'create-policy', policy: 'P', table: 't', altered: false },
    ],
    ['ALTER POLICY p ON t TO joe', { kind: 'create-policy', policy: 'p', table: 't', altered: true }],
    [
      'CREATE EXTENSION IF NOT EXISTS "uuid-ossp" SCHEMA s',
      {
        kind: 'create-extension',
        extension: 'uuid-ossp',
        ifNotExists: true,
        schema: 's',
      },
    ],
    ["COMMENT ON TABLE s.t IS 'x'", { kind: 'comment', object: 'table', name: 's.t', text: 'x' }],
    [
      'COMMENT ON COLUMN s.t."C" IS NULL',
      { kind: 'comment', object: 'column', name: 's.t', column: 'C', text: null },
    ],
    // An empty comment is none (documentation, COMMENT).
    ["COMMENT ON FUNCTION f(int) IS ''", { kind: 'comment', object: 'function', name: 'f', text: null }],
    [
      'CREATE SEQUENCE IF NOT EXISTS s OWNED BY a.t.c',
      {
        kind: 'create-sequence',
        sequence: 's',
        ifNotExists: true,
        ownedBy: { table: 'a.t', column: 'c' },
      },
    ],
    ['CREATE SEQUENCE s OWNED BY NONE', { kind: 'create-sequence', sequence: 's', ifNotExists: false }],
  ])
})

describe('writes', () => {
  const one = { kind: 'literal', range: '1', type: 'number', value: '1' }
  each([
    [
      'INSERT INTO s.t (a, b) VALUES (1, DEFAULT) ON CONFLICT DO NOTHING',
      {
        kind: 'insert',
        table: 's.t',
        columns: ['a', 'b'],
        onConflict: 'nothing',
        query: {
          kind: 'values',
          range: 'VALUES (1, DEFAULT)',
          with: [],
          orderBy: [],
          rows: [[one, { kind: 'literal', range: 'DEFAULT', type: 'other', value: 'default' }]],
        },
      },
    ],
    ['INSERT INTO t DEFAULT VALUES', { kind: 'insert', table: 't', columns: [] }],
    [
      'UPDATE ONLY s.t AS x SET (a, b) = (1, 1), c = DEFAULT FROM u WHERE d',
      {
        kind: 'update',
        table: 's.t',
        alias: 'x',
        assignments: [
          { column: 'a', value: one },
          { column: 'b', value: one },
          { column: 'c', value: { kind: 'literal', range: 'DEFAULT', type: 'other', value: 'default' } },
        ],
        from: [{ kind: 'relation', range: 'u', name: 'u' }],
        where: named('d'),
        with: [],
      },
    ],
    [
      'UPDATE t SET a = 1',
      {
        kind: 'update',
        table: 't',
        assignments: [{ column: 'a', value: one }],
        from: [],
        with: [],
      },
    ],
    [
      'DELETE FROM t x USING u, v WHERE a',
      {
        kind: 'delete',
        table: 't',
        alias: 'x',
        using: [
          { kind: 'relation', range: 'u', name: 'u' },
          { kind: 'relation', range: 'v', name: 'v' },
        ],
        where: named('a'),
        with: [],
      },
    ],
    ['DELETE FROM t', { kind: 'delete', table: 't', using: [], with: [] }],
    ['MERGE INTO t USING u ON a WHEN MATCHED THEN DELETE', { kind: 'merge', table: 't', on: named('a') }],
    ['COPY s.t (a) FROM PROGRAM $$x$$', { kind: 'copy', table: 's.t', direction: 'from' }],
    ['COPY (SELECT 1) TO STDOUT', { kind: 'copy', direction: 'to' }],
  ])

  test('data-modifying common tables follow the statement that holds them', () => {
    const text =
      'WITH gone AS (DELETE FROM a RETURNING *), kept AS (SELECT 1) INSERT INTO b SELECT * FROM gone'
    expect(shown(text)).toMatchObject([
      {
        kind: 'insert',
        range: text,
        query: {
          range: 'SELECT * FROM gone',
          with: [
            { name: 'gone', query: { kind: 'opaque-query', range: 'DELETE FROM a RETURNING *' } },
            { name: 'kept', query: { kind: 'select', range: 'SELECT 1' } },
          ],
        },
      },
      { kind: 'delete', range: 'DELETE FROM a RETURNING *', table: 'a' },
    ])
    expect(kindsOf('WITH x AS (UPDATE t SET a = 1 RETURNING a) SELECT * FROM x')).toEqual(['read', 'update'])
    expect(kindsOf('COPY (DELETE FROM t RETURNING *) TO STDOUT')).toEqual(['copy', 'delete'])
  })
})

describe('reads and the rest', () => {
  each([
    ['SHOW x', { kind: 'read' }],
    ['EXPLAIN DELETE FROM t', { kind: 'read' }],
    ['CALL p(1)', { kind: 'opaque', reason: 'procedure call' }],
    ['EXECUTE p', { kind: 'opaque', reason: 'prepared statement' }],
    ['DROP OWNED BY joe', { kind: 'opaque', reason: 'drop of all that a role owns' }],
    ['CREATE COLLATION c FROM "C"', { kind: 'other', verb: 'CREATE COLLATION' }],
    [
      'CREATE OR REPLACE RULE r AS ON INSERT TO t DO ALSO (NOTIFY a; NOTIFY b)',
      { kind: 'other', verb: 'CREATE RULE' },
    ],
    ['ALTER TEXT SEARCH DICTIONARY d (a)', { kind: 'other', verb: 'ALTER TEXT SEARCH' }],
    ['NOTIFY a', { kind: 'other', verb: 'NOTIFY' }],
    ['CHECKPOINT', { kind: 'other', verb: 'CHECKPOINT' }],
  ])

  test('EXPLAIN ANALYZE runs what it explains', () => {
    expect(kindsOf('EXPLAIN ANALYZE DELETE FROM t')).toEqual(['read', 'delete'])
    expect(kindsOf('EXPLAIN (ANALYZE off) DELETE FROM t')).toEqual(['read'])
    expect(kindsOf('EXPLAIN WITH x AS (DELETE FROM t RETURNING 1) SELECT * FROM x')).toEqual(['read'])
  })
})

describe('views', () => {
  const view = {
    kind: 'create-view',
    view: 'v',
    materialized: false,
    orReplace: false,
    ifNotExists: false,
    temporary: false,
    columns: [],
    withData: true,
  }
  test.each<[string, string, object]>([
    ['CREATE VIEW v AS SELECT 1', 'SELECT 1', view],
    [
      'CREATE OR REPLACE TEMP VIEW v (a) AS (SELECT 1)',
      'SELECT 1',
      { ...view, orReplace: true, temporary: true, columns: ['a'] },
    ],
    ['CREATE VIEW v AS SELECT 1 WITH CASCADED CHECK OPTION', 'SELECT 1', view],
    [
      'CREATE MATERIALIZED VIEW IF NOT EXISTS v AS SELECT 1 WITH NO DATA',
      'SELECT 1',
      {
        ...view,
        materialized: true,
        ifNotExists: true,
        withData: false,
      },
    ],
    ['CREATE RECURSIVE VIEW v (a) AS SELECT 1', 'SELECT 1', { ...view, columns: ['a'] }],
  ])('%s', (text, range, expected) => {
    const { query, ...rest } = one(text) as { query: { range: string; kind: string } }
    expect(rest).toEqual({ range: text, ...expected })
    expect(query).toMatchObject({ kind: 'select', range })
  })
})

describe('psql commands', () => {
  test.each<[string, object]>([
    ['\\connect app', { kind: 'other', verb: '\\connect' }],
    ['\\set x 1', { kind: 'other', verb: '\\set' }],
    ['\\restrict abc', { kind: 'other', verb: '\\restrict' }],
    ['\\i other.sql', { kind: 'opaque', reason: 'file included by psql' }],
    ['\\! rm -rf /', { kind: 'opaque', reason: 'shell command' }],
    ["\\copy S.t from 'x.csv'", { kind: 'copy', table: 's.t', direction: 'from' }],
    ['\\copy (select 1) to x.csv', { kind: 'copy', direction: 'to' }],
  ])('%s', (text, expected) => {
    expect(one(`-- é\n${text} \r\n`)).toEqual({ range: text, ...expected })
  })

  test('\\gexec runs what the query returns', () => {
    expect(shown("SELECT 'DROP TABLE a' \\gexec\nSELECT 1")).toMatchObject([
      { kind: 'read', range: "SELECT 'DROP TABLE a'" },
      { kind: 'opaque', range: '\\gexec', reason: 'dynamic SQL' },
      { kind: 'read', range: 'SELECT 1' },
    ])
  })

  test('variables stand for names and values, array slices are none', () => {
    expect(shown("DELETE FROM :schema.t WHERE a = :'v' AND b[1:n] = :n")).toMatchObject([
      { kind: 'delete', range: "DELETE FROM :schema.t WHERE a = :'v' AND b[1:n] = :n", table: '_schema.t' },
    ])
    expect(kindsOf('SELECT a[x:y]')).toEqual(['read'])
  })

  test('rows of a COPY are no statements', () => {
    expect(kindsOf('COPY t FROM stdin;\nDROP TABLE a;\n\\.\nDROP TABLE b;')).toEqual(['copy', 'drop'])
  })
})

describe('placeholders of migration tools', () => {
  const text = "CREATE TABLE ${App.Schema}.t_${n} (a text DEFAULT '${v}'); DROP TABLE {{ name }};"

  test('stand for a name of the same length', () => {
    expect(shown(text, { placeholders: true })).toMatchObject([
      {
        kind: 'create-table',
        range: text.slice(0, text.indexOf(';')),
        table: '__app_schema_.t___n_',
        columns: [{ range: "a text DEFAULT '${v}'", default: { value: '${v}' } }],
      },
      { kind: 'drop', range: 'DROP TABLE {{ name }}', names: ['___name___'] },
    ])
  })

  test('are an error where no tool replaces them', () => {
    expect(kindsOf(text)).toEqual(['unparsed', 'unparsed'])
  })

  test('that stand for more than a name stay unparsed', () => {
    expect(kindsOf('${statement} extra words; SELECT 1', { placeholders: true })).toEqual([
      'unparsed',
      'read',
    ])
  })
})

describe('one bad statement hides no other', () => {
  test('it says what the parser says, and where, in UTF-16 units', () => {
    const text = "SELECT '😀é'; SELECT '😀', é FORM x y; SELECT 2"
    const [first, bad, last] = read(text)
    expect(first?.kind).toBe('read')
    expect(bad).toEqual({
      kind: 'unparsed',
      range: { start: text.indexOf("SELECT '😀',"), end: text.indexOf('; SELECT 2') },
      message: 'syntax error at or near "x"',
      at: text.indexOf('x y;'),
    })
    expect(last?.kind).toBe('read')
  })

  test('an open quote takes the rest, and says where it was opened', () => {
    const text = "SELECT 1; SELECT 'x; DROP TABLE a;"
    expect(read(text)[1]).toEqual({
      kind: 'unparsed',
      range: { start: 10, end: text.length },
      message: 'unterminated quoted string',
      at: 17,
    })
  })

  test('a NUL is no text', () => {
    expect(read('SELECT 1; SELECT \0 2; SELECT 3')[1]).toMatchObject({ kind: 'unparsed', at: 17 })
  })
})
