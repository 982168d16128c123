import type { Rule } from '../../src/core/rule.ts'
import { ofType } from './shared/combine.ts'
import { demand, every, isNot, isTrue } from './shared/demand.ts'
import { example } from './shared/example.ts'
import { family } from './shared/family.ts'
import { awsPage } from './shared/written.ts'

const byForce = [
  'aws_s3_bucket',
  'aws_s3_directory_bucket',
  'aws_s3tables_table_bucket',
  'aws_backup_vault',
  'aws_athena_database',
  'google_storage_bucket',
  'google_spanner_instance',
  'databricks_metastore',
  'databricks_catalog',
  'databricks_schema',
  'databricks_external_location',
]

const rules: readonly Rule[] = [
  family({
    id: 'terraform/force-destroy',
    title: 'Let nothing be deleted with what it holds',
    severity: 'medium',
    on: [...byForce, 'aws_ecr_repository', 'google_bigquery_dataset'],
    problem: 'is deleted with all it holds, without another question',
    judge: every(
      ofType(byForce, demand('force_destroy', isNot(isTrue), { absent: 'good' })),
      ofType(['aws_ecr_repository'], demand('force_delete', isNot(isTrue), { absent: 'good' })),
      ofType(
        ['google_bigquery_dataset'],
        demand('delete_contents_on_destroy', isNot(isTrue), { absent: 'good' }),
      ),
    ),
    why: 'Without the flag the cloud refuses to delete what is not empty: a rename, a lost state or a wrong workspace then fails instead of deleting the data. With it Terraform empties the store first, old versions included.',
    fix: 'Take the flag out. To delete the store on purpose, set it in a change of its own, apply that, then delete. For throwaway environments set it from a variable that is true only there.',
    references: [
      awsPage('s3_bucket'),
      'https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/bigquery_dataset',
    ],
    examples: {
      bad: [
        example('aws_s3_bucket.raw', 'bucket        = "acme-raw"', 'force_destroy = true'),
        example(
          'google_bigquery_dataset.mart',
          'dataset_id                 = "mart"',
          'delete_contents_on_destroy = true',
        ),
        example('databricks_catalog.lake', 'name          = "lake"', 'force_destroy = "true"'),
      ],
      good: [
        example('aws_s3_bucket.raw', 'bucket        = "acme-raw"', 'force_destroy = false'),
        example('google_bigquery_dataset.mart', 'dataset_id = "mart"'),
        example('aws_iam_user.etl', 'name          = "etl"', 'force_destroy = true'),
      ],
    },
  }),
]

export default rules
