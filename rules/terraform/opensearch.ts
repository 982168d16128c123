import { inTurn } from './shared/combine.ts'
import { demand, isTrue } from './shared/demand.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { demandPresent } from './shared/present.ts'
import { awsPage, written } from './shared/written.ts'

const domains = ['aws_opensearch_domain', 'aws_elasticsearch_domain']

const domain = (lines: string) => written('aws_opensearch_domain', `domain_name = "logs"\n${lines}`)
const elastic = (lines: string) => written('aws_elasticsearch_domain', `domain_name = "logs"\n${lines}`)

export default [
  family({
    id: 'terraform/opensearch-encryption',
    title: 'Encrypt OpenSearch domains at rest',
    severity: 'high',
    on: domains,
    problem: 'keeps its indexes unencrypted',
    judge: demand('encrypt_at_rest.enabled', isTrue, { absent: 'bad' }),
    why: 'Indexes, logs, swap and automated snapshots of the domain are stored in clear, and an index holds a copy of every document it was fed.',
    fix: '`encrypt_at_rest { enabled = true }`. From OpenSearch and Elasticsearch 6.7 on it is switched on in place, with a blue/green deployment; before that it forces a new domain. It cannot be switched off again.',
    references: [
      awsPage('opensearch_domain'),
      'https://docs.aws.amazon.com/opensearch-service/latest/developerguide/encryption-at-rest.html',
    ],
    aliases: aliasesOf('CKV_AWS_5', 'AWS-0048', 'aws-elastic-search-enable-domain-encryption'),
    examples: {
      bad: [domain(''), elastic('encrypt_at_rest {\n  enabled = false\n}')],
      good: [
        domain('encrypt_at_rest {\n  enabled = true\n}'),
        elastic('encrypt_at_rest {\n  enabled    = "true"\n  kms_key_id = "alias/logs"\n}'),
      ],
    },
  }),
  family({
    id: 'terraform/opensearch-https',
    title: 'Make OpenSearch refuse plain HTTP',
    severity: 'critical',
    on: domains,
    problem: 'answers plain HTTP',
    judge: inTurn(
      demandPresent('domain_endpoint_options'),
      demand('domain_endpoint_options.enforce_https', isTrue, { absent: 'good' }),
    ),
    why: 'Queries, documents and basic credentials of a client that does not bother about TLS cross the network in clear.',
    fix: '`domain_endpoint_options { enforce_https = true, tls_security_policy = "Policy-Min-TLS-1-2-2019-07" }`, each on a line of its own. It is changed in place; clients on port 80 are turned away.',
    references: [
      awsPage('opensearch_domain'),
      'https://docs.aws.amazon.com/opensearch-service/latest/developerguide/infrastructure-security.html',
    ],
    aliases: aliasesOf('CKV_AWS_83', 'AWS-0046', 'aws-elastic-search-enforce-https'),
    examples: {
      bad: [domain(''), elastic('domain_endpoint_options {\n  enforce_https = false\n}')],
      good: [
        domain('domain_endpoint_options {\n  enforce_https = true\n}'),
        domain('domain_endpoint_options {\n  tls_security_policy = "Policy-Min-TLS-1-2-2019-07"\n}'),
      ],
    },
  }),
  family({
    id: 'terraform/opensearch-public-access',
    title: 'Put OpenSearch domains into a VPC',
    severity: 'high',
    on: domains,
    problem: 'has a public endpoint',
    judge: demandPresent('vpc_options'),
    why: 'The endpoint of a domain outside a VPC answers the whole internet; one access policy too wide, and the indexes are public.',
    fix: '`vpc_options { subnet_ids = [...] }`. A domain cannot move between the internet and a VPC: make a new one and reindex from a snapshot.',
    references: [
      awsPage('opensearch_domain'),
      'https://docs.aws.amazon.com/opensearch-service/latest/developerguide/vpc.html',
    ],
    aliases: aliasesOf('CKV_AWS_137'),
    examples: {
      bad: [domain('engine_version = "OpenSearch_2.17"'), elastic('elasticsearch_version = "7.10"')],
      good: [
        domain('vpc_options {\n  subnet_ids = ["subnet-0a1b2c3d"]\n}'),
        `variable "subnets" {}\n${domain('vpc_options {\n  subnet_ids = var.subnets\n}')}`,
      ],
    },
  }),
]
