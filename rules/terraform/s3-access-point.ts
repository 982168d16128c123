import type { Rule } from '../../src/core/rule.ts'
import { ofType } from './shared/combine.ts'
import { demand, every, isTrue } from './shared/demand.ts'
import { example } from './shared/example.ts'
import { family, type Judge } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { awsPage } from './shared/written.ts'

const flags = ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets']

const closed = (block: string): Judge =>
  every(...flags.map((flag) => demand(`${block}.${flag}`, isTrue, { absent: 'good' })))

const accessPoint = (flag: string) =>
  example(
    'aws_s3_access_point.raw',
    'name   = "raw"',
    'bucket = "acme-raw"',
    'public_access_block_configuration {',
    `  ${flag}`,
    '}',
  )

const rules: readonly Rule[] = [
  family({
    id: 'terraform/s3-access-point',
    title: 'Keep access points closed to the public',
    severity: 'high',
    on: ['aws_s3_access_point', 'aws_s3control_multi_region_access_point'],
    problem: 'lifts the block of public access',
    judge: every(
      ofType(['aws_s3_access_point'], closed('public_access_block_configuration')),
      ofType(['aws_s3control_multi_region_access_point'], closed('details.public_access_block')),
    ),
    why: 'An access point is a second door to a bucket, with a block of its own. All four flags are on unless the code says otherwise, and they cannot be changed once the access point is made.',
    fix: 'Leave the block out, or set all four flags to true. To correct one, the access point has to be made anew, under the same name after the old one is gone.',
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-bpa-settings.html',
      awsPage('s3_access_point'),
    ],
    aliases: aliasesOf('CKV_AWS_392'),
    examples: {
      bad: [
        accessPoint('block_public_policy = false'),
        example(
          'aws_s3control_multi_region_access_point.raw',
          'details {',
          '  name = "raw"',
          '  public_access_block {',
          '    restrict_public_buckets = false',
          '  }',
          '  region {',
          '    bucket = "acme-raw"',
          '  }',
          '}',
        ),
      ],
      good: [
        accessPoint('block_public_policy = true'),
        example('aws_s3_access_point.raw', 'name   = "raw"', 'bucket = "acme-raw"'),
      ],
    },
  }),
]

export default rules
