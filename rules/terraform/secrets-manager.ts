import type { Rule } from '../../src/core/rule.ts'
import type { Value } from '../../src/core/terraform/value.ts'
import { ofType } from './shared/combine.ts'
import { demand, every, numberOf } from './shared/demand.ts'
import { example } from './shared/example.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { otherHalf } from './shared/other-half.ts'
import { ownKey } from './shared/own-key.ts'
import { awsPage } from './shared/written.ts'

const longest = 90

const daysOf: Readonly<Record<string, number>> = { minute: 1 / 1440, hour: 1 / 24, day: 1 }

/** `rate(30 days)`. A cron expression that runs is taken to run within the time: it is at least once a year, mostly more. */
function isOftenEnough(value: Value): boolean {
  const [, count, unit = ''] = /^rate\((\d{1,6}) (minute|hour|day)s?\)$/.exec(String(value)) ?? []
  return count === undefined || Number(count) * (daysOf[unit] ?? 1) <= longest
}

const isSoonEnough = (value: Value) => (numberOf(value) ?? 0) <= longest

const secret = (...lines: readonly string[]) =>
  example('aws_secretsmanager_secret.dsn', 'name = "warehouse/dsn"', ...lines)
const rotation = (rule: string, ...lines: readonly string[]) =>
  secret() +
  example(
    'aws_secretsmanager_secret_rotation.dsn',
    'secret_id           = aws_secretsmanager_secret.dsn.id',
    'rotation_lambda_arn = "arn:aws:lambda:eu-west-1:111122223333:function:rotate"',
    'rotation_rules {',
    `  ${rule}`,
    '}',
    ...lines,
  )

const page = 'https://docs.aws.amazon.com/secretsmanager/latest/userguide'

const rules: readonly Rule[] = [
  family({
    id: 'terraform/secrets-manager-kms',
    title: 'Encrypt secrets with a key of your own',
    severity: 'low',
    on: ['aws_secretsmanager_secret'],
    problem: 'is encrypted with the key that AWS keeps for the account',
    judge: ownKey('kms_key_id'),
    why: 'With the default key whoever may call GetSecretValue reads the secret. A key of your own is a second lock with its own policy and log, and it is what sharing a secret with another account needs.',
    fix: 'Set `kms_key_id = aws_kms_key.secrets.arn`. Readers then need `kms:Decrypt` on that key.',
    references: [`${page}/security-encryption.html`, awsPage('secretsmanager_secret')],
    aliases: aliasesOf('CKV_AWS_149', 'AWS-0098', 'aws-ssm-secret-use-customer-key'),
    examples: {
      bad: [secret(), secret('kms_key_id = "alias/aws/secretsmanager"'), secret('kms_key_id = ""')],
      good: [
        secret('kms_key_id = "alias/secrets"'),
        example('aws_kms_key.secrets') + secret('kms_key_id = aws_kms_key.secrets.arn'),
      ],
    },
  }),
  family({
    id: 'terraform/secrets-manager-rotation',
    title: 'Rotate secrets',
    severity: 'medium',
    on: ['aws_secretsmanager_secret'],
    problem: 'is never rotated',
    judge: otherHalf({
      types: ['aws_secretsmanager_secret_rotation'],
      by: 'secret_id',
      missing: 'no aws_secretsmanager_secret_rotation belongs to it',
    }),
    why: 'A credential that never changes stays good for everybody who ever saw it: people who left, logs, notebooks, old laptops.',
    fix: 'Add `aws_secretsmanager_secret_rotation` with a rotation function, or, for RDS, let the database manage its own: `manage_master_user_password = true`. What others rotate (an API key of a vendor) is suppressed with that reason.',
    references: [`${page}/rotating-secrets.html`, awsPage('secretsmanager_secret_rotation')],
    aliases: aliasesOf('CKV2_AWS_57'),
    examples: {
      bad: [
        secret(),
        `${rotation('automatically_after_days = 30')}${example('aws_secretsmanager_secret.other', 'name = "other"')}`,
      ],
      good: [rotation('automatically_after_days = 30'), rotation('schedule_expression = "rate(10 days)"')],
    },
  }),
  family({
    id: 'terraform/secrets-manager-rotation-period',
    title: 'Rotate secrets at least every 90 days',
    severity: 'low',
    on: ['aws_secretsmanager_secret_rotation', 'aws_secretsmanager_secret'],
    problem: 'is rotated less often than every 90 days',
    judge: every(
      demand('rotation_rules.automatically_after_days', isSoonEnough, { absent: 'good' }),
      ofType(
        ['aws_secretsmanager_secret_rotation'],
        demand('rotation_rules.schedule_expression', isOftenEnough, { absent: 'good' }),
      ),
    ),
    why: 'Rotation limits how long a stolen credential is good. A year of it is most of what an attacker needs.',
    fix: 'Set `automatically_after_days` to 90 or less, or a `schedule_expression` such as `rate(30 days)`.',
    references: [`${page}/rotate-secrets_schedule.html`, awsPage('secretsmanager_secret_rotation')],
    aliases: aliasesOf('CKV_AWS_304'),
    examples: {
      bad: [rotation('automatically_after_days = 365'), rotation('schedule_expression = "rate(120 days)"')],
      good: [
        rotation('automatically_after_days = 90'),
        rotation('schedule_expression = "rate(12 hours)"'),
        rotation('schedule_expression = "cron(0 4 1 * ? *)"'),
      ],
    },
  }),
]

export default rules
