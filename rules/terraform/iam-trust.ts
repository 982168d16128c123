import type { Condition, PolicyStatement, Text } from '../../src/core/iam/policy.ts'
import { isPublicStatement } from '../../src/core/iam/public.ts'
import type { Rule } from '../../src/core/rule.ts'
import { isUnknown } from '../../src/core/terraform/value.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { speaksOf } from './shared/iam-actions.ts'
import { noStatement, type Question } from './shared/statements.ts'
import { awsPage, written } from './shared/written.ts'

type Told = ReturnType<Question['is']>

const github = 'token.actions.githubusercontent.com'

/** Claims that say which repository a run belongs to. */
const claims = [
  'sub',
  'repository',
  'repository_id',
  'repository_owner',
  'repository_owner_id',
  'job_workflow_ref',
]

/** Whether runs of other people's repositories can assume the role. */
function trustsForeignRuns(statement: PolicyStatement): Told {
  const { effect, conditions, principals } = statement
  if (effect === 'Deny' || speaksOf(statement.actions, 'sts:AssumeRoleWithWebIdentity') === 'no') return 'no'
  const isGithub =
    principals?.of.some((each) => textIn(each).includes(github)) ||
    conditions.some(({ key }) => key.startsWith(`${github}:`))
  if (!isGithub) return 'no'
  const answers = conditions.map(namesRepository)
  if (answers.includes('yes')) return 'no'
  return answers.includes('unknown') ? 'unknown' : 'yes'
}

function textIn(text: Text): string {
  if (typeof text === 'string') return text
  return (text.parts ?? []).filter((part) => typeof part === 'string').join('')
}

function namesRepository({ operator, key, ifAbsent, values }: Condition): Told {
  if (operator === 'unknown') return 'unknown'
  const claim = key.startsWith(`${github}:`) ? key.slice(github.length + 1) : ''
  if (!claims.includes(claim) || ifAbsent || !/^string(?:equals|like)/.test(operator)) return 'no'
  const answers = values.map((value) => isOneRepository(value, { claim, exact: operator !== 'stringlike' }))
  if (answers.includes('no')) return 'no'
  return answers.includes('unknown') ? 'unknown' : 'yes'
}

/** `repo:acme/lake:*` is one repository, `repo:acme/*` all of an organisation, `repo:*` the world. */
function isOneRepository(
  value: Text,
  { claim, exact }: { readonly claim: string; readonly exact: boolean },
): Told {
  if (isUnknown(value)) return value.parts ? 'yes' : 'unknown'
  if (exact) return 'yes'
  const pattern = claim === 'sub' ? /^repo:[^*?:/]+\/[^*?:/]+(?::.*)?$/ : /^[^*?/]+(?:\/[^*?/]|$)/
  return pattern.test(value) ? 'yes' : 'no'
}

function trustText({ conditions }: PolicyStatement): string {
  const sub = conditions.find(({ key }) => key === `${github}:sub`)
  const values = sub?.values.filter((value) => typeof value === 'string') ?? []
  return sub ? `accepts the subject ${values.join(', ')}` : 'asks for no subject'
}

const role = (statement: string, ...more: readonly string[]) =>
  written(
    'aws_iam_role',
    [
      'name = "etl"',
      'assume_role_policy = jsonencode({',
      `  Statement = [{ Effect = "Allow", ${statement} }]`,
      '})',
      ...more,
    ].join('\n'),
    'etl',
  )

const runs = (condition: string) =>
  role(
    `Action = "sts:AssumeRoleWithWebIdentity", Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/${github}" }, Condition = { ${condition} }`,
  )

const everybody: Question = {
  is: (statement) =>
    speaksOf(statement.actions, 'sts:AssumeRole') === 'no' ? 'no' : isPublicStatement(statement),
  says: () => 'trusts everybody',
}

export default [
  family({
    id: 'terraform/iam-trust-anyone',
    title: 'Name who may assume a role',
    severity: 'critical',
    on: ['aws_iam_role'],
    problem: 'can be assumed from any AWS account',
    judge: noStatement('assume_role_policy', everybody),
    why: 'With a wildcard as principal, anybody with an AWS account of their own gets the rights of this role. An external id is no secret: it stands in tickets and code.',
    fix: 'Name the principal: `Principal = { Service = "glue.amazonaws.com" }` or `{ AWS = "arn:aws:iam::123456789012:role/etl" }`. Where any role of the organisation may come, keep the wildcard and add `Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-..." } }`.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
      awsPage('iam_role'),
    ],
    aliases: aliasesOf('CKV_AWS_60'),
    examples: {
      bad: [
        role('Action = "sts:AssumeRole", Principal = "*"'),
        role(
          'Action = "sts:AssumeRole", Principal = { AWS = ["*"] }, Condition = { StringEquals = { "sts:ExternalId" = "etl" } }',
        ),
      ],
      good: [
        role('Action = "sts:AssumeRole", Principal = { Service = "glue.amazonaws.com" }'),
        role(
          'Action = "sts:AssumeRole", Principal = "*", Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-a1b2c3" } }',
        ),
        role('Action = "sts:AssumeRole", Principal = { AWS = "123456789012" }'),
      ],
    },
  }),
  family({
    id: 'terraform/iam-trust-github',
    title: 'Name the repository whose GitHub Actions may assume a role',
    severity: 'critical',
    on: ['aws_iam_role'],
    problem: "can be assumed by GitHub Actions of other people's repositories",
    judge: noStatement('assume_role_policy', { is: trustsForeignRuns, says: trustText }),
    why: "GitHub signs tokens for every repository there is. Without the subject in the condition any of them may assume the role; with a wildcard for the repository any of the organisation's may, forks' owners and newcomers included.",
    fix: `Ask for the repository, and for the branch or environment: \`Condition = { StringEquals = { "${github}:aud" = "sts.amazonaws.com", "${github}:sub" = "repo:acme/lake:ref:refs/heads/main" } }\`.`,
    references: [
      'https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws',
      awsPage('iam_role'),
    ],
    aliases: aliasesOf('CKV_AWS_358'),
    examples: {
      bad: [
        runs(`StringEquals = { "${github}:aud" = "sts.amazonaws.com" }`),
        runs(`StringLike = { "${github}:sub" = "repo:acme/*" }`),
        runs(`StringLike = { "${github}:sub" = ["repo:acme/lake:*", "repo:*"] }`),
      ],
      good: [
        runs(`StringLike = { "${github}:sub" = "repo:acme/lake:*" }`),
        runs(
          `StringEquals = { "${github}:aud" = "sts.amazonaws.com", "${github}:repository" = "acme/lake" }`,
        ),
        role(
          'Action = "sts:AssumeRoleWithWebIdentity", Principal = { Federated = "cognito-identity.amazonaws.com" }',
        ),
      ],
    },
  }),
] satisfies readonly Rule[]
