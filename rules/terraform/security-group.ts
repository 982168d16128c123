import type { Rule } from '../../src/core/rule.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { noOpenRule, ruleTypes } from './shared/network-rules.ts'
import { administrationFact, isEveryPort, storeFact } from './shared/reached-ports.ts'
import { awsPage, written } from './shared/written.ts'

const group = (lines: string, direction = 'ingress') =>
  written('aws_security_group', `${direction} {\n  ${lines.replaceAll('\n', '\n  ')}\n}`, 'etl')
const ports = (from: number, to: number, protocol = 'tcp') =>
  `from_port = ${from}\nto_port = ${to}\nprotocol = "${protocol}"\n`
const anybody = 'cidr_blocks = ["0.0.0.0/0"]'
const office = 'cidr_blocks = ["198.51.100.0/24"]'
const single = (lines: string) =>
  written('aws_vpc_security_group_ingress_rule', `security_group_id = "sg-1"\n${lines}`)

const everyPort = ['terraform/security-group-open']
const from =
  'Name who may come: the security group of the job (`security_groups = [aws_security_group.etl.id]`) or your own ranges.'
const pages = [awsPage('security_group'), awsPage('vpc_security_group_ingress_rule')]

export default [
  family({
    id: 'terraform/security-group-open',
    title: 'Do not open every port to the internet',
    severity: 'critical',
    on: ruleTypes.ingress,
    problem: 'lets the internet reach every port',
    judge: noOpenRule('ingress', (given) => (isEveryPort(given) ? 'may reach every port' : undefined)),
    why: 'Every port of what stands behind this group is scanned within minutes: databases, admin pages and agents that were never meant to be reached.',
    fix: `${from} Open the ports that are served, one rule each.`,
    references: pages,
    aliases: [
      ...aliasesOf('CKV_AWS_277', 'AWS-0107', 'aws-ec2-no-public-ingress-sgr'),
      'tfsec:aws-vpc-no-public-ingress-sgr',
    ],
    examples: {
      bad: [
        group(`${ports(0, 0, '-1')}${anybody}`),
        group(`${ports(0, 65535)}ipv6_cidr_blocks = ["::/0"]`),
        single('ip_protocol = "-1"\ncidr_ipv4 = "0.0.0.0/0"'),
        written(
          'aws_security_group_rule',
          `type = "ingress"\nsecurity_group_id = "sg-1"\n${ports(0, 65535)}cidr_blocks = ["10.0.0.0/8", "128.0.0.0/1"]`,
        ),
      ],
      good: [
        group(`${ports(443, 443)}${anybody}`),
        group(`${ports(0, 0, '-1')}cidr_blocks = ["10.0.0.0/8"]`),
        group(`${ports(0, 0, '-1')}${anybody}`, 'egress'),
        single('ip_protocol = "-1"\nreferenced_security_group_id = "sg-2"'),
      ],
    },
  }),
  family({
    id: 'terraform/security-group-administration',
    title: 'Do not open SSH or remote desktop to the internet',
    severity: 'high',
    on: ruleTypes.ingress,
    problem: 'lets the internet try to log in',
    judge: noOpenRule('ingress', administrationFact),
    subsumedBy: everyPort,
    why: 'Passwords are guessed and old keys tried all day long; one weak account or one flaw in the daemon is enough.',
    fix: `${from} Better still, none: Session Manager and EC2 Instance Connect endpoints need no open port.`,
    references: [
      'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html',
      ...pages,
    ],
    aliases: [...aliasesOf('CKV_AWS_24', 'AWS-0107', 'aws-ec2-no-public-ingress-sgr'), 'checkov:CKV_AWS_25'],
    examples: {
      bad: [
        group(`${ports(22, 22)}${anybody}`),
        group(`${ports(0, 1024)}ipv6_cidr_blocks = ["::/0"]`),
        single('ip_protocol = "tcp"\nfrom_port = 3389\nto_port = 3389\ncidr_ipv4 = "0.0.0.0/0"'),
      ],
      good: [
        group(`${ports(22, 22)}${office}`),
        group(`${ports(443, 443)}${anybody}`),
        group(`${ports(22, 22)}security_groups = ["sg-2"]`),
      ],
    },
  }),
  family({
    id: 'terraform/security-group-store',
    title: 'Do not open databases and brokers to the internet',
    severity: 'high',
    on: ruleTypes.ingress,
    problem: 'lets the internet reach a store of data',
    judge: noOpenRule('ingress', storeFact),
    subsumedBy: everyPort,
    why: 'Nothing but a password then stands between the data and everybody. Databases found open are copied, emptied and held to ransom by scripts.',
    fix: `${from} People come through a VPN or Session Manager port forwarding, other accounts through PrivateLink or peering.`,
    references: pages,
    aliases: ['trivy:AWS-0107', 'trivy:AVD-AWS-0107', 'tfsec:aws-ec2-no-public-ingress-sgr'],
    examples: {
      bad: [
        group(`${ports(5432, 5432)}${anybody}`),
        single('ip_protocol = "tcp"\nfrom_port = 9092\nto_port = 9098\ncidr_ipv6 = "::/0"'),
        written(
          'aws_security_group',
          `ingress = [{\n  description = "mysql", from_port = 3306, to_port = 3306, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"]\n}]`,
        ),
      ],
      good: [
        group(`${ports(5432, 5432)}${office}`),
        group(`${ports(443, 443)}${anybody}`),
        group(`${ports(5432, 5432)}${anybody}`, 'egress'),
      ],
    },
  }),
  family({
    id: 'terraform/security-group-egress',
    title: 'Name where traffic may go',
    severity: 'low',
    on: ruleTypes.egress,
    problem: 'lets traffic out to everywhere',
    judge: noOpenRule('egress', (given) => (isEveryPort(given) ? 'may be reached on every port' : undefined)),
    why: 'Whatever gets into a job behind this group can send the data anywhere. AWS makes groups this way, so that it is a choice only once it is written down.',
    fix: 'Allow the ports and ranges that are needed, and reach AWS through VPC endpoints: `prefix_list_ids = [aws_vpc_endpoint.s3.prefix_list_id]`.',
    references: [awsPage('security_group'), awsPage('vpc_security_group_egress_rule')],
    aliases: aliasesOf('CKV_AWS_382', 'AWS-0104', 'aws-ec2-no-public-egress-sgr'),
    examples: {
      bad: [
        group(`${ports(0, 0, '-1')}${anybody}`, 'egress'),
        written(
          'aws_vpc_security_group_egress_rule',
          'security_group_id = "sg-1"\nip_protocol = "-1"\ncidr_ipv4 = "0.0.0.0/0"',
        ),
      ],
      good: [
        group(`${ports(443, 443)}${anybody}`, 'egress'),
        group(`${ports(0, 0, '-1')}cidr_blocks = ["10.0.0.0/8"]`, 'egress'),
        written('aws_security_group', 'name = "etl"'),
      ],
    },
  }),
] satisfies readonly Rule[]
