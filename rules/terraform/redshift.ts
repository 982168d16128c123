import { anyOf, inTurn, ofType } from './shared/combine.ts'
import { demand, every, isFalse, isNot, isOneOf, isTrue, when } from './shared/demand.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { otherHalf } from './shared/other-half.ts'
import { demandParameter } from './shared/parameters.ts'
import { demandPresent } from './shared/present.ts'
import { demandByVersion } from './shared/provider-default.ts'
import { awsPage, written } from './shared/written.ts'

const clusterType = 'aws_redshift_cluster'
const workgroupType = 'aws_redshiftserverless_workgroup'

/** Version 6 of the provider made the safe choice the default of both. */
const six = { provider: 'aws', major: 6 }

/** Logging has a resource of its own since version 5.45, and no other place in version 6. */
const logs = anyOf(
  demand('logging.enable', isTrue, { absent: 'bad' }),
  otherHalf({
    types: ['aws_redshift_logging'],
    by: 'cluster_identifier',
    missing: 'no aws_redshift_logging belongs to it',
  }),
)

const serverlessShape = { block: 'config_parameter', name: 'parameter_key', value: 'parameter_value' }
/** Groups of the older family leave TLS to the client. */
const requiresSsl = inTurn(
  demandParameter('require_ssl', isTrue, { absent: 'good' }),
  when('family', isOneOf('redshift-1.0'), demandParameter('require_ssl', isTrue, { absent: 'bad' }), {
    absent: false,
  }),
)

const cluster = (lines: string) => written(clusterType, `cluster_identifier = "sales"\n${lines}`)
const workgroup = (lines: string) => written(workgroupType, `workgroup_name = "sales"\n${lines}`)
const group = (family: string, lines = '') =>
  written('aws_redshift_parameter_group', `family = "${family}"\n${lines}`)
const ssl = (value: string) => `parameter {\n  name  = "require_ssl"\n  value = "${value}"\n}`
const provider = (version: string) =>
  `terraform {\n  required_providers {\n    aws = {\n      source  = "hashicorp/aws"\n      version = "${version}"\n    }\n  }\n}\n`

export default [
  family({
    id: 'terraform/redshift-encryption',
    title: 'Encrypt Redshift clusters at rest',
    severity: 'high',
    on: [clusterType],
    problem: 'keeps its data unencrypted',
    judge: demandByVersion('encrypted', isTrue, six),
    why: 'Blocks on disk and snapshots of an unencrypted cluster are readable to whoever gets hold of them. Before version 6 the AWS provider makes one when nothing is said.',
    fix: '`encrypted = true`, with `kms_key_id` for a key of your own. Redshift moves the data in the background; for the time of it the cluster is read-only, or slower.',
    references: [
      awsPage('redshift_cluster'),
      'https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-db-encryption.html',
    ],
    aliases: aliasesOf('CKV_AWS_64', 'AWS-0084', 'aws-redshift-encryption-customer-key'),
    examples: {
      bad: [cluster('encrypted = false'), `${provider('~> 5.40')}${cluster('node_type = "ra3.large"')}`],
      good: [
        cluster('encrypted = true'),
        `${provider('>= 6.0')}${cluster('node_type = "ra3.large"')}`,
        cluster('node_type = "ra3.large"'),
      ],
    },
  }),
  family({
    id: 'terraform/redshift-kms-key',
    title: 'Encrypt Redshift clusters with a key of your own',
    severity: 'medium',
    on: [clusterType],
    problem: "is encrypted with AWS's own key",
    subsumedBy: ['terraform/redshift-encryption'],
    judge: when('encrypted', isTrue, demandPresent('kms_key_id'), { absent: true }),
    why: 'Snapshots under the key of AWS cannot be shared with another account, and who may decrypt cannot be decided.',
    fix: '`kms_key_id = aws_kms_key.example.arn`. Redshift moves the data in the background; for the time of it the cluster is read-only, or slower.',
    references: [
      awsPage('redshift_cluster'),
      'https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-db-encryption.html',
    ],
    aliases: aliasesOf('CKV_AWS_142', 'AWS-0084', 'aws-redshift-encryption-customer-key'),
    examples: {
      bad: [cluster('encrypted = true'), cluster('encrypted = true\nkms_key_id = null')],
      good: [
        `${written('aws_kms_key', '', 'sales')}${cluster('encrypted = true\nkms_key_id = aws_kms_key.sales.arn')}`,
        cluster('encrypted = false'),
      ],
    },
  }),
  family({
    id: 'terraform/redshift-public-access',
    title: 'Keep Redshift off the internet',
    severity: 'critical',
    on: [clusterType, workgroupType],
    problem: 'can be reached from the internet',
    judge: every(
      ofType([clusterType], demandByVersion('publicly_accessible', isFalse, six)),
      ofType([workgroupType], demand('publicly_accessible', isFalse, { absent: 'good' })),
    ),
    why: 'A public address leaves nothing but a security group and a password between the internet and the warehouse. Before version 6 the AWS provider makes a cluster public when nothing is said.',
    fix: '`publicly_accessible = false`, and connect from within the VPC, over a VPN or a managed VPC endpoint. Clients from outside lose their connection.',
    references: [
      awsPage('redshift_cluster'),
      'https://docs.aws.amazon.com/redshift/latest/mgmt/managing-clusters-vpc.html',
    ],
    aliases: aliasesOf('CKV_AWS_87'),
    examples: {
      bad: [
        cluster('publicly_accessible = true'),
        `${provider('>= 4.0, < 6.0')}${cluster('node_type = "ra3.large"')}`,
        workgroup('publicly_accessible = true'),
      ],
      good: [
        cluster('publicly_accessible = false'),
        `${provider('~> 6.2')}${cluster('node_type = "ra3.large"')}`,
        workgroup('base_capacity = 32'),
      ],
    },
  }),
  family({
    id: 'terraform/redshift-logging',
    title: 'Log who connects to Redshift and what they ask',
    severity: 'medium',
    on: [clusterType],
    problem: 'keeps no audit log',
    judge: logs,
    why: 'The system tables of a cluster forget within days. Without audit logs nobody can say afterwards who read a table.',
    fix: 'An `aws_redshift_logging` with `cluster_identifier` and `log_destination_type = "cloudwatch"` or a bucket; before version 5.45 of the provider a `logging { enable = true }` block. Queries are logged only with the parameter `enable_user_activity_logging`.',
    references: [
      awsPage('redshift_logging'),
      'https://docs.aws.amazon.com/redshift/latest/mgmt/db-auditing.html',
    ],
    aliases: aliasesOf('CKV_AWS_71'),
    examples: {
      bad: [cluster('encrypted = true'), cluster('logging {\n  enable = false\n}')],
      good: [
        cluster('logging {\n  enable      = true\n  bucket_name = "audit"\n}'),
        `${cluster('encrypted = true')}${written('aws_redshift_logging', 'cluster_identifier = aws_redshift_cluster.main.id\nlog_destination_type = "cloudwatch"')}`,
        `variable "logged" {}\n${cluster('encrypted = true')}${written('aws_redshift_logging', 'cluster_identifier = var.logged')}`,
      ],
    },
  }),
  family({
    id: 'terraform/redshift-tls',
    title: 'Make Redshift refuse connections without TLS',
    severity: 'high',
    on: ['aws_redshift_parameter_group', workgroupType],
    problem: 'lets clients connect without TLS',
    judge: every(
      ofType(['aws_redshift_parameter_group'], requiresSsl),
      ofType(
        [workgroupType],
        demandParameter('require_ssl', isTrue, { absent: 'good', shape: serverlessShape }),
      ),
    ),
    why: 'A client that does not ask for TLS sends its password and every row in clear, and nobody notices. Only the server can rule that out.',
    fix: 'A `parameter` block with `name = "require_ssl"` and `value = "true"`, or the family `redshift-2.0`. The cluster must be rebooted for it.',
    references: [
      awsPage('redshift_parameter_group'),
      'https://docs.aws.amazon.com/redshift/latest/mgmt/connecting-ssl-support.html',
    ],
    aliases: aliasesOf('CKV_AWS_105'),
    examples: {
      bad: [
        group('redshift-1.0'),
        group('redshift-2.0', ssl('false')),
        workgroup('config_parameter {\n  parameter_key   = "require_ssl"\n  parameter_value = "false"\n}'),
      ],
      good: [group('redshift-1.0', ssl('true')), group('redshift-2.0'), workgroup('base_capacity = 32')],
    },
  }),
  family({
    id: 'terraform/redshift-vpc-routing',
    title: 'Keep COPY and UNLOAD of Redshift within the VPC',
    severity: 'medium',
    on: [clusterType, workgroupType],
    problem: 'loads and unloads past the VPC',
    judge: demand('enhanced_vpc_routing', isTrue, { absent: 'bad' }),
    why: 'Without enhanced routing COPY and UNLOAD go to S3 over the network of AWS, where no security group, endpoint policy or flow log of yours applies: data can be unloaded to any bucket.',
    fix: '`enhanced_vpc_routing = true`, with a gateway endpoint for S3 and endpoints or NAT for what else is loaded from. Without them every COPY fails. The cluster restarts.',
    references: [
      awsPage('redshift_cluster'),
      'https://docs.aws.amazon.com/redshift/latest/mgmt/enhanced-vpc-routing.html',
    ],
    aliases: aliasesOf('CKV_AWS_321'),
    examples: {
      bad: [cluster('encrypted = true'), workgroup('enhanced_vpc_routing = false')],
      good: [cluster('enhanced_vpc_routing = true'), workgroup('enhanced_vpc_routing = "true"')],
    },
  }),
  family({
    id: 'terraform/redshift-snapshots',
    title: 'Leave automated snapshots of Redshift on',
    severity: 'high',
    on: [clusterType],
    problem: 'makes no automated snapshots',
    judge: demand('automated_snapshot_retention_period', isNot(isOneOf(0, '0')), { absent: 'good' }),
    why: 'Without snapshots a wrong DELETE or a failed load cannot be undone, and tables cannot be restored one by one.',
    fix: '`automated_snapshot_retention_period = 7`, up to 35 days; it is changed in place. Setting it to zero deletes the snapshots there are.',
    references: [
      awsPage('redshift_cluster'),
      'https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-snapshots.html',
    ],
    aliases: aliasesOf('CKV_AWS_343'),
    examples: {
      bad: [
        cluster('automated_snapshot_retention_period = 0'),
        `locals {\n  days = 0\n}\n${cluster('automated_snapshot_retention_period = local.days')}`,
      ],
      good: [cluster('automated_snapshot_retention_period = 1'), cluster('encrypted = true')],
    },
  }),
  family({
    id: 'terraform/redshift-serverless-kms-key',
    title: 'Encrypt Redshift Serverless with a key of your own',
    severity: 'low',
    on: ['aws_redshiftserverless_namespace'],
    problem: "is encrypted with AWS's own key",
    judge: demandPresent('kms_key_id'),
    why: 'A namespace is always encrypted. Under the key of AWS its snapshots cannot be shared with another account, and who may decrypt cannot be decided.',
    fix: '`kms_key_id = aws_kms_key.example.arn`. It is changed in place; the data is encrypted anew in the background.',
    references: [
      awsPage('redshiftserverless_namespace'),
      'https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-workgroups-and-namespaces-rotate-kms-key.html',
    ],
    aliases: aliasesOf('CKV_AWS_282'),
    examples: {
      bad: [
        written('aws_redshiftserverless_namespace', 'namespace_name = "sales"'),
        written('aws_redshiftserverless_namespace', 'namespace_name = "sales"\nkms_key_id = ""'),
      ],
      good: [
        written(
          'aws_redshiftserverless_namespace',
          'kms_key_id = "arn:aws:kms:eu-west-1:111122223333:key/sales"',
        ),
        workgroup('base_capacity = 32'),
      ],
    },
  }),
]
