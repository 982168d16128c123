import { describe, expect, test } from 'vitest'
import { existsIn } from '../../../src/core/catalog/lookup.ts'
import { columnsOf, play, tableOf, told } from './history.ts'

const made = `CREATE SCHEMA app; CREATE TABLE t (a int, b text DEFAULT 'x'); CREATE TABLE app.u (a int NOT NULL);
  CREATE TABLE p (k int) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);`

describe('each change is told once, in the words people use', () => {
  test.each<[string, string[]]>([
    ['CREATE TABLE n (a int PRIMARY KEY, b int REFERENCES n)', ['table-created n']],
    ['DROP TABLE app.u', ['table-dropped app.u']],
    ['ALTER TABLE t RENAME TO n', ['table-renamed t']],
    ['ALTER TABLE t SET SCHEMA app', ['table-renamed t']],
    ['ALTER TABLE t ADD COLUMN c int CHECK (c > 0)', ['column-added t.c', 'constraint-added t.t_c_check']],
    ['ALTER TABLE app.u ADD COLUMN "C" int', ['column-added app.u."C"']],
    ['ALTER TABLE p ADD COLUMN c int', ['column-added p.c']],
    ['ALTER TABLE t RENAME COLUMN a TO c', ['column-renamed t.a']],
    ['ALTER TABLE t ALTER a TYPE bigint', ['column-type-changed t.a']],
    ['ALTER TABLE t ALTER a TYPE int', []],
    ['ALTER TABLE t ALTER a SET NOT NULL', ['column-nullability-changed t.a']],
    ['ALTER TABLE app.u ALTER a SET NOT NULL', []],
    ['ALTER TABLE app.u ALTER a DROP NOT NULL', ['column-nullability-changed app.u.a']],
    ['ALTER TABLE t ALTER a DROP NOT NULL', []],
    ['ALTER TABLE t ALTER a SET DEFAULT 1', ['column-default-changed t.a']],
    ['ALTER TABLE t ALTER a DROP DEFAULT', []],
    ['ALTER TABLE t ADD PRIMARY KEY (a)', ['column-nullability-changed t.a', 'constraint-added t.t_pkey']],
    ['CREATE INDEX CONCURRENTLY ON app.u (a)', ['index-added app.u_a_idx']],
    ['CREATE INDEX ON p (k)', ['index-added p_k_idx']],
    ['CREATE SCHEMA n', ['schema-created n']],
    ['DROP SCHEMA app CASCADE', ['schema-dropped app', 'table-dropped app.u']],
    ["CREATE TYPE e AS ENUM ('a')", ['type-created e']],
    ["CREATE TYPE e AS ENUM ('a'); ALTER TYPE e ADD VALUE 'b'", ['type-created e', 'type-changed e']],
    ['CREATE DOMAIN d AS int; DROP DOMAIN d', ['type-created d', 'type-dropped d']],
    ['CREATE VIEW v AS SELECT a FROM t; DROP VIEW v', ['view-changed v', 'view-changed v']],
    ["CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", ['function-changed f']],
    ['GRANT SELECT ON t TO reader, writer', ['grant-added t', 'grant-added t']],
    ['REVOKE ALL ON SCHEMA app FROM public', ['grant-removed app']],
    ['GRANT admin TO reader', ['grant-added admin']],
    ['ALTER TABLE t ENABLE ROW LEVEL SECURITY', ['protection-added t']],
    ['ALTER TABLE t DISABLE ROW LEVEL SECURITY', []],
    [
      'ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE t DISABLE ROW LEVEL SECURITY',
      ['protection-added t', 'protection-removed t'],
    ],
    [
      'CREATE POLICY mine ON t USING (a = 1); DROP POLICY mine ON t',
      ['protection-added t.mine', 'protection-removed t.mine'],
    ],
    ['INSERT INTO t VALUES (1)', ['rows-written t']],
    ['UPDATE app.u SET a = 1', ['rows-written app.u']],
    ['DELETE FROM t', ['rows-written t']],
    ['TRUNCATE t, app.u', ['rows-written t', 'rows-written app.u']],
    ['COPY t FROM STDIN', ['rows-written t']],
    ['COPY t TO STDOUT', []],
    ['SELECT * FROM t', []],
    ["COMMENT ON TABLE t IS 'x'; CREATE TRIGGER tr BEFORE INSERT ON t EXECUTE FUNCTION f()", []],
  ])('%s', (text, expected) => expect(told(play(made, text))).toEqual(expected))
})

describe('before and after', () => {
  const values = (text: string) => play(made, text).changes.map(({ before, after }) => [before, after])

  test.each<[string, unknown[]]>([
    [
      'ALTER TABLE t ADD COLUMN c numeric(10,2) NOT NULL DEFAULT 0',
      [undefined, { type: 'numeric(10,2)', nullable: false, default: '0' }],
    ],
    [
      'ALTER TABLE t ADD COLUMN c timestamptz DEFAULT now()',
      [undefined, { type: 'timestamp with time zone', nullable: true, default: 'now()' }],
    ],
    [
      'ALTER TABLE t ADD COLUMN c int DEFAULT 1 + 1',
      [undefined, { type: 'integer', nullable: true, default: true }],
    ],
    ['ALTER TABLE t ADD COLUMN c int', [undefined, { type: 'integer', nullable: true, default: false }]],
    ['ALTER TABLE t DROP COLUMN b', [{ type: 'text', nullable: true, default: 'x' }, undefined]],
    ['ALTER TABLE t ALTER a TYPE bigint', [{ type: 'integer' }, { type: 'bigint' }]],
    ['ALTER TABLE t ALTER a SET NOT NULL', [{ nullable: true }, { nullable: false }]],
    ['ALTER TABLE t ALTER b DROP DEFAULT', [{ default: 'x' }, { default: false }]],
    ['ALTER TABLE t RENAME TO n', [{ name: 't' }, { name: 'n' }]],
    ['ALTER TABLE t RENAME COLUMN a TO c', [{ name: 'a' }, { name: 'c' }]],
    ['CREATE TABLE n (a int, b int)', [undefined, { columns: ['a', 'b'] }]],
    [
      'CREATE UNIQUE INDEX ON t (a, lower(b)) WHERE a > 0',
      [undefined, { table: 't', columns: ['a', '(expression)'], unique: true, partial: true }],
    ],
    [
      'ALTER TABLE t ADD CHECK (a > 0) NOT VALID',
      [undefined, { kind: 'check', columns: ['a'], validated: false }],
    ],
    ['GRANT SELECT ON t TO reader', [undefined, { grantee: 'reader', privileges: ['select'] }]],
  ])('%s', (text, expected) => expect(values(text)).toEqual([expected]))
})

test('a change has the place of its action', () => {
  const text = 'ALTER TABLE t ADD COLUMN c int, ALTER a SET NOT NULL'
  const { changes } = play(made, text)
  expect(changes.map(({ range }) => text.slice(range.start, range.end))).toEqual([
    'ADD COLUMN c int',
    'ALTER a SET NOT NULL',
  ])
})

describe('transactions', () => {
  test('ROLLBACK undoes, COMMIT does not', () => {
    const kept = (text: string) => existsIn(play(text).catalog, 't')
    expect(kept('BEGIN; CREATE TABLE t (a int); ROLLBACK')).toBe('no')
    expect(kept('BEGIN; CREATE TABLE t (a int); COMMIT; ROLLBACK')).toBe('yes')
    expect(kept('CREATE TABLE t (a int); ROLLBACK')).toBe('yes')
  })

  test('ROLLBACK TO returns to the savepoint', () => {
    const played = play(
      'BEGIN; CREATE TABLE t (a int); SAVEPOINT s; ALTER TABLE t ADD COLUMN b int; ROLLBACK TO s; ALTER TABLE t ADD COLUMN c int; COMMIT',
    )
    expect(columnsOf(played, 't')).toEqual(['a integer', 'c integer'])
  })

  test('identities are not handed out again', () => {
    const { catalog } = play('BEGIN; CREATE TABLE t (a int); ROLLBACK; CREATE TABLE u (a int)')
    expect(tableOf({ catalog }, 'u').id).toBe(2)
  })
})

describe('what hangs on a table', () => {
  test('grants add up and are taken away', () => {
    const grants = (text: string) => tableOf(play(made + text), 't').grants
    expect(grants('GRANT SELECT ON t TO r; GRANT INSERT ON t TO r')).toEqual([
      { grantee: 'r', privileges: ['insert', 'select'] },
    ])
    expect(grants('GRANT SELECT, INSERT ON t TO r; REVOKE SELECT ON t FROM r')).toEqual([
      { grantee: 'r', privileges: ['insert'] },
    ])
    expect(grants('GRANT SELECT ON ALL TABLES IN SCHEMA public TO r')).toEqual([
      { grantee: 'r', privileges: ['select'] },
    ])
    expect(grants('GRANT SELECT ON t TO r; REVOKE ALL ON t FROM r')).toEqual([])
  })

  test('comments are kept and removed', () => {
    const made = "CREATE TABLE t (a int); COMMENT ON TABLE t IS 'x'; COMMENT ON COLUMN t.a IS 'y';"
    expect(tableOf(play(made), 't')).toMatchObject({ comment: 'x', columns: [{ comment: 'y' }] })
    expect(tableOf(play(`${made} COMMENT ON TABLE t IS NULL`), 't').comment).toBeUndefined()
  })

  test('triggers and policies come and go', () => {
    const made =
      'CREATE TABLE t (a int); CREATE TRIGGER g BEFORE INSERT ON t EXECUTE FUNCTION f(); CREATE POLICY p ON t;'
    expect(tableOf(play(made), 't')).toMatchObject({ triggers: ['g'], policies: ['p'] })
    expect(tableOf(play(`${made} DROP TRIGGER g ON t; DROP POLICY p ON t`), 't')).toMatchObject({
      triggers: [],
      policies: [],
    })
    expect(
      tableOf(play(`${made} ALTER TRIGGER g ON t RENAME TO h; ALTER POLICY p ON t RENAME TO q`), 't'),
    ).toMatchObject({ triggers: ['h'], policies: ['q'] })
  })
})

describe('statements of a DO block', () => {
  test('apply as if they said IF NOT EXISTS', () => {
    const block =
      'DO $$ BEGIN IF NOT EXISTS (SELECT 1) THEN ALTER TABLE t ADD COLUMN c int; CREATE TABLE n (a int); END IF; END $$;'
    const once = play(made, block)
    const twice = play(made, block + block)
    expect([columnsOf(twice, 't'), twice.problems, twice.catalog.partial]).toEqual([
      columnsOf(once, 't'),
      [],
      [],
    ])
    expect(told(once)).toEqual(['column-added t.c', 'table-created n'])
  })
})
