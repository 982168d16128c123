import { isPublicStatement } from '../../src/core/iam/public.ts'
import type { Rule } from '../../src/core/rule.ts'
import { anyOf } from './shared/combine.ts'
import { demand, isFalse, isNot, isOneOf, isTrue, when } from './shared/demand.ts'
import { example } from './shared/example.ts'
import { family, type Judge } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { otherHalf } from './shared/other-half.ts'
import { demandPresent } from './shared/present.ts'
import { actionsText, noStatement } from './shared/statements.ts'
import { awsPage } from './shared/written.ts'

const isSymmetric = isOneOf('SYMMETRIC_DEFAULT')
const encrypts = isOneOf('ENCRYPT_DECRYPT')

/** KMS rotates symmetric keys whose material it holds itself. */
const whereItRotates = (judge: Judge): Judge =>
  when(
    'customer_master_key_spec',
    isSymmetric,
    when(
      'key_spec',
      isSymmetric,
      when(
        'key_usage',
        encrypts,
        when('custom_key_store_id', () => false, judge, { absent: true }),
        {
          absent: true,
        },
      ),
      { absent: true },
    ),
    { absent: true },
  )

const key = (...lines: readonly string[]) => example('aws_kms_key.data', 'description = "data"', ...lines)
const policy = (principal: string, condition = '') => [
  'policy = jsonencode({',
  '  Version = "2012-10-17"',
  '  Statement = [{',
  '    Sid       = "Use"',
  '    Effect    = "Allow"',
  `    Principal = ${principal}`,
  '    Action    = ["kms:Decrypt", "kms:GenerateDataKey"]',
  '    Resource  = "*"',
  ...(condition ? [`    Condition = ${condition}`] : []),
  '  }]',
  '})',
]
const account = '{ AWS = "arn:aws:iam::111122223333:root" }'
const ownPolicy = (principal: string) =>
  key() + example('aws_kms_key_policy.data', 'key_id = aws_kms_key.data.id', ...policy(principal))

const rules: readonly Rule[] = [
  family({
    id: 'terraform/kms-rotation',
    title: 'Rotate KMS keys',
    severity: 'medium',
    on: ['aws_kms_key'],
    problem: 'is never rotated',
    judge: whereItRotates(demand('enable_key_rotation', isTrue, { absent: 'bad' })),
    why: 'A key that is used for years encrypts ever more data, and one leak of it opens all of that. Rotation gives new data new key material; old data stays readable, and nothing has to be encrypted anew.',
    fix: 'Set `enable_key_rotation = true` (and `rotation_period_in_days`, 90 to 2560, where a year is too long). Key id and alias stay the same.',
    references: [
      'https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html',
      awsPage('kms_key'),
    ],
    aliases: aliasesOf('CKV_AWS_7', 'AWS-0065', 'aws-kms-auto-rotate-keys'),
    examples: {
      bad: [key(), key('enable_key_rotation = false'), key('customer_master_key_spec = "SYMMETRIC_DEFAULT"')],
      good: [
        key('enable_key_rotation = true'),
        key('customer_master_key_spec = "RSA_4096"', 'key_usage = "SIGN_VERIFY"'),
        key('key_usage = "GENERATE_VERIFY_MAC"', 'customer_master_key_spec = "HMAC_256"'),
      ],
    },
  }),
  family({
    id: 'terraform/kms-wildcard-principal',
    title: 'Name the principals of a key policy',
    severity: 'critical',
    on: ['aws_kms_key', 'aws_kms_key_policy', 'aws_kms_external_key', 'aws_kms_replica_key'],
    problem: 'may be used by everybody',
    judge: noStatement('policy', {
      is: isPublicStatement,
      says: (found) => `allows everybody ${actionsText(found)}`,
    }),
    why: 'A key policy is the only word on a key: with the principal * every AWS account can decrypt what it protects, or whatever else the statement allows, as soon as it gets hold of the data.',
    fix: 'Name the account and let IAM decide within it: `Principal = { AWS = "arn:aws:iam::ACCOUNT:root" }`, or name the roles. If services act for callers you cannot name, add `kms:CallerAccount` to the condition; `kms:ViaService` alone narrows nothing to an account.',
    references: [
      'https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html',
      awsPage('kms_key_policy'),
    ],
    aliases: aliasesOf('CKV_AWS_33'),
    examples: {
      bad: [
        key(...policy('"*"')),
        ownPolicy('{ AWS = "*" }'),
        key(...policy('"*"', '{ StringEquals = { "kms:ViaService" = "s3.eu-west-1.amazonaws.com" } }')),
      ],
      good: [
        key(...policy(account)),
        key(),
        ownPolicy(account),
        key(...policy('"*"', '{ StringEquals = { "kms:CallerAccount" = "111122223333" } }')),
      ],
    },
  }),
  family({
    id: 'terraform/kms-policy',
    title: 'Write the policy of a key',
    severity: 'low',
    on: ['aws_kms_key'],
    problem: 'leaves its policy to the default',
    judge: anyOf(
      otherHalf({
        types: ['aws_kms_key_policy'],
        by: 'key_id',
        missing: 'it has no policy, and no aws_kms_key_policy belongs to it',
      }),
      demandPresent('policy'),
    ),
    why: 'The default lets every principal of the account use the key whose IAM policy says so: an administrator of IAM decides who decrypts, and nobody sees it in the code of the key.',
    fix: 'Set `policy`, or add `aws_kms_key_policy`. Keep a statement for the account (`arn:aws:iam::ACCOUNT:root`), or nobody can change the policy again.',
    references: [
      'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html',
      awsPage('kms_key_policy'),
    ],
    aliases: aliasesOf('CKV2_AWS_64'),
    examples: {
      bad: [key(), key('enable_key_rotation = true', 'tags = {', '  policy = "default"', '}')],
      good: [key(...policy(account)), ownPolicy(account)],
    },
  }),
  family({
    id: 'terraform/kms-enabled',
    title: 'Do not disable a key that data is encrypted with',
    severity: 'high',
    on: ['aws_kms_key', 'aws_kms_external_key', 'aws_kms_replica_key'],
    problem: 'is switched off, and what it encrypted cannot be read',
    judge: (resource, world) => [
      ...demand('is_enabled', isNot(isFalse), { absent: 'good' })(resource, world),
      ...demand('enabled', isNot(isFalse), { absent: 'good' })(resource, world),
    ],
    why: 'While a key is disabled every decryption with it fails: databases stop, objects and snapshots cannot be read, and backups made of them neither.',
    fix: 'Take `is_enabled = false` out. To retire a key, move the data to another one first, look at its last uses in CloudTrail, then schedule its deletion with a long window.',
    references: [
      'https://docs.aws.amazon.com/kms/latest/developerguide/enabling-keys.html',
      awsPage('kms_key'),
    ],
    aliases: aliasesOf('CKV_AWS_227'),
    examples: {
      bad: [key('is_enabled = false'), example('aws_kms_external_key.data', 'enabled = false')],
      good: [key(), key('is_enabled = true'), example('aws_kms_external_key.data', 'enabled = true')],
    },
  }),
]

export default rules
