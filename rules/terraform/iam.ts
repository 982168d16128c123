import type { PolicyStatement, Text } from '../../src/core/iam/policy.ts'
import type { Rule } from '../../src/core/rule.ts'
import { isUnknown } from '../../src/core/terraform/value.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import {
  allowsAnywhere,
  exfiltration,
  hole,
  isEveryResource,
  permissions,
  restrictable,
  writes,
} from './shared/iam-actions.ts'
import { action, document, policy } from './shared/iam-example.ts'
import { type Answer, identityPolicies, noGrant, policyDocument } from './shared/iam-grants.ts'

const leastPrivilege =
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege'
const conditionsPage =
  'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html'
const everywhere = [...identityPolicies, policyDocument]
const administrators = ['terraform/iam-wildcard', 'terraform/iam-document-wildcard']
const anywhere = [...administrators, 'terraform/iam-action-wildcard']

/** Whether every action is meant by name. */
function everyAction({ effect, actions }: PolicyStatement): 'yes' | 'no' | 'unknown' {
  if (effect === 'Deny') return 'no'
  if (!actions.not && actions.of.some(isEveryName)) return 'yes'
  return actions.of.some((text) => isUnknown(text) && !text.parts) ? 'unknown' : 'no'
}

/** `*`, `*:*`, `?*`: no action has a name that does not fit. */
function isEveryName(text: Text): boolean {
  if (typeof text !== 'string' || !/^[*?]+(?::[*?]+)?$/.test(text)) return false
  return text.split(':').every((part) => part.includes('*'))
}

function allowsEverything(statement: PolicyStatement): Answer {
  const answers = [everyAction(statement), isEveryResource(statement.resources)]
  if (answers.includes('no')) return undefined
  return answers.includes('unknown') ? hole(statement) : 'it allows every action on every resource'
}

function allowsEveryAction(statement: PolicyStatement): Answer {
  const { effect, actions } = statement
  const answer = everyAction(statement)
  if (answer === 'yes') return 'it allows every action'
  if (effect === 'Allow' && actions.not) return 'it allows every action but those it names'
  return answer === 'unknown' ? hole(statement) : undefined
}

const adminFix =
  'Name the actions and the resources that are needed: `Action = ["s3:GetObject"]`, `Resource = "${aws_s3_bucket.lake.arn}/*"`. IAM Access Analyzer makes a policy of what a role has used. People who administer the account do so through a role of their own that is not made beside the workloads.'

export default [
  family({
    id: 'terraform/iam-wildcard',
    title: 'Do not allow every action on every resource',
    severity: 'critical',
    on: identityPolicies,
    problem: 'makes an administrator of whom it is attached to',
    judge: noGrant('policy', allowsEverything),
    why: 'Whoever holds this policy, or any code that runs under it, owns the account: every bucket, key, database and log, and the permissions themselves.',
    fix: adminFix,
    references: [leastPrivilege],
    aliases: aliasesOf('CKV_AWS_62', 'AWS-0057', 'aws-iam-no-policy-wildcards'),
    examples: {
      bad: [policy(action('"*"', '"*"')), policy(action('["*"]', '["arn:aws:s3:::lake", "*"]'))],
      good: [
        policy(action('"*"', '"arn:aws:s3:::lake/*"')),
        policy(action('"*"', '"*"').replace('Allow', 'Deny')),
        policy(action('"s3:ListAllMyBuckets"', '"*"')),
      ],
    },
  }),
  family({
    id: 'terraform/iam-document-wildcard',
    title: 'Do not allow every action on every resource in a policy document',
    severity: 'critical',
    on: [policyDocument],
    problem: 'makes an administrator of whom it is attached to',
    judge: noGrant('statement', allowsEverything),
    why: 'Whoever is given this document as a policy owns the account: every bucket, key, database and log, and the permissions themselves.',
    fix: adminFix,
    references: [leastPrivilege],
    aliases: aliasesOf('CKV_AWS_1'),
    examples: {
      bad: [document('"*"', '"*"'), document('"*:*"', '"*"'), document('"?*"', '"*"')],
      good: [
        document('"*"', '"arn:aws:s3:::lake/*"'),
        document('"*"', '"*"', 'effect = "Deny"'),
        `${document('"*"', '"*"')}resource "aws_organizations_policy" "all" {\n  name = "all"\n  content = data.aws_iam_policy_document.etl.json\n}\n`,
        `${document('"*"', '"*"')}resource "aws_iam_policy" "limit" {\n  policy = data.aws_iam_policy_document.etl.json\n}\nresource "aws_iam_role" "etl" {\n  permissions_boundary = aws_iam_policy.limit.arn\n}\n`,
      ],
    },
  }),
  family({
    id: 'terraform/iam-action-wildcard',
    title: 'Name the actions a policy allows',
    severity: 'high',
    on: everywhere,
    problem: 'allows actions that nobody has named',
    judge: noGrant('actions', allowsEveryAction),
    subsumedBy: administrators,
    why: 'A wildcard over all actions takes in deletion, new policies, and every action that AWS will add. `NotAction` with `Allow` does the same to all services but a few.',
    fix: 'List the actions: `Action = ["dynamodb:GetItem", "dynamodb:PutItem"]`. To keep a few things out, deny these in a statement of their own instead of allowing everything else.',
    references: [leastPrivilege],
    aliases: [...aliasesOf('CKV_AWS_63'), 'checkov:CKV_AWS_49'],
    examples: {
      bad: [
        policy(action('"*"', '"arn:aws:s3:::lake/*"')),
        document('"*"', '"arn:aws:s3:::lake/*"'),
        policy(action('"iam:*"', '"*"').replace('Action', 'NotAction')),
      ],
      good: [
        policy(action('"s3:*"', '"arn:aws:s3:::lake/*"')),
        policy(action('"iam:*"', '"*"').replace('Action', 'NotAction').replace('Allow', 'Deny')),
      ],
    },
  }),
  family({
    id: 'terraform/iam-resource-wildcard',
    title: 'Name the resources a policy is about',
    severity: 'high',
    on: everywhere,
    problem: 'reaches every resource with actions that can be held to some',
    judge: noGrant('resources', (statement) => allowsAnywhere(statement, restrictable)),
    subsumedBy: [
      ...anywhere,
      'terraform/iam-data-exfiltration',
      'terraform/iam-privilege-escalation',
      'terraform/iam-permissions-management',
    ],
    why: 'The job that needs one bucket, table or key gets those of every team in the account, the ones made later included. What goes wrong in it, or who breaks into it, goes as far.',
    fix: 'Name the resource: `Resource = aws_dynamodb_table.orders.arn`. Actions that know no resource (`s3:ListAllMyBuckets`, `ec2:Describe*`) go into a statement of their own with `Resource = "*"`; where the names are not known, hold the statement to a tag with `aws:ResourceTag`.',
    references: [conditionsPage],
    aliases: [...aliasesOf('CKV_AWS_355'), 'checkov:CKV_AWS_356'],
    examples: {
      bad: [
        policy(action('"kms:Decrypt"', '"*"')),
        policy(action('["sqs:ReceiveMessage", "s3:ListAllMyBuckets"]', '"*"')),
        document('"kafka-cluster:*"', '"*"'),
      ],
      good: [
        policy(action('["s3:ListAllMyBuckets", "ec2:DescribeInstances", "cloudwatch:PutMetricData"]', '"*"')),
        policy(action('["s3:List*", "rds:Describe*", "glue:Get*", "athena:Get*"]', '"*"')),
        policy(action('"kms:Decrypt"', '"arn:aws:kms:eu-west-1:123456789012:key/*"').replace('/*', '/1234')),
        policy(
          `${action('"kms:Decrypt"', '"*"')}, Condition = { StringEquals = { "aws:ResourceTag/team" = "data" } }`,
        ),
      ],
    },
  }),
  family({
    id: 'terraform/iam-data-exfiltration',
    title: 'Do not let a policy read every store of data',
    severity: 'high',
    on: everywhere,
    problem: 'can read or copy out data of the whole account',
    judge: noGrant('exfiltration', (statement) => allowsAnywhere(statement, exfiltration)),
    subsumedBy: anywhere,
    why: 'With these actions on every resource, one leaked credential reads all objects, secrets, parameters and tables, or shares snapshots with another account.',
    fix: 'Name the buckets, secrets and tables: `Resource = "${aws_s3_bucket.lake.arn}/raw/*"`. Secrets are named with their random suffix as a wildcard: `arn:aws:secretsmanager:...:secret:etl-??????`.',
    references: [conditionsPage],
    aliases: [...aliasesOf('CKV_AWS_288', 'AWS-0345'), 'checkov:CKV_AWS_108'],
    examples: {
      bad: [
        policy(action('"s3:GetObject"', '"*"')),
        policy(action('"s3:Get*"', '"arn:aws:s3:::*/*"')),
        document('"secretsmanager:*"', '"*"'),
      ],
      good: [
        policy(action('"s3:GetObject"', '"arn:aws:s3:::lake/*"')),
        policy(action('"secretsmanager:ListSecrets"', '"*"')),
        'resource "aws_s3_bucket" "lake" {\n  bucket_prefix = "lake"\n}\n' +
          policy(action('"s3:GetObject"', '"${aws_s3_bucket.lake.arn}/*"')),
      ],
    },
  }),
  family({
    id: 'terraform/iam-permissions-management',
    title: 'Do not let a policy change who may reach every resource',
    severity: 'high',
    on: everywhere,
    problem: 'can open any resource of the account to others',
    judge: noGrant('permissions', (statement) => allowsAnywhere(statement, permissions)),
    subsumedBy: [...anywhere, 'terraform/iam-data-exfiltration', 'terraform/iam-privilege-escalation'],
    why: 'These actions rewrite the policies and grants of resources. On every resource they open a bucket or a key to the public, or to another account, past every review.',
    fix: 'Leave them to the role that applies Terraform, or name the resource. `kms:CreateGrant` for AWS services: add `Condition = { Bool = { "kms:GrantIsForAWSResource" = "true" } }`.',
    references: [conditionsPage],
    aliases: [...aliasesOf('CKV_AWS_289'), 'checkov:CKV_AWS_109'],
    examples: {
      bad: [policy(action('"s3:PutBucketPolicy"', '"*"')), document('"kms:*Grant"', '"*"')],
      good: [
        policy(action('"s3:PutBucketPolicy"', '"arn:aws:s3:::lake"')),
        policy(
          `${action('"kms:CreateGrant"', '"*"')}, Condition = { Bool = { "kms:GrantIsForAWSResource" = "true" } }`,
        ),
      ],
    },
  }),
  family({
    id: 'terraform/iam-unconstrained-write',
    title: 'Hold writing actions to some resources',
    severity: 'medium',
    on: everywhere,
    problem: 'can change or delete data of the whole account',
    judge: noGrant('writes', (statement) => allowsAnywhere(statement, writes)),
    subsumedBy: [
      ...anywhere,
      'terraform/iam-resource-wildcard',
      'terraform/iam-data-exfiltration',
      'terraform/iam-permissions-management',
      'terraform/iam-privilege-escalation',
    ],
    why: 'A write to the wrong bucket, table or queue is not refused: a wrong variable is enough to change or delete what belongs to another team.',
    fix: 'Name what is written to: `Resource = aws_dynamodb_table.orders.arn`; where that is not possible, add a condition on a tag (`aws:ResourceTag/...`).',
    references: [conditionsPage],
    aliases: [...aliasesOf('CKV_AWS_290'), 'checkov:CKV_AWS_111'],
    examples: {
      bad: [
        policy(action('"s3:PutObject"', '"*"')),
        document('"dynamodb:Delete*"', '"arn:aws:dynamodb:eu-west-1:123456789012:*"'),
      ],
      good: [
        policy(action('"s3:PutObject"', '"arn:aws:s3:::lake/out/*"')),
        policy(
          `${action('"sqs:SendMessage"', '"*"')}, Condition = { StringEquals = { "aws:ResourceTag/team" = "data" } }`,
        ),
      ],
    },
  }),
] satisfies readonly Rule[]
