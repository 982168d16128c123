import { describe, expect, test } from 'vitest'
import { indexColumnNames, joinedNames, objectName } from '../../../src/core/catalog/names.ts'
import { columnsOf, constraintsOf, indexesOf, play, relationsOf } from './history.ts'

const long = (letter: string, length: number) => letter.repeat(length)

describe('names the server makes', () => {
  test('are cut to 63 bytes, the longer part first', () => {
    expect(objectName(long('t', 60), 'c', 'key')).toBe(`${long('t', 57)}_c_key`)
    expect(objectName('t', long('c', 60), 'key')).toBe(`t_${long('c', 57)}_key`)
    expect(objectName(long('t', 40), long('c', 40), 'fkey')).toBe(`${long('t', 29)}_${long('c', 28)}_fkey`)
    expect(objectName(long('t', 59), undefined, 'pkey')).toBe(`${long('t', 58)}_pkey`)
    expect(objectName(long('t', 58), undefined, 'pkey')).toBe(`${long('t', 58)}_pkey`)
  })

  test('are cut between characters, not inside one', () => {
    expect(objectName(long('é', 30), undefined, 'pkey')).toBe(`${long('é', 29)}_pkey`)
    expect(new TextEncoder().encode(objectName(long('漢', 30), long('é', 30), 'key')).length).toBeLessThan(64)
  })

  test('number repeated index columns', () => {
    const key = (column: string) => ({ column, ordering: '' })
    expect(indexColumnNames([key('a'), key('a'), key('b')], ['a'])).toEqual(['a', 'a1', 'b', 'a2'])
  })

  test('join columns until the limit is passed', () => {
    expect(joinedNames([long('a', 62), 'b', 'c'])).toBe(`${long('a', 62)}_b`)
  })

  test('of constraints follow table and columns', () => {
    const played =
      play(`CREATE TABLE o (id int PRIMARY KEY, a int UNIQUE, b int REFERENCES o, c int CHECK (c > 0),
      UNIQUE (a, b), FOREIGN KEY (a, b) REFERENCES o (a, b), CHECK (a > b), CHECK (b > a))`)
    expect(constraintsOf(played, 'o')).toEqual([
      'o_c_check',
      'o_check',
      'o_check1',
      'o_pkey',
      'o_a_key',
      'o_a_b_key',
      'o_b_fkey',
      'o_a_b_fkey',
    ])
  })

  test('of a check with one column carry that column even when it is written on another', () => {
    expect(constraintsOf(play('CREATE TABLE t (a int, b int CHECK (a > 0))'), 't')).toEqual(['t_a_check'])
  })

  test('of indexes come from columns and expressions', () => {
    const played =
      play(`CREATE TABLE t (a text, b int); CREATE INDEX ON t (a, b); CREATE INDEX ON t (lower(a));
      CREATE INDEX ON t ((a || 'x')); CREATE INDEX ON t ((b::text)); CREATE INDEX ON t (a) INCLUDE (b); CREATE INDEX ON t (a);`)
    expect(indexesOf(played, 't')).toEqual([
      't_a_b_idx',
      't_lower_idx',
      't_expr_idx',
      't_b_idx',
      't_a_b_idx1',
      't_a_idx',
    ])
  })

  test('give way to names taken in the schema, but not in another', () => {
    const taken = play('CREATE TABLE t_pkey (id int); CREATE TABLE t (id int PRIMARY KEY)')
    const apart = play('CREATE SCHEMA s; CREATE TABLE s.t_pkey (id int); CREATE TABLE t (id int PRIMARY KEY)')
    expect([indexesOf(taken, 't'), indexesOf(apart, 't')]).toEqual([['t_pkey1'], ['t_pkey']])
  })

  test('stay when the table is renamed, and the next table takes the next number', () => {
    const played = play(
      'CREATE TABLE t (id int PRIMARY KEY); ALTER TABLE t RENAME TO old; CREATE TABLE t (id int PRIMARY KEY)',
    )
    expect([constraintsOf(played, 'old'), constraintsOf(played, 't')]).toEqual([['t_pkey'], ['t_pkey1']])
  })

  test('of serial sequences follow table and column', () => {
    const played = play('CREATE TABLE t (id bigserial, n int GENERATED ALWAYS AS IDENTITY)')
    expect(relationsOf(played)).toEqual(['public.t', 'public.t_id_seq', 'public.t_n_seq'])
    expect(columnsOf(played, 't')).toEqual(['id bigint not null default', 'n integer not null default'])
  })

  test('an inline UNIQUE beside PRIMARY KEY of the same column makes one index', () => {
    expect(indexesOf(play('CREATE TABLE t (id int UNIQUE PRIMARY KEY)'), 't')).toEqual(['t_pkey'])
  })

  test('UNIQUE of the same columns in another order is another index', () => {
    expect(indexesOf(play('CREATE TABLE t (a int, b int, UNIQUE (a, b), UNIQUE (b, a))'), 't')).toEqual([
      't_a_b_key',
      't_b_a_key',
    ])
  })
})
