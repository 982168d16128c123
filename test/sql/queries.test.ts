import { describe, expect, test } from 'vitest'
import { one } from './read.ts'

interface Read {
  query: { projections: { range: string; expression: Shown; alias?: string }[]; from: Shown[] }
}
interface Shown {
  kind: string
  range: string
}

/** An expression as lineage sees it, in one line: operators and calls in front, columns and literals bare. */
function brief(value: unknown): string {
  const e = value as Record<string, unknown> & Shown
  const list = (items: unknown) => (items as unknown[]).map(brief).join(' ')
  switch (e.kind) {
    case 'column':
      return e.qualifier === undefined ? `${e.name}` : `${e.qualifier}.${e.name}`
    case 'literal':
      return e.type === 'string' ? `'${e.value}'` : `${e.value}`
    case 'star':
      return e.qualifier === undefined ? '*' : `${e.qualifier}.*`
    case 'operation':
      return `(${e.operator} ${list(e.operands)})`
    case 'call':
      return `${e.name}(${list(e.arguments)})`
    case 'list':
      return `[${list(e.items)}]`
    case 'cast':
      return `(as ${(e.type as { name: string }).name} ${brief(e.operand)})`
    case 'subquery':
      return `{${e.form}${e.operator === undefined ? '' : ` ${e.operator}`}${e.operand === undefined ? '' : ` ${brief(e.operand)}`} ${(e.query as Shown).range}}`
    default:
      return e.kind
  }
}

function projection(text: string) {
  const [first] = (one(`SELECT ${text}, 1 FROM t`) as Read).query.projections
  if (!first) throw new Error('no projection')
  return first
}

describe('expressions, with the range each covers', () => {
  test.each<[string, string]>([
    ['a', 'a'],
    ['s.t.a', 's.t.a'],
    ['"A b".c', '"A b".c'],
    ['*', '*'],
    ['s.t.*', 's.t.*'],
    ['1.5e-3', '1.5e-3'],
    ['-1', '-1'],
    ["'it''s'", "'it's'"],
    ["'a'\n'b'", "'ab'"],
    ["E'\\n'", "'\n'"],
    ['$x$a$x$', "'a'"],
    ['true', 'true'],
    ['NULL', 'null'],
    ["B'01'", 'b01'],
    ['$1', 'parameter'],
    ['(a + (b)) * (c)', '(* (+ a b) c)'],
    ['-(a)', '(- a)'],
    ['a OPERATOR(pg_catalog.+) b', '(+ a b)'],
    ['a AND b AND (c OR NOT d)', '(and a b (or c (not d)))'],
    ['a <> b', '(<> a b)'],
    ['a != b', '(<> a b)'],
    ['a IS NULL', '(is null a)'],
    ['(a) ISNULL', '(is null a)'],
    ['a IS NOT NULL', '(is not null a)'],
    ['a IS NOT TRUE', '(is not true a)'],
    ['a IS DISTINCT FROM b', '(is distinct from a b)'],
    ['a IS NOT DISTINCT FROM b', '(is not distinct from a b)'],
    ['a IN (1, (2))', '(in a [1 2])'],
    ['a NOT IN (1)', '(not in a [1])'],
    ['a BETWEEN 1 AND (2)', '(between a 1 2)'],
    ['a NOT BETWEEN SYMMETRIC 1 AND 2', '(not between symmetric a 1 2)'],
    ["a LIKE 'b' ESCAPE 'c'", "(like a 'b')"],
    ["a NOT ILIKE 'b'", "(not ilike a 'b')"],
    ["a SIMILAR TO 'b'", "(similar to a 'b')"],
    ['a = ANY (b)', '(= any a b)'],
    ['(a, b) = ROW(1, 2)', '(= [a b] [1 2])'],
    ['ARRAY[a, 1]', 'array(a 1)'],
    ['a[1][2:3]', '([] ([] a 1) 2 3)'],
    ['(a).b', '(.b a)'],
    ['(f(a)).*', '(.* f(a))'],
    ['a::numeric(10, 2)', '(as numeric a)'],
    ['a::int[]', '(as integer a)'],
    ['CAST((a) AS timestamp(3) with time zone)', '(as timestamp with time zone a)'],
    ["date '2020-01-01'", "(as date '2020-01-01')"],
    ["interval '1' day", "(as interval day '1')"],
    ['a COLLATE "C" < b', '(< (collate a) b)'],
    ['f(a, (b), c => 1)', 'f(a b 1)'],
    ['pg_catalog.now()', 'pg_catalog.now()'],
    ['current_timestamp', 'current_timestamp()'],
    ['coalesce(a, (b))', 'coalesce(a b)'],
    ['nullif(a, b)', 'nullif(a b)'],
    ['greatest(a, b)', 'greatest(a b)'],
    ['extract(year FROM a)', "extract('year' a)"],
    ["a AT TIME ZONE 'utc'", "timezone('utc' a)"],
    ["trim(both ' ' from a)", "btrim(a ' ')"],
    ['(a, b) OVERLAPS (c, d)', 'overlaps(a b c d)'],
    ['a IS NOT NFC NORMALIZED', "(not is_normalized(a 'NFC'))"],
    ['a IS JSON OBJECT', '(is json a)'],
    ["json_object('k': a)", "json_object('k' a)"],
    ["json_value(a, '$.x')", "json_value(a '$.x')"],
    ['count(*)', 'count()'],
    ['count(DISTINCT a)', 'count(a)'],
    ['percentile_cont(0.5) WITHIN GROUP (ORDER BY a)', 'percentile_cont(0.5 a)'],
    ['(SELECT b FROM c)', '{scalar SELECT b FROM c}'],
    ['EXISTS ((SELECT 1))', '{exists SELECT 1}'],
    ['a IN (SELECT b)', '{in a SELECT b}'],
    ['a NOT IN (SELECT b)', '(not {in a SELECT b})'],
    ['a > ALL (SELECT b)', '{all > a SELECT b}'],
    ['ARRAY(SELECT b)', '{array SELECT b}'],
  ])('%j', (text, expected) => {
    const { range, expression } = projection(text)
    expect(brief(expression)).toBe(expected)
    expect(range).toBe(text)
  })

  test('a projection covers its alias and the parentheses around it', () => {
    expect(projection('((a)) AS "B c"')).toMatchObject({
      range: '((a)) AS "B c"',
      alias: 'B c',
      expression: { range: 'a' },
    })
    expect(projection('a b')).toMatchObject({ range: 'a b', alias: 'b' })
  })

  test('CASE', () => {
    const column = (name: string) => ({ kind: 'column', range: name, name })
    expect(projection('CASE a WHEN b THEN (c) ELSE (d) END').expression).toEqual({
      kind: 'case',
      range: 'CASE a WHEN b THEN (c) ELSE (d) END',
      operand: column('a'),
      // biome-ignore lint/suspicious/noThenProperty: the contract's word
      branches: [{ when: column('b'), then: column('c') }],
      otherwise: column('d'),
    })
    expect(projection('CASE WHEN a THEN b END').expression).toMatchObject({ range: 'CASE WHEN a THEN b END' })
  })

  test('windows, written in place and by name', () => {
    const over = {
      partitionBy: [{ kind: 'column', name: 'a' }],
      orderBy: [{ expression: { kind: 'column', name: 'b' }, descending: true }],
    }
    const inPlace = 'sum(x) FILTER (WHERE y) OVER (PARTITION BY a ORDER BY b DESC ROWS 1 PRECEDING)'
    expect(projection(inPlace)).toMatchObject({
      range: inPlace,
      expression: { range: inPlace, filter: { name: 'y' }, over },
    })
    const text =
      'SELECT rank() OVER w, rank() OVER (w ORDER BY b DESC) FROM t WINDOW w AS (PARTITION BY a ORDER BY b DESC)'
    expect(one(text)).toMatchObject({
      query: { projections: [{ range: 'rank() OVER w', expression: { over } }, { expression: { over } }] },
    })
  })
})

describe('sources', () => {
  const from = (text: string) => (one(`SELECT 1 FROM ${text} WHERE true`) as Read).query.from
  const relation = (range: string, name = range) => ({ kind: 'relation', range, name })

  test.each<[string, unknown[]]>([
    ['a, s."B" AS c', [relation('a'), { ...relation('s."B" AS c', 's."B"'), alias: 'c' }]],
    ['ONLY (a) x (y)', [{ ...relation('ONLY (a) x (y)', 'a'), alias: 'x' }]],
    ['a TABLESAMPLE system (1), b', [relation('a'), relation('b')]],
    [
      'a JOIN b ON (c)',
      [
        {
          kind: 'join',
          range: 'a JOIN b ON (c)',
          type: 'inner',
          natural: false,
          using: [],
          on: { kind: 'column', range: 'c', name: 'c' },
          left: relation('a'),
          right: relation('b'),
        },
      ],
    ],
    [
      'a NATURAL FULL JOIN b',
      [
        {
          kind: 'join',
          range: 'a NATURAL FULL JOIN b',
          type: 'full',
          natural: true,
          using: [],
          left: relation('a'),
          right: relation('b'),
        },
      ],
    ],
    [
      '(a CROSS JOIN b) LEFT JOIN (c RIGHT JOIN d USING (e, f)) USING (g)',
      [
        {
          kind: 'join',
          range: '(a CROSS JOIN b) LEFT JOIN (c RIGHT JOIN d USING (e, f)) USING (g)',
          type: 'left',
          natural: false,
          using: ['g'],
          left: {
            kind: 'join',
            range: 'a CROSS JOIN b',
            type: 'cross',
            natural: false,
            using: [],
            left: relation('a'),
            right: relation('b'),
          },
          right: {
            kind: 'join',
            range: 'c RIGHT JOIN d USING (e, f)',
            type: 'right',
            natural: false,
            using: ['e', 'f'],
            left: relation('c'),
            right: relation('d'),
          },
        },
      ],
    ],
  ])('%s', (text, expected) => {
    expect(from(text)).toEqual(expected)
  })

  test.each<[string, object]>([
    ['(SELECT 1) a', { kind: 'subquery', lateral: false, alias: 'a', query: { range: 'SELECT 1' } }],
    [
      'LATERAL ((SELECT 1)) AS a (b)',
      { kind: 'subquery', lateral: true, alias: 'a', query: { range: 'SELECT 1' } },
    ],
    [
      '(VALUES (1), (2)) v (x)',
      { kind: 'subquery', alias: 'v', query: { kind: 'values', range: 'VALUES (1), (2)' } },
    ],
    [
      'f(1) WITH ORDINALITY AS a (b, c)',
      { kind: 'table-function', alias: 'a', call: { name: 'f', range: 'f(1)' } },
    ],
    [
      'ROWS FROM (f(1), g(2)) a',
      {
        kind: 'table-function',
        alias: 'a',
        call: { name: 'rows from', arguments: [{ name: 'f' }, { name: 'g' }] },
      },
    ],
    [
      "json_table(a, '$' COLUMNS (b int PATH '$')) c",
      { kind: 'table-function', alias: 'c', call: { name: 'json_table' } },
    ],
  ])('%s', (text, expected) => {
    expect(from(`z, ${text}, y`)).toMatchObject([relation('z'), { range: text, ...expected }, relation('y')])
  })
})

describe('queries', () => {
  test('every clause of a SELECT', () => {
    const text =
      'SELECT DISTINCT a FROM t WHERE b GROUP BY c, ROLLUP (d) HAVING e ORDER BY f DESC, 1 LIMIT 2 OFFSET 3'
    const column = (name: string) => ({ kind: 'column', range: name, name })
    const number = (value: string) => ({ kind: 'literal', range: value, type: 'number', value })
    expect(one(text)).toEqual({
      kind: 'read',
      range: text,
      query: {
        kind: 'select',
        range: text,
        with: [],
        distinct: true,
        projections: [{ range: 'a', expression: column('a') }],
        from: [{ kind: 'relation', range: 't', name: 't' }],
        where: column('b'),
        groupBy: [
          column('c'),
          {
            kind: 'call',
            range: 'ROLLUP (d)',
            name: 'rollup',
            arguments: [column('d')],
            distinct: false,
            star: false,
          },
        ],
        having: column('e'),
        orderBy: [
          { expression: column('f'), descending: true },
          { expression: number('1'), descending: false },
        ],
        limit: number('2'),
        offset: number('3'),
      },
    })
  })

  test('LIMIT ALL is no limit', () => {
    expect(one('SELECT 1 LIMIT ALL')).not.toHaveProperty('query.limit')
  })

  test('set operations bind as SQL binds them', () => {
    expect(
      one('SELECT 1 UNION SELECT 2 INTERSECT SELECT 3 EXCEPT ALL (SELECT 4 LIMIT 5) ORDER BY 6'),
    ).toMatchObject({
      query: {
        operator: 'except',
        all: true,
        orderBy: [{ expression: { value: '6' } }],
        left: {
          range: 'SELECT 1 UNION SELECT 2 INTERSECT SELECT 3',
          operator: 'union',
          left: { range: 'SELECT 1' },
          right: {
            range: 'SELECT 2 INTERSECT SELECT 3',
            operator: 'intersect',
            left: { range: 'SELECT 2' },
            right: { range: 'SELECT 3' },
          },
        },
        right: { kind: 'select', range: 'SELECT 4 LIMIT 5', limit: { value: '5' } },
      },
    })
    expect(one('((SELECT 1) UNION SELECT 2) ORDER BY 1')).toMatchObject({
      query: { operator: 'union', left: { range: 'SELECT 1' }, right: { range: 'SELECT 2' } },
    })
  })

  test('common tables', () => {
    const text =
      'WITH RECURSIVE a (x) AS NOT MATERIALIZED (SELECT 1), b AS (WITH c AS (TABLE d) SELECT * FROM c) SELECT * FROM a, b'
    expect(one(text)).toMatchObject({
      query: {
        kind: 'select',
        range: text,
        with: [
          { name: 'a', columns: ['x'], recursive: true, query: { range: 'SELECT 1', with: [] } },
          {
            name: 'b',
            columns: [],
            query: {
              range: 'WITH c AS (TABLE d) SELECT * FROM c',
              with: [{ name: 'c', query: { range: 'TABLE d', from: [{ name: 'd' }] } }],
            },
          },
        ],
        from: [{ range: 'a' }, { range: 'b' }],
      },
    })
  })
})
