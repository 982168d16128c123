import type { Resource } from '../../src/core/terraform/configuration.ts'
import { blocksAt, read } from '../../src/core/terraform/read.ts'
import { isUnknown, type Value } from '../../src/core/terraform/value.ts'
import { saidIn, tooOpen } from './shared/cloud-firewall.ts'
import { family, type Judge, type Told } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { written } from './shared/written.ts'

const narrow: Judge = (resource) => {
  const [direction, disabled] = ['direction', 'disabled'].map((name) => read(resource, name).value ?? null)
  if (typeof direction === 'string' && direction.toUpperCase() !== 'INGRESS') return []
  if (disabled === true || disabled === 'true') return []
  const maybe = [direction, disabled].find(isUnknown)
  const { blocks, open } = blocksAt(resource, 'allow')
  const { attribute, place } = read(resource, 'source_ranges')
  const what = 'source_ranges'
  const told = blocks.flatMap((allow) =>
    tooOpen({
      ...{ what, place, via: attribute?.via ?? [], sources: sourcesOf(resource) },
      ports: saidIn(allow, 'ports'),
      protocol: read(allow, 'protocol').value ?? 'all',
      ...(maybe && { maybe }),
    }),
  )
  const bad = told.filter(({ kind }) => kind === 'bad').slice(0, 1)
  const unclear: Told[] = open ? [{ kind: 'unclear', what, place: resource.header, because: open }] : []
  return bad.length > 0 ? bad : [...told, ...unclear]
}

/** A rule that names no source is for everybody. */
function sourcesOf(resource: Resource): readonly Value[] {
  const sources = saidIn(resource, 'source_ranges')
  const others = saidIn(resource, 'source_tags', 'source_service_accounts')
  return sources.length + others.length === 0 ? ['0.0.0.0/0'] : sources
}

const firewall = (allow: string, ...lines: readonly string[]) =>
  written(
    'google_compute_firewall',
    ['name    = "in"', 'network = "data"', ...lines, `allow {\n  ${allow.replaceAll('\n', '\n  ')}\n}`].join(
      '\n',
    ),
  )
const everybody = 'source_ranges = ["0.0.0.0/0"]'

export default [
  family({
    id: 'terraform/gcp-firewall-open',
    title: 'Do not open logins and stores of Google Cloud to the internet',
    severity: 'critical',
    on: ['google_compute_firewall'],
    problem: 'lets the internet in',
    judge: narrow,
    why: 'A rule is for every machine of the network unless it names some, those made later included. Each open port of a database or a login is found within minutes, and tried all day.',
    fix: 'Name who may come in `source_ranges`, or in `source_service_accounts` and `source_tags` for what runs in the network. For SSH and remote desktop let in `35.235.240.0/20` alone, which is Identity-Aware Proxy; stores are reached through Private Service Connect.',
    references: [
      'https://cloud.google.com/firewall/docs/firewalls',
      'https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/compute_firewall',
    ],
    aliases: [
      ...aliasesOf('CKV_GCP_2', 'GCP-0027', 'google-compute-no-public-ingress'),
      'checkov:CKV_GCP_3',
      'checkov:CKV_GCP_88',
    ],
    examples: {
      bad: [
        firewall('protocol = "tcp"\nports = ["22"]', everybody),
        firewall('protocol = "tcp"\nports = ["80", "5400-5500"]', everybody),
        firewall('protocol = "all"', 'source_ranges = ["::/0"]'),
        firewall('protocol = "tcp"', everybody),
      ],
      good: [
        firewall('protocol = "tcp"\nports = ["80", "443"]', everybody),
        firewall('protocol = "tcp"\nports = ["22"]', 'source_ranges = ["35.235.240.0/20"]'),
        firewall('protocol = "tcp"\nports = ["5432"]', 'source_tags = ["etl"]'),
        firewall('protocol = "icmp"', everybody),
        firewall('protocol = "all"', everybody, 'direction = "EGRESS"'),
        firewall('protocol = "all"', everybody, 'disabled = true'),
      ],
    },
  }),
]
