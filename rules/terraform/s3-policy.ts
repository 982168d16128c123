import { includes, patternOf } from '../../src/core/iam/pattern.ts'
import type { Condition, PolicyStatement } from '../../src/core/iam/policy.ts'
import { isPublicStatement } from '../../src/core/iam/public.ts'
import type { Rule } from '../../src/core/rule.ts'
import { isUnknown } from '../../src/core/terraform/value.ts'
import { anyOf } from './shared/combine.ts'
import { example } from './shared/example.ts'
import { family, type Judge } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { otherHalf } from './shared/other-half.ts'
import { actionsText, noStatement, someStatement } from './shared/statements.ts'
import { awsPage } from './shared/written.ts'

const policies = ['aws_s3_bucket_policy', 'aws_s3_bucket']

/** Whether a statement speaks of everybody, or may. */
function isAboutEverybody({ principals }: PolicyStatement): 'yes' | 'no' | 'unknown' {
  if (!principals || principals.not) return 'no'
  if (principals.of.includes('*')) return 'yes'
  return principals.of.some((each) => isUnknown(each) && !each.parts && !each.reference) ? 'unknown' : 'no'
}

/** A statement after which nobody but the root user can put the policy right. */
function locksOut(statement: PolicyStatement): 'yes' | 'no' | 'unknown' {
  const { effect, actions, conditions } = statement
  if (effect !== 'Deny' || actions.not || conditions.length > 0) return 'no'
  const isPutPolicy = actions.of.some((action) =>
    includes(patternOf(action), patternOf('s3:putbucketpolicy')),
  )
  if (isPutPolicy) return isAboutEverybody(statement)
  return actions.of.some(isUnknown) && isAboutEverybody(statement) !== 'no' ? 'unknown' : 'no'
}

/** A statement that refuses everybody who comes without TLS. */
function demandsTls(statement: PolicyStatement): 'yes' | 'no' | 'unknown' {
  if (statement.effect !== 'Deny') return 'no'
  const answers = statement.conditions.map(isPlain)
  if (answers.includes('yes')) return isAboutEverybody(statement)
  return answers.includes('unknown') && isAboutEverybody(statement) !== 'no' ? 'unknown' : 'no'
}

/** Whether a condition means requests without TLS. */
function isPlain({ operator, key, values }: Condition): 'yes' | 'no' | 'unknown' {
  if (operator === 'unknown') return 'unknown'
  if (operator !== 'bool' || key !== 'aws:securetransport') return 'no'
  if (values.some((value) => typeof value === 'string' && value.toLowerCase() === 'false')) return 'yes'
  return values.some(isUnknown) ? 'unknown' : 'no'
}

const missingDeny = 'no statement of its policy denies requests without aws:SecureTransport'

/** The policy of a bucket stands in a resource of its own, or, with old providers, in the bucket. */
const needsTls: Judge = anyOf(
  otherHalf(
    { types: ['aws_s3_bucket_policy'], by: 'bucket', missing: 'no aws_s3_bucket_policy belongs to it' },
    someStatement('policy', demandsTls, missingDeny),
  ),
  someStatement('policy', demandsTls, missingDeny),
)

const bucket = example('aws_s3_bucket.raw', 'bucket = "acme-raw"')

interface Written {
  readonly Effect: 'Allow' | 'Deny'
  readonly Principal: string
  readonly Action: string
  readonly Condition?: string
}

const statement = ({ Effect, Principal, Action, Condition }: Written) =>
  [
    '    {',
    `      Effect    = "${Effect}"`,
    `      Principal = ${Principal}`,
    `      Action    = ${Action}`,
    '      Resource  = ["arn:aws:s3:::acme-raw", "arn:aws:s3:::acme-raw/*"]',
    ...(Condition ? [`      Condition = ${Condition}`] : []),
    '    },',
  ].join('\n')

const policy = (...statements: readonly Written[]) =>
  bucket +
  example(
    'aws_s3_bucket_policy.raw',
    'bucket = aws_s3_bucket.raw.id',
    'policy = jsonencode({',
    '  Version = "2012-10-17"',
    '  Statement = [',
    ...statements.map(statement),
    '  ]',
    '})',
  )

const etl: Written = {
  Effect: 'Allow',
  Principal: '{ AWS = "arn:aws:iam::111122223333:role/etl" }',
  Action: '"s3:GetObject"',
}
const plainDenied: Written = {
  Effect: 'Deny',
  Principal: '"*"',
  Action: '"s3:*"',
  Condition: '{ Bool = { "aws:SecureTransport" = "false" } }',
}
const document = (body: string) =>
  `data "aws_iam_policy_document" "raw" {\n  statement {\n${body}\n  }\n}\n${bucket}${example(
    'aws_s3_bucket_policy.raw',
    'bucket = aws_s3_bucket.raw.id',
    'policy = data.aws_iam_policy_document.raw.json',
  )}`

const rules: readonly Rule[] = [
  family({
    id: 'terraform/s3-policy-public',
    title: 'Name the principals of a bucket policy',
    severity: 'critical',
    on: policies,
    problem: 'lets everybody in',
    judge: noStatement('policy', {
      is: isPublicStatement,
      says: (found) => `allows everybody ${actionsText(found)}`,
    }),
    why: 'A statement that allows something to the principal * speaks of everybody on the internet, without an account, unless a condition ties it to an account, an organisation or a network of yours. NotPrincipal with Allow means the same: everybody but those.',
    fix: `Name who may: \`Principal = { AWS = aws_iam_role.etl.arn }\`. If many accounts of one organisation read it, keep * and add a condition such as \`StringEquals = { "aws:PrincipalOrgID" = "o-abc123" }\`. A condition on a header or a user agent narrows nothing.`,
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status',
      awsPage('s3_bucket_policy'),
    ],
    aliases: aliasesOf('CKV_AWS_70'),
    examples: {
      bad: [
        policy({ ...etl, Principal: '"*"' }),
        policy(plainDenied, {
          ...etl,
          Principal: '{ AWS = ["*"] }',
          Action: '["s3:GetObject", "s3:ListBucket"]',
        }),
        policy({
          ...etl,
          Principal: '"*"',
          Condition: '{ StringLike = { "aws:UserAgent" = "acme/*" } }',
        }),
        document(
          '    actions   = ["s3:GetObject"]\n    resources = ["arn:aws:s3:::acme-raw/*"]\n    principals {\n      type        = "*"\n      identifiers = ["*"]\n    }',
        ),
      ],
      good: [
        policy(etl),
        policy(plainDenied),
        policy({
          ...etl,
          Principal: '"*"',
          Condition: '{ StringEquals = { "aws:PrincipalOrgID" = "o-a1b2c3d4e5" } }',
        }),
        document(
          '    actions   = ["s3:GetObject"]\n    resources = ["arn:aws:s3:::acme-raw/*"]\n    principals {\n      type        = "Service"\n      identifiers = ["cloudfront.amazonaws.com"]\n    }',
        ),
      ],
    },
  }),
  family({
    id: 'terraform/s3-policy-tls',
    title: 'Refuse requests to a bucket without TLS',
    severity: 'medium',
    on: ['aws_s3_bucket'],
    problem: 'can be read and written over plain HTTP',
    judge: needsTls,
    why: 'S3 answers HTTP as well as HTTPS, and a client that is set up wrongly sends data, and presigned addresses that open it, in clear. Only the bucket policy can refuse that.',
    fix: `Add to the bucket policy:

\`\`\`hcl
statement {
  sid       = "DenyPlainHttp"
  effect    = "Deny"
  actions   = ["s3:*"]
  resources = [aws_s3_bucket.raw.arn, "\${aws_s3_bucket.raw.arn}/*"]
  principals {
    type        = "*"
    identifiers = ["*"]
  }
  condition {
    test     = "Bool"
    variable = "aws:SecureTransport"
    values   = ["false"]
  }
}
\`\`\`

A bucket has one policy: two \`aws_s3_bucket_policy\` for one bucket overwrite each other.`,
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html',
      awsPage('s3_bucket_policy'),
    ],
    aliases: aliasesOf('CKV_AWS_379'),
    examples: {
      bad: [
        bucket,
        policy(etl),
        policy({
          ...plainDenied,
          Effect: 'Allow',
          Condition: '{ Bool = { "aws:SecureTransport" = "true" } }',
        }),
      ],
      good: [
        policy(plainDenied),
        policy(etl, plainDenied),
        document(
          '    effect    = "Deny"\n    actions   = ["s3:*"]\n    resources = ["*"]\n    principals {\n      type        = "*"\n      identifiers = ["*"]\n    }\n    condition {\n      test     = "Bool"\n      variable = "aws:SecureTransport"\n      values   = ["false"]\n    }',
        ),
      ],
    },
  }),
  family({
    id: 'terraform/s3-policy-lockout',
    title: 'Do not lock yourself out of a bucket',
    severity: 'high',
    on: policies,
    problem: 'refuses everybody the right to change its policy again',
    judge: noStatement('policy', {
      is: locksOut,
      says: (found) => `denies everybody ${actionsText(found)}, without a condition`,
    }),
    why: 'A Deny to the principal * holds for your own roles and for Terraform too, and it wins over every Allow. After the apply nobody can read, change or remove the policy, and only the root user of the account can get rid of it.',
    fix: 'Give the Deny a condition that spares the roles that run Terraform: `StringNotLike = { "aws:PrincipalArn" = [...] }`, or deny single actions on objects (`s3:DeleteObject`) instead of `s3:*`.',
    references: [
      'https://repost.aws/knowledge-center/s3-accidentally-denied-access',
      awsPage('s3_bucket_policy'),
    ],
    aliases: aliasesOf('CKV_AWS_93'),
    examples: {
      bad: [
        policy({ Effect: 'Deny', Principal: '"*"', Action: '"s3:*"' }),
        policy(etl, { Effect: 'Deny', Principal: '{ AWS = "*" }', Action: '["s3:DeleteObject", "s3:Put*"]' }),
      ],
      good: [
        policy(plainDenied),
        policy({ Effect: 'Deny', Principal: '"*"', Action: '["s3:DeleteObject", "s3:DeleteObjectVersion"]' }),
        policy({
          Effect: 'Deny',
          Principal: '"*"',
          Action: '"s3:*"',
          Condition:
            '{ StringNotLike = { "aws:PrincipalArn" = "arn:aws:iam::111122223333:role/terraform" } }',
        }),
        policy({
          Effect: 'Deny',
          Principal: '{ AWS = "arn:aws:iam::111122223333:role/guest" }',
          Action: '"s3:*"',
        }),
      ],
    },
  }),
]

export default rules
