import { expect, test } from 'vitest'
import { lacking } from '../../src/core/excuse-missing.ts'
import type { RehearsedBase } from '../../src/core/rehearsal.ts'

const base = (...extensions: readonly string[]): RehearsedBase => ({
  ...{ files: 1, skipped: [], tablesWithRows: [] },
  stubs: extensions.map((name) => ({ kind: 'extension', name })),
})

const isExcused = (code: string, message: string, ...extensions: readonly string[]) =>
  lacking({ code, message }, base(...extensions)) !== undefined

test.each([
  ['42704', 'role "app_reader" does not exist'],
  ['22023', 'role "migrator" does not exist'],
  ['42704', 'access method "hnsw" does not exist'],
  ['42704', 'language "plpython3u" does not exist'],
  ['42704', 'operator class "gin_trgm_ops" does not exist for access method "gin"'],
  ['42704', 'data type integer has no default operator class for access method "gist"'],
  ['42704', 'data type geometry has no default operator class for access method "gist"'],
  ['42704', 'type "geometry" does not exist'],
  ['42883', 'function st_makepoint(integer, integer) does not exist'],
  ['42883', 'operator does not exist: vector <=> vector'],
  ['42883', 'function pg_stat_statements_reset() does not exist'],
  ['42501', 'must be owner of table orders'],
  [
    '42501',
    'sluice_rehearsal is the schema from which Sluice watches a rehearsal, and no statement may touch it',
  ],
])('%s %s: no migration need bring it along', (code, message) => {
  expect(isExcused(code, message)).toBe(true)
})

test.each([
  ['42P01', 'relation "ordres" does not exist'],
  ['42704', 'type "order_state" does not exist'],
  ['42883', 'function total(integer) does not exist'],
  ['42704', 'data type json has no default operator class for access method "btree"'],
  ['42703', 'column "role" does not exist'],
  ['42501', 'permission denied: "pg_class" is a system catalog'],
  ['42704', 'unrecognized configuration parameter "lock_timeuot"'],
  ['23505', 'duplicate key value violates unique constraint "orders_pkey"'],
])('%s %s: the file itself is wrong', (code, message) => {
  expect(isExcused(code, message)).toBe(false)
  expect(isExcused(code, message, 'vector')).toBe(false)
})

test('of an extension of which nothing is known any function and type may be, and tables in a schema', () => {
  expect(isExcused('42883', 'function run_maintenance() does not exist', 'pg_partman')).toBe(true)
  expect(isExcused('42P01', 'relation "partman.part_config" does not exist', 'pg_partman')).toBe(true)
  expect(isExcused('42P01', 'relation "ordres" does not exist', 'pg_partman')).toBe(false)
  expect(isExcused('42883', 'function run_maintenance() does not exist', 'postgis')).toBe(false)
})
