import {
  firstUnknown,
  isList,
  isMap,
  type Path,
  type Unknown,
  type Value,
  valueAt,
} from '../terraform/value.ts'
import { readPolicy } from './policy.ts'
import { isPublicStatement } from './public.ts'
import { type Widening, widened } from './widened.ts'

/** Attributes that hold a policy document, by type of resource. */
const attributes: Readonly<Record<string, readonly string[]>> = {
  aws_iam_policy: ['policy'],
  aws_iam_role_policy: ['policy'],
  aws_iam_user_policy: ['policy'],
  aws_iam_group_policy: ['policy'],
  aws_iam_role: ['assume_role_policy'],
  aws_ssoadmin_permission_set_inline_policy: ['inline_policy'],
  aws_s3_bucket: ['policy'],
  aws_s3_bucket_policy: ['policy'],
  aws_s3_access_point: ['policy'],
  aws_s3tables_table_bucket_policy: ['resource_policy'],
  aws_sqs_queue: ['policy'],
  aws_sqs_queue_policy: ['policy'],
  aws_sns_topic: ['policy'],
  aws_sns_topic_policy: ['policy'],
  aws_kms_key: ['policy'],
  aws_kms_key_policy: ['policy'],
  aws_secretsmanager_secret: ['policy'],
  aws_secretsmanager_secret_policy: ['policy'],
  aws_opensearch_domain: ['access_policies'],
  aws_opensearch_domain_policy: ['access_policies'],
  aws_elasticsearch_domain: ['access_policies'],
  aws_elasticsearch_domain_policy: ['access_policies'],
  aws_ecr_repository_policy: ['policy'],
  aws_glue_resource_policy: ['policy'],
  aws_dynamodb_resource_policy: ['policy'],
  aws_kinesis_resource_policy: ['policy'],
  aws_redshift_resource_policy: ['policy'],
  aws_msk_cluster_policy: ['policy'],
  aws_efs_file_system_policy: ['policy'],
  aws_backup_vault_policy: ['policy'],
  aws_vpc_endpoint: ['policy'],
  aws_vpc_endpoint_policy: ['policy'],
}

/** The attributes of a type that hold a policy document. */
export function policyAttributes(type: string): readonly string[] {
  return Object.hasOwn(attributes, type) ? (attributes[type] ?? []) : []
}

export interface PolicyChange {
  readonly path: Path
  /** What everybody may do now and could not before. */
  readonly open: readonly Widening[]
  /** What somebody may do now and could not before. */
  readonly wider: readonly Widening[]
  /** Set where there may be more: what is not known. */
  readonly unclear?: Unknown
}

/** A resource of a plan, or of code on both sides: the values of its arguments, nested blocks as lists. */
export interface Sides {
  readonly type: string
  readonly before: Value
  readonly after: Value
}

/** The policies of a resource, compared by meaning; none where nothing grows. */
export function policyChanges({ type, before, after }: Sides): readonly PolicyChange[] {
  if (!isMap(before) || !isMap(after)) return []
  return policyAttributes(type).flatMap((name) => {
    const [was, is] = [valueAt(before, [name]), valueAt(after, [name])]
    if (was === is || is === undefined) return []
    const { found, unclear } = widened(readPolicy(was), readPolicy(is))
    const isOpen = ({ kind, statement }: Widening) =>
      kind !== 'deny-removed' && isPublicStatement(statement) === 'yes'
    if (found.length === 0 && !unclear) return []
    return [
      {
        path: [name],
        open: found.filter(isOpen),
        wider: found.filter((each) => !isOpen(each)),
        ...(unclear && { unclear }),
      },
    ]
  })
}

/** The first of what grows, as clauses. */
export function widenings(found: readonly Widening[]): string {
  const texts = found.slice(0, 3).map(({ text }) => text)
  return found.length > texts.length
    ? `${texts.join('; ')}; and ${found.length - texts.length} more`
    : texts.join('; ')
}

export interface Attached {
  readonly name: string
  readonly added: readonly string[]
}

/** Managed policies by name: more of them, or a more powerful one instead. */
export function powersAttached({ before, after }: Sides): readonly Attached[] {
  return ['managed_policy_arns', 'policy_arn'].flatMap((name): Attached[] => {
    const had = namesAt(before, name)
    if (firstUnknown(valueAt(before, [name]))) return []
    const added = namesAt(after, name).filter((each) => !had.includes(each) && powerful.test(each))
    return added.length > 0 ? [{ name, added }] : []
  })
}

const powerful = /\/(?:AdministratorAccess|PowerUserAccess|IAMFullAccess|\w+FullAccess)$/

const everybody = ['allUsers', 'allAuthenticatedUsers', 'account users', 'PUBLIC', 'IAM_ALLOWED_PRINCIPALS']
const grantees = [
  ['member'],
  ['members'],
  ['special_group'],
  ['principal'],
  ['role_name'],
  ['account_role_name'],
  ['access', 'special_group'],
  ['access', 'iam_member'],
] as const

/** Members and principals of grants by which everybody comes in. */
export function everybodyAdmitted({ before, after }: Sides): readonly Attached[] {
  return grantees.flatMap(([name, ...inner]): Attached[] => {
    const had = namesAt(before, name, inner)
    if (firstUnknown(valueAt(before, [name]))) return []
    const added = namesAt(after, name, inner).filter(
      (each) => everybody.includes(each) && !had.includes(each),
    )
    return added.length > 0 ? [{ name, added }] : []
  })
}

/** The texts of an attribute, or of an attribute in each of the blocks of a name. */
export function namesAt(value: Value, name: string, inner: readonly string[] = []): readonly string[] {
  const found = valueAt(value, [name])
  const items = (isList(found) ? found : [found]).map((each) => valueAt(each, inner))
  return items.filter((each): each is string => typeof each === 'string')
}
