import type { Rule } from '../../src/core/rule.ts'
import { read } from '../../src/core/terraform/read.ts'
import { example } from './shared/example.ts'
import { family } from './shared/family.ts'
import { iamTypes, inBindings, oneOfIn } from './shared/google-members.ts'

const basic = ['roles/owner', 'roles/editor', 'roles/viewer']

const grantsBasicRole = inBindings((binding) => oneOfIn(read(binding, 'role'), 'role', basic))

const rules: readonly Rule[] = [
  family({
    id: 'terraform/gcp-basic-roles',
    title: 'Grant roles made for the task, not basic ones',
    severity: 'high',
    on: iamTypes('google_project', 'google_folder', 'google_organization'),
    problem: 'grants a basic role',
    judge: grantsBasicRole,
    why: 'Owner, editor and viewer reach over every service of the project, those added later included: an editor can delete each dataset and bucket, and a viewer can read most of what they hold.',
    fix: 'Grant predefined roles on the resource itself: `roles/bigquery.dataViewer` on a dataset, `roles/storage.objectUser` on a bucket. The IAM recommender lists what a principal has used of the wide role.',
    references: [
      'https://cloud.google.com/iam/docs/roles-overview',
      'https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/google_project_iam',
    ],
    aliases: ['checkov:CKV_GCP_115', 'checkov:CKV_GCP_116', 'checkov:CKV_GCP_117'],
    examples: {
      bad: [
        example(
          'google_project_iam_member.etl',
          'project = "acme-data"',
          'role    = "roles/editor"',
          'member  = "serviceAccount:etl@acme-data.iam.gserviceaccount.com"',
        ),
        example(
          'google_project_iam_binding.analysts',
          'for_each = toset(["roles/viewer", "roles/bigquery.user"])',
          'project  = "acme-data"',
          'role     = each.value',
          'members  = ["group:analysts@example.com"]',
        ),
        `data "google_iam_policy" "admins" {
  binding {
    role    = "roles/owner"
    members = ["group:admins@example.com"]
  }
}
${example('google_project_iam_policy.admins', 'project     = "acme-data"', 'policy_data = data.google_iam_policy.admins.policy_data')}`,
      ],
      good: [
        example(
          'google_project_iam_member.etl',
          'project = "acme-data"',
          'role    = "roles/bigquery.jobUser"',
          'member  = "serviceAccount:etl@acme-data.iam.gserviceaccount.com"',
        ),
        example(
          'google_project_iam_member.etl',
          'project = "acme-data"',
          'role    = "projects/acme-data/roles/editor"',
          'member  = "group:analysts@example.com"',
        ),
      ],
    },
  }),
]

export default rules
