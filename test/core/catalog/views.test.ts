import { describe, expect, test } from 'vitest'
import type { View } from '../../../src/core/catalog.ts'
import { play, relationsOf, told } from './history.ts'

const made = 'CREATE TABLE t (id int PRIMARY KEY, a int, b int); CREATE TABLE u (id int, t_id int, c int);'

function viewOf(text: string, name = 'v'): View {
  const view = play(made, text).catalog.relations.get(`public.${name}`)
  if (view?.kind !== 'view' && view?.kind !== 'materialized-view') throw new Error('no view')
  return view
}

const reads = (query: string) =>
  Object.fromEntries(
    viewOf(`CREATE VIEW v AS ${query}`).reads.map(({ relation, columns }) => [
      relation.slice(7),
      columns.join(' '),
    ]),
  )

describe('what a view reads', () => {
  test.each<[string, Record<string, string>]>([
    ['SELECT a FROM t', { t: 'a' }],
    ['SELECT * FROM t', { t: 'a b id' }],
    ['SELECT x.* FROM t x, u', { t: 'a b id', u: '' }],
    ['SELECT count(*) FROM t', { t: '' }],
    ['SELECT x.a FROM t AS x WHERE x.b > 0', { t: 'a b' }],
    ['SELECT t.a, u.c FROM t JOIN u ON u.t_id = t.id', { t: 'a id', u: 'c t_id' }],
    ['SELECT a, c FROM t JOIN u ON t_id = t.id', { t: 'a id', u: 'c t_id' }],
    ['SELECT a FROM t JOIN u USING (id)', { t: 'a id', u: 'id' }],
    ['SELECT a FROM t NATURAL JOIN u', { t: 'a id', u: 'id' }],
    ['WITH w AS (SELECT a FROM t) SELECT a FROM w', { t: 'a' }],
    ['WITH t AS (SELECT c FROM u) SELECT c FROM t', { u: 'c' }],
    ['WITH w (x) AS (SELECT a FROM t) SELECT w.x FROM w', { t: 'a' }],
    ['SELECT s.a FROM (SELECT a FROM t) s', { t: 'a' }],
    ['SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.t_id = t.id)', { t: 'a id', u: 't_id' }],
    ['SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE t_id = b)', { t: 'a b', u: 't_id' }],
    ['SELECT a FROM t WHERE id IN (SELECT t_id FROM u)', { t: 'a id', u: 't_id' }],
    ['SELECT l.c FROM t, LATERAL (SELECT c FROM u WHERE u.t_id = t.id) l', { t: 'id', u: 'c t_id' }],
    ['SELECT a FROM t UNION SELECT c FROM u', { t: 'a', u: 'c' }],
    ['SELECT a AS x FROM t GROUP BY x ORDER BY x', { t: 'a' }],
    ['SELECT sum(a) OVER (PARTITION BY b) FROM t', { t: 'a b' }],
    ['SELECT row_to_json(t) FROM t', { t: '*' }],
    ['SELECT x FROM nothing', { nothing: 'x' }],
    ['SELECT * FROM nothing', { nothing: '*' }],
    ['SELECT x, y.z FROM nothing, unknown y', { nothing: '*', unknown: '* z' }],
    [
      'WITH RECURSIVE r AS (SELECT id FROM t UNION ALL SELECT t.b FROM t JOIN r ON r.id = t.a) SELECT id FROM r',
      { t: 'a b id' },
    ],
  ])('%s', (query, expected) => expect(reads(query)).toEqual(expected))
})

describe('the columns of a view', () => {
  test.each([
    [
      'SELECT a, b AS x, a + 1, max(b), a::text, 1::bigint, coalesce(a, b), CASE WHEN a > 0 THEN 1 END FROM t',
      'a x ?column? max a int8 coalesce case',
    ],
    ['SELECT * FROM t JOIN u USING (id)', 'id a b t_id c'],
    ['SELECT u.*, t.a FROM t, u', 'id t_id c a'],
    ['VALUES (1, 2)', 'column1 column2'],
    ['SELECT EXISTS (SELECT 1), (SELECT a FROM t), ARRAY(SELECT a FROM t)', 'exists a array'],
  ])('%s', (query, columns) => expect(viewOf(`CREATE VIEW v AS ${query}`).columns.join(' ')).toBe(columns))

  test('carry the names listed', () =>
    expect(viewOf('CREATE VIEW v (x) AS SELECT a, b FROM t').columns).toEqual(['x', 'b']))

  test('stay when the table’s column is renamed, and the reads follow', () => {
    const view = viewOf(
      'CREATE VIEW v AS SELECT a FROM t; ALTER TABLE t RENAME COLUMN a TO z; ALTER TABLE t RENAME TO tt',
    )
    expect([view.columns, view.reads]).toEqual([['a'], [{ relation: 'public.tt', columns: ['z'] }]])
  })

  test('a star was expanded when the view was made', () => {
    expect(viewOf('CREATE VIEW v AS SELECT * FROM t; ALTER TABLE t ADD COLUMN later int').columns).toEqual([
      'id',
      'a',
      'b',
    ])
  })
})

describe('changes', () => {
  test('OR REPLACE keeps the view’s identity', () => {
    const first = viewOf('CREATE VIEW v AS SELECT a FROM t')
    expect(
      viewOf('CREATE VIEW v AS SELECT a FROM t; CREATE OR REPLACE VIEW v AS SELECT a, b FROM t'),
    ).toMatchObject({ id: first.id, columns: ['a', 'b'] })
  })

  test('CASCADE takes views of views along', () => {
    const played = play(
      made,
      'CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM v; CREATE VIEW x AS SELECT b FROM t; ALTER TABLE t DROP COLUMN a CASCADE',
    )
    expect(relationsOf(played)).toEqual(['public.t', 'public.u', 'public.x'])
    expect(told(played)).toEqual([
      'view-changed v',
      'view-changed w',
      'view-changed x',
      'column-dropped t.a',
      'view-changed v',
      'view-changed w',
    ])
  })

  test('materialized views have indexes', () => {
    expect(
      viewOf('CREATE MATERIALIZED VIEW v AS SELECT a FROM t; CREATE UNIQUE INDEX ON v (a)').indexes,
    ).toMatchObject([{ name: 'v_a_idx', unique: true }])
  })

  test('the file that defines a view is known', () =>
    expect(viewOf('CREATE VIEW v AS SELECT 1 AS a').definedIn).toBe('2.sql'))
})
