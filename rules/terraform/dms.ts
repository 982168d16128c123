import { demand, isFalse, isNot, isOneOf, when } from './shared/demand.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { awsPage, written } from './shared/written.ts'

/** Engines that take an `ssl_mode`; the others are always encrypted, or say it elsewhere. */
const hasSslMode = isOneOf(
  'aurora',
  'aurora-postgresql',
  'aurora-postgresql-serverless',
  'aurora-serverless',
  'azuredb',
  'azure-sql-managed-instance',
  'db2',
  'db2-zos',
  'docdb',
  'mariadb',
  'mongodb',
  'mysql',
  'oracle',
  'postgres',
  'sqlserver',
  'sybase',
)

const instance = (lines: string) => written('aws_dms_replication_instance', lines)
const endpoint = (engine: string, lines = '') =>
  written('aws_dms_endpoint', `endpoint_type = "source"\nengine_name = "${engine}"\n${lines}`)

export default [
  family({
    id: 'terraform/dms-public-access',
    title: 'Keep replication instances off the internet',
    severity: 'critical',
    on: ['aws_dms_replication_instance'],
    problem: 'can be reached from the internet',
    judge: demand('publicly_accessible', isFalse, { absent: 'good' }),
    why: 'A replication instance holds the credentials of source and target and the rows on their way. It needs no address on the internet to reach either.',
    fix: '`publicly_accessible = false`. It forces a new instance; tasks move over when it is there. Sources outside are reached over a NAT gateway, a VPN or Direct Connect.',
    references: [
      awsPage('dms_replication_instance'),
      'https://docs.aws.amazon.com/dms/latest/userguide/CHAP_ReplicationInstance.VPC.html',
    ],
    aliases: aliasesOf('CKV_AWS_89'),
    examples: {
      bad: [
        instance('publicly_accessible = true'),
        instance('allocated_storage = 50\npublicly_accessible = "true"'),
      ],
      good: [instance('publicly_accessible = false'), instance('allocated_storage = 50')],
    },
  }),
  family({
    id: 'terraform/dms-tls',
    title: 'Use TLS between replication and database',
    severity: 'high',
    on: ['aws_dms_endpoint'],
    problem: 'talks to its database in clear',
    judge: when('engine_name', hasSslMode, demand('ssl_mode', isNot(isOneOf('none')), { absent: 'bad' }), {
      absent: false,
    }),
    why: 'A migration carries every row of the source over the network, and the password before them. Without TLS both can be read, and changed, on the way.',
    fix: '`ssl_mode = "require"` for Postgres and SQL Server, `"verify-ca"` or `"verify-full"` with `certificate_arn` for MySQL, Oracle, Db2 and MongoDB. The database must offer TLS first.',
    references: [
      awsPage('dms_endpoint'),
      'https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Security.SSL.html',
    ],
    aliases: aliasesOf('CKV2_AWS_49'),
    examples: {
      bad: [endpoint('postgres'), endpoint('mysql', 'ssl_mode = "none"')],
      good: [
        endpoint('postgres', 'ssl_mode = "require"'),
        endpoint('s3'),
        endpoint('redshift', 'ssl_mode = "none"'),
      ],
    },
  }),
]
