import type { Rule } from '../../src/core/rule.ts'
import { read } from '../../src/core/terraform/read.ts'
import { demand, isNot, isTrue, type Wanted, when } from './shared/demand.ts'
import { example } from './shared/example.ts'
import { family, type Judge } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'

const path = 'cluster_config.gce_cluster_config.internal_ip_only'
const internal = demand(path, isTrue, { absent: 'bad' })

/** Images from 2.2 on take internal addresses where nothing is said. */
const isPrivateByDefault: Wanted = (value) => {
  const [, major, minor] = /^(\d{1,4})\.(\d{1,4})/.exec(String(value)) ?? []
  return Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 2)
}

const internalAddresses: Judge = (resource, world) =>
  (read(resource, path).value ?? null) !== null
    ? internal(resource, world)
    : when('cluster_config.software_config.image_version', isNot(isPrivateByDefault), internal, {
        absent: true,
      })(resource, world)

const cluster = (...lines: readonly string[]) =>
  example(
    'google_dataproc_cluster.etl',
    'name   = "etl"',
    'region = "europe-west1"',
    'cluster_config {',
    ...lines.map((line) => `  ${line}`),
    '}',
  )

const rules: readonly Rule[] = [
  family({
    id: 'terraform/dataproc-private-address',
    title: 'Run Dataproc clusters without public addresses',
    severity: 'high',
    on: ['google_dataproc_cluster'],
    problem: 'gives its machines public addresses',
    judge: internalAddresses,
    why: 'A cluster runs code as a service account that reads the lake, and its web interfaces and SSH answer on those addresses: one firewall rule too many and a stranger submits jobs.',
    fix: 'Set `internal_ip_only = true` in `gce_cluster_config`, with a `subnetwork` that has Private Google Access. It forces a new cluster. Images from 2.2 on do so by themselves; write it all the same where the version is not pinned.',
    references: [
      'https://cloud.google.com/dataproc/docs/concepts/configuring-clusters/network',
      'https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/dataproc_cluster',
    ],
    aliases: aliasesOf('CKV_GCP_103'),
    examples: {
      bad: [
        cluster('gce_cluster_config {', '  zone = "europe-west1-b"', '}'),
        cluster('gce_cluster_config {', '  internal_ip_only = false', '}'),
        cluster('software_config {', '  image_version = "2.1-debian11"', '}'),
      ],
      good: [
        cluster('gce_cluster_config {', '  internal_ip_only = true', '}'),
        cluster('software_config {', '  image_version = "2.2-debian12"', '}'),
      ],
    },
  }),
]

export default rules
