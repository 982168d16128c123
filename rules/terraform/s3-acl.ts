import type { Rule } from '../../src/core/rule.ts'
import type { Block } from '../../src/core/terraform/configuration.ts'
import { blocksAt, read } from '../../src/core/terraform/read.ts'
import { isUnknown, type Unknown } from '../../src/core/terraform/value.ts'
import { bad, demanded } from './shared/demand.ts'
import { example } from './shared/example.ts'
import { family, type Judge, type Told } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { awsPage } from './shared/written.ts'

const allUsers = 'http://acs.amazonaws.com/groups/global/AllUsers'
const authenticatedUsers = 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers'
const reading = ['READ', 'READ_ACP']
const writing = ['WRITE', 'WRITE_ACP', 'FULL_CONTROL']
const references = [
  'https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html',
  awsPage('s3_bucket_acl'),
]
const fix = `Set \`acl = "private"\` or, better, switch ACLs off: \`aws_s3_bucket_ownership_controls\` with \`object_ownership = "BucketOwnerEnforced"\`. Grant access by a bucket policy that names its readers; serve public content through a distribution.`

interface Opening {
  /** Canned ACLs that open it. */
  readonly acls: readonly string[]
  readonly group: string
  readonly permissions: readonly string[]
}

/** No canned ACL and no grant may open a bucket, or an object, to a group. */
function closedTo({ acls, group, permissions }: Opening): Judge {
  return (resource) => [
    ...demanded(resource, 'acl', { wanted: (acl) => !acls.includes(String(acl)), absent: 'good' }),
    ...grantsOf(resource).flatMap((grant) => grantTold(grant, { group, permissions })),
  ]
}

interface Grant {
  readonly block: Block
  readonly uri: string
  readonly permission: string
}

/** Of a bucket, `grant { uri, permissions }`; of the ACL resource, `access_control_policy { grant { grantee { uri }, permission } }`. */
function grantsOf(resource: Block): readonly Grant[] {
  const shapes = [
    { path: 'grant', uri: 'uri', permission: 'permissions' },
    { path: 'access_control_policy.grant', uri: 'grantee.uri', permission: 'permission' },
  ]
  return shapes.flatMap(({ path, uri, permission }) =>
    blocksAt(resource, path).blocks.map((block) => ({ block, uri, permission })),
  )
}

function grantTold(
  { block, uri, permission }: Grant,
  { group, permissions }: Pick<Opening, 'group' | 'permissions'>,
): Told[] {
  const to = read(block, uri)
  const what = read(block, permission)
  if (typeof to.value === 'string' && to.value !== group) return []
  const given = [what.value ?? null].flat()
  const isGiven = given.some((each) => typeof each === 'string' && permissions.includes(each))
  const open = [to.value, ...given].find((each): each is Unknown => isUnknown(each))
  if (to.value === group && isGiven) return [bad(what, `the ${permission} of a grant to ${nameOf(group)}`)]
  return open ? [{ kind: 'unclear', what: 'grant', place: block.header, because: open }] : []
}

function nameOf(group: string): string {
  return group.slice(group.lastIndexOf('/') + 1)
}

const bucket = (...lines: readonly string[]) => example('aws_s3_bucket.raw', 'bucket = "acme-raw"', ...lines)
const acl = (text: string) =>
  bucket() + example('aws_s3_bucket_acl.raw', 'bucket = aws_s3_bucket.raw.id', `acl    = "${text}"`)
const inlineGrant = (group: string, permissions: string) =>
  bucket(
    'grant {',
    '  type        = "Group"',
    `  uri         = "${group}"`,
    `  permissions = [${permissions}]`,
    '}',
  )
const separateGrant = (group: string, permission: string) =>
  bucket() +
  example(
    'aws_s3_bucket_acl.raw',
    'bucket = aws_s3_bucket.raw.id',
    'access_control_policy {',
    '  grant {',
    `    permission = "${permission}"`,
    '    grantee {',
    '      type = "Group"',
    `      uri  = "${group}"`,
    '    }',
    '  }',
    '  owner {',
    '    id = "5d5a1f6c3f2f8b8e"',
    '  }',
    '}',
  )

const on = ['aws_s3_bucket', 'aws_s3_bucket_acl']

const rules: readonly Rule[] = [
  family({
    id: 'terraform/s3-acl-public-read',
    title: 'Let nobody read a bucket through a public ACL',
    severity: 'critical',
    on: [...on, 'aws_s3_object', 'aws_s3_bucket_object', 'aws_s3_object_copy'],
    problem: 'can be read by everybody on the internet',
    judge: closedTo({ acls: ['public-read', 'website'], group: allUsers, permissions: reading }),
    why: 'Everybody can list the bucket and, object by object, fetch what is public. Public buckets are found by guessing names, within hours.',
    fix,
    references,
    aliases: aliasesOf('CKV_AWS_20', 'AWS-0092', 'aws-s3-no-public-access-with-acl'),
    examples: {
      bad: [acl('public-read'), bucket('acl = "public-read"'), inlineGrant(allUsers, '"READ"')],
      good: [
        acl('private'),
        bucket('acl = "log-delivery-write"'),
        separateGrant('http://acs.amazonaws.com/groups/s3/LogDelivery', 'READ_ACP'),
        bucket(),
      ],
    },
  }),
  family({
    id: 'terraform/s3-acl-public-write',
    title: 'Let nobody write a bucket through a public ACL',
    severity: 'critical',
    on,
    problem: 'can be written by everybody on the internet',
    judge: closedTo({ acls: ['public-read-write'], group: allUsers, permissions: writing }),
    why: 'Anybody can put, overwrite and delete objects: what the pipeline reads next is what a stranger left there, and the bill for what they store is yours.',
    fix,
    references,
    aliases: aliasesOf('CKV_AWS_57', 'AWS-0092', 'aws-s3-no-public-access-with-acl'),
    examples: {
      bad: [
        acl('public-read-write'),
        inlineGrant(allUsers, '"READ", "WRITE"'),
        separateGrant(allUsers, 'FULL_CONTROL'),
      ],
      good: [
        acl('bucket-owner-full-control'),
        separateGrant('http://acs.amazonaws.com/groups/s3/LogDelivery', 'WRITE'),
        bucket('acl = "private"'),
      ],
    },
  }),
  family({
    id: 'terraform/s3-acl-authenticated-users',
    title: 'Do not open a bucket to every AWS account',
    severity: 'high',
    on,
    problem: 'is open to everybody who has an AWS account',
    judge: closedTo({
      acls: ['authenticated-read'],
      group: authenticatedUsers,
      permissions: [...reading, ...writing],
    }),
    why: 'The group AuthenticatedUsers is not your organisation: it is every holder of any AWS account, and an account is free.',
    fix,
    references,
    aliases: aliasesOf('CKV2_AWS_43', 'AWS-0092', 'aws-s3-no-public-access-with-acl'),
    examples: {
      bad: [
        acl('authenticated-read'),
        inlineGrant(authenticatedUsers, '"READ_ACP"'),
        separateGrant(authenticatedUsers, 'READ'),
      ],
      good: [
        acl('bucket-owner-read'),
        separateGrant('http://acs.amazonaws.com/groups/s3/LogDelivery', 'READ'),
        bucket('acl = "aws-exec-read"'),
      ],
    },
  }),
]

export default rules
