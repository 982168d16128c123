import { describe, expect, test } from 'vitest'
import { at, historiesOf, historyOf, outline, parts } from './tree.ts'

const table = 'CREATE TABLE t (id bigint);\n'
const index = 'CREATE INDEX CONCURRENTLY i ON t (id);\n'

describe('Flyway', () => {
  const root = 'src/main/resources/db/migration'

  test('orders versions part by part, repeatable files last, undo and baseline apart', () => {
    const history = historyOf({
      [`${root}/V10__j.sql`]: table,
      [`${root}/V2__b.sql`]: table,
      [`${root}/V1_2__a.sql`]: table,
      [`${root}/more/V1.10__c.sql`]: table,
      [`${root}/R__views.sql`]: table,
      [`${root}/R__a_function.sql`]: table,
      [`${root}/U2__b.sql`]: table,
      [`${root}/B2__base.sql`]: table,
    })
    expect(history).toMatchObject({ tool: 'flyway', root })
    expect(outline(history).map((line) => line.replaceAll(`${root}/`, ''))).toEqual([
      '1 up V1_2__a.sql file',
      '2 up more/V1.10__c.sql file',
      '3 up V2__b.sql file',
      '4 up V10__j.sql file',
      '5 repeatable R__a_function.sql file',
      '6 repeatable R__views.sql file',
      '0 schema B2__base.sql file',
      '3 down U2__b.sql file',
    ])
    expect(at(history, `${root}/V1_2__a.sql`)).toMatchObject({ version: '1.2', description: 'a' })
    expect(at(history, `${root}/V2__b.sql`).partner).toBe(`${root}/U2__b.sql`)
  })

  test('sees a clash of equal versions in different spelling', () => {
    const history = historyOf({
      'm/V1_0__a.sql': table,
      'm/V1__b.sql': table,
      'm/V01__c.sql': table,
      'm/V2__d.sql': table,
    })
    expect(history.migrations.map(({ order }) => order)).toEqual([1, 1, 1, 2])
  })

  test('names what Flyway ignores in silence', () => {
    const history = historyOf({
      'm/V1__a.sql': table,
      'm/V2_b.sql': table,
      'm/v3__c.sql': table,
      'm/afterMigrate.sql': table,
    })
    expect(history.migrations.map(({ path, nameProblem }) => [path, nameProblem])).toEqual([
      ['m/V1__a.sql', undefined],
      ['m/V2_b.sql', expect.stringContaining('needs __')],
      ['m/v3__c.sql', expect.stringContaining('begins with V')],
    ])
  })

  test('leaves the transaction where a script, the configuration or the statements say so', () => {
    const history = historyOf({
      'm/V1__a.sql': `-- one; two\n${index}`,
      'm/V2__b.sql': `${table}${index}`,
      'm/V3__c.sql': table,
      'm/V3__c.sql.conf': 'executeInTransaction=false\n',
      'm/V4__d.sql': `/* CREATE TABLE */ ${index} VACUUM t;`,
    })
    expect(history.migrations.map(({ transaction }) => transaction)).toEqual(['none', 'file', 'none', 'none'])
  })

  test('reads flyway.conf: prefix, location, database, mixed', () => {
    const conf =
      'flyway.url=jdbc:mysql://db/shop\nflyway.locations=filesystem:sql\nflyway.sqlMigrationPrefix=M\nflyway.mixed=true\n'
    const history = historyOf({
      'db/flyway.conf': conf,
      'db/sql/M1__a.sql': table + index,
      'db/sql/x/M2__b.sql': `SELECT $\{schema};`,
    })
    expect(history).toMatchObject({ tool: 'flyway', root: 'db/sql', dialect: 'mysql' })
    expect(outline(history)).toEqual(['1 up db/sql/M1__a.sql none', '2 up db/sql/x/M2__b.sql file'])
    expect(history.migrations.map(({ placeholders }) => placeholders)).toEqual([false, true])
  })

  test('reads flyway.toml and application.yml', () => {
    const toml = '[flyway]\nlocations = ["filesystem:db"]\ngroup = true\n'
    const yaml =
      'spring:\n  flyway:\n    locations: classpath:schema\n    execute-in-transaction: false\n  other: 1\n'
    const histories = historiesOf({
      'a/flyway.toml': toml,
      'a/db/V1__x.sql': table,
      'b/src/main/resources/application.yml': yaml,
      'b/src/main/resources/schema/V1__x.sql': table,
    })
    expect(histories.map((history) => [history.root, ...outline(history)])).toEqual([
      ['a/db', '1 up a/db/V1__x.sql history'],
      ['b/src/main/resources/schema', '1 up b/src/main/resources/schema/V1__x.sql none'],
    ])
  })

  test('keeps the directories of each database apart', () => {
    const histories = historiesOf({
      [`${root}/postgresql/V1__a.sql`]: table,
      [`${root}/h2/V1__a.sql`]: table,
      [`${root}/mysql/V1__a.sql`]: table,
    })
    expect(histories.map(({ root: at, dialect }) => [at.slice(root.length + 1), dialect])).toEqual([
      ['h2', undefined],
      ['mysql', 'mysql'],
      ['postgresql', 'postgres'],
    ])
  })

  test.each(['V1.sql', 'Version__1.sql', 'Views__all.sql', 'V__x.sql'])(
    'does not take %s for a versioned name',
    (name) => {
      expect(historiesOf({ [`sql/${name}`]: table })).toEqual([])
    },
  )
})

describe('Refinery', () => {
  test('runs U files forward where Cargo.toml names refinery', () => {
    const files = { 'migrations/V1__a.sql': table, 'migrations/U2__b.sql': table }
    const cargo = '[dependencies]\nrefinery = { version = "0.9", features = ["postgres"] }\n'
    const history = historyOf({ ...files, 'Cargo.toml': cargo })
    expect(history.tool).toBe('refinery')
    expect(outline(history)).toEqual(['1 up migrations/V1__a.sql file', '2 up migrations/U2__b.sql file'])
    expect(historyOf({ ...files, 'Cargo.toml': '[package]\nname = "my-refinery"\n' }).tool).toBe('flyway')
  })
})

describe('golang-migrate', () => {
  test('pairs files, orders versions as numbers, sends a file as one string', () => {
    const history = historyOf({
      'm/10_b.up.sql': table,
      'm/10_b.down.sql': table,
      'm/9_a.up.sql': table,
      'm/9_a.down.sql': 'DROP TABLE t;',
    })
    expect(history).toMatchObject({ tool: 'golang-migrate', root: 'm' })
    expect(outline(history)).toEqual([
      '1 up m/9_a.up.sql batch',
      '2 up m/10_b.up.sql batch',
      '2 down m/10_b.down.sql batch',
      '1 down m/9_a.down.sql batch',
    ])
    expect(at(history, 'm/9_a.up.sql')).toMatchObject({
      partner: 'm/9_a.down.sql',
      expectsUndo: true,
      description: 'a',
    })
    expect(parts('DROP TABLE t;', at(history, 'm/9_a.down.sql'))).toEqual({ up: [], down: ['DROP TABLE t;'] })
  })

  test('sees a clash and a name the tool skips', () => {
    const history = historyOf({ 'm/1_a.up.sql': table, 'm/1_b.up.sql': table, 'm/2_c.sql': table })
    expect(history.migrations.map(({ order, nameProblem }) => [order, nameProblem !== undefined])).toEqual([
      [1, false],
      [1, false],
      [2, true],
    ])
  })

  test('is told from SQLx by Cargo.toml or prepared queries', () => {
    const files = { 'migrations/1_a.up.sql': table, 'migrations/1_a.down.sql': table }
    expect(historyOf(files).tool).toBe('golang-migrate')
    expect(historyOf({ ...files, 'Cargo.toml': '[workspace.dependencies]\nsqlx = "0.8"\n' }).tool).toBe(
      'sqlx',
    )
    expect(historyOf({ ...files, '.sqlx/query-00.json': '{}' }).tool).toBe('sqlx')
  })
})

describe('SQLx', () => {
  const cargo = { 'Cargo.toml': '[dependencies.sqlx]\nversion = "0.8"\n' }

  test('expects undo only in a reversible directory', () => {
    const history = historyOf({
      ...cargo,
      'migrations/20240101_a.sql': table,
      'migrations/20240102_b.sql': table,
    })
    expect(history.tool).toBe('sqlx')
    expect(history.migrations.map(({ expectsUndo, transaction }) => [expectsUndo, transaction])).toEqual([
      [false, 'file'],
      [false, 'file'],
    ])
  })

  test('sends a file without transaction as one string, or one per split', () => {
    const text = `-- no-transaction\n${table}/* sqlx: split */\n${index}`
    const migration = at(historyOf({ ...cargo, 'migrations/1_a.sql': text }), 'migrations/1_a.sql')
    expect(migration.transaction).toBe('batch')
    expect(parts(text, migration).up).toEqual([`-- no-transaction\n${table}`, index])
  })

  test('needs the mark at the very first character', () => {
    const history = historyOf({ ...cargo, 'migrations/1_a.sql': `\n-- no-transaction\n${index}` })
    expect(outline(history)).toEqual(['1 up migrations/1_a.sql file'])
  })
})

describe('numbered files', () => {
  test('are a history from two on, with undo partners in any of the usual forms', () => {
    const history = historyOf({
      'sql/001_a.sql': table,
      'sql/001_a_down.sql': table,
      'sql/002-b.sql': table,
      'sql/002-b.rollback.sql': table,
      'sql/003.sql': table,
      'sql/rollback/003.sql': table,
    })
    expect(history).toMatchObject({ tool: 'numbered-sql', root: 'sql' })
    expect(history.migrations.filter(({ role }) => role === 'up').map(({ partner }) => partner)).toEqual([
      'sql/001_a_down.sql',
      'sql/002-b.rollback.sql',
      'sql/rollback/003.sql',
    ])
  })

  test('reads up/ and down/ directories and folders per migration', () => {
    const histories = historiesOf({
      'a/up/1_x.sql': table,
      'a/up/2_y.sql': table,
      'a/down/1_x.sql': table,
      'b/100_x/up.sql': table,
      'b/100_x/down.sql': table,
      'b/200_y/up.sql': table,
    })
    expect(histories.map((history) => [history.root, outline(history)])).toEqual([
      ['a', ['1 up a/up/1_x.sql none', '2 up a/up/2_y.sql none', '1 down a/down/1_x.sql none']],
      ['b', ['1 up b/100_x/up.sql none', '2 up b/200_y/up.sql none', '1 down b/100_x/down.sql none']],
    ])
  })

  test('say when one is numbered unlike its neighbours', () => {
    const history = historyOf({
      'm/001_a.sql': table,
      'm/002_b.sql': table,
      'm/003_c.sql': table,
      'm/4_d.sql': table,
      'm/20240101120000_e.sql': table,
      'm/1000_f.sql': table,
      'm/005_g.sql': table,
    })
    const problems = history.migrations.flatMap(({ path, nameProblem }) =>
      nameProblem ? [[path, nameProblem]] : [],
    )
    expect(problems).toEqual([
      ['m/4_d.sql', 'Numbered with one digit; its neighbours use 3 digits.'],
      ['m/20240101120000_e.sql', 'Numbered with a timestamp; its neighbours use 3 digits.'],
    ])
  })

  test.each([
    ['queries', { 'analysis/01_report.sql': 'SELECT 1;', 'analysis/02_report.sql': 'SELECT 2;' }],
    [
      'queries anywhere',
      {
        'sql/01_report.sql': 'SELECT created FROM t;',
        'sql/02_report.sql': 'WITH a AS (SELECT 1) SELECT 2;',
      },
    ],
    [
      'seeds',
      {
        'db/seeds/01_users.sql': 'INSERT INTO t VALUES (1);',
        'db/seeds/02_more.sql': 'INSERT INTO t VALUES (1);',
      },
    ],
    ['dbt models', { 'dbt_project.yml': 'name: x\n', 'models/01_a.sql': table, 'models/02_b.sql': table }],
    [
      'anything in a dbt project',
      { 'dw/dbt_project.yml': 'name: x\n', 'dw/sql/01_a.sql': table, 'dw/sql/02_b.sql': table },
    ],
    [
      'first-start scripts',
      { 'docker-entrypoint-initdb.d/01_a.sql': table, 'docker-entrypoint-initdb.d/02_b.sql': table },
    ],
    ['a single file', { 'sql/01_a.sql': table }],
    [
      'two among many',
      { 'q/01_a.sql': table, 'q/02_b.sql': table, 'q/a.sql': table, 'q/b.sql': table, 'q/c.sql': table },
    ],
    [
      'vendored code',
      {
        'node_modules/x/sql/01_a.sql': table,
        'node_modules/x/sql/02_b.sql': table,
        'vendor/y/V1__a.sql': table,
      },
    ],
  ])('are no history: %s', (_, files) => {
    expect(historiesOf(files)).toEqual([])
  })

  test('of a job queue are one', () => {
    const history = historyOf({
      'sql/000001.sql': 'create schema :x;',
      'sql/000002.sql': 'alter table t add a int;',
    })
    expect(history.migrations.map(({ version, order }) => [version, order])).toEqual([
      ['000001', 1],
      ['000002', 2],
    ])
  })
})
