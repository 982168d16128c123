import { expect, test } from 'vitest'
import { columnsOf, constraintsOf, indexesOf, play, relationsOf, tableOf } from './history.ts'

// What the comparison with PostgreSQL 18 (agrees-with-server.test.ts) taught, one habit of the server each.

test('an index key that is only a column in parentheses, or a cast to its own type, is that column', () => {
  const { indexes } = tableOf(
    play(
      'CREATE TABLE t (a text); CREATE INDEX ON t ((a)); CREATE INDEX ON t ((a::text)); CREATE INDEX ON t ((a::date))',
    ),
    't',
  )
  expect(indexes.map(({ keys }) => keys[0]?.column)).toEqual(['a', 'a', undefined])
})

test('copies of an index are named by what its columns were called when it was built', () => {
  const played = play(
    'CREATE TABLE t (a int UNIQUE); ALTER TABLE t RENAME COLUMN a TO b; CREATE TABLE u (LIKE t INCLUDING ALL)',
  )
  expect(constraintsOf(played, 'u')).toEqual(['u_a_key'])
})

test('a type change builds the index anew, with the names of today', () => {
  const played = play(
    'CREATE TABLE t (a int UNIQUE); ALTER TABLE t RENAME COLUMN a TO b; ALTER TABLE t ALTER b TYPE bigint; CREATE TABLE u (LIKE t INCLUDING ALL)',
  )
  expect(constraintsOf(played, 'u')).toEqual(['u_b_key'])
})

test('DEFAULT NULL is no default', () => {
  expect(
    columnsOf(
      play('CREATE TABLE t (a int DEFAULT NULL, b int DEFAULT 1); ALTER TABLE t ALTER b SET DEFAULT NULL'),
      't',
    ),
  ).toEqual(['a integer', 'b integer'])
})

test('LIKE and new children take a NOT NULL that is not validated as one that is', () => {
  const made = 'CREATE TABLE t (a int); ALTER TABLE t ADD CONSTRAINT c NOT NULL a NOT VALID;'
  expect(columnsOf(play(`${made} CREATE TABLE u (LIKE t)`), 'u')).toEqual(['a integer not null'])
  expect(columnsOf(play(`${made} CREATE TABLE u () INHERITS (t)`), 'u')).toEqual(['a integer not null'])
})

test('a new child has the checks of its parent validated', () => {
  const played = play(
    'CREATE TABLE t (a int); ALTER TABLE t ADD CHECK (a > 0) NOT VALID; CREATE TABLE u () INHERITS (t)',
  )
  expect([
    tableOf(played, 't').constraints[0]?.validated,
    tableOf(played, 'u').constraints[0]?.validated,
  ]).toEqual([false, true])
})

test('a sequence that is dropped takes every default that draws from it', () => {
  const played = play(
    'CREATE TABLE t (a serial); CREATE TABLE u (LIKE t INCLUDING DEFAULTS); CREATE TABLE c () INHERITS (t); DROP SEQUENCE t_a_seq CASCADE',
  )
  expect(['t', 'u', 'c'].map((name) => columnsOf(played, name))).toEqual([
    ['a integer not null'],
    ['a integer not null'],
    ['a integer not null'],
  ])
})

test('a grandchild by two ways is renamed once', () => {
  const played = play(
    'CREATE TABLE a (x int); CREATE TABLE b () INHERITS (a); CREATE TABLE c () INHERITS (a, b); ALTER TABLE a RENAME x TO y',
  )
  expect([columnsOf(played, 'c'), played.problems]).toEqual([['y integer'], []])
})

test('a column stays while another parent has it', () => {
  const made =
    'CREATE TABLE a (x int); CREATE TABLE b (x int); CREATE TABLE c () INHERITS (a, b); ALTER TABLE a DROP x;'
  expect(columnsOf(play(made), 'c')).toEqual(['x integer'])
  expect(columnsOf(play(`${made} ALTER TABLE b DROP x`), 'c')).toEqual([])
})

test('DROP NOT NULL on a parent leaves a child’s own', () => {
  const made =
    'CREATE TABLE a (x int NOT NULL); CREATE TABLE b (x int NOT NULL) INHERITS (a); CREATE TABLE c () INHERITS (a);'
  const played = play(`${made} ALTER TABLE a ALTER x DROP NOT NULL`)
  expect([columnsOf(played, 'b'), columnsOf(played, 'c')]).toEqual([['x integer not null'], ['x integer']])
  expect(columnsOf(play(`${made} ALTER TABLE ONLY a ALTER x DROP NOT NULL`), 'c')).toEqual([
    'x integer not null',
  ])
})

test('a partition’s index serves its parent’s whatever its direction, but not with other included columns', () => {
  const made =
    'CREATE TABLE p (k int, a int) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);'
  expect(indexesOf(play(`${made} CREATE INDEX i ON p1 (a DESC); CREATE INDEX ON p (a)`), 'p1')).toEqual(['i'])
  expect(
    indexesOf(play(`${made} CREATE INDEX i ON p1 (a) INCLUDE (k); CREATE INDEX ON p (a)`), 'p1'),
  ).toEqual(['i', 'p1_a_idx'])
})

test('a unique constraint of a partition serves its parent’s new primary key, but not one it is attached to', () => {
  const made = 'CREATE TABLE p (k int) PARTITION BY LIST (k); CREATE TABLE u (k int UNIQUE);'
  expect(
    constraintsOf(
      play(`${made} ALTER TABLE p ATTACH PARTITION u DEFAULT; ALTER TABLE p ADD PRIMARY KEY (k)`),
      'u',
    ),
  ).toEqual(['u_k_key'])
  expect(
    constraintsOf(
      play(
        `${made} ALTER TABLE p ADD PRIMARY KEY (k); ALTER TABLE u ALTER k SET NOT NULL; ALTER TABLE p ATTACH PARTITION u DEFAULT`,
      ),
      'u',
    ),
  ).toEqual(['u_k_key', 'u_pkey'])
})

test('dropping a partition by CASCADE drops the foreign keys to its parent', () => {
  const made =
    'CREATE TABLE p (k int PRIMARY KEY) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1); CREATE TABLE u (k int REFERENCES p);'
  expect(constraintsOf(play(`${made} DROP TABLE p1 CASCADE`), 'u')).toEqual([])
  expect(play(`${made} DROP TABLE p1`).problems).toEqual(['u refers to p and so to its partitions'])
})

test('tables dropped in one statement are in nobody’s way', () => {
  const played = play(
    'CREATE TABLE t (a serial PRIMARY KEY); CREATE TABLE u (b int REFERENCES t) INHERITS (t); DROP TABLE t, u',
  )
  expect([relationsOf(played), played.problems]).toEqual([[], []])
})

test('a type change names the parts of a partitioned index anew', () => {
  const made =
    'CREATE TABLE p (k int, a int) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1); CREATE INDEX ON p (a); ALTER INDEX p1_a_idx RENAME TO mine;'
  expect(indexesOf(play(`${made} ALTER TABLE p ALTER a TYPE bigint`), 'p1')).toEqual(['p1_a_idx'])
  expect(indexesOf(play(`${made} ALTER TABLE p ALTER a SET NOT NULL`), 'p1')).toEqual(['mine'])
})
