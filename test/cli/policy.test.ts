import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { folderWith, sluice } from './command.ts'

const check = (files: Readonly<Record<string, string>>, ...args: string[]) =>
  sluice(['policy', 'check', ...args], { cwd: folderWith(files) })

describe('policy check', () => {
  test('says what a policy makes of every rule', () => {
    const { code, out, err } = check({
      '.github/sluice.yml': 'extends: [strict]\nrules:\n  postgres/prefer-text: off\n',
    })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('.github/sluice.yml is in order: ')
    expect(out).toMatch(/postgres\/prefer-text +off\n/)
    expect(out).toMatch(/migration\/ban-truncate +block /)
  })

  test('says what it makes of the model review', () => {
    const policy = `review:
  share: redacted
  categories: { security: block }
  exclude: { paths: [finance], relations: [pii.*, app.salaries] }
  budget: { per_day_usd: 5 }
`
    const { out } = check({ 'p.yml': policy }, 'p.yml')
    expect(out.slice(out.indexOf('The model review:')).replaceAll(/ {2,}/g, '  ')).toBe(`The model review:
  share  redacted
  enforcement  warn
  categories  security: block
  exclude paths  finance
  exclude relations  pii.*, app.salaries
  shadow  false
  models  the operator's
  budget  per day: $5
`)
  })

  test('says it as data', () => {
    const { code, out } = check({ 'p.yml': 'on: { not_evaluated: block }\n' }, 'p.yml', '--format', 'json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ on: { notEvaluated: 'block' } })
  })

  test.each([
    {
      what: 'an unknown key',
      files: { 'p.yml': 'rules: {}\nfoo: 1\n' },
      says: 'p.yml:2:1: foo: There is no key `foo` here.',
    },
    {
      what: 'an unknown rule',
      files: { 'p.yml': 'rules:\n  postgres/ban-lock-tabel: off\n' },
      says: 'p.yml:2:3: rules.postgres/ban-lock-tabel: There is no such rule. Did you mean postgres/ban-lock-table?',
    },
    {
      what: 'a wrong value',
      files: { 'p.yml': 'on:\n  not_evaluated: sometimes\n' },
      says: 'p.yml:2:18: on.not_evaluated: ',
    },
    {
      what: 'files that extend one another',
      files: { 'p.yml': 'extends: [./q.yml]\n', 'q.yml': 'extends: [./p.yml]\n' },
      says: 'p.yml -> q.yml -> p.yml',
    },
    {
      what: 'a parent that is not there',
      files: { 'p.yml': 'extends: [./gone.yml]\n' },
      says: 'p.yml:1:11: extends[0]: ',
    },
    {
      what: 'what is no YAML',
      files: { 'p.yml': 'rules: [\n' },
      says: 'p.yml:2:1: This is not valid YAML',
    },
    { what: 'a file that is not there', files: {}, says: 'p.yml cannot be read: there is no such file' },
  ])('$what: file, line, column, key and next step', ({ files, says }) => {
    const { code, out, err } = check(files, 'p.yml')
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(says)
  })

  test('a review by a policy that cannot be used does not happen', () => {
    const cwd = folderWith({ 'a.sql': 'SELECT 1;\n', '.github/sluice.yml': 'foo: 1\n' })
    const { code, out, err } = sluice(['lint', 'a.sql'], { cwd })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('cannot be used, so nothing was reviewed')
    expect(err).toContain('.github/sluice.yml:1:1: foo:')
  })
})

test('policy schema is a JSON schema that takes good policies and refuses bad ones', () => {
  const { code, out } = sluice(['policy', 'schema'])
  expect(code).toBe(0)
  const validate = new Ajv2020({ strict: false }).compile(JSON.parse(out))
  expect(validate({ extends: ['recommended'], rules: { 'postgres/*': 'block' } })).toBe(true)
  expect(validate({ foo: 1 })).toBe(false)
})
