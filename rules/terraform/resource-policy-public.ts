import { isPublicStatement } from '../../src/core/iam/public.ts'
import type { Resource } from '../../src/core/terraform/configuration.ts'
import { blocksAt, read } from '../../src/core/terraform/read.ts'
import { isUnknown, type Reference } from '../../src/core/terraform/value.ts'
import { family, type Judge, type World } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { actionsText, noStatement } from './shared/statements.ts'
import { awsPage, written } from './shared/written.ts'

/** Resources whose policy says who may use them, and the attribute that holds it. Buckets and keys have rules of their own. */
const policies: ReadonlyMap<string, string> = new Map([
  ['aws_sqs_queue', 'policy'],
  ['aws_sqs_queue_policy', 'policy'],
  ['aws_sns_topic', 'policy'],
  ['aws_sns_topic_policy', 'policy'],
  ['aws_secretsmanager_secret', 'policy'],
  ['aws_secretsmanager_secret_policy', 'policy'],
  ['aws_glue_resource_policy', 'policy'],
  ['aws_kinesis_resource_policy', 'policy'],
  ['aws_dynamodb_resource_policy', 'policy'],
  ['aws_msk_cluster_policy', 'policy'],
  ['aws_ecr_repository_policy', 'policy'],
  ['aws_backup_vault_policy', 'policy'],
  ['aws_cloudwatch_event_bus_policy', 'policy'],
  ['aws_opensearch_domain', 'access_policies'],
  ['aws_opensearch_domain_policy', 'access_policies'],
  ['aws_elasticsearch_domain', 'access_policies'],
  ['aws_elasticsearch_domain_policy', 'access_policies'],
])
const permission = 'aws_lambda_permission'

const namesSomebody: Judge = (resource, world) => {
  const { resourceType: type } = resource
  if (type === permission) return permitted(resource)
  if (/search_domain/.test(type) && isWithinNetwork(resource, world)) return []
  return noStatement(policies.get(type) ?? 'policy', {
    is: isPublicStatement,
    says: (found) => `allows everybody ${actionsText(found)}`,
  })(resource, world)
}

/** Who reaches a domain in a VPC is decided by its security groups; `*` is usual there. */
function isWithinNetwork(resource: Resource, { document }: World): boolean {
  const { value } = read(resource, 'domain_name')
  const reference = isUnknown(value) ? value.reference : undefined
  const named = document.resources.find(
    (each) =>
      /search_domain$/.test(each.resourceType) &&
      (each.address === reference?.address || read(each, 'domain_name').value === value),
  )
  return [resource, named].some((each) => each && blocksAt(each, 'vpc_options').blocks.length > 0)
}

const narrowing = ['source_account', 'source_arn', 'principal_org_id']

function permitted(resource: Resource): ReturnType<Judge> {
  const { value, place, attribute } = read(resource, 'principal')
  const isNarrowed = narrowing.some((name) => (read(resource, name).value ?? null) !== null)
  if (isNarrowed) return []
  const what = 'principal'
  if (isUnknown(value)) {
    const mayBeAnybody = !value.parts && !isAccount(value.reference)
    return mayBeAnybody ? [{ kind: 'unclear', what, place, because: value }] : []
  }
  if (value !== '*') return []
  return [{ kind: 'bad', what, place, fact: 'principal is *', value, via: attribute?.via ?? [] }]
}

/** What is made is somebody, and so is an account that is looked up. */
function isAccount(reference: Reference | undefined): boolean {
  if (!reference) return false
  return !/(?:^|\.)data\./.test(reference.address) || /account|arn/.test(reference.attribute)
}

const policy = (type: string, principal: string, condition = '') =>
  written(
    type,
    [
      `${policies.get(type)} = jsonencode({`,
      '  Version   = "2012-10-17"',
      '  Statement = [{',
      '    Effect    = "Allow"',
      '    Action    = "*"',
      '    Resource  = "*"',
      `    Principal = ${principal}`,
      ...(condition === '' ? [] : [`    Condition = ${condition}`]),
      '  }]',
      '})',
    ].join('\n'),
  )
const account = '{ AWS = "arn:aws:iam::111122223333:root" }'
const organisation = (id: string) => `{ StringLike = { "aws:PrincipalOrgID" = "${id}" } }`
const lambda = (...lines: readonly string[]) =>
  written(
    permission,
    ['action        = "lambda:InvokeFunction"', 'function_name = "etl"', ...lines].join('\n'),
  )

export default [
  family({
    id: 'terraform/resource-policy-public',
    title: 'Name who may use a queue, a secret, a registry or a function',
    severity: 'critical',
    on: [...policies.keys(), permission],
    problem: 'may be used by everybody',
    judge: namesSomebody,
    why: 'A policy on a resource lets in whom it names, whatever account they are of. With the principal * and no condition on who calls, every account of AWS can read the messages, secrets and images, or put its own there.',
    fix: 'Name the accounts or roles as `Principal`. Where a service calls (S3, SNS, EventBridge), name the service and add `aws:SourceArn` or `aws:SourceAccount`; for a whole organisation add `aws:PrincipalOrgID` with its full id.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html',
      awsPage('sqs_queue_policy'),
      awsPage('lambda_permission'),
    ],
    aliases: [
      ...aliasesOf('CKV_AWS_168', 'AWS-0097', 'aws-sqs-no-wildcards-in-policy-documents'),
      ...aliasesOf('CKV_AWS_169'),
      ...aliasesOf('CKV_AWS_32', 'AWS-0032', 'aws-ecr-no-public-access'),
      'checkov:CKV_AWS_301',
      'checkov:CKV_AWS_283',
      'checkov:CKV_AWS_385',
    ],
    examples: {
      bad: [
        policy('aws_sqs_queue_policy', '"*"'),
        policy('aws_secretsmanager_secret_policy', '{ AWS = "*" }'),
        policy('aws_opensearch_domain', '{ AWS = ["*"] }'),
        policy('aws_sns_topic_policy', '"*"', organisation('o-*')),
        lambda('principal     = "*"'),
      ],
      good: [
        policy('aws_ecr_repository_policy', account),
        policy('aws_sns_topic_policy', '"*"', organisation('o-a1b2c3d4e5')),
        policy(
          'aws_sqs_queue_policy',
          '"*"',
          '{ ArnEquals = { "aws:SourceArn" = "arn:aws:sns:eu-west-1:111122223333:orders" } }',
        ),
        policy('aws_opensearch_domain', '{ AWS = ["*"] }').replace(
          'access_policies',
          'vpc_options {\n    subnet_ids = ["subnet-1"]\n  }\n  access_policies',
        ),
        lambda('principal     = "s3.amazonaws.com"', 'source_arn    = "arn:aws:s3:::lake"'),
        lambda('principal        = "*"', 'principal_org_id = "o-a1b2c3d4e5"'),
      ],
    },
  }),
]
