import { describe, expect, test } from 'vitest'
import { at, historiesOf, historyOf, outline, parts } from './tree.ts'

const table = 'CREATE TABLE t (id bigint);\n'

describe('dbmate', () => {
  const text = `-- migrate:up\n${table}\n-- migrate:down\nDROP TABLE t;\n`

  test('cuts a file in two, without the marks', () => {
    const history = historyOf({ 'db/migrations/20240101000000_t.sql': text })
    expect(history).toMatchObject({ tool: 'dbmate', root: 'db/migrations', problems: [] })
    const migration = at(history, 'db/migrations/20240101000000_t.sql')
    expect(migration).toMatchObject({
      version: '20240101000000',
      description: 't',
      transaction: 'file',
      expectsUndo: true,
    })
    expect(parts(text, migration)).toEqual({ up: [`${table}\n`], down: ['DROP TABLE t;\n'] })
  })

  test('sends a part without transaction as one string, each direction by itself', () => {
    const free =
      '-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY i ON t (id);\n-- migrate:down\nDROP INDEX i;\n'
    const history = historyOf({
      'm/1_a.sql': free,
      'm/2_b.sql': text.replace('down', 'down transaction:false'),
    })
    expect(outline(history)).toEqual(['1 up m/1_a.sql batch', '2 up m/2_b.sql file'])
    expect(at(history, 'm/2_b.sql').sections.down[0]?.transaction).toBe('batch')
  })

  test('keeps exact ranges with CRLF', () => {
    const crlf = text.replaceAll('\n', '\r\n')
    const migration = at(historyOf({ 'm/1_a.sql': crlf }), 'm/1_a.sql')
    expect(parts(crlf, migration)).toEqual({
      up: [`${table}\n`.replaceAll('\n', '\r\n')],
      down: ['DROP TABLE t;\r\n'],
    })
  })

  test('owns the schema file beside its directory', () => {
    const dump = '--\n-- PostgreSQL database dump\n--\nCREATE TABLE t (id bigint);\n'
    const history = historyOf({ 'db/migrations/1_a.sql': text, 'db/schema.sql': dump })
    expect(outline(history)).toEqual(['1 up db/migrations/1_a.sql file', '0 schema db/schema.sql none'])
  })

  test('names a file that dbmate refuses', () => {
    const history = historyOf({ 'm/1_a.sql': text, 'm/2_b.sql': table })
    expect(history.problems).toEqual([{ path: 'm/2_b.sql', message: expect.stringContaining('migrate:up') }])
    expect(at(history, 'm/2_b.sql').sections.up).toEqual([{ start: 0, end: table.length }])
  })

  test.each(['-- migrate up', '-- see `migrate:up` in the README', '  -- migrate:up'])(
    'is not recognised by %j',
    (line) => {
      expect(historiesOf({ 'notes/1_a.sql': `${line}\nSELECT 1;\n` })).toEqual([])
    },
  )
})

describe('goose', () => {
  const text = `-- +goose Up\n-- +goose StatementBegin\n${table}-- +goose StatementEnd\n-- +goose Down\nDROP TABLE t;\n`

  test('cuts at Up and Down alone', () => {
    const history = historyOf({ 'migrations/00001_t.sql': text })
    expect(history).toMatchObject({ tool: 'goose', root: 'migrations' })
    expect(parts(text, at(history, 'migrations/00001_t.sql'))).toEqual({
      up: [`-- +goose StatementBegin\n${table}-- +goose StatementEnd\n`],
      down: ['DROP TABLE t;\n'],
    })
  })

  test('runs statement by statement with NO TRANSACTION, in any case, and orders numbers as numbers', () => {
    const free = '-- +goose no transaction\n-- +goose UP\nCREATE INDEX CONCURRENTLY i ON t (id);\n'
    const history = historyOf({ 'm/10_b.sql': free, 'm/9_a.sql': text, 'm/11_c.go': 'package m' })
    expect(outline(history)).toEqual(['1 up m/9_a.sql file', '2 up m/10_b.sql none'])
    expect(history.unread).toEqual([{ path: 'm/11_c.go', reason: 'goose migration written in Go' }])
  })

  test('says that an indented annotation does nothing', () => {
    const history = historyOf({ 'm/1_a.sql': '-- +goose Up\nSELECT 1;\n  -- +goose Down\nSELECT 2;\n' })
    expect(history.problems).toEqual([
      { path: 'm/1_a.sql', line: 3, message: expect.stringContaining('indented') },
    ])
  })

  test('substitutes environment variables only where it is told to', () => {
    const history = historyOf({ 'm/1_a.sql': `-- +goose ENVSUB ON\n${text}`, 'm/2_b.sql': text })
    expect(history.migrations.map(({ placeholders }) => placeholders)).toEqual([true, false])
  })
})

describe('node-pg-migrate', () => {
  const text = `-- Up Migration\n${table}-- Down Migration\nDROP TABLE t;\n`

  test('runs all pending files in one transaction', () => {
    const history = historyOf({
      'migrations/1700000000000_t.sql': text,
      'migrations/1700000000001_u.js': 'exports.up = 1',
    })
    expect(history).toMatchObject({ tool: 'node-pg-migrate', dialect: 'postgres' })
    expect(outline(history)).toEqual(['1 up migrations/1700000000000_t.sql history'])
    expect(parts(text, at(history, 'migrations/1700000000000_t.sql'))).toEqual({
      up: [table],
      down: ['DROP TABLE t;\n'],
    })
    expect(history.unread.map(({ path }) => path)).toEqual(['migrations/1700000000001_u.js'])
  })

  test('runs each file in its own with --no-single-transaction', () => {
    const scripts = '{ "scripts": { "migrate": "node-pg-migrate --no-single-transaction up" } }'
    expect(outline(historyOf({ 'package.json': scripts, 'm/1_a.sql': text }))).toEqual([
      '1 up m/1_a.sql file',
    ])
  })

  test('expects an undo part once most files have one', () => {
    const history = historyOf({
      'm/1_a.sql': text,
      'm/2_b.sql': text,
      'm/3_c.sql': `-- Up Migration\n${table}`,
    })
    expect(history.migrations.map(({ expectsUndo }) => expectsUndo)).toEqual([false, true, true])
  })
})

describe('Liquibase formatted SQL', () => {
  const text = [
    '--liquibase formatted sql',
    '--changeset ada:1',
    'CREATE TABLE t (id bigint);',
    '--rollback DROP TABLE t;',
    '--changeset ada:2 runInTransaction:false',
    'CREATE INDEX CONCURRENTLY i ON t (id);',
    '--rollback DROP INDEX i;',
    '--rollback DROP SEQUENCE s;',
    '',
  ].join('\n')

  test('makes a section of every changeset, with its own transaction', () => {
    const history = historyOf({ 'db/changelog/001.sql': text })
    const migration = at(history, 'db/changelog/001.sql')
    expect(history).toMatchObject({ tool: 'liquibase', root: 'db/changelog' })
    expect(migration).toMatchObject({ version: 'ada:1 .. ada:2', transaction: 'file', role: 'up' })
    expect(migration.sections.up.map(({ transaction }) => transaction)).toEqual([undefined, 'none'])
    expect(parts(text, migration).up).toEqual([
      'CREATE TABLE t (id bigint);\n--rollback DROP TABLE t;\n',
      'CREATE INDEX CONCURRENTLY i ON t (id);\n--rollback DROP INDEX i;\n--rollback DROP SEQUENCE s;\n',
    ])
    expect(parts(text, migration).down).toEqual(['DROP TABLE t;', 'DROP INDEX i;', 'DROP SEQUENCE s;'])
  })

  test('takes a stated reason for no undo, and multi-line rollbacks', () => {
    const stated = `${text}--changeset ada:3\nSELECT 1;\n--rollback empty\n/* liquibase rollback\nDROP VIEW v;\n*/\n`
    const { down } = parts(stated, at(historyOf({ 'c/1.sql': stated }), 'c/1.sql'))
    expect(down.slice(3)).toEqual(['', 'DROP VIEW v;\n'])
  })

  test('follows the master changelog, whatever language it is in, and survives a ring', () => {
    const xml = `<databaseChangeLog>
      <include file="b.sql" relativeToChangelogFile="true"/><include file="db/changelog/ring.yaml"/></databaseChangeLog>`
    const yaml =
      'databaseChangeLog:\n  - include:\n      file: db/changelog/db.changelog-master.xml\n  - include:\n      file: a.sql\n      relativeToChangelogFile: true\n'
    const history = historyOf({
      'db/changelog/a.sql': text,
      'db/changelog/b.sql': text,
      'db/changelog/db.changelog-master.xml': xml,
      'db/changelog/ring.yaml': yaml,
    })
    expect(outline(history)).toEqual(['1 up db/changelog/b.sql file', '2 up db/changelog/a.sql file'])
  })

  test('runs includeAll in order of name, counts sqlFile, and names what it does not read or find', () => {
    const master = [
      'databaseChangeLog:',
      '  - includeAll:',
      '      path: db/changes/',
      '  - changeSet:',
      '      id: 9',
      '      changes:',
      '        - sqlFile:',
      '            path: db/views.sql',
      '        - createTable:',
      '            tableName: x',
      '      rollback:',
      '        - sqlFile:',
      '            path: db/undo.sql',
      '  - include:',
      '      file: gone.sql',
      '',
    ].join('\n')
    const history = historyOf({
      'db/changes/2.sql': text,
      'db/changes/10.sql': text,
      'db/views.sql': table,
      'db/undo.sql': table,
      'db/master.yaml': master,
    })
    expect(outline(history)).toEqual([
      '1 up db/changes/10.sql file',
      '2 up db/changes/2.sql file',
      '3 up db/views.sql file',
    ])
    expect(history.unread).toEqual([
      { path: 'db/master.yaml', reason: 'Liquibase changesets written in YAML' },
    ])
    expect(history.problems).toEqual([
      { path: 'db/master.yaml', message: expect.stringContaining('gone.sql') },
    ])
  })

  test('reports what its parser would refuse', () => {
    const history = historyOf({ 'c/1.sql': '--liquibase formatted sql\n--changeset ada\nSELECT 1;\n' })
    expect(history.problems.map(({ line }) => line)).toEqual([2, undefined])
  })

  test('is not recognised below other text', () => {
    expect(historiesOf({ 'c/1.sql': `${table}--liquibase formatted sql\n` })).toEqual([])
  })
})
