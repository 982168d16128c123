import { defineRule } from '../../src/core/rule.ts'
import { read } from '../../src/core/terraform/read.ts'
import { aliasesOf } from './shared/foreign-ids.ts'

const provider = (...lines: readonly string[]) =>
  ['provider "aws" {', '  region = "eu-west-1"', ...lines.map((line) => `  ${line}`), '}', ''].join('\n')

export default defineRule({
  id: 'terraform/provider-credentials',
  title: 'Give the provider no keys in the code',
  severity: 'critical',
  languages: ['terraform'],
  tags: ['terraform', 'secrets'],
  since: '0.1.0',
  why: 'The keys of the provider are those that may make and destroy everything here. In the code they are in every clone, for as long as the history of the repository is kept.',
  fix: 'Take `access_key` and `secret_key` out and deactivate the key now: it is known. Let the pipeline take a role for a short time (`assume_role`, `assume_role_with_web_identity`, OIDC), and people a profile.',
  references: [
    'https://registry.terraform.io/providers/hashicorp/aws/latest/docs#authentication-and-configuration',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html',
  ],
  aliases: [...aliasesOf('CKV_AWS_41'), 'tfsec:general-secrets-no-plaintext-exposure'],
  examples: {
    bad: [
      provider(
        `access_key = "${'AKIA'}Q3EGDFR7ZXW2MN5P"`,
        'secret_key = "kd83jd/9wJx2+Ab4cQvR1tZy7uLpEoSgHnMiXfTb"',
      ),
      `variable "secret" {\n  default = "kd83jd/9wJx2+Ab4cQvR1tZy7uLpEoSgHnMiXfTb"\n}\n${provider('secret_key = var.secret')}`,
    ],
    good: [
      provider('profile = "etl"'),
      provider('assume_role {', '  role_arn = "arn:aws:iam::111122223333:role/terraform"', '}'),
      `variable "secret_key" {\n  type      = string\n  sensitive = true\n}\n${provider('secret_key = var.secret_key')}`,
      provider('access_key = "mock"', 'secret_key = "mock"', 'skip_credentials_validation = true'),
    ],
  },
  *check({ providers }) {
    for (const block of providers.filter(({ name }) => name === 'aws')) {
      for (const path of ['access_key', 'secret_key', 'token']) {
        const { value, place, attribute } = read(block, path)
        if (typeof value !== 'string' || !isKey(path, value)) continue
        const name = [block.module, 'provider.aws', block.alias].filter(Boolean).join('.')
        const places = attribute?.via ?? []
        yield {
          at: place.range,
          path: place.path,
          subject: { kind: 'resource', name },
          identity: path,
          message: `${name} has its ${path} in clear.`,
          evidence: places.map((each) => ({
            strength: 'proved',
            kind: 'code',
            text: 'the value is set here',
            place: each,
          })),
        }
      }
    }
  },
})

/** Emulators take any word for a key. */
function isKey(path: string, value: string): boolean {
  if (path === 'access_key')
    return /^(?:AKIA|ASIA)[A-Z0-9]{12,124}$/.test(value) && !value.endsWith('EXAMPLE')
  return path === 'token'
    ? value.length >= 100
    : /^[A-Za-z0-9/+=]{40}$/.test(value) && !value.endsWith('EXAMPLEKEY')
}
