import type { Rule } from '../../src/core/rule.ts'
import { read } from '../../src/core/terraform/read.ts'
import { type FoundSecret, secretInScript } from '../../src/core/terraform/secret-forms.ts'
import { isMap, isUnknown, type Value } from '../../src/core/terraform/value.ts'
import { example } from './shared/example.ts'
import { family, type Judge, type Told } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { scriptsOf, typesWithScript } from './shared/startup-scripts.ts'

const holdsNoSecret: Judge = (resource) =>
  scriptsOf(resource.resourceType).flatMap((path): Told[] => {
    const { value, place, attribute } = read(resource, path)
    const found = textsIn(value)
      .map(secretInText)
      .find((each) => each !== undefined)
    if (!found) return []
    // The value itself must stand nowhere in the finding.
    return [
      {
        kind: 'bad',
        what: path,
        place,
        fact: `${path} holds ${found.what}`,
        ...(attribute && { via: attribute.via }),
      },
    ]
  })

/** The known texts: of a template with holes the text around them. */
function textsIn(value: Value | undefined): readonly string[] {
  if (typeof value === 'string') return [value]
  if (isMap(value)) return [...value.values()].flatMap((each) => (typeof each === 'string' ? [each] : []))
  if (!isUnknown(value) || !value.parts) return []
  return [value.parts.map((part) => (typeof part === 'string' ? part : '${...}')).join('')]
}

function secretInText(text: string): FoundSecret | undefined {
  return secretInScript(text) ?? secretInScript(decoded(text))
}

const longestEncoded = 64 * 1024

function decoded(text: string): string {
  if (text.length > longestEncoded || !/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text)) return ''
  try {
    return atob(text.trim())
  } catch {
    return ''
  }
}

const script = (...lines: readonly string[]) =>
  example('aws_instance.worker', 'ami           = "ami-0abc"', 'instance_type = "t3.small"', ...lines)
const heredoc = (...lines: readonly string[]) =>
  script('user_data = <<-EOT', ...lines.map((line) => `  ${line}`), 'EOT')

const rules: readonly Rule[] = [
  family({
    id: 'terraform/user-data-secret',
    title: 'Keep secrets out of startup scripts',
    severity: 'critical',
    on: typesWithScript,
    problem: 'starts with a secret in clear',
    judge: holdsNoSecret,
    why: 'A startup script can be read by every process on the machine through its metadata, by everybody who may describe the instance, and by whoever reads the repository or the state.',
    fix: `Give the machine an identity (\`iam_instance_profile\`) and let the script fetch the secret when it starts: \`export PGPASSWORD=$(aws secretsmanager get-secret-value --secret-id dsn --query SecretString --output text)\`. The secret that was here is known now: replace it.`,
    references: [
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html',
      'https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets.html',
    ],
    aliases: [
      ...aliasesOf('CKV_AWS_46', 'AWS-0029', 'aws-ec2-no-secrets-in-user-data'),
      'tfsec:general-secrets-no-plaintext-exposure',
    ],
    examples: {
      bad: [
        heredoc('#!/bin/bash', 'export PGPASSWORD=winter-is-here', 'psql -h db -f load.sql'),
        script(`user_data = "aws configure set aws_access_key_id ${'AKIA'}Q3EGDFR7ZXW2MN5P"`),
        script('user_data_base64 = base64encode("export API_KEY=9f8e7d6c5b4a")'),
      ],
      good: [
        heredoc(
          '#!/bin/bash',
          'export PGPASSWORD=$(aws ssm get-parameter --name dsn --with-decryption)',
          'psql -h db',
        ),
        `variable "password" {\n  type      = string\n  sensitive = true\n}\n${heredoc('export PGPASSWORD=$' + '{var.password}')}`,
        script('user_data = "systemctl enable --now etl # the password comes from the vault"'),
      ],
    },
  }),
]

export default rules
