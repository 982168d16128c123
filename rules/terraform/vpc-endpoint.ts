import type { PolicyStatement } from '../../src/core/iam/policy.ts'
import type { Rule } from '../../src/core/rule.ts'
import type { Resource } from '../../src/core/terraform/configuration.ts'
import { joined } from '../../src/core/terraform/link.ts'
import { read } from '../../src/core/terraform/read.ts'
import { isUnknown, type Unknown, valueText } from '../../src/core/terraform/value.ts'
import { changed, changeFamily } from './shared/change-family.ts'
import { demand, isTrue } from './shared/demand.ts'
import { family, type Judge } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { isEveryResource } from './shared/iam-actions.ts'
import { noStatement } from './shared/statements.ts'
import { awsPage, written } from './shared/written.ts'

/** Services that hold or move data, and whose endpoints take a policy. */
const dataService =
  /\.(?:s3|s3express|dynamodb|kms|secretsmanager|ssm|kinesis-streams|kinesis-firehose|sqs|sns|glue|athena|redshift-data|elasticmapreduce|states|logs)$/

function serviceOf(endpoint: Resource): string | undefined {
  const { value } = read(endpoint, 'service_name')
  if (typeof value === 'string') return value
  const last = isUnknown(value) ? value.parts?.at(-1) : undefined
  return typeof last === 'string' ? last : undefined
}

const hasPolicy: Judge = (endpoint, { document }) => {
  const service = serviceOf(endpoint)
  if (service !== undefined && !dataService.test(service)) return []
  const { value, place } = read(endpoint, 'policy')
  if (isUnknown(value) && isPlainlyUnknown(value))
    return [{ kind: 'unclear', what: 'policy', place, because: value }]
  if (value !== undefined && value !== null && value !== '') return []
  const name = read(endpoint, 'service_name').value
  const { found, maybe, unseen } = joined(document, endpoint, {
    types: ['aws_vpc_endpoint_policy'],
    by: 'vpc_endpoint_id',
  })
  if (found.length > 0) return []
  const because = service === undefined && isUnknown(name) ? name : (maybe ?? unseen)
  if (because) return [{ kind: 'unclear', what: 'policy', place, because }]
  return [{ kind: 'bad', what: 'policy', place: endpoint.header, fact: `policy is not set for ${service}` }]
}

/** Neither a text that is known in part nor an attribute of a resource: it may be null. */
function isPlainlyUnknown({ parts, json, reference }: Unknown): boolean {
  return !parts && json === undefined && !reference
}

/** What AWS puts there by itself: everything, for everybody. */
function allowsAll({ effect, actions, resources, conditions }: PolicyStatement): 'yes' | 'no' | 'unknown' {
  if (effect === 'Deny' || conditions.some(({ operator }) => operator !== 'unknown')) return 'no'
  const everyAction = actions.not || actions.of.some((text) => text === '*' || /^\w+:\*$/.test(String(text)))
  const isOpen = actions.of.some((text) => isUnknown(text) && !text.parts)
  const wide = isEveryResource(resources)
  if (wide === 'no' || (!everyAction && !isOpen)) return 'no'
  return wide === 'unknown' || !everyAction || conditions.length > 0 ? 'unknown' : 'yes'
}

const isGateway = (endpoint: Resource) => /\.(?:s3|dynamodb)$/.test(serviceOf(endpoint) ?? '')

const endpoint = (...lines: readonly string[]) =>
  written('aws_vpc_endpoint', ['vpc_id = "vpc-1"', ...lines].join('\n'), 's3')
const s3 = 'service_name = "com.amazonaws.eu-west-1.s3"'
const policy = (statement: string) =>
  `policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", ${statement} }] })`
const own =
  'Action = "*", Resource = "*", Condition = { StringEquals = { "aws:ResourceOrgID" = "o-a1b2c3" } }'
const perimeter = 'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html'

export default [
  family({
    id: 'terraform/vpc-endpoint-service-acceptance',
    title: 'Accept who connects to a VPC endpoint service',
    severity: 'medium',
    on: ['aws_vpc_endpoint_service'],
    problem: 'takes every connection that its list of principals allows',
    judge: demand('acceptance_required', isTrue, { absent: 'bad' }),
    why: 'Without acceptance whoever is on the list, a whole account or everybody, is connected to what stands behind the service the moment they ask.',
    fix: 'Say `acceptance_required = true`, and accept connections with `aws_vpc_endpoint_connection_accepter`.',
    references: [awsPage('vpc_endpoint_service')],
    aliases: aliasesOf('CKV_AWS_123'),
    examples: {
      bad: [
        written('aws_vpc_endpoint_service', 'acceptance_required = false'),
        written('aws_vpc_endpoint_service', 'acceptance_required = "false"\nallowed_principals = ["*"]'),
      ],
      good: [written('aws_vpc_endpoint_service', 'acceptance_required = true'), endpoint(s3, policy(own))],
    },
  }),
  family({
    id: 'terraform/vpc-endpoint-policy',
    title: 'Give VPC endpoints of data services a policy',
    severity: 'low',
    on: ['aws_vpc_endpoint'],
    problem: "leads to everybody's resources of the service",
    judge: hasPolicy,
    tags: ['terraform', 'network'],
    why: 'Without a policy everything is allowed through it: with keys of their own an intruder writes your data to a bucket of another account, over the endpoint that was made to keep traffic inside.',
    fix: 'Hold it to your organisation: `policy` with `Condition = { StringEquals = { "aws:ResourceOrgID" = "o-..." } }`, and a statement for the buckets of AWS that your tools need.',
    references: [perimeter, awsPage('vpc_endpoint_policy')],
    examples: {
      bad: [
        endpoint(s3),
        endpoint('service_name = "com.amazonaws.eu-west-1.dynamodb"', 'route_table_ids = ["rtb-1"]'),
      ],
      good: [
        endpoint(s3, policy(own)),
        endpoint('service_name = "com.amazonaws.eu-west-1.sts"'),
        `${endpoint(s3)}${written('aws_vpc_endpoint_policy', `vpc_endpoint_id = aws_vpc_endpoint.s3.id\n${policy(own)}`)}`,
      ],
    },
  }),
  family({
    id: 'terraform/vpc-endpoint-open-policy',
    title: 'Do not let a VPC endpoint policy allow everything',
    severity: 'medium',
    on: ['aws_vpc_endpoint', 'aws_vpc_endpoint_policy'],
    problem: "leads to everybody's resources of the service",
    judge: noStatement('policy', { is: allowsAll, says: () => 'allows every action on every resource' }),
    tags: ['terraform', 'network'],
    why: 'A policy that allows everything looks like a decision and holds nothing back: data leaves through it to any account.',
    fix: 'Name your buckets and tables in `Resource`, or add `Condition = { StringEquals = { "aws:ResourceOrgID" = "o-..." } }`.',
    references: [perimeter, awsPage('vpc_endpoint_policy')],
    examples: {
      bad: [
        endpoint(s3, policy('Action = "*", Resource = "*"')),
        written(
          'aws_vpc_endpoint_policy',
          `vpc_endpoint_id = "vpce-1"\n${policy('Action = "s3:*", Resource = "*"')}`,
        ),
      ],
      good: [
        endpoint(s3, policy(own)),
        endpoint(s3, policy('Action = "s3:*", Resource = ["arn:aws:s3:::lake", "arn:aws:s3:::lake/*"]')),
      ],
    },
  }),
  changeFamily({
    id: 'terraform/vpc-endpoint-removed',
    title: 'Keep the VPC endpoints that jobs reach S3 and DynamoDB through',
    severity: 'high',
    on: ['aws_vpc_endpoint'],
    problem: 'leads to another service',
    gone: (resource) =>
      isGateway(resource)
        ? `jobs without another way no longer reach ${valueText(read(resource, 'service_name').value)}, and policies that ask for this endpoint refuse everybody`
        : undefined,
    tags: ['terraform', 'network'],
    why: 'The route goes with the endpoint. Traffic then takes the NAT gateway, which costs by the gigabyte, or finds no way and jobs hang; bucket policies with `aws:SourceVpce` lock everybody out.',
    fix: 'Make the new endpoint first and change the policies that name the old one, then remove it. For a new name in the code add a `moved` block.',
    references: [
      'https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html',
      awsPage('vpc_endpoint'),
    ],
    examples: {
      bad: [
        changed(endpoint(s3, policy(own)) + written('aws_sns_topic'), written('aws_sns_topic')),
        changed(endpoint(s3, policy(own)), endpoint(s3, policy(own)).replace('"s3" {', '"lake" {')),
      ],
      good: [
        changed(
          endpoint('service_name = "com.amazonaws.eu-west-1.sts"') + written('aws_sns_topic'),
          written('aws_sns_topic'),
        ),
        changed(
          endpoint(s3, policy(own)),
          `moved {\n  from = aws_vpc_endpoint.s3\n  to = aws_vpc_endpoint.lake\n}\n${endpoint(s3, policy(own)).replace('"s3" {', '"lake" {')}`,
        ),
      ],
    },
  }),
] satisfies readonly Rule[]
