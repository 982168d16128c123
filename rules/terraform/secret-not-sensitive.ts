import type { TerraformDocument } from '../../src/core/document.ts'
import type { Hit } from '../../src/core/finding.ts'
import { defineRule } from '../../src/core/rule.ts'
import type { Block, InputVariable, Output } from '../../src/core/terraform/configuration.ts'
import { secretName } from '../../src/core/terraform/secret-forms.ts'
import { isUnknown, type Reference, type Value } from '../../src/core/terraform/value.ts'
import { contains, type Place } from '../../src/core/text.ts'
import { example } from './shared/example.ts'
import { secretPlaces } from './shared/written-secrets.ts'

const variable = (...lines: readonly string[]) =>
  `variable "db_password" {\n${['type = string', ...lines].map((line) => `  ${line}\n`).join('')}}\n`
const database = (password: string) => example('aws_db_instance.orders', `password = ${password}`)
const output = (value: string, ...lines: readonly string[]) =>
  `output "password" {\n${[`value = ${value}`, ...lines].map((line) => `  ${line}\n`).join('')}}\n`

export default defineRule({
  id: 'terraform/secret-not-sensitive',
  title: 'Say of a variable and an output that they hold a secret',
  severity: 'medium',
  languages: ['terraform'],
  tags: ['terraform', 'secrets'],
  since: '0.1.0',
  why: 'Terraform prints the values of variables and outputs in plans, in the logs of the pipeline and in comments on pull requests, unless they are marked as sensitive. The mark follows the value wherever it goes.',
  fix: 'Add `sensitive = true`. With Terraform 1.10 or later, `ephemeral = true` and a write-only argument (`password_wo`) keep a secret out of the state as well.',
  references: [
    'https://developer.hashicorp.com/terraform/language/manage-sensitive-data',
    'https://developer.hashicorp.com/terraform/language/block/variable#sensitive',
  ],
  aliases: [],
  examples: {
    bad: [
      variable() + database('var.db_password'),
      variable('default = null') + database('var.db_password'),
      variable('sensitive = false') +
        example(
          'aws_lambda_function.etl',
          'environment {',
          '  variables = {',
          '    DB_PASSWORD = var.db_password',
          '  }',
          '}',
        ),
      variable() + output('var.db_password') + database('var.db_password'),
      {
        files: {
          'main.tf': `${variable()}module "db" {\n  source   = "./db"\n  password = var.db_password\n}\n`,
          'db/main.tf': `variable "password" {\n  type = string\n}\n${database('var.password')}`,
        },
        note: 'Marked where the value comes in, it is marked in every module.',
      },
      example('random_password.orders', 'length = 32') + output('random_password.orders.result'),
    ],
    good: [
      variable('sensitive = true') + database('var.db_password'),
      variable('ephemeral = true') + example('aws_db_instance.orders', 'password_wo = var.db_password'),
      example('random_password.orders', 'length = 32') +
        output('random_password.orders.result', 'sensitive = true'),
      `variable "managed" {\n  type = bool\n}\n${example('aws_db_instance.orders', 'manage_master_user_password = var.managed')}`,
      `variable "user" {\n  type = string\n}\n${example('aws_db_instance.orders', 'username = var.user')}`,
    ],
  },
  *check(document) {
    const found = new Map<string, Hit>()
    for (const { input, at } of secretInputs(document)) {
      const name = [input.module, 'var', input.name].filter((part) => part !== '').join('.')
      const key = JSON.stringify([input.header.path, input.header.range.start])
      if (!isMarked(input) && !found.has(key))
        found.set(key, hitOf(input, name, `${name} is not marked as sensitive, and ${at} takes it`))
    }
    yield* found.values()
    for (const output of document.outputs) {
      const name = `output.${output.name}`
      if (output.module === '' && !isMarked(output) && holdsSecret(output))
        yield hitOf(output, name, `${name} is not marked as sensitive, and holds a secret`)
    }
  },
})

/** One that is not known to be unmarked may be marked. */
function isMarked({ attributes }: Block): boolean {
  return ['sensitive', 'ephemeral'].some((name) => {
    const value = attributes.get(name)?.value ?? false
    return value !== false && value !== 'false'
  })
}

/** The variables that secrets come in by, and what takes them. */
function* secretInputs(
  document: TerraformDocument,
): Iterable<{ readonly input: InputVariable; readonly at: string }> {
  const { resources, providers, inputs } = document
  const byPath = Map.groupBy(
    inputs.flatMap((input) =>
      [input.place, input.setAt].flatMap((place) => (place ? [{ place, input }] : [])),
    ),
    ({ place }) => place.path,
  )
  const originIn = ({ path, range }: Place) =>
    byPath.get(path)?.find(({ place }) => contains(place.range, range))?.input
  for (const block of [...resources, ...providers]) {
    const name = 'declared' in block ? block.declared : `provider.${block.name}`
    for (const { attribute, value } of secretPlaces(block)) {
      const input = placesOf(value, attribute.via)
        .map(originIn)
        .findLast((each) => each !== undefined)
      if (input) yield { input, at: `${name}.${attribute.name}` }
    }
  }
}

/** Where a value came through, the nearest first. */
function placesOf(value: Value, via: readonly Place[]): readonly Place[] {
  const reasons = isUnknown(value) ? value.because.flatMap(({ place }) => place ?? []) : []
  return [...via, ...reasons]
}

function holdsSecret({ value }: Output): boolean {
  return isUnknown(value) && isSecretAttribute(value.reference)
}

function isSecretAttribute(reference: Reference | undefined): boolean {
  if (!reference) return false
  const { address, attribute } = reference
  const type = /(?:^|\.)(\w+)\.[^.]+$/.exec(address)?.[1]
  if (type === 'random_password') return attribute === 'result'
  return secretName(attribute) === 'surely' || (type === 'aws_iam_access_key' && attribute === 'secret')
}

function hitOf({ header }: Block, name: string, text: string): Hit {
  return {
    at: header.range,
    path: header.path,
    subject: { kind: 'resource', name },
    identity: name,
    message: `${text}: its value stands in plans and logs.`,
  }
}
