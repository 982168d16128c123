import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FileContent, Tree } from '../../../src/core/snapshot.ts'
import { findHistories } from '../../../src/migrations/histories.ts'
import { hiddenIn } from '../../../src/pipeline/prove/plain-text.ts'
import { stepPaths } from '../../../src/pipeline/prove/step-places.ts'
import { undoPlace } from '../../../src/pipeline/prove/undo-place.ts'

function treeOf(texts: Readonly<Record<string, string>>): Tree {
  const paths = Object.keys(texts).sort()
  const files = paths.map((path): [string, FileContent] => [path, { kind: 'text', text: texts[path] ?? '' }])
  return { commit: null, files: new Map(files), paths }
}

function placed(path: string, beside: Readonly<Record<string, string>>, text = 'CREATE TABLE b (id int);') {
  const histories = findHistories(treeOf({ ...beside, [path]: text }))
  const history = histories.find(({ migrations }) => migrations.some((one) => one.path === path))
  const migration = history?.migrations.find((one) => one.path === path)
  if (!history || !migration) throw new Error(`${path} is in no history.`)
  return { history, migration, text }
}

const up = 'CREATE TABLE a (id int);'
const down = 'DROP TABLE a;'
test.each([
  ['golang-migrate', { 'm/1_a.up.sql': up, 'm/1_a.down.sql': down }, 'm/2_b.up.sql', 'm/2_b.down.sql'],
  [
    'flyway',
    { 'db/migration/V1__a.sql': up, 'db/migration/U1__a.sql': down },
    'db/migration/V1.2__b.sql',
    'db/migration/U1.2__b.sql',
  ],
  [
    'diesel',
    { 'diesel.toml': '', 'migrations/1_a/up.sql': up, 'migrations/1_a/down.sql': down },
    'migrations/2_b/up.sql',
    'migrations/2_b/down.sql',
  ],
  [
    'sqitch',
    {
      'sqitch.conf': '[core]\n\tengine = pg\n',
      'sqitch.plan':
        '%project=x\n\na 2024-01-01T00:00:00Z x <x@example.com>\nb 2024-01-02T00:00:00Z x <x@example.com>\n',
      'deploy/a.sql': up,
      'revert/a.sql': down,
    },
    'deploy/b.sql',
    'revert/b.sql',
  ],
  [
    'numbered-sql',
    { 'sql/001_a.sql': up, 'sql/001_a_rollback.sql': down, 'sql/002_c.sql': up },
    'sql/003_b.sql',
    'sql/003_b_rollback.sql',
  ],
  [
    'numbered-sql',
    { 'sql/001_a.sql': up, 'sql/down/001_a.sql': down, 'sql/002_c.sql': up },
    'sql/003_b.sql',
    'sql/down/003_b.sql',
  ],
])('%s takes the file for what undoes the migration', (tool, beside, path, expected) => {
  const target = placed(path, beside)
  expect(target.history.tool).toBe(tool)
  const place = undoPlace(target, 'DROP TABLE b;')
  expect(place?.path).toBe(expected)
  const after = findHistories(treeOf({ ...beside, [path]: target.text, [expected]: 'DROP TABLE b;' }))
  const member = after.flatMap(({ migrations }) => migrations).find((one) => one.path === path)
  expect(member?.partner).toBe(expected)
})

test('where nothing is ever undone there is no place for an undo script', () => {
  const target = placed('supabase/migrations/20240102030405_b.sql', {
    'supabase/migrations/20240101030405_a.sql': up,
  })
  expect(undoPlace(target, 'DROP TABLE b;')).toBeUndefined()
})

test.each([
  ['db/migration/V7__b.sql', 'db/migration/V8__b_2.sql'],
  ['db/migration/V1.9__b.sql', 'db/migration/V1.10__b_2.sql'],
  ['m/009_b.up.sql', 'm/010_b_2.up.sql'],
  ['supabase/migrations/20241231235959_b.sql', 'supabase/migrations/20250101000000_b_2.sql'],
  ['prisma/migrations/20240102030405_b/migration.sql', 'prisma/migrations/20240102030406_b_2/migration.sql'],
])('after %s comes %s', (path, next) => {
  const { history } = placed(path, {})
  expect(stepPaths(path, 2, history)).toEqual([path, next])
})

test.each([
  ['atlas keeps a sum of its files', 'm/2_b.sql', { 'm/atlas.sum': 'h1:x\n', 'm/1_a.sql': up }],
  ['there is more to come', 'm/2_b.up.sql', { 'm/1_a.up.sql': up, 'm/3_c.up.sql': up }],
])('no steps where %s', (_, path, beside) => {
  expect(stepPaths(path, 2, placed(path, beside).history)).toBeUndefined()
})

test('each step runs after the one before it', () => {
  const version = fc.integer({ min: 1, max: 99_999 })
  fc.assert(
    fc.property(
      version,
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 2, max: 5 }),
      (number, width, count) => {
        const path = `m/${String(number).padStart(width, '0')}_b.up.sql`
        const paths = stepPaths(path, count, placed(path, {}).history) ?? []
        const texts = Object.fromEntries(paths.map((each) => [each, up]))
        const [history] = findHistories(treeOf(texts))
        expect(history?.migrations.map((one) => one.path)).toEqual(paths)
      },
    ),
    { numRuns: 50 },
  )
})

test('what the file holds already it may hold again, and ordinary text is let through', () => {
  expect(hiddenIn('-- see https://a.example/x', ['-- see https://a.example/x'])).toBeUndefined()
  expect(hiddenIn('-- see https://b.example/x', ['-- see https://a.example/x'])).toContain('address')
  expect(hiddenIn("SELECT '<EMAIL_1>'", [])).toContain('placeholder')
  expect(hiddenIn("\tINSERT INTO a VALUES ('é <b> 1_000');\r\n", [])).toBeUndefined()
})
