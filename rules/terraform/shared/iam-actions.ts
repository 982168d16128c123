import { includes, patternOf } from '../../../src/core/iam/pattern.ts'
import type { Patterns, PolicyStatement, Text } from '../../../src/core/iam/policy.ts'
import { isUnknown, type Unknown } from '../../../src/core/terraform/value.ts'
import type { Answer } from './iam-grants.ts'

/** Actions as the service spells them: `s3:GetObject`. */
export type Actions = readonly string[]

/** `actions('s3', 'GetObject PutObject')`. */
export function actions(service: string, names: string): Actions {
  return names.split(' ').map((name) => `${service}:${name}`)
}

/** Whether the statement speaks of an action. */
export function speaksOf({ not, of }: Patterns, action: string): 'yes' | 'no' | 'unknown' {
  const wanted = patternOf(action.toLowerCase())
  if (of.some((text) => includes(patternOf(text), wanted))) return not ? 'no' : 'yes'
  if (of.some(isUnknown)) return 'unknown'
  return not ? 'yes' : 'no'
}

/** Whether resources are every one of the account, or every one of a service: `*`, `arn:aws:s3:::*`. */
export function isEveryResource({ not, of }: Patterns): 'yes' | 'no' | 'unknown' {
  if (not || of.some(isWide)) return 'yes'
  return of.some((text) => isUnknown(text) && !text.reference && !text.parts) ? 'unknown' : 'no'
}

function isWide(text: Text): boolean {
  return typeof text === 'string' && /^(?:\?*\*[*?]*|arn:[^:]*:[^:]*:[^:]*:[^:]*:\*(?:\/\*)?)$/.test(text)
}

/**
 * A statement that allows some of the actions on every resource and without a condition: as a fact. Where it is not known whether it
 * does, why.
 */
export function allowsAnywhere(statement: PolicyStatement, table: Actions): Answer {
  const { effect, conditions } = statement
  if (effect === 'Deny') return undefined
  const wide = isEveryResource(statement.resources)
  const answers = table.map((action) => ({ action, answer: speaksOf(statement.actions, action) }))
  const meant = answers.filter(({ answer }) => answer === 'yes').map(({ action }) => action)
  const isKnown = wide === 'yes' && meant.length > 0
  if (isKnown && conditions.length === 0) return `it allows ${shortList(meant)} on every resource`
  const may = wide !== 'no' && (meant.length > 0 || answers.some(({ answer }) => answer === 'unknown'))
  return may && conditions.every(({ operator }) => operator === 'unknown') ? hole(statement) : undefined
}

/** What of a statement is not known. */
export function hole({ actions, resources, conditions }: PolicyStatement): Unknown | undefined {
  const texts = [...actions.of, ...resources.of, ...conditions.flatMap(({ values }) => values)]
  return texts.find(isUnknown)
}

export function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 3)
  const more = names.length - shown.length
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(shown.length > 2 ? ', ' : ' and ')
}

/** Actions by which data leaves: read in bulk, in clear, or copied out of the account. */
export const exfiltration: Actions = [
  ...actions('s3', 'GetObject GetObjectVersion'),
  ...actions('secretsmanager', 'GetSecretValue'),
  ...actions('ssm', 'GetParameter GetParameters GetParametersByPath'),
  ...actions('dynamodb', 'Scan Query GetItem BatchGetItem ExportTableToPointInTime'),
  ...actions('rds', 'StartExportTask CopyDBSnapshot ModifyDBSnapshotAttribute'),
  ...actions('ec2', 'ModifySnapshotAttribute'),
  ...actions('redshift', 'GetClusterCredentials AuthorizeSnapshotAccess'),
  ...actions('kinesis', 'GetRecords'),
]

/** Actions that decide who may do what with a resource. */
export const permissions: Actions = [
  ...actions('s3', 'PutBucketPolicy DeleteBucketPolicy PutBucketAcl PutObjectAcl PutBucketPublicAccessBlock'),
  ...actions('kms', 'CreateGrant PutKeyPolicy'),
  ...actions('secretsmanager', 'PutResourcePolicy'),
  ...actions('dynamodb', 'PutResourcePolicy'),
  ...actions('kinesis', 'PutResourcePolicy'),
  ...actions('lambda', 'AddPermission'),
  ...actions('sqs', 'AddPermission'),
  ...actions('sns', 'AddPermission'),
  ...actions('ecr', 'SetRepositoryPolicy'),
  ...actions('backup', 'PutBackupVaultAccessPolicy'),
  ...actions(
    'iam',
    'PutRolePermissionsBoundary DeleteRolePermissionsBoundary DeleteRolePolicy DetachRolePolicy',
  ),
]

/** Actions that change or destroy data, streams and what runs on them, and whose resource can be named. */
export const writes: Actions = [
  ...actions('s3', 'PutObject DeleteObject DeleteBucket PutLifecycleConfiguration PutBucketVersioning'),
  ...actions('dynamodb', 'PutItem UpdateItem DeleteItem BatchWriteItem DeleteTable UpdateTable'),
  ...actions('rds', 'DeleteDBInstance DeleteDBCluster ModifyDBInstance ModifyDBCluster'),
  ...actions('redshift', 'DeleteCluster ModifyCluster'),
  ...actions('kinesis', 'PutRecord PutRecords DeleteStream'),
  ...actions('firehose', 'PutRecord PutRecordBatch DeleteDeliveryStream'),
  ...actions('sqs', 'SendMessage DeleteMessage PurgeQueue DeleteQueue'),
  ...actions('sns', 'Publish DeleteTopic'),
  ...actions('glue', 'CreateTable UpdateTable DeleteTable DeleteDatabase StartJobRun'),
  ...actions('athena', 'StartQueryExecution DeleteWorkGroup'),
  ...actions('lambda', 'InvokeFunction UpdateFunctionCode DeleteFunction'),
  ...actions('states', 'StartExecution DeleteStateMachine'),
  ...actions('kms', 'ScheduleKeyDeletion DisableKey'),
  ...actions('secretsmanager', 'PutSecretValue DeleteSecret'),
  ...actions('ssm', 'PutParameter DeleteParameter'),
]

/**
 * Actions that read data or use one thing, which the policy can name. Those that list, describe or make are left out: many have no resource,
 * and what they tell is what there is, not what is in it.
 */
export const restrictable: Actions = [
  ...actions('kms', 'Decrypt Encrypt GenerateDataKey ReEncryptFrom'),
  ...actions('iam', 'PassRole'),
  ...actions('sts', 'AssumeRole'),
  ...actions('sqs', 'ReceiveMessage'),
  ...actions('ecr', 'BatchGetImage'),
  ...actions('kafka-cluster', 'Connect ReadData'),
  ...actions('elasticmapreduce', 'AddJobFlowSteps TerminateJobFlows'),
  ...actions('es', 'ESHttpGet ESHttpPost'),
]
