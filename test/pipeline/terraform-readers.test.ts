import { afterAll, expect, test } from 'vitest'
import { rules } from '../../rules/index.ts'
import type { JudgedEvidence } from '../../src/core/report.ts'
import { closeReader, reviewExample } from '../rules/review-example.ts'

afterAll(closeReader)

type Texts = Readonly<Record<string, string>>

const glue = (columns: readonly string[], name = 'orders') =>
  `resource "aws_glue_catalog_table" "orders" {
  database_name = "sales"
  name          = "${name}"
  storage_descriptor {
${columns.map((column) => `    columns {\n      name = "${column}"\n      type = "string"\n    }\n`).join('')}  }
}
`

/** Findings of a change to `main.tf`, with other files beside it. */
async function findings(before: string, after: string, beside: Texts) {
  const [rule] = rules.filter(({ id }) => id === 'terraform/glue-table-column-dropped')
  if (!rule) throw new Error('the rule is gone')
  const { findings } = await reviewExample(rule, {
    before: { 'main.tf': before, ...beside },
    files: { 'main.tf': after },
  })
  return findings.filter(({ status }) => status === 'introduced')
}

const shown = ({ text, place, lines }: JudgedEvidence) => `${place?.path}:${lines?.startLine} ${text}`

/** What reads the column `email` of `sales.orders`, which goes. */
async function readers(beside: Texts): Promise<readonly string[]> {
  const found = await findings(glue(['id', 'email']), glue(['id']), beside)
  return found
    .filter(({ ruleId }) => ruleId === 'terraform/glue-table-column-dropped')
    .flatMap(({ evidence }) => evidence.filter(({ kind }) => kind === 'dependency').map(shown))
}

test('a query that names table and column, on its line', async () => {
  const text = '-- contacts\nSELECT o.id,\n  o.email\nFROM sales.orders AS o;\n'
  expect(await readers({ 'queries/mail.sql': text })).toEqual(['queries/mail.sql:4 reads sales.orders.email'])
})

test('the finding itself says who reads', async () => {
  const found = await findings(glue(['id', 'email']), glue(['id']), {
    'mail.sql': 'SELECT email FROM sales.orders;',
  })
  expect(found.map(({ message }) => message)).toContain(
    'aws_glue_catalog_table.orders loses columns: email is dropped. It is still read by mail.sql:1.',
  )
})

test('through aliases, common tables, joins and stars', async () => {
  expect(
    await readers({
      'a.sql': 'WITH o AS (SELECT * FROM sales.orders) SELECT id FROM o;',
      'b.sql': 'SELECT email FROM sales.customers JOIN sales.orders USING (id);',
      'c.sql': 'UPDATE sales.orders SET email = null WHERE id = 1;',
      'd.sql': 'INSERT INTO sales.orders (id, email) SELECT 1, 2;',
      'e.sql': 'CREATE VIEW sales.mails AS SELECT email FROM sales.orders;',
    }),
  ).toEqual([
    ...['a.sql:1', 'b.sql:1', 'c.sql:1', 'd.sql:1'].map((by) => `${by} reads sales.orders.email`),
    'e.sql:1 the view sales.mails reads sales.orders.email',
  ])
})

test.each([
  ['another column', 'SELECT id FROM sales.orders;'],
  [
    'the column of another table',
    'SELECT c.email FROM sales.orders AS o JOIN sales.customers AS c USING (id);',
  ],
  ['a table of another schema', 'SELECT email FROM crm.orders;'],
  ['a comment', 'SELECT 1; -- SELECT email FROM sales.orders'],
  ['a text', "SELECT 'email from sales.orders';"],
  ['a common table of the name', 'WITH orders AS (SELECT 1 AS email) SELECT email FROM orders;'],
  ['a longer name', 'SELECT email FROM sales.orders_archive;'],
  ['a statement that drops it', 'ALTER TABLE sales.orders DROP COLUMN email;'],
])('%s is no reader', async (_, text) => {
  expect(await readers({ 'queries/other.sql': text })).toEqual([])
})

test('what may be another table, or may not read the column, only may read it', async () => {
  expect(
    await readers({
      'a.sql': 'SELECT email FROM orders;',
      'b.sql': 'INSERT INTO sales.orders VALUES (1, 2);',
    }),
  ).toEqual(['a.sql:1 may read sales.orders.email', 'b.sql:1 may read sales.orders.email'])
})

test('a table that SQL of the repository makes under that name may be the one that is read', async () => {
  expect(
    await readers({
      'app/schema.sql': 'CREATE TABLE sales.orders (id bigint, email text);',
      'app/query.sql': 'SELECT email FROM sales.orders;',
    }),
  ).toEqual(['app/query.sql:1 may read sales.orders.email'])
})

test('text that no parser reads is searched, without its comments', async () => {
  const model = (body: string) => `{{ config(materialized='view') }}\n${body}\n`
  expect(
    await readers({
      'models/a.sql': model("select email from {{ source('sales', 'orders') }}"),
      'models/b.sql': model("{# select email from {{ source('sales', 'orders') }} #}\nselect 1"),
      'models/c.sql': model("select email from {{ source('crm', 'orders') }}"),
      'models/d.sql': model('select email from `project.sales.orders` -- x'),
      'models/e.sql': model("select id from {{ source('sales', 'orders') }}"),
    }),
  ).toEqual(['models/a.sql:2 may read sales.orders.email', 'models/d.sql:2 may read sales.orders.email'])
})

test('queries that Terraform code holds', async () => {
  const query = 'resource "aws_athena_named_query" "mail" {\n  query = "SELECT email FROM sales.orders"\n}\n'
  expect(await readers({ 'queries.tf': query })).toEqual([
    'queries.tf:2 aws_athena_named_query.mail reads sales.orders.email',
  ])
})

const topic = 'resource "aws_sns_topic" "alarms" {\n  name = "alarms"\n}\n'

test('of a table that goes, whoever names it', async () => {
  const found = await findings(glue(['id']) + topic, topic, { 'a.sql': 'SELECT 1 FROM sales.orders;' })
  const [removed] = found.filter(({ ruleId }) => ruleId === 'terraform/stateful-resource-removed')
  expect(removed?.evidence.map(shown)).toContain('a.sql:1 reads sales.orders')
})

test('migrations of the past read nothing, what they leave behind may', async () => {
  expect(
    await readers({
      'db/migrations/0001_a.sql': 'INSERT INTO copies SELECT email FROM sales.orders;',
      'db/migrations/0002_b.sql': 'CREATE VIEW mails AS SELECT email FROM sales.orders;',
    }),
  ).toEqual(['db/migrations/0002_b.sql:1 the view mails may read sales.orders.email'])
})

test('of a table that takes another name, whoever reads the old one', async () => {
  const found = await findings(glue(['id']), glue(['id'], 'orders_v2'), {
    'a.sql': 'SELECT id FROM sales.orders;',
    'b.sql': 'SELECT id FROM sales.orders_v2;',
  })
  const [renamed] = found.filter(({ ruleId }) => ruleId === 'terraform/table-renamed')
  expect(renamed?.message).toBe(
    'sales.orders takes another name: it is dropped with its data, and an empty table is made. It is still read by a.sql:1.',
  )
})

test('what is too much to look at is said', async () => {
  const [rule] = rules.filter(({ id }) => id === 'terraform/glue-table-column-dropped')
  const many = Array.from({ length: 310 }, (_, i) => [`q/${i}.sql`, 'SELECT id FROM sales.orders;'] as const)
  if (!rule) throw new Error('the rule is gone')
  const { assumptions } = await reviewExample(rule, {
    before: { 'main.tf': glue(['id', 'email']), ...Object.fromEntries(many) },
    files: { 'main.tf': glue(['id']) },
  })
  expect(assumptions).toContain(
    'readers of changed tables: 300 of 310 texts of SQL that name a changed table were looked at',
  )
})
