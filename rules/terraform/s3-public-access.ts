import type { Rule } from '../../src/core/rule.ts'
import { managedOfType } from '../../src/core/terraform/by-type.ts'
import type { Resource } from '../../src/core/terraform/configuration.ts'
import { read } from '../../src/core/terraform/read.ts'
import { isUnknown, type Unknown } from '../../src/core/terraform/value.ts'
import { type Holds, unless } from './shared/combine.ts'
import { demand, isTrue } from './shared/demand.ts'
import { example } from './shared/example.ts'
import { type Family, family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { otherHalf } from './shared/other-half.ts'
import { awsPage } from './shared/written.ts'

const blockTypes = ['aws_s3_bucket_public_access_block', 'aws_s3_account_public_access_block']
const flags = ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets']
const cloudPage =
  'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html'

const bucket = example('aws_s3_bucket.raw', 'bucket = "acme-raw"')

/** A block with all four flags on, but for what is given. */
const block = (given: Readonly<Record<string, string>> = {}) =>
  example(
    'aws_s3_bucket_public_access_block.raw',
    'bucket = aws_s3_bucket.raw.id',
    ...flags.flatMap((flag) => (given[flag] === '' ? [] : [`${flag} = ${given[flag] ?? 'true'}`])),
  )

/** One of the four flags of a block must be on. */
function flagFamily(
  flag: string,
  definition: Pick<Family, 'id' | 'title' | 'problem' | 'why' | 'aliases'>,
): Rule {
  return family({
    ...definition,
    severity: 'high',
    on: blockTypes,
    judge: demand(flag, isTrue, { absent: 'bad' }),
    fix: `Set \`${flag} = true\`. The provider takes a flag that is left out for false. If one object must be public, give it a bucket of its own or serve it through a distribution.`,
    references: [cloudPage, awsPage('s3_bucket_public_access_block')],
    examples: {
      bad: [bucket + block({ [flag]: 'false' }), bucket + block({ [flag]: '' })],
      good: [
        bucket + block(),
        bucket + block({ [flag]: '"true"' }),
        `variable "closed" {\n  type    = bool\n  default = true\n}\n${bucket}${block({ [flag]: 'var.closed' })}`,
      ],
    },
  })
}

/** One resource closes every bucket of the account, where all of its flags are on. */
const isClosedForAccount: Holds = (_, { document: { resources } }) => {
  const answers = managedOfType(resources, 'aws_s3_account_public_access_block').map(closesAll)
  return answers.find((answer) => answer === 'yes') ?? answers.find((answer) => answer !== 'no') ?? 'no'
}

function closesAll(block: Resource): 'yes' | 'no' | Unknown {
  const values = flags.map((flag) => read(block, flag).value ?? null)
  if (values.some((value) => !isUnknown(value) && !isTrue(value))) return 'no'
  return values.find(isUnknown) ?? block.uncertain ?? 'yes'
}

const hasBlock = otherHalf({
  types: ['aws_s3_bucket_public_access_block'],
  by: 'bucket',
  missing: 'no aws_s3_bucket_public_access_block belongs to it',
})

const rules: readonly Rule[] = [
  family({
    id: 'terraform/s3-public-access',
    title: 'Give every bucket a public access block',
    severity: 'high',
    on: ['aws_s3_bucket'],
    problem: 'has nothing that keeps it from becoming public',
    judge: unless(isClosedForAccount, hasBlock),
    why: 'Without the block, one ACL or one policy statement makes the bucket readable by everybody, and nothing objects. New buckets get a block from AWS, but code that does not declare it neither keeps it nor puts it back, and older buckets never had one.',
    fix: `Add, beside the bucket:

\`\`\`hcl
resource "aws_s3_bucket_public_access_block" "raw" {
  bucket                  = aws_s3_bucket.raw.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
\`\`\`

or close the whole account with \`aws_s3_account_public_access_block\`.`,
    references: [cloudPage, awsPage('s3_bucket_public_access_block')],
    aliases: aliasesOf('CKV2_AWS_6', 'AWS-0094', 'aws-s3-specify-public-access-block'),
    examples: {
      bad: [
        bucket,
        `${bucket}${example('aws_s3_bucket.other', 'bucket = "acme-other"')}${block()}`,
        `${bucket}${example('aws_s3_account_public_access_block.all', 'block_public_acls = true')}`,
      ],
      good: [
        bucket + block(),
        example('aws_s3_bucket.raw', 'bucket = "acme-raw"') +
          example(
            'aws_s3_bucket_public_access_block.raw',
            'bucket = "acme-raw"',
            ...flags.map((flag) => `${flag} = true`),
          ),
        bucket + example('aws_s3_account_public_access_block.all', ...flags.map((flag) => `${flag} = true`)),
        {
          files: {
            'main.tf':
              'resource "aws_s3_bucket" "raw" {\n  for_each = toset(["eu", "us"])\n  bucket   = "acme-raw-${each.key}"\n}\n' +
              'resource "aws_s3_bucket_public_access_block" "raw" {\n  for_each = aws_s3_bucket.raw\n  bucket   = each.value.id\n' +
              `${flags.map((flag) => `  ${flag} = true`).join('\n')}\n}\n`,
          },
          note: 'A block for each of several buckets.',
        },
      ],
    },
  }),
  flagFamily('block_public_acls', {
    id: 'terraform/s3-public-access-block-acls',
    title: 'Block public ACLs',
    problem: 'accepts ACLs that open its objects to everybody',
    why: 'Whoever may write an object may also give it an ACL that everybody can read it by. The flag refuses such requests, so that the mistake fails when it is made.',
    aliases: aliasesOf('CKV_AWS_53', 'AWS-0086', 'aws-s3-block-public-acls'),
  }),
  flagFamily('block_public_policy', {
    id: 'terraform/s3-public-access-block-policy',
    title: 'Block public bucket policies',
    problem: 'accepts a bucket policy that opens it to everybody',
    why: 'A policy with the principal * makes every object readable at once. The flag refuses such a policy when it is put.',
    aliases: aliasesOf('CKV_AWS_54', 'AWS-0087', 'aws-s3-block-public-policy'),
  }),
  flagFamily('ignore_public_acls', {
    id: 'terraform/s3-public-access-ignore-acls',
    title: 'Ignore public ACLs that are there already',
    problem: 'still honours public ACLs that objects have already',
    why: 'Blocking new public ACLs leaves the old ones in force: what was uploaded as public-read two years ago stays readable. The flag makes S3 disregard them.',
    aliases: aliasesOf('CKV_AWS_55', 'AWS-0091', 'aws-s3-ignore-public-acls'),
  }),
  flagFamily('restrict_public_buckets', {
    id: 'terraform/s3-public-access-restrict',
    title: 'Restrict buckets whose policy is public',
    problem: 'stays open to everybody while an old policy of it is public',
    why: 'A public policy from before the block was set stays in force. The flag lets only the account itself and services of AWS in while a policy is public.',
    aliases: aliasesOf('CKV_AWS_56', 'AWS-0093', 'aws-s3-no-public-buckets'),
  }),
]

export default rules
