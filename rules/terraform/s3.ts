import type { Rule } from '../../src/core/rule.ts'
import { read } from '../../src/core/terraform/read.ts'
import { isUnknown } from '../../src/core/terraform/value.ts'
import { anyOf, type Holds, ofType, unless } from './shared/combine.ts'
import { demand, demanded, every, isFalse, isNot, isOneOf, isTrue } from './shared/demand.ts'
import { example } from './shared/example.ts'
import { family, type Judge } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { isTarget, otherHalf } from './shared/other-half.ts'
import { demandPresent } from './shared/present.ts'
import { awsPage } from './shared/written.ts'

const algorithm = 'rule.apply_server_side_encryption_by_default.sse_algorithm'
const inlineAlgorithm = `server_side_encryption_configuration.${algorithm}`
const isKms = isOneOf('aws:kms', 'aws:kms:dsse')

const encryptionHalf = {
  types: ['aws_s3_bucket_server_side_encryption_configuration'],
  by: 'bucket',
  missing: 'no server-side encryption is declared for it',
}
const loggingHalf = {
  types: ['aws_s3_bucket_logging'],
  by: 'bucket',
  missing: 'no aws_s3_bucket_logging belongs to it',
}
const versioningHalf = {
  types: ['aws_s3_bucket_versioning'],
  by: 'bucket',
  missing: 'no aws_s3_bucket_versioning belongs to it',
}
const replicationHalf = {
  types: ['aws_s3_bucket_replication_configuration'],
  by: 'bucket',
  missing: 'no aws_s3_bucket_replication_configuration belongs to it',
}

const takesDelivery: Holds = (bucket) => {
  const { value } = read(bucket, 'acl')
  return isUnknown(value) ? value : value === 'log-delivery-write' ? 'yes' : 'no'
}

/** A bucket that logs go to would log itself. */
const logsItsAccess = unless(
  isTarget({ types: ['aws_s3_bucket_logging'], by: 'target_bucket' }),
  unless(
    isTarget({ types: ['aws_s3_bucket'], by: 'logging.target_bucket' }),
    unless(takesDelivery, anyOf(otherHalf(loggingHalf), demandPresent('logging'))),
  ),
)

const enabled = isOneOf('Enabled')

/** A copy needs no copy. */
const isReplicated = unless(
  isTarget({ types: replicationHalf.types, by: 'rule.destination.bucket' }),
  anyOf(
    otherHalf(replicationHalf, demand('rule.status', enabled, { absent: 'bad' })),
    demand('replication_configuration.rules.status', enabled, { absent: 'bad' }),
  ),
)

const lockJudge: Judge = (resource) => [
  ...demanded(resource, 'object_lock_enabled', { wanted: isNot(isFalse), absent: 'good' }),
  ...demanded(resource, 'object_lock_configuration.object_lock_enabled', {
    wanted: isOneOf('Enabled'),
    absent: 'good',
  }),
]

const bucket = (...lines: readonly string[]) => example('aws_s3_bucket.raw', 'bucket = "acme-raw"', ...lines)
const half = (type: string, ...lines: readonly string[]) =>
  bucket() + example(`${type}.raw`, 'bucket = aws_s3_bucket.raw.id', ...lines)
const sse = (...lines: readonly string[]) => [
  'rule {',
  '  apply_server_side_encryption_by_default {',
  ...lines.map((line) => `    ${line}`),
  '  }',
  '}',
]
const encrypted = (...lines: readonly string[]) =>
  half('aws_s3_bucket_server_side_encryption_configuration', ...sse(...lines))
const inlineEncrypted = (...lines: readonly string[]) =>
  bucket('server_side_encryption_configuration {', ...sse(...lines).map((line) => `  ${line}`), '}')
const versioned = (status: string) =>
  half('aws_s3_bucket_versioning', 'versioning_configuration {', `  status = ${status}`, '}')
const replicated = (status: string) =>
  half(
    'aws_s3_bucket_replication_configuration',
    'role = "arn:aws:iam::111122223333:role/replication"',
    'rule {',
    `  status = "${status}"`,
    '  destination {',
    '    bucket = "arn:aws:s3:::acme-copy"',
    '  }',
    '}',
  )

const rules: readonly Rule[] = [
  family({
    id: 'terraform/s3-encryption',
    title: 'Declare how a bucket is encrypted',
    severity: 'low',
    on: ['aws_s3_bucket'],
    problem: 'says nothing of how it is encrypted',
    judge: anyOf(otherHalf(encryptionHalf), demandPresent('server_side_encryption_configuration')),
    why: 'S3 encrypts new objects with keys of its own since 2023, so nothing lies in clear; but such a key is not yours: its use is in no log of yours, and no key policy can keep a reader out who may read the bucket. Auditors ask for the choice to be written down.',
    fix: `Declare it, best with a key of your own:

\`\`\`hcl
resource "aws_s3_bucket_server_side_encryption_configuration" "raw" {
  bucket = aws_s3_bucket.raw.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.data.arn
    }
  }
}
\`\`\`

Objects that are there already keep the encryption they were written with.`,
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html',
      awsPage('s3_bucket_server_side_encryption_configuration'),
    ],
    aliases: aliasesOf('CKV_AWS_19', 'AWS-0088', 'aws-s3-enable-bucket-encryption'),
    examples: {
      bad: [bucket(), bucket('force_destroy = false', 'tags = {', '  encryption = "aws:kms"', '}')],
      good: [
        encrypted('sse_algorithm = "AES256"'),
        inlineEncrypted('sse_algorithm = "aws:kms"'),
        encrypted('sse_algorithm     = "aws:kms"', 'kms_master_key_id = "alias/data"'),
      ],
    },
  }),
  family({
    id: 'terraform/s3-kms',
    title: 'Encrypt buckets with a KMS key',
    severity: 'medium',
    on: ['aws_s3_bucket', 'aws_s3_bucket_server_side_encryption_configuration'],
    problem: 'is encrypted with a key of S3 and not with one of yours',
    judge: every(
      ofType(['aws_s3_bucket'], demand(inlineAlgorithm, isKms, { absent: 'good' })),
      ofType(
        ['aws_s3_bucket_server_side_encryption_configuration'],
        demand(algorithm, isKms, { absent: 'good' }),
      ),
    ),
    why: 'With AES256 whoever may read the object reads it in clear. With a KMS key a reader also needs the right to use the key, each use is logged, and disabling the key closes all of the data at once.',
    fix: 'Set `sse_algorithm = "aws:kms"`, name the key in `kms_master_key_id`, and set `bucket_key_enabled = true`, which saves most of the calls to KMS. Readers in other accounts then need `kms:Decrypt` on the key.',
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
      awsPage('s3_bucket_server_side_encryption_configuration'),
    ],
    aliases: aliasesOf('CKV_AWS_145', 'AWS-0132', 'aws-s3-encryption-customer-key'),
    examples: {
      bad: [encrypted('sse_algorithm = "AES256"'), inlineEncrypted('sse_algorithm = "AES256"')],
      good: [
        encrypted('sse_algorithm     = "aws:kms"', 'kms_master_key_id = "alias/data"'),
        encrypted('sse_algorithm = "aws:kms:dsse"'),
        inlineEncrypted('sse_algorithm = "aws:kms"'),
      ],
    },
  }),
  family({
    id: 'terraform/s3-versioning',
    title: 'Keep old versions of objects',
    severity: 'medium',
    on: ['aws_s3_bucket'],
    problem: 'keeps no old versions of its objects',
    judge: anyOf(
      otherHalf(
        versioningHalf,
        demand('versioning_configuration.status', isOneOf('Enabled'), { absent: 'bad' }),
      ),
      demand('versioning.enabled', isTrue, { absent: 'bad' }),
    ),
    why: 'Without versioning a job that overwrites or deletes the wrong prefix cannot be undone: S3 has no undelete.',
    fix: `Add:

\`\`\`hcl
resource "aws_s3_bucket_versioning" "raw" {
  bucket = aws_s3_bucket.raw.id
  versioning_configuration {
    status = "Enabled"
  }
}
\`\`\`

with a lifecycle rule that ends old versions (\`noncurrent_version_expiration\`), or they are paid for forever.`,
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html',
      awsPage('s3_bucket_versioning'),
    ],
    aliases: aliasesOf('CKV_AWS_21', 'AWS-0090', 'aws-s3-enable-versioning'),
    examples: {
      bad: [
        bucket(),
        versioned('"Suspended"'),
        bucket('versioning {', '  enabled = false', '}'),
        `${versioned('"Enabled"')}${example('aws_s3_bucket.other', 'bucket = "acme-other"')}`,
      ],
      good: [
        versioned('"Enabled"'),
        bucket('versioning {', '  enabled = true', '}'),
        `variable "versioning" {\n  default = "Enabled"\n}\n${versioned('var.versioning')}`,
      ],
    },
  }),
  family({
    id: 'terraform/s3-logging',
    title: 'Log who reads a bucket',
    severity: 'low',
    on: ['aws_s3_bucket'],
    problem: 'logs nobody who reads or writes it',
    judge: logsItsAccess,
    why: 'After a leak the first question is which objects were read, by whom and when. Without access logs, or data events of CloudTrail, nobody can answer it.',
    fix: 'Add `aws_s3_bucket_logging` with a target bucket of its own; the target itself needs none. Data events of CloudTrail do as well: then suppress this with that reason.',
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html',
      awsPage('s3_bucket_logging'),
    ],
    aliases: aliasesOf('CKV_AWS_18', 'AWS-0089', 'aws-s3-enable-bucket-logging'),
    examples: {
      bad: [
        bucket(),
        `${bucket()}${example('aws_s3_bucket_logging.other', 'bucket        = "acme-other"', 'target_bucket = "acme-logs"', 'target_prefix = "other/"')}`,
      ],
      good: [
        half('aws_s3_bucket_logging', 'target_bucket = "acme-logs"', 'target_prefix = "raw/"'),
        bucket('logging {', '  target_bucket = "acme-logs"', '}'),
        {
          files: {
            'main.tf':
              example('aws_s3_bucket.logs', 'bucket = "acme-logs"') +
              half(
                'aws_s3_bucket_logging',
                'target_bucket = aws_s3_bucket.logs.id',
                'target_prefix = "raw/"',
              ),
          },
          note: 'The bucket that takes the logs logs nothing itself.',
        },
      ],
    },
  }),
  family({
    id: 'terraform/s3-replication',
    title: 'Replicate buckets to another region',
    severity: 'low',
    on: ['aws_s3_bucket'],
    problem: 'has no copy elsewhere',
    judge: isReplicated,
    why: 'A bucket lives in one region and one account. Replication keeps a copy that a mistake, a lost account or an outage of the region does not reach. Few buckets are worth it, so this rule is off unless a policy turns it on.',
    fix: 'Add `aws_s3_bucket_replication_configuration` with a rule of status `Enabled`; both buckets need versioning. What was there before is copied by a batch job, not by the rule.',
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html',
      awsPage('s3_bucket_replication_configuration'),
    ],
    aliases: aliasesOf('CKV_AWS_144'),
    examples: {
      bad: [bucket(), replicated('Disabled')],
      good: [
        replicated('Enabled'),
        bucket(
          'replication_configuration {',
          '  role = "arn:aws:iam::111122223333:role/replication"',
          '  rules {',
          '    status = "Enabled"',
          '  }',
          '}',
        ),
      ],
    },
  }),
  family({
    id: 'terraform/s3-object-lock',
    title: 'Do not switch object lock off',
    severity: 'low',
    on: ['aws_s3_bucket'],
    problem: 'leaves its objects without a lock',
    judge: lockJudge,
    why: 'A lock keeps objects from being deleted or overwritten before their time, by anybody. A bucket that says it has none will not get one later without being made anew or a request to AWS.',
    fix: 'Set `object_lock_enabled = true` when the bucket is made, and a default retention with `aws_s3_bucket_object_lock_configuration`. Where nothing must be kept unchanged, leave the attribute out.',
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html',
      awsPage('s3_bucket_object_lock_configuration'),
    ],
    aliases: aliasesOf('CKV_AWS_143'),
    examples: {
      bad: [
        bucket('object_lock_enabled = false'),
        bucket('object_lock_configuration {', '  object_lock_enabled = "Disabled"', '}'),
      ],
      good: [
        bucket(),
        bucket('object_lock_enabled = true'),
        bucket('object_lock_configuration {', '  object_lock_enabled = "Enabled"', '}'),
      ],
    },
  }),
]

export default rules
