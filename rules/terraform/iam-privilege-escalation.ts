import type { Rule } from '../../src/core/rule.ts'
import { family, type Judge } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { type Actions, actions, hole, isEveryResource, speaksOf } from './shared/iam-actions.ts'
import { action, document, policy } from './shared/iam-example.ts'
import { type Granted, grantsOf, identityPolicies, policyDocument, tell } from './shared/iam-grants.ts'

/** Each alone makes an administrator of whoever may do it to any identity of the account. */
const alone: Actions = [
  ...actions('iam', 'AttachRolePolicy AttachUserPolicy AttachGroupPolicy'),
  ...actions('iam', 'PutRolePolicy PutUserPolicy PutGroupPolicy'),
  ...actions('iam', 'CreatePolicyVersion SetDefaultPolicyVersion'),
  ...actions(
    'iam',
    'CreateAccessKey CreateLoginProfile UpdateLoginProfile AddUserToGroup UpdateAssumeRolePolicy',
  ),
  ...actions('lambda', 'UpdateFunctionCode'),
  ...actions('glue', 'UpdateDevEndpoint UpdateJob'),
]

/** With the right to pass any role, each runs code under a role that may do more. */
const runners: Actions = [
  ...actions('ec2', 'RunInstances'),
  ...actions('lambda', 'CreateFunction'),
  ...actions('glue', 'CreateJob CreateDevEndpoint CreateSession'),
  ...actions('ecs', 'RunTask'),
  ...actions('cloudformation', 'CreateStack'),
  ...actions('codebuild', 'CreateProject'),
  ...actions('sagemaker', 'CreateNotebookInstance CreateTrainingJob CreateProcessingJob'),
  ...actions('elasticmapreduce', 'RunJobFlow'),
  ...actions('states', 'CreateStateMachine'),
  ...actions('datapipeline', 'CreatePipeline'),
]

const escalation: Judge = (resource, world) => {
  const { granted, open } = grantsOf(resource, world)
  const allowed = granted.filter(({ statement }) => statement.effect === 'Allow')
  const told = allowed.flatMap((each) => {
    const found = alone.filter((name) => allowsOnAll(each, name) === 'yes')
    return tell(
      'escalation',
      each,
      found[0] && `${found[0]} on every resource gives itself other permissions`,
    )
  })
  const found = told.length > 0 ? told : passing(allowed)
  if (!open || found.length > 0) return found
  return [{ kind: 'unclear', what: 'escalation', place: resource.header, because: open }]
}

/** PassRole on every role, and in the same policy something to pass it to. */
function passing(allowed: readonly Granted[]) {
  const passes = allowed.find((each) => allowsOnAll(each, 'iam:PassRole') === 'yes')
  const runner = runners.find((name) =>
    allowed.some(({ statement }) => speaksOf(statement.actions, name) === 'yes'),
  )
  if (passes && runner) {
    return tell('escalation', passes, `iam:PassRole on every role and ${runner} run code under any role`)
  }
  const open = allowed.find((each) =>
    [...alone, 'iam:PassRole'].some((name) => allowsOnAll(each, name) === 'unknown'),
  )
  return open ? tell('escalation', open, hole(open.statement)) : []
}

/** A condition, on the service a role is passed to or on a tag, holds it back. */
function allowsOnAll({ statement }: Granted, name: string): 'yes' | 'no' | 'unknown' {
  const { conditions } = statement
  if (conditions.some(({ operator }) => operator !== 'unknown')) return 'no'
  const answers = [speaksOf(statement.actions, name), isEveryResource(statement.resources)]
  if (answers.includes('no')) return 'no'
  return answers.includes('unknown') || conditions.length > 0 ? 'unknown' : 'yes'
}

export default [
  family({
    id: 'terraform/iam-privilege-escalation',
    title: 'Do not let a policy give itself more rights',
    severity: 'high',
    on: [...identityPolicies, policyDocument],
    problem: 'can be turned into the rights of an administrator',
    judge: escalation,
    subsumedBy: [
      'terraform/iam-wildcard',
      'terraform/iam-document-wildcard',
      'terraform/iam-action-wildcard',
    ],
    why: 'Whoever may attach policies, make keys for others, or pass any role to code of their own, has the rights of the strongest role in the account, whatever this policy says besides.',
    fix: 'Name the role that may be passed and the service it goes to: `Resource = aws_iam_role.glue.arn` with `Condition = { StringEquals = { "iam:PassedToService" = "glue.amazonaws.com" } }`. Leave changes of identities to the role that applies Terraform, under a permissions boundary.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html',
    ],
    aliases: [...aliasesOf('CKV_AWS_286'), 'checkov:CKV_AWS_110'],
    examples: {
      bad: [
        policy(action('"iam:AttachRolePolicy"', '"*"')),
        policy(action('"iam:PassRole"', '"*"'), action('["glue:CreateJob", "glue:StartJobRun"]', '"*"')),
        document('"iam:Put*"', '"*"'),
      ],
      good: [
        policy(
          action('"iam:PassRole"', '"arn:aws:iam::123456789012:role/glue"'),
          action('"glue:CreateJob"', '"*"'),
        ),
        policy(
          `${action('"iam:PassRole"', '"*"')}, Condition = { StringEquals = { "iam:PassedToService" = "glue.amazonaws.com" } }`,
          action('"glue:CreateJob"', '"*"'),
        ),
        policy(action('["iam:GetRole", "iam:ListPolicies"]', '"*"')),
      ],
    },
  }),
] satisfies readonly Rule[]
