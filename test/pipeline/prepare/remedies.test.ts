import { afterAll, describe, expect, test } from 'vitest'
import { rules } from '../../../rules/index.ts'
import { canMend } from '../../../src/review/mendable.ts'
import { openSqlReader } from '../../../src/sql/reader.ts'
import { openTerraformReader } from '../../../src/terraform/reader.ts'
import { preparedOf } from './prepared.ts'

const readers = { reader: openSqlReader(), terraform: openTerraformReader() }
afterAll(async () => {
  await Promise.all([readers.reader.close(), readers.terraform.close()])
})

const base = {
  'migrations/000001_a.up.sql':
    'CREATE TABLE orders (id bigint PRIMARY KEY, status text);\nCREATE TABLE old (id bigint PRIMARY KEY);',
  'migrations/000001_a.down.sql': 'DROP TABLE orders;\nDROP TABLE old;',
}

/** Kinds of the remedies that one more migration is asked for, without an undo script and with one. */
async function remediesFor(up: string): Promise<readonly string[]> {
  const { questions } = await preparedOf({ base, change: { 'migrations/000002_b.up.sql': up } }, readers)
  return questions.flatMap(({ remedy }) => remedy ?? [])
}

describe('A rewrite', () => {
  test.each([
    ['an index is built under a lock', 'CREATE INDEX orders_status ON orders (status);'],
    ['a column is made required without a proof', 'ALTER TABLE orders ALTER COLUMN status SET NOT NULL;'],
  ])('is asked for where %s', async (_, up) => {
    expect(await remediesFor(`SET lock_timeout = '1s';\n${up}`)).toContain('rewrite')
  })

  test.each([
    ['a table goes', 'DROP TABLE old;'],
    ['a column goes', 'ALTER TABLE orders DROP COLUMN status;'],
    [
      'a column goes beside an index that could be built otherwise',
      'CREATE INDEX i ON orders (status);\nALTER TABLE orders DROP COLUMN status;',
    ],
  ])('is not asked for where %s', async (_, up) => {
    expect(await remediesFor(`SET lock_timeout = '1s';\n${up}`)).not.toContain('rewrite')
  })

  test('does not help against an edit of what is merged, whatever else blocks', async () => {
    const change = {
      'migrations/000001_a.up.sql': `${base['migrations/000001_a.up.sql']}\nCREATE INDEX i ON orders (status);`,
    }
    const { questions } = await preparedOf({ base, change }, readers)
    expect(questions.flatMap(({ remedy }) => remedy ?? [])).toEqual([])
  })

  test('is for every rule that blocks, and for one that it mends', () => {
    const blocking = (...ids: readonly string[]) => ids.map((ruleId) => ({ ruleId }))
    expect(canMend(blocking('postgres/require-lock-timeout', 'migration/require-rollback'))).toBe(true)
    expect(canMend(blocking('postgres/require-lock-timeout', 'migration/require-linear-order'))).toBe(false)
    expect(canMend(blocking('migration/require-rollback'))).toBe(false)
    expect(canMend([])).toBe(false)
  })

  test('is for rules of migrations that there are', () => {
    const known = rules.map(({ id }) => id).filter((id) => canMend([{ ruleId: id }]))
    expect(known).toHaveLength(29)
  })
})

describe('An undo script', () => {
  test('is asked for where the schema changes, also beside rows', async () => {
    expect(await remediesFor("SET lock_timeout = '1s';\nALTER TABLE orders ADD COLUMN b text;")).toContain(
      'undo',
    )
    expect(
      await remediesFor(
        "SET lock_timeout = '1s';\nALTER TABLE orders ADD COLUMN b text;\nDELETE FROM old WHERE id = 1;",
      ),
    ).toContain('undo')
  })

  test('is not asked for where only rows are written', async () => {
    expect(
      await remediesFor("INSERT INTO old VALUES (1);\nUPDATE orders SET status = 'x' WHERE id = 1;"),
    ).not.toContain('undo')
    expect(await remediesFor('DO $$ BEGIN DELETE FROM old WHERE id = 1; END $$;')).not.toContain('undo')
  })

  test('is asked for where nobody can tell what runs', async () => {
    expect(
      await remediesFor("DO $$ BEGIN EXECUTE 'ALTER TABLE ' || 'old ADD COLUMN b text'; END $$;"),
    ).toContain('undo')
  })
})
