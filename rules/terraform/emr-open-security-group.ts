import type { Resource } from '../../src/core/terraform/configuration.ts'
import { linksTo, referencesIn } from '../../src/core/terraform/link.ts'
import { read } from '../../src/core/terraform/read.ts'
import { isUnknown, unknown } from '../../src/core/terraform/value.ts'
import { family, type Judge, type Told } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { type Ingress, ingressOf } from './shared/ingress.ts'
import { awsPage, written } from './shared/written.ts'

const groupPaths = [
  'emr_managed_master_security_group',
  'emr_managed_slave_security_group',
  'additional_master_security_groups',
  'additional_slave_security_groups',
  'service_access_security_group',
].map((name) => `ec2_attributes.${name}`)

interface Guard {
  readonly group: Resource
  readonly ingress: Ingress
}

/** No security group of the cluster may let in the internet. */
const closedGroups: Judge = (cluster, { document }) => {
  const guards = document.resources
    .filter(({ resourceType }) => resourceType === 'aws_security_group')
    .map((group): Guard => ({ group, ingress: ingressOf(group, document) }))
  const isMade = (address: string) => document.byAddress.get(address)?.mode === 'managed'
  return groupPaths.flatMap((path) => {
    const { value, place } = read(cluster, path)
    const told = guards.flatMap((guard) => guardedBy(cluster, path, guard))
    const isElsewhere = isUnknown(value) && !referencesIn(value).some(({ address }) => isMade(address))
    return told.length === 0 && isElsewhere ? [{ kind: 'unclear', what: path, place, because: value }] : told
  })
}

/** Told of the cluster, not of the group: a second one that takes the same group is a second finding. */
function guardedBy(cluster: Resource, path: string, { group, ingress }: Guard): readonly Told[] {
  const link = linksTo(cluster, path, group)
  const [first] = ingress.open
  if (link === 'no' || (!first && !ingress.maybe)) return []
  const { place } = read(cluster, path)
  const perhaps = unknown(`${group.address} may be a group of it`, group.header)
  const because = link === 'unknown' ? perhaps : ingress.maybe
  if (link === 'unknown' || !first) return because ? [{ kind: 'unclear', what: path, place, because }] : []
  const ranges = first.open.join(' and ')
  const text = `${group.declared} lets in the internet here`
  return [
    {
      kind: 'bad',
      what: `ingress of ${group.declared}`,
      place,
      fact: `${group.declared} lets in ${ranges}`,
      value: ranges,
      evidence: [{ strength: 'proved', kind: 'code', text, place: first.place }],
    },
  ]
}

const cluster = (lines: string) =>
  written('aws_emr_cluster', `name = "etl"\nrelease_label = "emr-7.5.0"\n${lines}`)
const securityGroup = (lines: string) => written('aws_security_group', `name = "emr"\n${lines}`)
const inGroup = cluster(
  'ec2_attributes {\n  emr_managed_master_security_group = aws_security_group.main.id\n}',
)

export default [
  family({
    id: 'terraform/emr-open-security-group',
    title: 'Let nobody from the internet into EMR clusters',
    severity: 'critical',
    on: ['aws_emr_cluster'],
    problem: 'is open to the internet',
    judge: closedGroups,
    why: 'YARN, Spark and the notebooks of a cluster run what they are sent, as a rule without a login. An open group hands the cluster, and the role it reads data with, to whoever finds it.',
    fix: 'Name the ranges that may come in, or let people in through Session Manager or a bastion. Groups that EMR manages open themselves nothing to the internet.',
    references: [
      awsPage('emr_cluster'),
      'https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-security-groups.html',
    ],
    aliases: aliasesOf('CKV2_AWS_7'),
    examples: {
      bad: [
        `${securityGroup('ingress {\n  from_port   = 8088\n  to_port     = 8088\n  protocol    = "tcp"\n  cidr_blocks = ["0.0.0.0/0"]\n}')}${inGroup}`,
        `${securityGroup('')}${written('aws_vpc_security_group_ingress_rule', 'security_group_id = aws_security_group.main.id\ncidr_ipv6 = "::/0"\nip_protocol = "-1"')}${inGroup}`,
      ],
      good: [
        `${securityGroup('ingress {\n  from_port   = 8443\n  to_port     = 8443\n  protocol    = "tcp"\n  cidr_blocks = ["10.0.0.0/8"]\n}')}${inGroup}`,
        `${securityGroup('ingress {\n  from_port   = 443\n  to_port     = 443\n  protocol    = "tcp"\n  cidr_blocks = ["0.0.0.0/0"]\n}')}${cluster('')}`,
        `${securityGroup('')}${written('aws_security_group_rule', 'type = "egress"\nsecurity_group_id = aws_security_group.main.id\ncidr_blocks = ["0.0.0.0/0"]\nfrom_port = 0\nto_port = 0\nprotocol = "-1"')}${inGroup}`,
      ],
    },
  }),
]
