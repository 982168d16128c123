import { demand, isAtLeast, isNot, isOneOf, isTrue } from './shared/demand.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { demandParameter } from './shared/parameters.ts'
import { awsPage, written } from './shared/written.ts'

const cluster = (lines: string) => written('aws_docdb_cluster', `engine = "docdb"\n${lines}`)
const parameters = (lines: string) =>
  written('aws_docdb_cluster_parameter_group', `family = "docdb5.0"\n${lines}`)
const tls = (value: string) => parameters(`parameter {\n  name  = "tls"\n  value = "${value}"\n}`)

export default [
  family({
    id: 'terraform/docdb-encryption',
    title: 'Encrypt DocumentDB clusters at rest',
    severity: 'high',
    on: ['aws_docdb_cluster'],
    problem: 'keeps its documents unencrypted',
    judge: demand('storage_encrypted', isTrue, { absent: 'bad' }),
    why: 'The storage of an unencrypted cluster and its snapshots are readable to whoever gets hold of them. A cluster cannot be encrypted later.',
    fix: '`storage_encrypted = true`, with `kms_key_id` for a key of your own. On a cluster that exists this forces a new one: restore a snapshot with a key.',
    references: [
      awsPage('docdb_cluster'),
      'https://docs.aws.amazon.com/documentdb/latest/developerguide/encryption-at-rest.html',
    ],
    aliases: aliasesOf('CKV_AWS_74', 'AWS-0021', 'aws-documentdb-enable-storage-encryption'),
    examples: {
      bad: [cluster('master_username = "etl"'), cluster('storage_encrypted = false')],
      good: [
        cluster('storage_encrypted = true'),
        written('aws_docdbelastic_cluster', 'name = "orders"\nshard_count = 2'),
      ],
    },
  }),
  family({
    id: 'terraform/docdb-tls',
    title: 'Leave TLS on for DocumentDB',
    severity: 'high',
    on: ['aws_docdb_cluster_parameter_group'],
    problem: 'makes its clusters talk in clear',
    judge: demandParameter('tls', isNot(isOneOf('disabled')), { absent: 'good' }),
    why: 'With the parameter off the cluster takes no TLS at all: passwords and documents cross the network in clear.',
    fix: 'Take the parameter out, or say `value = "enabled"` (`tls1.2+`, `tls1.3+` and `fips-140-3` are stricter). It takes effect when the instances restart; clients need the certificate bundle first.',
    references: [
      awsPage('docdb_cluster_parameter_group'),
      'https://docs.aws.amazon.com/documentdb/latest/developerguide/security.encryption.ssl.html',
    ],
    aliases: aliasesOf('CKV_AWS_90'),
    examples: {
      bad: [
        tls('disabled'),
        `variable "tls" {\n  default = "disabled"\n}\n${parameters('parameter {\n  name  = "tls"\n  value = var.tls\n}')}`,
      ],
      good: [tls('tls1.2+'), parameters('parameter {\n  name  = "audit_logs"\n  value = "disabled"\n}')],
    },
  }),
  family({
    id: 'terraform/docdb-backup-retention',
    title: 'Keep backups of DocumentDB for a week',
    severity: 'medium',
    on: ['aws_docdb_cluster'],
    problem: 'keeps backups for less than a week',
    judge: demand('backup_retention_period', isAtLeast(7), { absent: 'bad' }),
    why: 'The default is one day. What a job has spoilt on Friday is noticed on Monday, and by then there is no state left to go back to.',
    fix: '`backup_retention_period = 7`, up to 35 days; it is changed in place.',
    references: [
      awsPage('docdb_cluster'),
      'https://docs.aws.amazon.com/documentdb/latest/developerguide/backup_restore.html',
    ],
    aliases: aliasesOf('CKV_AWS_360'),
    examples: {
      bad: [cluster('backup_retention_period = 3'), cluster('storage_encrypted = true')],
      good: [cluster('backup_retention_period = 7'), cluster('backup_retention_period = "14"')],
    },
  }),
]
