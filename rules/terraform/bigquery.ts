import type { Rule } from '../../src/core/rule.ts'
import { blocksAt, read } from '../../src/core/terraform/read.ts'
import { demand, every, isFalse, isNot } from './shared/demand.ts'
import { example } from './shared/example.ts'
import { family, type Judge } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { everybodyIn, grantsToEverybody, iamTypes } from './shared/google-members.ts'
import { demandPresent } from './shared/present.ts'

const datasetPage =
  'https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/bigquery_dataset'
const tablePage =
  'https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/bigquery_table'
const accessPage = 'https://cloud.google.com/bigquery/docs/control-access-to-resources-iam'

/** `access` blocks of a dataset, and the resource that holds one. */
const accessOfEverybody: Judge = (resource) => {
  const { blocks, open } = blocksAt(resource, 'access')
  const told = [resource, ...blocks].flatMap((holder) => [
    ...everybodyIn(read(holder, 'special_group'), 'special_group'),
    ...everybodyIn(read(holder, 'iam_member'), 'iam_member'),
  ])
  return open ? [...told, { kind: 'unclear', what: 'access', place: resource.header, because: open }] : told
}

const rules: readonly Rule[] = [
  family({
    id: 'terraform/bigquery-dataset-public',
    title: 'Share BigQuery datasets with named principals only',
    severity: 'critical',
    on: ['google_bigquery_dataset', 'google_bigquery_dataset_access', ...iamTypes('google_bigquery_dataset')],
    problem: 'opens a dataset to everybody',
    judge: every(accessOfEverybody, grantsToEverybody),
    why: 'Anybody with a Google account can list the tables of the dataset and read their rows. Nothing in BigQuery tells you that somebody outside the organisation did.',
    fix: 'Name a group, a service account or a domain: `group_by_email = "analysts@example.com"`, or `member = "group:analysts@example.com"`. To share outside the organisation, publish a listing in Analytics Hub. `access` blocks and IAM resources of the same dataset undo each other, so keep to one of them.',
    references: [datasetPage, accessPage],
    aliases: aliasesOf('CKV_GCP_15', 'GCP-0046', 'google-bigquery-no-public-access'),
    examples: {
      bad: [
        example(
          'google_bigquery_dataset.sales',
          'dataset_id = "sales"',
          'access {',
          '  role          = "READER"',
          '  special_group = "allAuthenticatedUsers"',
          '}',
        ),
        example(
          'google_bigquery_dataset_access.sales',
          'dataset_id = "sales"',
          'role       = "READER"',
          'iam_member = "allUsers"',
        ),
        example(
          'google_bigquery_dataset_iam_binding.sales',
          'dataset_id = "sales"',
          'role       = "roles/bigquery.dataViewer"',
          'members    = ["group:analysts@example.com", "allAuthenticatedUsers"]',
        ),
      ],
      good: [
        example(
          'google_bigquery_dataset.sales',
          'dataset_id = "sales"',
          'access {',
          '  role          = "READER"',
          '  special_group = "projectReaders"',
          '}',
        ),
        example(
          'google_bigquery_dataset_access.sales',
          'dataset_id = "sales"',
          'role       = "READER"',
          'domain     = "example.com"',
        ),
        example(
          'google_bigquery_dataset_iam_member.sales',
          'dataset_id = "sales"',
          'role       = "roles/bigquery.dataViewer"',
          'member     = "group:allusers@example.com"',
        ),
      ],
    },
  }),
  family({
    id: 'terraform/bigquery-table-public',
    title: 'Share BigQuery tables with named principals only',
    severity: 'critical',
    on: iamTypes('google_bigquery_table'),
    problem: 'opens a table to everybody',
    judge: grantsToEverybody,
    why: "A grant on a table holds even where its dataset is closed: anybody with a Google account can query the rows, and no list of the dataset's access shows it.",
    fix: 'Name who reads it: `member = "group:analysts@example.com"`. For a public extract, copy the columns that may be public into a dataset of their own and share that through Analytics Hub.',
    references: [accessPage],
    aliases: aliasesOf('CKV_GCP_100'),
    examples: {
      bad: [
        example(
          'google_bigquery_table_iam_member.orders',
          'dataset_id = "sales"',
          'table_id   = "orders"',
          'role       = "roles/bigquery.dataViewer"',
          'member     = "allUsers"',
        ),
        `data "google_iam_policy" "open" {
  binding {
    role    = "roles/bigquery.dataViewer"
    members = ["allAuthenticatedUsers"]
  }
}
${example('google_bigquery_table_iam_policy.orders', 'dataset_id  = "sales"', 'table_id    = "orders"', 'policy_data = data.google_iam_policy.open.policy_data')}`,
      ],
      good: [
        example(
          'google_bigquery_table_iam_member.orders',
          'dataset_id = "sales"',
          'table_id   = "orders"',
          'role       = "roles/bigquery.dataViewer"',
          'member     = "domain:example.com"',
        ),
        `data "google_iam_policy" "closed" {
  binding {
    role    = "roles/bigquery.dataViewer"
    members = ["user:ann@example.com"]
  }
}
${example('google_bigquery_table_iam_policy.orders', 'dataset_id  = "sales"', 'table_id    = "orders"', 'policy_data = data.google_iam_policy.closed.policy_data')}`,
      ],
    },
  }),
  family({
    id: 'terraform/bigquery-deletion-protection',
    title: 'Keep the deletion protection of BigQuery tables',
    severity: 'high',
    on: ['google_bigquery_table'],
    problem: 'may be dropped by an apply',
    judge: demand('deletion_protection', isNot(isFalse), { absent: 'good' }),
    why: 'Some edits of a table, partitioning among them, make Terraform drop it and create an empty one. With the protection off the apply goes through with it, and time travel keeps the rows for seven days at most.',
    fix: 'Remove `deletion_protection = false`; the provider protects by default. To drop a table on purpose, set it to false in a pull request of its own, and drop the table in the next.',
    references: [tablePage],
    aliases: aliasesOf('CKV_GCP_121'),
    examples: {
      bad: [
        example(
          'google_bigquery_table.orders',
          'dataset_id          = "sales"',
          'table_id            = "orders"',
          'deletion_protection = false',
        ),
        example(
          'google_bigquery_table.orders',
          'for_each            = toset(["orders", "returns"])',
          'dataset_id          = "sales"',
          'table_id            = each.key',
          'deletion_protection = "false"',
        ),
      ],
      good: [
        example('google_bigquery_table.orders', 'dataset_id = "sales"', 'table_id   = "orders"'),
        example(
          'google_bigquery_table.orders',
          'dataset_id          = "sales"',
          'table_id            = "orders"',
          'deletion_protection = true',
        ),
      ],
    },
  }),
  family({
    id: 'terraform/bigquery-encryption-key',
    title: 'Encrypt BigQuery datasets with a key of your own',
    severity: 'low',
    on: ['google_bigquery_dataset'],
    problem: 'leaves its tables to keys of Google',
    judge: demandPresent('default_encryption_configuration.kms_key_name'),
    why: 'BigQuery encrypts at rest in any case. Only with a key of your own can you take the data back by disabling the key, and see each use of it in the audit log.',
    fix: 'Add `default_encryption_configuration { kms_key_name = google_kms_crypto_key.sales.id }` and give the BigQuery service account `roles/cloudkms.cryptoKeyEncrypterDecrypter` on it first. It counts for new tables; existing ones keep their key until they are copied.',
    references: ['https://cloud.google.com/bigquery/docs/customer-managed-encryption', datasetPage],
    aliases: aliasesOf('CKV_GCP_81'),
    examples: {
      bad: [
        example('google_bigquery_dataset.sales', 'dataset_id = "sales"'),
        example(
          'google_bigquery_dataset.sales',
          'dataset_id = "sales"',
          'default_encryption_configuration {',
          '  kms_key_name = ""',
          '}',
        ),
      ],
      good: [
        example(
          'google_bigquery_dataset.sales',
          'dataset_id = "sales"',
          'default_encryption_configuration {',
          '  kms_key_name = "projects/p/locations/eu/keyRings/r/cryptoKeys/k"',
          '}',
        ),
        `${example('google_kms_crypto_key.sales', 'name            = "sales"', 'key_ring        = "projects/p/locations/eu/keyRings/r"', 'rotation_period = "7776000s"')}${example('google_bigquery_dataset.sales', 'dataset_id = "sales"', 'default_encryption_configuration {', '  kms_key_name = google_kms_crypto_key.sales.id', '}')}`,
      ],
    },
  }),
]

export default rules
