import { describe, expect, test } from 'vitest'
import { one, read, shown } from './read.ts'

interface Inside {
  kind: string
  range: string
  inside?: { guarded: boolean }
}

/** What runs in a PL/pgSQL block: kind, text, and a mark when it is guarded. */
function block(body: string): string[] {
  const [first, ...rest] = shown(`DO $x$\n${body}\n$x$`) as Inside[]
  expect(first?.kind).toBe('do-block')
  return rest.map(({ kind, range, inside }) => `${kind}${inside?.guarded ? '?' : ''}: ${range}`)
}

describe('DO blocks', () => {
  test.each<[string, string[]]>([
    ['BEGIN DROP TABLE a; DROP TABLE b; END', ['drop: DROP TABLE a', 'drop: DROP TABLE b']],
    [
      "BEGIN -- DROP TABLE a;\n /* DROP TABLE a */ RAISE NOTICE 'DROP TABLE a'; DROP TABLE a; END",
      ['drop: DROP TABLE a'],
    ],
    [
      'BEGIN IF NOT EXISTS (SELECT 1 FROM c) THEN CREATE TABLE a (); ELSIF b THEN DROP TABLE b; ELSE DROP TABLE c; END IF; END',
      [
        'read: NOT EXISTS (SELECT 1 FROM c)',
        'create-table?: CREATE TABLE a ()',
        'drop?: DROP TABLE b',
        'drop?: DROP TABLE c',
      ],
    ],
    [
      'BEGIN LOOP DROP TABLE a; EXIT; END LOOP; DROP TABLE b; END',
      ['drop?: DROP TABLE a', 'drop: DROP TABLE b'],
    ],
    [
      'BEGIN WHILE x LOOP DROP TABLE a; END LOOP; FOR i IN 1..2 LOOP DROP TABLE b; END LOOP; END',
      ['drop?: DROP TABLE a', 'drop?: DROP TABLE b'],
    ],
    [
      'DECLARE r record; BEGIN FOR r IN SELECT * FROM t LOOP UPDATE u SET a = r.a; END LOOP; END',
      ['read: SELECT * FROM t', 'update?: UPDATE u SET a = r.a'],
    ],
    [
      'BEGIN CASE x WHEN 1 THEN DROP TABLE a; ELSE DROP TABLE b; END CASE; END',
      ['drop?: DROP TABLE a', 'drop?: DROP TABLE b'],
    ],
    [
      'BEGIN BEGIN DROP TABLE a; EXCEPTION WHEN others THEN DROP TABLE b; END; DROP TABLE c; END',
      ['drop?: DROP TABLE a', 'drop?: DROP TABLE b', 'drop: DROP TABLE c'],
    ],
    ['BEGIN BEGIN DROP TABLE a; END; END', ['drop: DROP TABLE a']],
    ['BEGIN PERFORM f(1); PERFORM pg_sleep(1); END', ['read: PERFORM f(1)', 'read: PERFORM pg_sleep(1)']],
    ["BEGIN EXECUTE 'DROP TABLE a; DROP TABLE b'; END", ['drop: DROP TABLE a', 'drop: DROP TABLE b']],
    [
      "BEGIN EXECUTE 'DROP TABLE ' || quote_ident(a); END",
      ["opaque: EXECUTE 'DROP TABLE ' || quote_ident(a)"],
    ],
    ["BEGIN EXECUTE format('DROP TABLE %I', a) USING b; END", ["opaque: EXECUTE format('DROP TABLE %I', a)"]],
    [
      'DECLARE x int := (SELECT max(a) FROM t); BEGIN x := (SELECT 1 FROM u); x = (SELECT 2 FROM v); END',
      ['read: (SELECT max(a) FROM t)', 'read: (SELECT 1 FROM u)', 'read: (SELECT 2 FROM v)'],
    ],
    [
      'DECLARE x int; BEGIN SELECT a INTO STRICT x FROM t; INSERT INTO t VALUES (1) RETURNING a INTO x; END',
      ['read: SELECT a INTO STRICT x FROM t', 'insert: INSERT INTO t VALUES (1) RETURNING a'],
    ],
    [
      'DECLARE c CURSOR FOR SELECT 1 FROM t; BEGIN OPEN c; CALL p(); COMMIT; END',
      ['read: SELECT 1 FROM t', 'opaque: CALL p()', 'transaction: COMMIT'],
    ],
    ['BEGIN DROP TABLE a; DROP TABLE a; END', ['drop: DROP TABLE a', 'drop: DROP TABLE a']],
  ])('%s', (body, expected) => {
    expect(block(body)).toEqual(expected)
  })

  test('ranges point into the source, after multi-byte text too', () => {
    const text = '-- 😀\nDO $$ BEGIN RAISE NOTICE \'é\'; DROP TABLE "é"; END $$;'
    const [outer, inner] = read(text)
    const start = text.indexOf('DROP')
    expect(inner).toEqual({
      kind: 'drop',
      range: { start, end: text.indexOf('; END') },
      object: 'table',
      names: ['é'],
      ifExists: false,
      cascade: false,
      concurrently: false,
      inside: { block: outer?.range, guarded: false },
    })
  })

  test('a body in a quoted string is read through its escapes', () => {
    expect(
      shown("DO 'BEGIN EXECUTE ''DELETE FROM a WHERE b = ''''c''''''; DROP TABLE d; END'"),
    ).toMatchObject([
      { kind: 'do-block' },
      {
        kind: 'delete',
        range: "DELETE FROM a WHERE b = ''''c''''",
        where: { operands: [{ name: 'b' }, { value: 'c' }] },
      },
      { kind: 'drop', range: 'DROP TABLE d' },
    ])
    expect(shown("DO E'BEGIN\\n DROP TABLE \\'a\\'; END'").length).toBe(2)
    expect(shown("DO E'BEGIN\\n\\tDROP TABLE \\x61\\u0062; END'")).toMatchObject([
      { kind: 'do-block' },
      { kind: 'drop', range: 'DROP TABLE \\x61\\u0062', names: ['ab'] },
    ])
  })

  test('other languages and broken bodies are opaque', () => {
    expect(shown('DO LANGUAGE plpython3u $$ x $$')).toMatchObject([
      { kind: 'do-block', language: 'plpython3u' },
      { kind: 'opaque', reason: 'body in plpython3u', inside: { guarded: false } },
    ])
    expect(shown('DO $$ BEGIN DROP TABLE; END $$')).toMatchObject([
      { kind: 'do-block' },
      { kind: 'opaque', reason: 'PL/pgSQL body that could not be read' },
    ])
  })

  test('placeholders and psql variables are read inside bodies', () => {
    const text = 'DO $$ BEGIN DROP TABLE ${schema}.a; END $$'
    expect(shown(text, { placeholders: true })).toMatchObject([
      { kind: 'do-block' },
      { kind: 'drop', range: 'DROP TABLE ${schema}.a', names: ['__schema_.a'] },
    ])
    expect(shown('DO $$ BEGIN DROP TABLE :schema.a; END $$')).toMatchObject([
      { kind: 'do-block' },
      { kind: 'drop', range: 'DROP TABLE :schema.a', names: ['_schema.a'] },
    ])
  })

  test('a DO inside a DO is part of the outer block', () => {
    const text = "DO $a$ BEGIN IF x THEN EXECUTE 'DO $b$ BEGIN DROP TABLE a; END $b$'; END IF; END $a$"
    expect(shown(text)).toMatchObject([
      { kind: 'do-block', range: text },
      { kind: 'do-block', inside: { block: text, guarded: true } },
      { kind: 'drop', range: 'DROP TABLE a', inside: { block: text, guarded: true } },
    ])
  })
})

describe('routines', () => {
  const routine = {
    kind: 'create-routine',
    object: 'function',
    name: 'f',
    parameters: [],
    orReplace: false,
    language: 'sql',
    volatility: 'volatile',
    securityDefiner: false,
    settings: {},
    body: [],
  }
  const text = { name: 'text', modifiers: [], dimensions: 0 }
  const gone = (range: string) => ({
    kind: 'drop',
    range,
    object: 'table',
    names: ['a'],
    ifExists: false,
    cascade: false,
    concurrently: false,
  })

  test.each<[string, object]>([
    [
      "CREATE OR REPLACE FUNCTION s.f(a text, OUT b int, VARIADIC c text[]) RETURNS int AS 'DROP TABLE a' LANGUAGE SQL STABLE",
      {
        ...routine,
        name: 's.f',
        orReplace: true,
        parameters: [text, { ...text, dimensions: 1 }],
        volatility: 'stable',
        body: [gone('DROP TABLE a')],
      },
    ],
    [
      'CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET Search_Path = a, b AS $$ BEGIN DROP TABLE a; END $$',
      {
        ...routine,
        language: 'plpgsql',
        securityDefiner: true,
        settings: { search_path: 'a, b' },
        body: [gone('DROP TABLE a')],
      },
    ],
    [
      'CREATE PROCEDURE f() BEGIN ATOMIC DROP TABLE a; DROP TABLE a; END',
      {
        ...routine,
        object: 'procedure',
        body: [gone('DROP TABLE a'), gone('DROP TABLE a')],
      },
    ],
    [
      "CREATE FUNCTION f() RETURNS trigger AS 'MODULE', 'symbol' LANGUAGE c IMMUTABLE",
      {
        ...routine,
        language: 'c',
        volatility: 'immutable',
      },
    ],
    [
      "CREATE FUNCTION f() RETURNS int AS 'x' LANGUAGE plperl",
      {
        ...routine,
        language: 'plperl',
        body: [
          {
            kind: 'opaque',
            range: "CREATE FUNCTION f() RETURNS int AS 'x' LANGUAGE plperl",
            reason: 'body in plperl',
          },
        ],
      },
    ],
  ])('%s', (written, expected) => {
    expect(one(written)).toEqual({ range: written, ...expected })
  })

  test('standard bodies', () => {
    expect(
      one('CREATE PROCEDURE p() BEGIN ATOMIC DELETE FROM a; SELECT CASE WHEN b THEN 1 END; END'),
    ).toMatchObject({
      object: 'procedure',
      language: 'sql',
      body: [
        { kind: 'delete', range: 'DELETE FROM a' },
        { kind: 'read', range: 'SELECT CASE WHEN b THEN 1 END' },
      ],
    })
    expect(one('CREATE FUNCTION f(a int) RETURNS int RETURN a + (SELECT b FROM c)')).toMatchObject({
      body: [
        {
          kind: 'read',
          range: 'RETURN a + (SELECT b FROM c)',
          query: { projections: [{ range: 'a + (SELECT b FROM c)' }] },
        },
      ],
    })
  })

  test('a trigger function reads its body too', () => {
    const written =
      'CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (NEW.id); RETURN NEW; END $$'
    expect(one(written)).toMatchObject({
      body: [{ kind: 'insert', range: 'INSERT INTO log VALUES (NEW.id)', table: 'log' }],
    })
  })

  test('a statement of an SQL body that does not parse stands among the others', () => {
    expect(
      one("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'DELETE FROM a; SELEC 1; DELETE FROM b'"),
    ).toMatchObject({
      body: [{ kind: 'delete' }, { kind: 'unparsed', range: 'SELEC 1' }, { kind: 'delete' }],
    })
  })
})
