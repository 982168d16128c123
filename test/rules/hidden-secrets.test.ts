import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { rules } from '../../rules/index.ts'
import type { Rule } from '../../src/core/rule.ts'
import { closeReader, reviewExample } from './review-example.ts'

afterAll(closeReader)

const ruleOf = (id: string): Rule => {
  const found = rules.find((rule) => rule.id === id)
  if (!found) throw new Error(`no rule ${id}`)
  return found
}
const secretRule = ruleOf('terraform/hardcoded-secret')

const database = (password: string) =>
  `resource "aws_db_instance" "orders" {\n  engine   = "postgres"\n  password = ${password}\n}\n`

/** Places where people write a secret. */
const forms: readonly (readonly [string, (secret: string) => string])[] = [
  ['an attribute', (secret) => database(JSON.stringify(secret))],
  ['a default', (secret) => `variable "password" {\n  default = "${secret}"\n}\n${database('var.password')}`],
  ['a local', (secret) => `locals {\n  password = "${secret}"\n}\n${database('local.password')}`],
  [
    'an address',
    (secret) =>
      `resource "aws_lambda_function" "etl" {\n  environment {\n    variables = {\n      DSN = "postgres://etl:${secret}@db:5432/app"\n    }\n  }\n}\n`,
  ],
  [
    'JSON of a container',
    (secret) =>
      `resource "aws_ecs_task_definition" "etl" {\n  container_definitions = jsonencode([{ environment = [{ name = "DB_PASSWORD", value = "${secret}" }] }])\n}\n`,
  ],
  [
    'a script',
    (secret) => `resource "aws_instance" "etl" {\n  user_data = "export DB_PASSWORD=${secret}"\n}\n`,
  ],
  ['a provider', (secret) => `provider "snowflake" {\n  password = "${secret}"\n}\n`],
]

const secrets = fc
  .array(fc.constantFrom(...'abcdefghkmnpqrstuvwxyzABCDEFGHKMNPQRSTUVWXYZ23456789'), {
    minLength: 16,
    maxLength: 24,
  })
  .map((letters) => `q7${letters.join('')}Z`)

describe('a secret is found and stands nowhere in the report', () => {
  test.each(forms)('in %s', async (_, form) => {
    await fc.assert(
      fc.asyncProperty(secrets, async (secret) => {
        const report = await reviewExample(secretRule, form(secret))
        const ids = report.findings.map(({ ruleId }) => ruleId)
        expect(ids.some((id) => /^terraform\/(?:hardcoded|user-data)-secret$/.test(id))).toBe(true)
        expect(JSON.stringify(report)).not.toContain(secret)
      }),
      { numRuns: 5 },
    )
  })
})

test('two secrets at one place are one finding: another value is no news', async () => {
  const report = await reviewExample(secretRule, {
    before: { 'main.tf': database('"first-of-two-words-1"') },
    files: { 'main.tf': database('"second-of-two-words-2"') },
  })
  const [finding, ...more] = report.findings.filter(({ ruleId }) => ruleId === secretRule.id)
  expect(more).toEqual([])
  expect(finding?.status).toBe('existing')
})

test('a secret that a variable holds is told where it is set, once', async () => {
  const report = await reviewExample(secretRule, {
    files: {
      'main.tf':
        'variable "dsn_password" {\n  default = "winter-is-here-9"\n}\nmodule "a" {\n  source   = "./db"\n  password = var.dsn_password\n}\n',
      'db/main.tf': `variable "password" {}\n${database('var.password')}`,
    },
  })
  const found = report.findings.filter(({ ruleId }) => ruleId === secretRule.id)
  expect(found.map(({ subject }) => subject.name)).toEqual(['var.dsn_password'])
})
