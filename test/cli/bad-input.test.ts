import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { folderWith, lintJson, sluice } from './command.ts'

const good = 'CREATE TABLE notes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);\n'
const bom = (encoding: 'utf16le' | 'utf8', text: string) => Buffer.from(`\uFEFF${text}`, encoding)

describe('a file that cannot be read is said to be so, and hides no other', () => {
  test.each([
    {
      what: 'malformed SQL',
      text: `${good}ALTER TABEL notes;\n`,
      status: 'partly',
      reason: 'line 2: syntax error at or near "TABEL"',
    },
    {
      what: 'half a statement',
      text: 'ALTER TABLE notes ADD',
      status: 'partly',
      reason: 'line 1: syntax error at end of input',
    },
    {
      what: 'an unterminated quote',
      text: `${good}INSERT INTO notes VALUES ('oops);\n`,
      status: 'partly',
      reason: 'line 2: unterminated quoted string',
    },
    {
      what: 'an unterminated comment',
      text: `${good}/* never closed\n`,
      status: 'partly',
      reason: 'line 2: unterminated /* comment',
    },
    {
      what: 'an unterminated dollar quote',
      text: `${good}DO $x$ BEGIN\n`,
      status: 'partly',
      reason: 'line 2: unterminated dollar-quoted string',
    },
    {
      what: '10,000 nested parentheses',
      text: `SELECT ${'('.repeat(10_000)}1${')'.repeat(10_000)};\n${good}`,
      status: 'partly',
      reason: 'line 1: not read: nested deeper than',
    },
    { what: 'NUL bytes', text: Buffer.from(`${good}\0`), status: 'not-evaluated', reason: 'NUL byte' },
    {
      what: 'bytes that are no UTF-8',
      text: Buffer.from('-- caf\xe9\nSELECT 1;\n', 'latin1'),
      status: 'not-evaluated',
      reason: 'not UTF-8',
    },
    { what: 'UTF-16', text: bom('utf16le', good), status: 'not-evaluated', reason: 'UTF-16' },
    {
      what: '50 MB',
      text: Buffer.alloc(50 * 1024 * 1024, 'SELECT 1;\n'),
      status: 'not-evaluated',
      reason: '50.0 MiB',
    },
  ])('$what', ({ text, status, reason }) => {
    const cwd = folderWith({ 'bad.sql': text, 'good.sql': 'CREATE TABLE keyless (body text);\n' })
    const { report, err } = lintJson(['bad.sql', 'good.sql'], { cwd })
    const [bad, other] = report.coverage.files
    expect(bad).toMatchObject({ path: 'bad.sql', status, reason: expect.stringContaining(reason) })
    expect(other).toMatchObject({ path: 'good.sql', status: 'evaluated' })
    const rules = report.findings.map(({ ruleId, path }) => `${path} ${ruleId}`)
    expect(rules).toEqual(
      expect.arrayContaining(['bad.sql sluice/not-evaluated', 'good.sql migration/require-primary-key']),
    )
    expect(report.verdict).toBe('warn')
    expect(err).toBe('')
  })

  test.each([
    { what: 'an empty file', text: '' },
    { what: 'comments alone', text: '-- nothing to do\n' },
    { what: 'a byte order mark and Windows line ends', text: bom('utf8', good.replace('\n', '\r\n')) },
  ])('$what is read', ({ text }) => {
    const cwd = folderWith({ 'a.sql': text })
    expect(lintJson(['a.sql'], { cwd })).toMatchObject({ code: 0, report: { verdict: 'pass' } })
  })

  test('100,000 statements are all read', { timeout: 120_000 }, () => {
    const statements = Array.from({ length: 100_000 }, (_, i) => `CREATE TABLE t${i} (id int);`).join('\n')
    const { report } = lintJson(['many.sql'], { cwd: folderWith({ 'many.sql': statements }) })
    expect(report.coverage.files).toMatchObject([
      { status: 'evaluated', statements: { total: 100_000, analysed: 100_000 } },
    ])
  })
})

describe('when nothing can be read, it could not be evaluated', () => {
  test.each([
    { what: 'a file that is no text', files: { 'a.sql': Buffer.from([0, 1, 2]) } },
    { what: 'a file without one whole statement', files: { 'a.sql': 'CREATE TABLE' } },
    { what: 'several of them', files: { 'a.sql': 'CREATE TABLE', 'b.sql': Buffer.from([0xff, 0xfe, 0, 0]) } },
  ])('$what', ({ files }) => {
    const ran = sluice(['lint', ...Object.keys(files)], { cwd: folderWith(files as Record<string, string>) })
    expect(ran.code).toBe(3)
    expect(ran.out).toContain('COULD NOT EVALUATE')
    expect(ran.out).toContain('Nothing of what was named could be evaluated: a.sql: ')
  })
})

describe('names that are no SQL', () => {
  test.each([
    { what: 'a file that is not there', name: 'gone.sql', says: 'There is no file' },
    { what: 'a folder without SQL', name: 'docs', says: 'There is no SQL and no Terraform in docs.' },
    { what: 'an empty folder', name: 'empty', says: 'There is no SQL and no Terraform in empty.' },
    {
      what: 'a file of another kind',
      name: 'docs/notes.txt',
      says: 'docs/notes.txt is neither SQL nor Terraform',
    },
  ])('$what', ({ name, says }) => {
    const cwd = folderWith({ 'docs/notes.txt': 'hello\n' })
    mkdirSync(join(cwd, 'empty'))
    const { code, out, err } = sluice(['lint', name], { cwd })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(says)
    expect(err.trimEnd().split('\n')).toHaveLength(2)
  })
})

test('a history that does not replay says file and line, and the review stands', () => {
  const cwd = folderWith({
    'migrations/001_a.sql': 'CREATE TABLE a (id bigint PRIMARY KEY);\n',
    'migrations/002_again.sql': '-- again\nCREATE TABLE a (id bigint PRIMARY KEY);\n',
    'migrations/003_gone.sql': 'ALTER TABLE gone ADD COLUMN note text;\n',
  })
  const { code, report } = lintJson(['migrations'], { cwd })
  const contradictions = report.findings.filter(({ ruleId }) => ruleId === 'migration/contradicts-history')
  expect(contradictions.map(({ path, startLine, message }) => `${path}:${startLine} ${message}`)).toEqual([
    expect.stringContaining('migrations/002_again.sql:2 This does not fit the history: a already exists.'),
    expect.stringContaining(
      'migrations/003_gone.sql:1 This does not fit the history: nothing in the history creates gone.',
    ),
  ])
  expect(report.coverage.files.every(({ status }) => status === 'evaluated')).toBe(true)
  expect(code).toBe(0)
})

test('a merged migration that cannot be parsed is told', () => {
  const cwd = folderWith({
    'migrations/001_a.sql': 'CREATE TABLE a (id bigint PRIMARY KEY);\n',
    'migrations/002_b.sql': 'CREATE TABEL b;\n',
    'new.sql': 'CREATE INDEX a_id ON a (id);\n',
  })
  const { report } = lintJson(['new.sql', '--history', 'migrations'], { cwd })
  expect(report.assumptions).toEqual(
    expect.arrayContaining([
      expect.stringContaining('migrations/002_b.sql: a statement that could not be parsed'),
    ]),
  )
})

describe('hostile names and texts do not reach the terminal', () => {
  const name = 'evil\u001b]0;pwned\u0007\n::error::name.sql'
  const text = 'CREATE TABLE "t\u001b[2J" (body text);\nALTER \u001b[31mTABEL;\n'

  test.each(['terminal', 'markdown', 'github', 'html', 'sarif', 'json'])('%s', (format) => {
    const cwd = folderWith({ [name]: text })
    const { out, err } = sluice(['lint', name, '--format', format], { cwd, env: { FORCE_COLOR: '0' } })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(out).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
    expect(out).not.toMatch(/^::error::name/m)
    expect(err).toBe('')
  })

  test('messages on standard error', () => {
    const { err } = sluice(['lint', 'gone\u001b[2J.sql'], { cwd: folderWith({}) })
    expect(err).not.toContain('\u001b')
    expect(sluice(['lint', '--\u001b[2J']).err).not.toContain('\u001b')
    expect(sluice(['explain', '\u001b[2J']).err).not.toContain('\u001b')
  })
})
