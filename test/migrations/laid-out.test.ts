import { describe, expect, test } from 'vitest'
import { at, historiesOf, historyOf, outline } from './tree.ts'

const table = 'CREATE TABLE t (id bigint);\n'

describe('Sqitch', () => {
  const plan = [
    '%syntax-version=1.0.0',
    '%project=shop',
    '',
    'users 2024-01-01T00:00:00Z Ada <ada@example.org> # Users.',
    'orders [users] 2024-01-02T00:00:00Z Ada <ada@example.org> # Orders, with users.',
    '@v1.0 2024-01-03T00:00:00Z Ada <ada@example.org> # Release.',
    'users [users@v1.0] 2024-01-04T00:00:00Z Ada <ada@example.org> # More users.',
    '',
  ].join('\n')

  test('takes its order from the plan and old scripts of reworked changes from their tag', () => {
    const history = historyOf({
      'sqitch.conf': '[core]\n\tengine = pg\n\ttop_dir = db\n',
      'db/sqitch.plan': plan,
      'db/deploy/users.sql': table,
      'db/deploy/users@v1.0.sql': table,
      'db/deploy/orders.sql': table,
      'db/revert/users.sql': table,
      'db/revert/users@v1.0.sql': table,
      'db/revert/orders.sql': table,
      'db/verify/orders.sql': 'SELECT 1;',
    })
    expect(history).toMatchObject({
      tool: 'sqitch',
      root: 'db/sqitch.plan',
      dialect: 'postgres',
      problems: [],
    })
    expect(outline(history)).toEqual([
      '1 up db/deploy/users@v1.0.sql none',
      '2 up db/deploy/orders.sql none',
      '3 up db/deploy/users.sql none',
      '2 down db/revert/orders.sql none',
      '3 down db/revert/users.sql none',
      '1 down db/revert/users@v1.0.sql none',
      '0 verify db/verify/orders.sql none',
    ])
    expect(at(history, 'db/deploy/orders.sql')).toMatchObject({
      version: 'orders',
      description: 'Orders, with users.',
      partner: 'db/revert/orders.sql',
      expectsUndo: true,
    })
  })

  test('names scripts without a change, changes without a script, and broken lines', () => {
    const history = historyOf({
      'sqitch.plan': 'a\n<<<<<<< HEAD\nb\n',
      'deploy/a.sql': table,
      'deploy/c.sql': table,
    })
    expect(history.problems.map(({ line, message }) => [line, message])).toEqual([
      [2, expect.stringContaining('cannot read')],
      [3, expect.stringContaining('no deploy script')],
    ])
    expect(at(history, 'deploy/c.sql').nameProblem).toContain('plan')
  })

  test('is not any directory called deploy', () => {
    expect(historiesOf({ 'deploy/a.sql': table, 'revert/a.sql': table })).toEqual([])
  })
})

describe('Prisma', () => {
  test('orders folders by name and takes the dialect from the lock', () => {
    const history = historyOf({
      'prisma/migrations/20240102000000_b/migration.sql': table,
      'prisma/migrations/20240101000000_a/migration.sql': table,
      'prisma/migrations/later/migration.sql': table,
      'prisma/migrations/migration_lock.toml': 'provider = "mysql"\n',
    })
    expect(history).toMatchObject({ tool: 'prisma', root: 'prisma/migrations', dialect: 'mysql' })
    expect(
      history.migrations.map(({ order, version, expectsUndo }) => [order, version, expectsUndo]),
    ).toEqual([
      [1, '20240101000000', false],
      [2, '20240102000000', false],
      [3, 'later', false],
    ])
    expect(history.migrations[2]?.nameProblem).toContain('timestamp')
    expect(history.migrations[0]?.transaction).toBe('batch')
  })

  test('says when it cannot read the provider', () => {
    const history = historyOf({
      'p/1_a/migration.sql': table,
      'p/migration_lock.toml': 'provider = "sqlite"\n',
    })
    expect(history.dialect).toBeUndefined()
    expect(history.problems).toEqual([
      { path: 'p/migration_lock.toml', message: expect.stringContaining('sqlite') },
    ])
  })

  test('is not any folder with a migration.sql', () => {
    expect(historiesOf({ 'x/a/migration.sql': table })).toEqual([])
  })
})

describe('Drizzle', () => {
  const journal = (...tags: string[]) =>
    JSON.stringify({
      dialect: 'postgresql',
      entries: tags.map((tag, idx) => ({ idx, when: 1000 + idx, tag, breakpoints: true })),
    })

  test('follows the journal, all pending files in one transaction', () => {
    const history = historyOf({
      'drizzle/meta/_journal.json': journal('0001_b', '0000_a'),
      'drizzle/0000_a.sql': table,
      'drizzle/0001_b.sql': table,
      'drizzle/0002_c.sql': table,
    })
    expect(history).toMatchObject({ tool: 'drizzle', root: 'drizzle', dialect: 'postgres' })
    expect(outline(history)).toEqual([
      '1 up drizzle/0001_b.sql history',
      '2 up drizzle/0000_a.sql history',
      '3 up drizzle/0002_c.sql history',
    ])
    expect(history.migrations[2]?.nameProblem).toContain('_journal.json')
  })

  test('reads the layout with one folder per migration', () => {
    const history = historyOf({
      'drizzle.config.ts': "export default { dialect: 'mysql' }",
      'drizzle/20240101000000_a/migration.sql': table,
      'drizzle/20240101000000_a/snapshot.json': '{}',
    })
    expect(history).toMatchObject({ tool: 'drizzle', dialect: 'mysql' })
  })

  test.each([
    ['{', 'not valid JSON'],
    ['[]', 'no list of entries'],
    [
      JSON.stringify({
        entries: [
          { tag: '0000_a', when: 2 },
          { tag: '0001_b', when: 1 },
        ],
      }),
      'earlier',
    ],
    [journal('0000_a', '0001_b', '0002_gone'), '0002_gone'],
  ])('says what is wrong with the journal %s', (text, message) => {
    const history = historyOf({ 'd/meta/_journal.json': text, 'd/0000_a.sql': table, 'd/0001_b.sql': table })
    expect(history.problems).toEqual([
      { path: 'd/meta/_journal.json', message: expect.stringContaining(message) },
    ])
    expect(history.migrations.map(({ path }) => path)).toEqual(['d/0000_a.sql', 'd/0001_b.sql'])
  })
})

describe('Supabase', () => {
  test('sends a file as one pipeline; declared schemas are the state, seeds nothing', () => {
    const history = historyOf({
      'apps/web/supabase/migrations/20240101000000_a.sql': table,
      'apps/web/supabase/migrations/notes.sql': table,
      'apps/web/supabase/schemas/01_users.sql': table,
      'apps/web/supabase/schemas/02_orders.sql': table,
      'apps/web/supabase/seed.sql': table,
    })
    expect(history).toMatchObject({
      tool: 'supabase',
      root: 'apps/web/supabase/migrations',
      dialect: 'postgres',
    })
    expect(outline(history).map((line) => line.replace('apps/web/supabase/', ''))).toEqual([
      '1 up migrations/20240101000000_a.sql batch',
      '2 up migrations/notes.sql batch',
      '0 schema schemas/01_users.sql none',
      '0 schema schemas/02_orders.sql none',
    ])
    expect(history.migrations[1]?.nameProblem).toContain('skips')
  })
})

describe('Atlas', () => {
  test('sorts versions as text and reads the header', () => {
    const history = historyOf({
      'migrations/atlas.sum': 'h1:x=\n',
      'migrations/1_a.sql': table,
      'migrations/10_b.sql': `-- atlas:txmode none\n\n${table}`,
      'migrations/2.sql': `-- atlas:txmode all\r\n\r\n${table}`,
      'migrations/3_base.sql': `-- atlas:checkpoint v1\n\n${table}`,
    })
    expect(history.tool).toBe('atlas')
    expect(outline(history)).toEqual([
      '1 up migrations/1_a.sql file',
      '2 up migrations/10_b.sql none',
      '3 up migrations/2.sql history',
      '0 schema migrations/3_base.sql file',
    ])
  })

  test('ignores a header without its empty line, as the tool does, and says so', () => {
    const history = historyOf({ 'm/atlas.sum': '', 'm/1_a.sql': `-- atlas:txmode none\n${table}` })
    expect(history.migrations[0]?.transaction).toBe('file')
    expect(history.problems).toEqual([
      { path: 'm/1_a.sql', line: 1, message: expect.stringContaining('empty line') },
    ])
  })

  test('leaves directories in the format of another tool to that tool', () => {
    expect(historyOf({ 'm/atlas.sum': '', 'm/1_a.up.sql': table, 'm/1_a.down.sql': table }).tool).toBe(
      'golang-migrate',
    )
  })
})

describe('Diesel', () => {
  test('orders folders and sends a file without transaction as one string', () => {
    const history = historyOf({
      'diesel.toml': '[print_schema]\n',
      'migrations/00000000000000_diesel_initial_setup/up.sql': table,
      'migrations/2024-01-02-000000_b/up.sql': table,
      'migrations/2024-01-02-000000_b/down.sql': table,
      'migrations/2024-01-02-000000_b/metadata.toml': 'run_in_transaction = false\n',
    })
    expect(history).toMatchObject({ tool: 'diesel', root: 'migrations' })
    expect(outline(history)).toEqual([
      '1 up migrations/00000000000000_diesel_initial_setup/up.sql file',
      '2 up migrations/2024-01-02-000000_b/up.sql batch',
      '2 down migrations/2024-01-02-000000_b/down.sql batch',
    ])
    expect(history.migrations.map(({ partner }) => partner !== undefined)).toEqual([false, true, true])
  })
})

describe('Rails and other code', () => {
  test('Ruby is seen and not read; structure.sql is the state', () => {
    const structure = `${table}INSERT INTO "schema_migrations" (version) VALUES\n('20240101000000');\n`
    const history = historyOf({
      'db/migrate/20240101000000_create_t.rb': undefined,
      'db/structure.sql': structure,
      'db/schema.rb': undefined,
    })
    expect(history).toMatchObject({ tool: 'rails', root: 'db/migrate' })
    expect(outline(history)).toEqual(['0 schema db/structure.sql none'])
    expect(history.unread.map(({ path }) => path)).toEqual([
      'db/migrate/20240101000000_create_t.rb',
      'db/schema.rb',
    ])
  })

  test.each([
    ['alembic/versions/3f2a_users.py', 'Alembic'],
    ['app/users/migrations/0001_initial.py', 'Django'],
    ['database/migrations/2024_01_01_000000_create_users.php', 'Laravel'],
    ['priv/repo/migrations/20240101000000_create_users.exs', 'Ecto'],
    ['migrations/20240101000000_users.js', 'JavaScript'],
    ['src/migrations/1700000000000-Users.ts', 'TypeScript'],
    ['src/main/java/db/migration/V1__Users.java', 'Java'],
  ])('%s is a migration in code', (path, word) => {
    const history = historyOf({ [path]: undefined })
    expect(history).toMatchObject({ tool: 'code', migrations: [] })
    expect(history.unread).toEqual([{ path, reason: expect.stringContaining(word) }])
  })

  test.each([
    'app/migrations/__init__.py',
    'src/migrations/index.ts',
    'src/migrations/20240101-types.d.ts',
    'migrations/20240101_users.test.js',
    'node_modules/x/migrations/20240101000000_users.js',
  ])('%s is none', (path) => {
    expect(historiesOf({ [path]: undefined })).toEqual([])
  })

  test('code joins the SQL of its directory', () => {
    const history = historyOf({ 'm/migrations/1_a.up.sql': table, 'm/migrations/20240101_b.go': undefined })
    expect(history).toMatchObject({
      tool: 'golang-migrate',
      unread: [{ path: 'm/migrations/20240101_b.go' }],
    })
  })
})

describe('dumps', () => {
  const dump = '--\n-- PostgreSQL database dump\n--\n'

  test.each([
    ['db/anything.sql', dump],
    ['schema.sql', table],
    ['sql/structure.sql', table],
  ])('%s stands for itself', (path, text) => {
    expect(historyOf({ [path]: text })).toMatchObject({
      tool: 'schema-dump',
      root: path,
      migrations: [{ role: 'schema', version: '', order: 0 }],
    })
  })

  test.each([
    ['schema.sql', 'SELECT 1;'],
    ['fixtures/schema.sql', table],
    ['db/my_schema.sql', table],
  ])('%s is none', (path, text) => {
    expect(historiesOf({ [path]: text })).toEqual([])
  })

  test('between two histories belongs to neither', () => {
    const histories = historiesOf({
      'db/schema.sql': table,
      'db/a/V1__x.sql': table,
      'db/b/V1__x.sql': table,
    })
    expect(histories.map(({ root }) => root)).toEqual(['db/a', 'db/b', 'db/schema.sql'])
  })
})

test('a repository may hold several histories; each file is in one', () => {
  const histories = historiesOf({
    'services/a/migrations/1_x.up.sql': table,
    'services/b/db/V1__x.sql': table,
    'services/b/db/1_y.sql': `-- +goose Up\n${table}`,
    'services/c/prisma/migrations/20240101000000_a/migration.sql': table,
  })
  expect(histories.map(({ root, tool }) => [root, tool])).toEqual([
    ['services/a/migrations', 'golang-migrate'],
    ['services/b/db', 'goose'],
    ['services/b/db (flyway)', 'flyway'],
    ['services/c/prisma/migrations', 'prisma'],
  ])
})
