import { describe, expect, test } from 'vitest'
import { emptyCatalog } from '../../../src/core/catalog/empty.ts'
import {
  columnOf,
  dependents,
  displayName,
  existsIn,
  findRelation,
  findTable,
  indexOwner,
  isNullProven,
  primaryKey,
  resolveName,
  withPartialReason,
} from '../../../src/core/catalog/lookup.ts'
import { play, tableOf } from './history.ts'

describe('finding', () => {
  const { catalog } = play(
    'CREATE SCHEMA app; CREATE TABLE app.t (a int); CREATE TABLE u (a int); CREATE VIEW v AS SELECT a FROM u; CREATE TABLE "Odd.Name" (a int)',
  )

  test.each([
    ['u', 'public.u'],
    ['public.u', 'public.u'],
    ['app.t', 'app.t'],
    ['db.app.t', 'app.t'],
    ['"Odd.Name"', 'public."Odd.Name"'],
    ['v', 'public.v'],
    ['t', undefined],
    ['app.u', undefined],
    ['Odd.Name', undefined],
  ])('%s is %s', (written, full) => expect(resolveName(catalog, written)).toBe(full))

  test('a view is no table', () =>
    expect([findTable(catalog, 'v'), findRelation(catalog, 'v')?.kind]).toEqual([undefined, 'view']))

  test('the search path decides between equal names, in its order', () => {
    const made = 'CREATE SCHEMA app; CREATE TABLE app.t (a int); CREATE TABLE t (b int);'
    const found = (path: string) => resolveName(play(`${made} SET search_path TO ${path}`).catalog, 't')
    expect([found('app, public'), found('public, app'), found('app'), found('"$user", app')]).toEqual([
      'app.t',
      'public.t',
      'app.t',
      'app.t',
    ])
  })

  test('set_config and SET SCHEMA change the search path, RESET returns it', () => {
    const made = 'CREATE SCHEMA app; CREATE TABLE app.t (a int);'
    const found = (text: string) => resolveName(play(made + text).catalog, 't')
    expect(found("SELECT set_config('search_path', 'app', false)")).toBe('app.t')
    expect(found("SET SCHEMA 'app'")).toBe('app.t')
    expect(found('SET search_path = app; RESET search_path')).toBeUndefined()
    expect(found("SELECT pg_catalog.set_config('search_path', '', false)")).toBeUndefined()
  })

  test('another setting leaves the search path alone', () => {
    expect(play("SET lock_timeout = 'app'").catalog.searchPath).toEqual(['public'])
  })

  test('the search path ends with the file', () => {
    expect(
      resolveName(
        play('CREATE SCHEMA app; CREATE TABLE app.t (a int); SET search_path = app', 'SELECT 1').catalog,
        't',
      ),
    ).toBeUndefined()
  })

  test('SET LOCAL ends with its transaction, SET does not', () => {
    const path = (text: string) => play(`CREATE SCHEMA app; ${text}`).catalog.searchPath
    expect(path('BEGIN; SET LOCAL search_path = app; COMMIT')).toEqual(['public'])
    expect(path('BEGIN; SET search_path = app; COMMIT')).toEqual(['app'])
    expect(path('SET LOCAL search_path = app')).toEqual(['app'])
  })

  test('temporary tables come first and end with the file', () => {
    const text = 'CREATE TABLE t (a int); CREATE TEMP TABLE t (b int);'
    expect(tableOf(play(text), 't').persistence).toBe('temporary')
    expect(tableOf(play(text, ''), 't').persistence).toBe('permanent')
  })

  test('new objects go to the first schema of the path that exists', () => {
    const made = play('CREATE SCHEMA app; SET search_path = nowhere, app, public; CREATE TABLE t (a int)')
    expect(resolveName(made.catalog, 't')).toBe('app.t')
  })

  test('display leaves out public only', () => {
    expect(['public.t', 'app.t', 'publicity.t', '"public.t"'].map(displayName)).toEqual([
      't',
      'app.t',
      'publicity.t',
      '"public.t"',
    ])
  })

  test('a column is found by its own name', () => {
    const table = tableOf(play('CREATE TABLE t ("A" int, b int)'), 't')
    expect([columnOf(table, 'A')?.name, columnOf(table, 'a')]).toEqual(['A', undefined])
  })
})

describe('the owner of an index', () => {
  const { catalog } = play(
    'CREATE SCHEMA app; CREATE TABLE app.t (a int PRIMARY KEY); CREATE TABLE u (a int); CREATE INDEX i ON u (a); CREATE MATERIALIZED VIEW m AS SELECT a FROM u; CREATE INDEX mi ON m (a)',
  )

  test.each([
    ['i', 'public.u'],
    ['public.i', 'public.u'],
    ['app.t_pkey', 'app.t'],
    ['mi', 'public.m'],
    ['t_pkey', undefined],
    ['u', undefined],
  ])('%s belongs to %s', (index, owner) => expect(indexOwner(catalog, index)?.name).toBe(owner))
})

describe('existence', () => {
  const { catalog } = play('CREATE TABLE t (a int)')

  test('is three-valued', () => {
    expect([existsIn(catalog, 't'), existsIn(catalog, 'u'), existsIn(catalog, 'public.u')]).toEqual([
      'yes',
      'no',
      'no',
    ])
    const partial = withPartialReason(catalog, 'a.sql', 'dynamic SQL')
    expect([existsIn(partial, 't'), existsIn(partial, 'u')]).toEqual(['yes', 'unknown'])
  })

  test('cannot be told in a schema the history never made, nor of the server’s own tables', () => {
    expect([
      existsIn(catalog, 'auth.users'),
      existsIn(catalog, 'pg_class'),
      existsIn(catalog, 'pg_catalog.pg_class'),
    ]).toEqual(['unknown', 'unknown', 'unknown'])
  })
})

describe('a column is proven free of NULL', () => {
  const proven = (text: string) => isNullProven(tableOf(play(text), 't'), 'a')

  test.each([
    'CREATE TABLE t (a int NOT NULL)',
    'CREATE TABLE t (a int PRIMARY KEY)',
    'CREATE TABLE t (a int CHECK (a IS NOT NULL))',
    'CREATE TABLE t (a int, b int, CHECK (b > 0 AND (a IS NOT NULL AND b < 9)))',
    'CREATE TABLE t (a int); ALTER TABLE t ADD CONSTRAINT c CHECK (a IS NOT NULL) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT c',
  ])('by %s', (text) => expect(proven(text)).toBe(true))

  test.each([
    'CREATE TABLE t (a int)',
    'CREATE TABLE t (a int CHECK (a > 0))',
    'CREATE TABLE t (a int, b int CHECK (b IS NOT NULL))',
    'CREATE TABLE t (a int, b int, CHECK (a IS NOT NULL OR b IS NOT NULL))',
    'CREATE TABLE t (a int CHECK (a IS NULL))',
    'CREATE TABLE t (a int CHECK (NOT (a IS NOT NULL)))',
    'CREATE TABLE t (a int); ALTER TABLE t ADD CONSTRAINT c CHECK (a IS NOT NULL) NOT VALID',
    'CREATE TABLE t (a int); ALTER TABLE t ADD CONSTRAINT c CHECK (a IS NOT NULL) NOT ENFORCED',
    'CREATE TABLE t (a int); ALTER TABLE t ADD CONSTRAINT c NOT NULL a NOT VALID',
  ])('not by %s', (text) => expect(proven(text)).toBe(false))
})

describe('dependents', () => {
  const { catalog } =
    play(`CREATE TABLE t (id int PRIMARY KEY, a int, b int) ; CREATE TABLE u (t_id int REFERENCES t);
    CREATE VIEW v AS SELECT a FROM t; CREATE MATERIALIZED VIEW m AS SELECT * FROM v; CREATE TABLE child () INHERITS (t);
    CREATE TABLE p (k int) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
    CREATE VIEW w AS SELECT f(t) FROM t`)
  const of = (name: string, column?: string) =>
    dependents(catalog, name, column).map(
      ({ kind, name: shown, possible }) => `${kind} ${shown}${possible ? '?' : ''}`,
    )

  test('of a table are its readers, references and children', () => {
    expect(of('t')).toEqual(['child child', 'foreign-key u.u_t_id_fkey', 'view v', 'view w'])
  })

  test('of a column are those that read it', () => {
    expect(of('t', 'a')).toEqual(['child child', 'view v', 'view w?'])
    expect(of('t', 'b')).toEqual(['child child', 'view w?'])
    expect(of('t', 'id')).toEqual(['child child', 'foreign-key u.u_t_id_fkey', 'view w?'])
  })

  test('of a view are views', () => expect(of('v', 'a')).toEqual(['materialized-view m']))
  test('of a partitioned table are its partitions', () => expect(of('public.p')).toEqual(['partition p1']))
  test('of nothing are none', () => expect(of('nothing')).toEqual([]))
})

test('a table’s primary key is found', () => {
  expect(
    primaryKey(tableOf(play('CREATE TABLE t (a int, b int, PRIMARY KEY (b, a))'), 't'))?.columns,
  ).toEqual(['b', 'a'])
  expect(primaryKey(tableOf(play('CREATE TABLE t (a int UNIQUE)'), 't'))).toBeUndefined()
})

describe('reasons for being partial', () => {
  test('are kept once', () => {
    const catalog = withPartialReason(withPartialReason(emptyCatalog, 'a', 'x'), 'a', 'x')
    expect(catalog.partial).toEqual([{ path: 'a', reason: 'x' }])
  })

  test('are at most fifty', () => {
    let catalog = emptyCatalog
    for (let i = 0; i < 90; i++) catalog = withPartialReason(catalog, 'a', `reason ${i}`)
    expect(catalog.partial).toHaveLength(50)
  })
})
