import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type AnySchema } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { folderWith, lintJson, root, sluice, sluiceUnread } from './command.ts'

const history = {
  'migrations/001_orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY, status text);\n',
  'migrations/002_customers.sql': 'CREATE TABLE customers (id bigint PRIMARY KEY);\n',
}
const blocking = 'CREATE INDEX orders_status ON orders (status);\n'
const warning = 'CREATE TABLE notes (body text);\n'
const clean = 'CREATE TABLE notes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);\n'

const blockingFolder = () => folderWith({ ...history, 'new.sql': blocking })

describe('exit codes', () => {
  test.each([
    { what: 'clean', sql: clean, verdict: 'pass', block: 0, warn: 0, never: 0 },
    { what: 'worth a look', sql: warning, verdict: 'warn', block: 0, warn: 1, never: 0 },
    { what: 'must fix', sql: blocking, verdict: 'block', block: 1, warn: 1, never: 0 },
    { what: 'nothing readable', sql: 'CREATE TABEL', verdict: 'error', block: 3, warn: 3, never: 3 },
  ])('$what', ({ sql, verdict, block, warn, never }) => {
    const cwd = folderWith({ ...history, 'new.sql': sql })
    for (const [failOn, code] of Object.entries({ block, warn, never })) {
      const ran = lintJson(['new.sql', '--history', 'migrations', '--fail-on', failOn], { cwd })
      expect({ failOn, verdict: ran.report.verdict, code: ran.code }).toEqual({ failOn, verdict, code })
    }
  })

  test('a reader that closes the pipe still gets the verdict as exit code, and no stack', async () => {
    const args = ['lint', 'new.sql', '--history', 'migrations', '--format', 'json']
    expect(await sluiceUnread(args, blockingFolder())).toEqual({ code: 1, err: '' })
  })
})

describe('formats', () => {
  const print = (format: string, env = {}) =>
    sluice(['lint', 'new.sql', '--history', 'migrations', '--format', format], { cwd: blockingFolder(), env })

  test('json has the published shape', () => {
    const { out, err } = print('json')
    const schema = JSON.parse(readFileSync(join(root, 'schemas/report.schema.json'), 'utf8'))
    const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema)
    expect(validate(JSON.parse(out)) ? [] : validate.errors).toEqual([])
    expect(err).toBe('')
  })

  test('sarif is SARIF 2.1.0', () => {
    const schemaFile = join(root, 'test/render/fixtures/sarif-schema-2.1.0-rtm.5.json')
    const { id: _, $schema: __, ...schema } = JSON.parse(readFileSync(schemaFile, 'utf8'))
    const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false, validateFormats: false })
    const validate = ajv.compile(schema as AnySchema)
    const log = JSON.parse(print('sarif').out)
    expect(validate(log) ? [] : validate.errors).toEqual([])
    expect(log.runs[0].results[0]).toMatchObject({
      ruleId: 'postgres/require-concurrent-index',
      level: 'error',
    })
  })

  test('github prints an annotation at file and line', () => {
    expect(print('github').out).toMatch(/^::error file=new\.sql,line=1,/m)
  })

  test('markdown names the rule and says why', () => {
    const { out } = print('markdown')
    expect(out).toContain('postgres/require-concurrent-index')
    expect(out).toContain('blocks every write')
  })

  test('html is one page without scripts', () => {
    const { out } = print('html')
    expect(out).toMatch(/^<!doctype html>/i)
    expect(out).not.toMatch(/<script/i)
  })

  test('terminal is for people: coloured only where somebody wants it, as wide as the screen', () => {
    const plain = print('terminal')
    expect(plain.out).toMatch(/BLOCK {2}risk \w+ {2}1 block/)
    expect(plain.out).not.toContain('\u001b')
    expect(plain.err).toBe('')
    expect(print('terminal', { FORCE_COLOR: '1' }).out).toContain('\u001b[')
    expect(print('terminal', { FORCE_COLOR: '1', NO_COLOR: '1' }).out).not.toContain('\u001b')
    expect(print('terminal', { FORCE_COLOR: '0' }).out).not.toContain('\u001b')
    const narrow = print('terminal', { COLUMNS: '60' }).out.split('\n')
    expect(
      Math.max(...narrow.filter((line) => line.includes('write')).map(({ length }) => length)),
    ).toBeLessThanOrEqual(60)
  })
})

describe('--output', () => {
  test('writes the report to the file and nothing to standard output, without colour', () => {
    const cwd = blockingFolder()
    const args = ['lint', 'new.sql', '--history', 'migrations', '--output', 'report.txt']
    expect(sluice(args, { cwd, env: { FORCE_COLOR: '1' } })).toEqual({ code: 1, out: '', err: '' })
    const text = readFileSync(join(cwd, 'report.txt'), 'utf8')
    expect(text).toContain('postgres/require-concurrent-index')
    expect(text).not.toContain('\u001b')
  })

  test.each(['nowhere/report.json', 'migrations'])(
    '%s cannot be written: said, and the report is not lost',
    (output) => {
      const cwd = blockingFolder()
      const args = ['lint', 'new.sql', '--history', 'migrations', '--format', 'json', '--output', output]
      const { code, out, err } = sluice(args, { cwd })
      expect(code).toBe(2)
      expect(err).toContain(`could not be written to ${output}: `)
      expect(JSON.parse(out).verdict).toBe('block')
      expect(existsSync(join(cwd, 'nowhere'))).toBe(false)
    },
  )
})

describe('what is reviewed', () => {
  const paths = (ran: ReturnType<typeof lintJson>) => ran.report.coverage.files.map(({ path }) => path)
  const findings = (ran: ReturnType<typeof lintJson>) => ran.report.findings.map(({ ruleId }) => ruleId)

  test('a folder is one history: a file meets what the files before it built', () => {
    const cwd = folderWith({
      ...history,
      'migrations/003_index.sql': blocking,
      'migrations/README.md': 'no SQL',
    })
    const ran = lintJson(['migrations'], { cwd })
    expect(paths(ran)).toEqual([
      'migrations/001_orders.sql',
      'migrations/002_customers.sql',
      'migrations/003_index.sql',
    ])
    expect(ran.report.assumptions).toContain('numbered-sql history in migrations (3 files)')
    expect(findings(ran)).toContain('postgres/require-concurrent-index')
  })

  test('a file that lies in the history it is read against is reviewed, and nothing else is', () => {
    const cwd = folderWith({ ...history, 'migrations/003_index.sql': blocking })
    const ran = lintJson(['migrations/003_index.sql', '--history', 'migrations'], { cwd })
    expect(paths(ran)).toEqual(['migrations/003_index.sql'])
    expect(findings(ran)).toContain('postgres/require-concurrent-index')
  })

  test('standard input', () => {
    const ran = lintJson(['-', '--history', 'migrations'], { cwd: folderWith(history), input: blocking })
    expect(paths(ran)).toEqual(['stdin.sql'])
    expect(findings(ran)).toContain('postgres/require-concurrent-index')
  })

  test('several files, a folder and standard input at once; what is named twice is reviewed once', () => {
    const cwd = folderWith({ ...history, 'a.sql': clean, 'b.SQL': clean })
    const ran = lintJson(['b.SQL', 'a.sql', './a.sql', 'migrations', '-'], { cwd, input: warning })
    expect(paths(ran)).toEqual([
      'a.sql',
      'b.SQL',
      'migrations/001_orders.sql',
      'migrations/002_customers.sql',
      'stdin.sql',
    ])
  })

  test('a folder that is elsewhere keeps its full path', () => {
    const cwd = folderWith(history)
    const ran = lintJson([join(cwd, 'migrations')])
    expect(paths(ran)[0]).toBe(`${cwd}/migrations/001_orders.sql`)
    expect(findings(ran)).toEqual([])
  })

  test('a vendored folder is read as what it is when it is all that was named', () => {
    const cwd = folderWith({
      'node_modules/queue/sql/001.sql': 'CREATE TABLE jobs (id bigint PRIMARY KEY);\n',
      'node_modules/queue/sql/002.sql': 'ALTER TABLE jobs ADD COLUMN queue text;\n',
    })
    expect(lintJson(['node_modules/queue/sql'], { cwd }).report.assumptions).toContain(
      'numbered-sql history in node_modules/queue/sql (2 files)',
    )
  })

  test('migrations that are programs are seen, and said to be unread', () => {
    const cwd = folderWith({
      'db/migrate/20240101000000_create_orders.rb':
        'class CreateOrders < ActiveRecord::Migration[7.1]\nend\n',
      'db/migrate/20240102000000_create_notes.rb': 'class CreateNotes < ActiveRecord::Migration[7.1]\nend\n',
    })
    const { code, report } = lintJson(['db/migrate'], { cwd })
    expect(report.coverage.files.map(({ status }) => status)).toEqual(['not-evaluated', 'not-evaluated'])
    expect(code).toBe(3)
  })
})

describe('options', () => {
  test('--policy replaces the policy of the folder', () => {
    const off = 'rules: { postgres/require-concurrent-index: off, postgres/require-lock-timeout: off }\n'
    const cwd = folderWith({ ...history, 'new.sql': blocking, 'off.yml': off })
    const args = ['new.sql', '--history', 'migrations']
    expect(lintJson(args, { cwd }).report.verdict).toBe('block')
    expect(lintJson([...args, '--policy', 'off.yml'], { cwd }).report.verdict).toBe('pass')
  })

  test('.github/sluice.yml of the folder applies by itself', () => {
    const policy = 'rules: { postgres/require-concurrent-index: off, postgres/require-lock-timeout: off }\n'
    const cwd = folderWith({ ...history, 'new.sql': blocking, '.github/sluice.yml': policy })
    expect(lintJson(['new.sql', '--history', 'migrations'], { cwd }).report.verdict).toBe('pass')
  })

  test('--stats tells small tables from large ones', () => {
    const statistics = (rows: number) =>
      JSON.stringify([{ schema: 'public', table: 'orders', rows, bytes: rows * 200 }])
    const cwd = folderWith({
      ...history,
      'new.sql': blocking,
      'small.json': statistics(10),
      'large.json': statistics(400_000_000),
      'broken.json': '{',
    })
    const args = ['new.sql', '--history', 'migrations', '--stats']
    const index = (file: string) =>
      lintJson([...args, file], { cwd }).report.findings.find(
        ({ ruleId }) => ruleId === 'postgres/require-concurrent-index',
      )
    expect(index('small.json')?.enforcement).toBe('warn')
    expect(index('large.json')).toMatchObject({ enforcement: 'block' })
    const broken = sluice(['lint', ...args, 'broken.json'], { cwd })
    expect(broken).toMatchObject({ code: 2, out: '' })
    expect(broken.err).toContain('broken.json is no export of table statistics')
    expect(broken.err).toContain('sluice explain --stats')
  })

  test('--pg-version takes majors from 11 to 18; a minor version changes nothing', () => {
    const cwd = folderWith({ 'a.sql': clean })
    const report = (version: string) => {
      const { timings: _, ...rest } = JSON.parse(
        sluice(['lint', 'a.sql', '--pg-version', version, '--format', 'json'], { cwd }).out,
      )
      return rest
    }
    for (const version of ['11', '15', '18'])
      expect(report(version).assumptions).toContain(`Postgres ${version} (as given)`)
    expect(report('11.0')).toEqual(report('11'))
    expect(report('16.4')).toEqual(report('16'))
  })
})
