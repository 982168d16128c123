import type { Rule } from '../../src/core/rule.ts'
import { demand, isOneOf } from './shared/demand.ts'
import { example } from './shared/example.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'

const job = (...lines: readonly string[]) =>
  example(
    'google_dataflow_job.ingest',
    'name              = "ingest"',
    'template_gcs_path = "gs://acme/templates/ingest"',
    'temp_gcs_location = "gs://acme/tmp"',
    ...lines,
  )

const rules: readonly Rule[] = [
  family({
    id: 'terraform/dataflow-private-address',
    title: 'Run Dataflow workers without public addresses',
    severity: 'high',
    on: ['google_dataflow_job', 'google_dataflow_flex_template_job'],
    problem: 'runs workers with public addresses',
    judge: demand('ip_configuration', isOneOf('WORKER_IP_PRIVATE'), { absent: 'bad' }),
    why: 'Workers hold the rows that pass through and the rights to read their sources. With public addresses they can be reached from outside, and what runs on them can send data anywhere.',
    fix: 'Set `ip_configuration = "WORKER_IP_PRIVATE"` and a `subnetwork` with Private Google Access. Sources outside Google Cloud then need Cloud NAT.',
    references: [
      'https://cloud.google.com/dataflow/docs/guides/routes-firewall',
      'https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/dataflow_job',
    ],
    aliases: aliasesOf('CKV_GCP_94'),
    examples: {
      bad: [job(), job('ip_configuration = "WORKER_IP_PUBLIC"')],
      good: [
        job(
          'ip_configuration = "WORKER_IP_PRIVATE"',
          'subnetwork       = "regions/europe-west1/subnetworks/data"',
        ),
        example(
          'google_dataflow_flex_template_job.ingest',
          'name                    = "ingest"',
          'container_spec_gcs_path = "gs://acme/templates/ingest.json"',
          'ip_configuration        = "WORKER_IP_PRIVATE"',
        ),
      ],
    },
  }),
]

export default rules
