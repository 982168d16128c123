import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { rules } from '../../rules/index.ts'
import type { ExampleCase } from '../../src/core/rule.ts'
import { LineMap } from '../../src/core/text.ts'
import { closeReader, reviewExample } from './review-example.ts'

afterAll(closeReader)

const [anyRule] = rules
if (!anyRule) throw new Error('no rules')

async function told(before: Readonly<Record<string, string>>, files: ExampleCase['files'], plan?: unknown) {
  const { findings } = await reviewExample(anyRule as never, {
    before,
    files,
    ...(plan !== undefined && { plan: plan as never }),
  })
  const about = findings.filter(
    ({ ruleId, status }) =>
      /column|schema-type|table-key|replace-stateful/.test(ruleId) && status === 'introduced',
  )
  return about.map(({ ruleId, path, range, message, evidence }) => ({
    ruleId,
    at: `${path}:${new LineMap(files[path] ?? before[path] ?? '').position(range.start).line}`,
    message,
    evidence: evidence.map(({ text }) => text),
  }))
}

const edit = (before: string, after: string) => told({ 'main.tf': before }, { 'main.tf': after })

const bigquery = (...fields: readonly string[]) => `resource "google_bigquery_table" "orders" {
  dataset_id = "sales"
  table_id   = "orders"

  schema = jsonencode([
${fields.map((field) => `    { ${field} },\n`).join('')}  ])
}
`
const glue = (...names: readonly string[]) => `resource "aws_glue_catalog_table" "orders" {
  database_name = "sales"
  name          = "orders"

  storage_descriptor {
${names.map((name) => `    columns {\n      name = "${name}"\n      type = "string"\n    }\n`).join('')}  }
}
`
const snowflake = (...names: readonly string[]) => `resource "snowflake_table" "orders" {
  database = "PROD"
  schema   = "SALES"
  name     = "ORDERS"
${names.map((name) => `  column {\n    name = "${name}"\n    type = "VARCHAR(20)"\n  }\n`).join('')}}
`
const id = 'name = "id", type = "INTEGER", mode = "REQUIRED"'
const email = 'name = "email", type = "STRING"'

describe('a column that is gone is told where the columns are', () => {
  test.each([
    ['BigQuery', bigquery(id, email), bigquery(id), 'main.tf:5'],
    ['Glue', glue('id', 'email'), glue('id'), 'main.tf:6'],
    ['Snowflake', snowflake('ID', 'EMAIL'), snowflake('ID'), 'main.tf:5'],
  ])('%s', async (_, before, after, at) => {
    expect(await edit(before, after)).toMatchObject([{ at }])
  })
})

describe('a column that goes while one of its kind comes may have another name', () => {
  const mail = email.replace('email', 'mail')
  test('exactly one', async () => {
    expect(await edit(bigquery(id, email), bigquery(id, mail))).toMatchObject([
      { message: expect.stringContaining('email (renamed? mail comes with the same type) is dropped') },
    ])
  })
  test('not two, nor one of another type or mode', async () => {
    const others = [
      [mail, email.replace('email', 'post')],
      [mail.replace('STRING', 'BYTES')],
      [`${mail}, mode = "REPEATED"`],
    ]
    for (const come of others) {
      const [found] = await edit(bigquery(id, email), bigquery(id, ...come))
      expect(found?.message).toContain('email is dropped')
    }
    const [both] = await edit(bigquery(id, email, email.replace('email', 'note')), bigquery(id, mail))
    expect(both?.message).toContain('email, note are dropped')
  })
})

describe('what a plan tells the code does not tell again', () => {
  const scenario = async (name: string, files: readonly string[]) => {
    const folder = resolve(import.meta.dirname, '../../fixtures/plans', name)
    const read = (path: string) => readFileSync(resolve(folder, path), 'utf8')
    const texts = (side: string) => Object.fromEntries(files.map((path) => [path, read(`${side}/${path}`)]))
    return told(texts('base'), texts('head'), JSON.parse(read('plan.json')))
  }
  test('of columns', async () => {
    expect(await scenario('bigquery-columns-dropped', ['main.tf', 'versions.tf'])).toMatchObject([
      { ruleId: 'plan/schema-column-dropped', at: 'main.tf:22' },
      { ruleId: 'plan/replace-stateful', at: 'main.tf:48' },
    ])
  })
  test('of keys', async () => {
    const found = await scenario('session-store-rekeyed', [
      'main.tf',
      'modules/session-store/main.tf',
      'versions.tf',
    ])
    expect([...new Set(found.map(({ ruleId }) => ruleId))]).toEqual(['plan/replace-stateful'])
  })
})
