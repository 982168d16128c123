import { afterAll, describe, expect, test } from 'vitest'
import { rules } from '../../rules/index.ts'
import { type JsonReport, sluice } from '../cli/command.ts'
import { workingClone } from '../git/scratch.ts'
import { closeReader, reviewExample } from './review-example.ts'

afterAll(closeReader)

const [anyRule] = rules
if (!anyRule) throw new Error('no rules')

const table = (schema = 'file("${path.module}/schemas/orders.json")') =>
  `resource "google_bigquery_table" "orders" {\n  dataset_id = "sales"\n  table_id   = "orders"\n  schema     = ${schema}\n}\n`
const schema = '[\n  { "name": "id", "type": "INTEGER" },\n  { "name": "email", "type": "STRING" }\n]\n'
const path = 'schemas/orders.json'

const review = async (before: string, after: string, code = table()) => {
  const report = await reviewExample(anyRule, {
    before: { 'main.tf': code, [path]: before },
    files: { [path]: after },
  })
  return {
    coverage: report.coverage.files.filter((file) => file.path === path),
    said: report.findings.filter(({ ruleId }) => ruleId === 'sluice/not-evaluated'),
    dropped: report.findings.filter(({ ruleId }) => ruleId === 'terraform/bigquery-schema-column-dropped'),
  }
}

describe('JSON that the code takes in', () => {
  test('and that is none is not evaluated, with its place', async () => {
    const { coverage, said, dropped } = await review(schema, schema.replace('" }\n]', '" },\n]'))
    const reason = 'line 4, column 1: `]` is not expected here'
    expect(coverage).toEqual([{ path, language: 'terraform', status: 'not-evaluated', reason }])
    expect(said).toMatchObject([{ path, status: 'introduced', message: `Not reviewed: ${reason}.` }])
    expect(dropped).toEqual([])
  })

  test('and that was none before either is nothing new', async () => {
    const broken = schema.replace('" }\n]', '" },\n]')
    const { said } = await review(broken, broken.replace('email', 'mail'))
    expect(said).toMatchObject([{ status: 'existing' }])
  })

  test('is evaluated, and so is a template of it', async () => {
    expect((await review(schema, schema.replace('STRING', 'BYTES'))).coverage).toMatchObject([
      { status: 'evaluated' },
    ])
    const code = table('templatefile("${path.module}/schemas/orders.json", { fields = ["id"] })')
    const template = '[%{ for field in fields }{ "name": "${field}", "type": "INTEGER" }%{ endfor }]\n'
    const { coverage, said } = await review(template, template.replace('INTEGER', 'NUMERIC'), code)
    expect(coverage).toMatchObject([{ status: 'evaluated' }])
    expect(said).toEqual([])
  })
})

test('what the code takes in and nobody can read is not evaluated either', () => {
  const cwd = workingClone(
    { 'main.tf': table(), [path]: schema },
    { [path]: `${schema}${'x'.repeat(6 * 1024 * 1024)}` },
  )
  const { out } = sluice(['review', '--format', 'json'], { cwd })
  const { findings }: JsonReport = JSON.parse(out)
  expect(findings.filter(({ ruleId }) => ruleId === 'sluice/not-evaluated')).toMatchObject([{ path }])
})

describe('where a file of JSON holds the columns, the evidence names its line', () => {
  test('of one that is gone as it stood at base', async () => {
    const { dropped } = await review(schema, '[\n  { "name": "id", "type": "INTEGER" }\n]\n')
    expect(dropped).toMatchObject([{ path: 'main.tf', status: 'introduced' }])
    expect(dropped[0]?.evidence.map(({ text }) => text)).toContain('email stood at schemas/orders.json:3')
  })

  test('of one that changes as it stands now', async () => {
    const after = schema.replace('STRING', 'INTEGER')
    const report = await reviewExample(anyRule, {
      before: { 'main.tf': table(), [path]: schema },
      files: { [path]: after },
    })
    const retyped = report.findings.find(({ ruleId }) => ruleId === 'terraform/bigquery-schema-type')
    const places = retyped?.evidence.map(({ place }) => place && [place.path, after.slice(place.range.start)])
    expect(places).toContainEqual([path, after.slice(after.indexOf('{ "name": "email"'))])
  })
})
