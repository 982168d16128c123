import type { Rule } from '../../src/core/rule.ts'
import { read } from '../../src/core/terraform/read.ts'
import { demand, every, isOneOf, isTrue } from './shared/demand.ts'
import { example } from './shared/example.ts'
import { family, type Judge } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { everybodyIn, grantsToEverybody, iamTypes, oneOfIn } from './shared/google-members.ts'

const bucketPage =
  'https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/storage_bucket'

const openLists = ['publicRead', 'publicReadWrite', 'authenticatedRead']
const roles = ['OWNER', 'WRITER', 'READER']
const openEntities = roles.flatMap((role) => [`${role}:allUsers`, `${role}:allAuthenticatedUsers`])

/** Access control lists, the older way beside IAM. */
const listsEverybody: Judge = (resource) => [
  ...everybodyIn(read(resource, 'entity'), 'entity'),
  ...oneOfIn(read(resource, 'role_entity'), 'role_entity', openEntities),
  ...oneOfIn(read(resource, 'predefined_acl'), 'predefined_acl', openLists),
]

/** What a retention policy forbids to overwrite needs no older versions. */
const keepsVersions: Judge = (resource, world) =>
  resource.blocks.some(({ type }) => type === 'retention_policy')
    ? []
    : demand('versioning.enabled', isTrue, { absent: 'bad' })(resource, world)

const bucket = (...lines: readonly string[]) =>
  example('google_storage_bucket.raw', 'name     = "acme-raw"', 'location = "EU"', ...lines)

const rules: readonly Rule[] = [
  family({
    id: 'terraform/gcs-public',
    title: 'Grant Cloud Storage buckets to named principals only',
    severity: 'critical',
    on: [
      ...iamTypes('google_storage_bucket', 'google_storage_managed_folder'),
      'google_storage_bucket_acl',
      'google_storage_bucket_access_control',
      'google_storage_default_object_acl',
      'google_storage_default_object_access_control',
    ],
    problem: 'opens a bucket to everybody',
    judge: every(grantsToEverybody, listsEverybody),
    why: 'allUsers is anybody on the internet, and allAuthenticatedUsers anybody with a Google account, which is the same people after a minute. Buckets are found by guessing their names.',
    fix: 'Name who reads it: `member = "serviceAccount:etl@project.iam.gserviceaccount.com"`. For single downloads hand out signed URLs; for a public site use a bucket that holds nothing else.',
    references: [
      'https://cloud.google.com/storage/docs/access-control/making-data-public',
      'https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/storage_bucket_iam',
    ],
    aliases: aliasesOf('CKV_GCP_28', 'GCP-0001', 'google-storage-no-public-access'),
    examples: {
      bad: [
        example(
          'google_storage_bucket_iam_member.raw',
          'bucket = "acme-raw"',
          'role   = "roles/storage.objectViewer"',
          'member = "allUsers"',
        ),
        example(
          'google_storage_bucket_iam_binding.raw',
          'bucket  = "acme-raw"',
          'role    = "roles/storage.objectAdmin"',
          'members = ["group:etl@example.com", "allAuthenticatedUsers"]',
        ),
        example(
          'google_storage_bucket_acl.raw',
          'bucket      = "acme-raw"',
          'role_entity = ["OWNER:user-ann@example.com", "READER:allUsers"]',
        ),
        example(
          'google_storage_default_object_access_control.raw',
          'bucket = "acme-raw"',
          'role   = "READER"',
          'entity = "allUsers"',
        ),
      ],
      good: [
        example(
          'google_storage_bucket_iam_member.raw',
          'bucket = "acme-raw"',
          'role   = "roles/storage.objectViewer"',
          'member = "domain:example.com"',
        ),
        `${example('google_service_account.etl', 'account_id = "etl"')}${example('google_storage_bucket_iam_binding.raw', 'bucket  = "acme-raw"', 'role    = "roles/storage.objectViewer"', 'members = ["serviceAccount:${google_service_account.etl.email}"]')}`,
        example(
          'google_storage_bucket_acl.raw',
          'bucket         = "acme-raw"',
          'predefined_acl = "projectPrivate"',
        ),
      ],
    },
  }),
  family({
    id: 'terraform/gcs-uniform-access',
    title: 'Use uniform access on Cloud Storage buckets',
    severity: 'medium',
    on: ['google_storage_bucket'],
    problem: 'lets single objects have access lists of their own',
    judge: demand('uniform_bucket_level_access', isTrue, { absent: 'bad' }),
    why: 'An access list on one object overrules what IAM says of the bucket, and no policy, audit or condition looks at it. One upload with `publicRead` makes that file public.',
    fix: 'Set `uniform_bucket_level_access = true`. Lists on objects stop counting at once, so first give the principals they name a role on the bucket; after 90 days there is no way back.',
    references: ['https://cloud.google.com/storage/docs/uniform-bucket-level-access', bucketPage],
    aliases: aliasesOf('CKV_GCP_29', 'GCP-0002', 'google-storage-enable-ubla'),
    examples: {
      bad: [bucket(), bucket('uniform_bucket_level_access = false')],
      good: [bucket('uniform_bucket_level_access = true'), bucket('uniform_bucket_level_access = "true"')],
    },
  }),
  family({
    id: 'terraform/gcs-public-access-prevention',
    title: 'Enforce public access prevention on Cloud Storage buckets',
    severity: 'high',
    on: ['google_storage_bucket'],
    problem: 'lets a later grant make it public',
    judge: demand('public_access_prevention', isOneOf('enforced'), { absent: 'bad' }),
    why: 'Without it any grant to allUsers, made here, in the console or by a script, makes the bucket readable by the internet. With it such a grant is refused.',
    fix: 'Set `public_access_prevention = "enforced"`. Where the organisation enforces it for all buckets (`constraints/storage.publicAccessPrevention`), turn this rule off in the policy.',
    references: ['https://cloud.google.com/storage/docs/public-access-prevention', bucketPage],
    aliases: aliasesOf('CKV_GCP_114'),
    examples: {
      bad: [bucket('uniform_bucket_level_access = true'), bucket('public_access_prevention = "inherited"')],
      good: [
        bucket('public_access_prevention = "enforced"'),
        `locals {\n  prevention = "enforced"\n}\n${bucket('public_access_prevention = local.prevention')}`,
      ],
    },
  }),
  family({
    id: 'terraform/gcs-versioning',
    title: 'Keep older versions of objects in Cloud Storage',
    severity: 'medium',
    on: ['google_storage_bucket'],
    problem: 'keeps no older versions of its objects',
    judge: keepsVersions,
    why: 'A job that writes to the wrong path replaces the object for good. Soft delete holds what was lost for a week and then lets go of it.',
    fix: 'Add `versioning { enabled = true }`, with a lifecycle rule that deletes noncurrent versions after some days so that the cost stays bounded.',
    references: ['https://cloud.google.com/storage/docs/object-versioning', bucketPage],
    aliases: aliasesOf('CKV_GCP_78', 'GCP-0078'),
    examples: {
      bad: [bucket(), bucket('versioning {', '  enabled = false', '}')],
      good: [
        bucket('versioning {', '  enabled = true', '}'),
        bucket('retention_policy {', '  retention_period = 2592000', '}'),
      ],
    },
  }),
]

export default rules
