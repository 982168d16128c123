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
  ['a local that nothing uses', (secret) => `locals {\n  aws_secret_access_key = "${secret}"\n}\n`],
  ['an output', (secret) => `output "pw" {\n  value = "${secret}"\n}\n`],
  [
    'a setting of a chart',
    (secret) =>
      `resource "helm_release" "etl" {\n  set {\n    name  = "auth.password"\n    value = "${secret}"\n  }\n}\n`,
  ],
  [
    'the values of a chart',
    (secret) => `resource "helm_release" "etl" {\n  values = ["auth:\\n  password: ${secret}\\n"]\n}\n`,
  ],
  [
    'a command',
    (secret) =>
      `resource "null_resource" "load" {\n  provisioner "local-exec" {\n    command = "PGPASSWORD=${secret} psql -h db"\n  }\n}\n`,
  ],
  [
    'a secret of Kubernetes',
    (secret) => `resource "kubernetes_secret" "dsn" {\n  data = {\n    token = "${secret}"\n  }\n}\n`,
  ],
  [
    'a value that Terraform leaves alone afterwards',
    (secret) =>
      `resource "aws_ssm_parameter" "dsn" {\n  type  = "SecureString"\n  value = "${secret}"\n  lifecycle {\n    ignore_changes = [value]\n  }\n}\n`,
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

/** A value that is set elsewhere, as a placeholder stands for it. */
const leftAlone = (type: string, name: string, word: string) =>
  `resource "${type}" "dsn" {\n  type = "SecureString"\n  ${name} = "${word}"\n  lifecycle {\n    ignore_changes = [${name}]\n  }\n}\n`

describe('what is no secret is not called one', () => {
  test.each([
    [
      'what stands beside a secret',
      'resource "kubernetes_secret" "dsn" {\n  data = {\n    username = "app"\n    DB_HOST  = "db1.eu-west-1.internal"\n    DB_PORT  = "5432"\n    "ca.crt" = "-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----"\n  }\n}\n',
    ],
    [
      'the unit of a time',
      'resource "aws_cognito_user_pool_client" "app" {\n  token_validity_units {\n    access_token = "minutes"\n  }\n}\n',
    ],
    ['a word that is replaced by hand', leftAlone('aws_ssm_parameter', 'value', 'CHANGE_ME')],
    ['another one', leftAlone('google_secret_manager_secret_version', 'secret_data', 'initial')],
    ['a third', leftAlone('azurerm_key_vault_secret', 'value', 'to-be-set-manually')],
  ])('%s', async (_, code) => {
    const { findings } = await reviewExample(secretRule, code)
    expect(findings.filter(({ ruleId }) => ruleId === secretRule.id)).toEqual([])
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
