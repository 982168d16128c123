import { describe, expect, test } from 'vitest'
import { apply } from '../../../src/core/catalog/apply.ts'
import { existsIn } from '../../../src/core/catalog/lookup.ts'
import type { Statement } from '../../../src/core/statement.ts'
import { columnsOf, play, tableOf, told } from './history.ts'

const made =
  'CREATE TABLE t (a int PRIMARY KEY, b int); CREATE VIEW v AS SELECT b FROM t; CREATE TABLE u (t_a int REFERENCES t);'

describe('a statement that does not fit what is known', () => {
  test.each([
    ['CREATE TABLE t (c int)', 't already exists'],
    ['CREATE VIEW v AS SELECT 1 AS one', 'v already exists'],
    ['CREATE INDEX t_pkey ON t (b)', 't_pkey already exists'],
    ['ALTER TABLE t ADD COLUMN b int', 't already has a column b'],
    ['ALTER TABLE t ADD PRIMARY KEY (b)', 't already has a primary key'],
    ['ALTER TABLE t RENAME COLUMN a TO b', 't already has a column b'],
    ['ALTER TABLE t RENAME TO u', 'u already exists'],
    ['ALTER TABLE t DROP COLUMN c', 'nothing in the history gives t a column c'],
    ['ALTER TABLE t DROP CONSTRAINT c', 't has no constraint c'],
    ['ALTER TABLE t ALTER COLUMN a DROP NOT NULL', 'a is part of the primary key of t'],
    ['DROP INDEX t_pkey', 't_pkey belongs to the constraint t_pkey of t'],
    ['DROP TABLE t', 'u_t_a_fkey of u refers to t'],
    ['ALTER TABLE t DROP COLUMN b', 'v reads b of t'],
    ['ALTER TABLE missing ADD COLUMN c int', 'nothing in the history creates missing'],
    ['DROP TABLE missing', 'nothing in the history creates missing'],
    ['CREATE INDEX ON missing (a)', 'nothing in the history creates missing'],
    ['ALTER TABLE u ADD FOREIGN KEY (t_a) REFERENCES missing', 'nothing in the history creates missing'],
    ['CREATE SCHEMA public', 'schema public already exists'],
  ])('%s: %s', (text, problem) => expect(play(made, text).problems).toEqual([problem]))

  test.each([
    'CREATE TABLE IF NOT EXISTS t (c int)',
    'CREATE INDEX IF NOT EXISTS t_pkey ON t (b)',
    'ALTER TABLE t ADD COLUMN IF NOT EXISTS b text',
    'ALTER TABLE t DROP COLUMN IF EXISTS c',
    'ALTER TABLE t DROP CONSTRAINT IF EXISTS c',
    'ALTER TABLE IF EXISTS missing ADD COLUMN c int',
    'DROP TABLE IF EXISTS missing',
    'DROP INDEX IF EXISTS missing',
    'CREATE SCHEMA IF NOT EXISTS public',
    'DROP TABLE t CASCADE',
    'DROP TABLE u',
    'DROP TABLE t, u, v CASCADE',
    'ALTER TABLE t DROP COLUMN b CASCADE',
    'CREATE OR REPLACE VIEW v AS SELECT b, a FROM t',
    'DO $$ BEGIN IF true THEN CREATE TABLE t (c int); ALTER TABLE missing ADD COLUMN c int; END IF; END $$',
  ])('no contradiction: %s', (text) => {
    const { problems, catalog } = play(made, text)
    expect([problems, catalog.partial]).toEqual([[], []])
  })

  test('takes a table that is created again for a new one, unless the statement says IF NOT EXISTS', () => {
    expect(columnsOf(play(made, 'CREATE TABLE t (c int)'), 't')).toEqual(['c integer'])
    const kept = columnsOf(play(made, 'CREATE TABLE IF NOT EXISTS t (c int)'), 't')
    expect(kept).toEqual(['a integer not null', 'b integer'])
  })

  test('drops all the same, for a history that ran knows better', () => {
    const played = play(made, 'ALTER TABLE t DROP COLUMN b')
    expect([columnsOf(played, 't'), told(played)]).toEqual([['a integer not null'], ['column-dropped t.b']])
  })

  test('makes the catalog partial when something must have been made elsewhere', () => {
    const { catalog } = play('ALTER TABLE orders ADD COLUMN a int; ALTER TABLE orders ADD COLUMN b int')
    expect(catalog.partial).toEqual([{ path: '1.sql', reason: 'nothing in the history creates orders' }])
    expect(existsIn(catalog, 'other')).toBe('unknown')
  })

  test('makes a table’s shape partial when it must have another column', () => {
    expect(
      tableOf(play('CREATE TABLE t (a int); ALTER TABLE t ALTER COLUMN b SET NOT NULL'), 't').shape,
    ).toBe('partial')
    expect(
      tableOf(play('CREATE TABLE t (a int); ALTER TABLE t ALTER COLUMN a SET NOT NULL'), 't').shape,
    ).toBe('known')
  })
})

describe('what cannot be read', () => {
  const range = { start: 0, end: 1 }
  const applied = (statement: Statement) => apply(play('').catalog, statement, 'a.sql').catalog.partial

  test.each<[Statement, string]>([
    [{ kind: 'opaque', range, reason: 'dynamic SQL' }, 'dynamic SQL'],
    [
      { kind: 'unparsed', range, message: 'syntax error' },
      'a statement that could not be parsed: syntax error',
    ],
    [{ kind: 'other', range, verb: 'IMPORT FOREIGN SCHEMA' }, 'IMPORT FOREIGN SCHEMA'],
  ])('is a reason', (statement, reason) => expect(applied(statement)).toEqual([{ path: 'a.sql', reason }]))

  test('a statement of no consequence is none', () =>
    expect(applied({ kind: 'other', range, verb: 'ANALYZE' })).toEqual([]))

  test('a statement that changes nothing answers the very catalog', () => {
    const { catalog } = play(made)
    expect(apply(catalog, { kind: 'other', range, verb: 'ANALYZE' }).catalog).toBe(catalog)
  })
})
