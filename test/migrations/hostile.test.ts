import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findHistories } from '../../src/migrations/histories.ts'
import { postgresVersion } from '../../src/migrations/postgres-version.ts'
import { wantedForMigrations } from '../../src/migrations/wanted.ts'
import { historiesOf, historyOf, treeOf } from './tree.ts'

const table = 'CREATE TABLE t (id bigint);\n'

/** Milliseconds of the fastest of three runs: what the code costs, not what the machine was busy with. */
function cost(run: () => unknown): number {
  const times = [1, 2, 3].map(() => {
    const start = performance.now()
    run()
    return performance.now() - start
  })
  return Math.min(...times)
}

describe('size', () => {
  test('ten thousand migrations (a tenth of a second when the machine is idle)', () => {
    const files = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, i) => [
        `db/migrations/${String(i).padStart(6, '0')}_x.up.sql`,
        table,
      ]),
    )
    const tree = treeOf(files)
    expect(cost(() => findHistories(tree))).toBeLessThan(600)
  })

  test('ten thousand histories', () => {
    const files = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, i) => [`s/${i}/migrations/1_x.up.sql`, table]),
    )
    expect(cost(() => findHistories(treeOf(files)))).toBeLessThan(2000)
  })

  test('versions of ten thousand digits are compared as numbers', () => {
    const long = '9'.repeat(10_000)
    const history = historyOf({
      [`m/${long}_b.up.sql`]: table,
      'm/2_a.up.sql': table,
      [`m/1${'0'.repeat(10_000)}_c.up.sql`]: table,
    })
    expect(history.migrations.map(({ description }) => description)).toEqual(['a', 'b', 'c'])
  })

  test.each<[string, Record<string, string>]>([
    ['a plan', { 'sqitch.plan': 'a b\n'.repeat(200_000), 'deploy/a.sql': table }],
    ['spaces in a plan', { 'sqitch.plan': `${' '.repeat(999)}x\n`.repeat(1000), 'deploy/a.sql': table }],
    [
      'a journal',
      {
        'd/meta/_journal.json': JSON.stringify({
          entries: Array.from({ length: 100_000 }, (_, i) => ({ tag: `t${i}`, when: -i })),
        }),
        'd/0_a.sql': table,
      },
    ],
    ['nested JSON', { 'd/meta/_journal.json': '['.repeat(500_000), 'd/0_a.sql': table }],
    [
      'unclosed elements',
      { 'db/changelog.xml': `<databaseChangeLog>${'<include '.repeat(200_000)}`, 'm/1_x.up.sql': table },
    ],
    [
      'unclosed comments',
      {
        'm/V1__x.sql': `${'/*'.repeat(500_000)} CONCURRENTLY`,
        'm/V2__x.sql': `${'/**/'.repeat(200_000)} VACUUM`,
      },
    ],
    [
      'changesets',
      { 'c/1.sql': `--liquibase formatted sql\n${'--changeset a:1\n--rollback x\n'.repeat(50_000)}` },
    ],
    [
      'one long line',
      {
        'm/1_x.sql': `-- +goose Up ${' '.repeat(2_000_000)}x`,
        'm/2_x.sql': `-- +goose ${'a '.repeat(400_000)}`,
      },
    ],
    [
      'spaces after a mark',
      { 'm/1_x.sql': `-- migrate:up\n${`-- migrate:up a${' '.repeat(980)}b\n`.repeat(2000)}` },
    ],
    [
      'images',
      {
        'compose.yml': `  image: postgres:\${A:-\${A:-${'x'.repeat(500)}\n`.repeat(2000),
        'm/1_x.up.sql': table,
      },
    ],
    [
      'blocks of Terraform',
      { 'main.tf': 'resource "aws_db_instance" "postgres" {\n'.repeat(50_000), 'm/1_x.up.sql': table },
    ],
    [
      'configuration',
      {
        'flyway.conf': `flyway.locations=${'filesystem:a,'.repeat(70)}\n`.repeat(2000),
        'a/V1__x.sql': table,
      },
    ],
  ])('%s of any length', (_, files) => {
    const tree = treeOf(files)
    expect(cost(() => [findHistories(tree), postgresVersion(tree)])).toBeLessThan(3000)
  })

  test('many changelogs that include each other', () => {
    const all = Array.from(
      { length: 60 },
      (_, i) => `  - include:\n      file: c/changelog-${i}.yaml\n  - includeAll:\n      path: c\n`,
    ).join('')
    const files = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`c/changelog-${i}.yaml`, `databaseChangeLog:\n${all}`]),
    )
    const history = { ...files, 'c/1.sql': `--liquibase formatted sql\n--changeset a:1\n${table}` }
    expect(cost(() => historiesOf(history))).toBeLessThan(3000)
    expect(historiesOf(history)).toMatchObject([{ root: 'c', tool: 'liquibase' }])
  })
})

describe('names', () => {
  test.each(['__proto__', 'constructor', 'toString'])('a directory called %s is a directory', (name) => {
    expect(historyOf({ [`${name}/V1__a.sql`]: table })).toMatchObject({ root: name, dialect: undefined })
  })

  test('files at the root of the repository have the empty root', () => {
    expect(historyOf({ 'V1__a.sql': table }).root).toBe('')
  })

  test('paths in configuration do not leave the repository', () => {
    const conf = 'flyway.locations=filesystem:../../etc\n'
    expect(historiesOf({ 'flyway.conf': conf, 'a/V1__x.sql': table }).map(({ root }) => root)).toEqual(['a'])
    expect(historiesOf({ 'sqitch.conf': '[core]\ntop_dir = ../..\n', 'etc/deploy/x.sql': table })).toEqual([])
  })
})

const corpus: Record<string, string> = {
  'a/migrations/1_x.up.sql': table,
  'a/migrations/1_x.down.sql': table,
  'a/migrations/1_y.up.sql': table,
  'b/V1__a.sql': table,
  'b/V1_1__b.sql': table,
  'b/R__v.sql': table,
  'c/1_a.sql': `-- +goose Up\n${table}`,
  'c/2_b.sql': `-- migrate:up\n${table}`,
  'd/sqitch.plan': 'x\ny\n',
  'd/deploy/x.sql': table,
  'd/deploy/y.sql': table,
  'd/revert/x.sql': table,
  'e/meta/_journal.json': '{"entries":[{"tag":"0_a","when":1}]}',
  'e/0_a.sql': table,
  'e/1_b.sql': table,
  'f/db.changelog-master.yaml': 'databaseChangeLog:\n  - includeAll:\n      path: f\n',
  'f/2.sql': '--liquibase formatted sql\n--changeset a:1\n',
  'f/1.sql': '--liquibase formatted sql\n--changeset a:1\n',
  'g/001_a.sql': table,
  'g/02_b.sql': table,
  'g/003_c.sql': table,
  'schema.sql': table,
  'h/atlas.sum': '',
  'h/1_a.sql': table,
  'compose.yml': 'image: postgres:15\n',
  'ci/compose.yml': 'image: postgres:14\n',
  'i/Cargo.toml': '[dependencies]\nsqlx = "1"\n',
  'i/migrations/1_a.sql': `-- no-transaction\n${table}`,
  'j/prisma/migrations/1_a/migration.sql': table,
  'j/prisma/migrations/migration_lock.toml': 'provider = "mysql"',
  'k/db/migrate/20240101000000_a.rb': '',
  'k/db/structure.sql': `${table}INSERT INTO schema_migrations VALUES (1);`,
  'l/alembic/versions/a.py': '',
  'm/diesel.toml': '',
  'm/migrations/1_a/up.sql': table,
  'm/migrations/1_a/metadata.toml': 'run_in_transaction = false\n',
  'n/supabase/migrations/1_a.sql': table,
  'o/V1__a.sql': table,
  'o/V1__a.sql.conf': 'executeInTransaction=false',
  'o/flyway.toml': '[flyway]\nurl = "jdbc:mysql://x"\n',
  'o/package.json': '{}',
  'p/1_a.sql': `-- Up Migration\n${table}`,
  'p/package.json': '--no-single-transaction',
  'q/dbt_project.yml': 'name: x',
  'q/models/1_a.sql': table,
  'q/models/2_b.sql': table,
}

test('the order of paths changes nothing', () => {
  const expected = [findHistories(treeOf(corpus)), postgresVersion(treeOf(corpus))]
  const entries = Object.entries(corpus)
  const shuffled = fc.shuffledSubarray(entries, { minLength: entries.length, maxLength: entries.length })
  fc.assert(
    fc.property(shuffled, (order) => {
      const tree = treeOf(Object.fromEntries(order))
      expect([findHistories(tree), postgresVersion(tree)]).toEqual(expected)
    }),
    { numRuns: 50 },
  )
})

test('what git is asked for is all that is read', () => {
  const collected = Object.entries(corpus).map(
    ([path, text]) => [path, wantedForMigrations(path) ? text : undefined] as const,
  )
  expect(findHistories(treeOf(Object.fromEntries(collected)))).toEqual(findHistories(treeOf(corpus)))
})

test('every file of the corpus is in one history, every root is used once, every order counts up', () => {
  const histories = findHistories(treeOf(corpus))
  const paths = histories.flatMap(({ migrations }) => migrations.map(({ path }) => path))
  expect(new Set(paths).size).toBe(paths.length)
  expect(new Set(histories.map(({ root }) => root)).size).toBe(histories.length)
  expect(new Set(histories.map(({ tool }) => tool)).size).toBe(17)
})

test('any names and texts give an answer', () => {
  const name = fc.oneof(fc.constantFrom(...Object.keys(corpus)), fc.string({ maxLength: 40 }))
  const text = fc.oneof(fc.constantFrom(...Object.values(corpus)), fc.string({ maxLength: 200 }))
  fc.assert(
    fc.property(fc.array(fc.tuple(name, text), { maxLength: 30 }), (files) => {
      const tree = treeOf(Object.fromEntries(files.filter(([path]) => path !== '__proto__')))
      for (const history of findHistories(tree)) {
        for (const { path, sections, order } of history.migrations) {
          const content = tree.files.get(path)
          const length = content?.kind === 'text' ? content.text.length : 0
          for (const { start, end } of [...sections.up, ...sections.down])
            expect(0 <= start && start <= end && end <= length).toBe(true)
          expect(order).toBeGreaterThanOrEqual(0)
        }
      }
      postgresVersion(tree)
    }),
    { numRuns: 300 },
  )
})

test.each([
  ['db/x.sql', true],
  ['V1__a.sql.conf', true],
  ['sqitch.plan', true],
  ['a/drizzle/meta/_journal.json', true],
  ['docker-compose.override.yml', true],
  ['.github/workflows/ci.yaml', true],
  ['infra/main.tf', true],
  ['src/main/resources/application-prod.yml', true],
  ['db/changelog/db.changelog-master.xml', true],
  ['src/index.ts', false],
  ['README.md', false],
  ['app/migrations/0001_initial.py', false],
  ['node_modules/x/a.sql', false],
  ['k8s/deployment.yaml', false],
])('git collects %s: %s', (path, expected) => {
  expect(wantedForMigrations(path)).toBe(expected)
})
