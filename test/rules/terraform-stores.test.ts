import { afterAll, describe, expect, test } from 'vitest'
import { rules } from '../../rules/index.ts'
import { closeReader, reviewExample } from './review-example.ts'

afterAll(closeReader)

type Answer = 'bad' | 'good' | 'unclear'

/** What the rules say of a database, a queue or a warehouse, where it is not one attribute that decides. */
async function answer(ruleId: string, text: string): Promise<Answer> {
  const rule = rules.find(({ id }) => id === ruleId)
  if (!rule) throw new Error(`no rule is called ${ruleId}`)
  const { findings, undetermined } = await reviewExample(rule, text)
  if (findings.some((finding) => finding.ruleId === ruleId)) return 'bad'
  return undetermined.some((told) => told.ruleId === ruleId) ? 'unclear' : 'good'
}

const resource = (type: string, lines: string, name = 'main') =>
  `resource "${type}" "${name}" {\n${lines}\n}\n`
const database = (lines: string) => resource('aws_db_instance', lines)
const cluster = (lines: string) => resource('aws_rds_cluster', lines)

describe('a provider whose default changed with version 6', () => {
  const constrained = (version: string) =>
    `terraform {\n  required_providers {\n    aws = ${version}\n  }\n}\nresource "aws_redshift_cluster" "main" {}\n`

  test.each<[string, Answer]>([
    ['{ version = "~> 5.0" }', 'bad'],
    ['{ version = "5.100.0" }', 'bad'],
    ['{ version = "= 4.67" }', 'bad'],
    ['{ version = ">= 4.0, < 6.0.0" }', 'bad'],
    ['{ version = "<= 5.99" }', 'bad'],
    ['"~> 3.0"', 'bad'],
    ['{ version = "~> 6.1" }', 'good'],
    ['{ version = ">= 6.0, != 6.3.0" }', 'good'],
    ['{ version = "> 5.100, >= 6" }', 'good'],
    ['{ version = ">= 5.0" }', 'unclear'],
    ['{ version = "~> 5" }', 'unclear'],
    ['{ version = "< 6.1" }', 'unclear'],
    ['{ version = "latest" }', 'unclear'],
    ['{ source = "hashicorp/aws" }', 'unclear'],
  ])('%s', async (version, expected) => {
    expect(await answer('terraform/redshift-public-access', constrained(version))).toBe(expected)
  })
})

describe('TLS that the version of an engine demands by itself', () => {
  test.each<[string, string, Answer]>([
    ['postgres', '14.17', 'bad'],
    ['postgres', '15', 'good'],
    ['postgres', '9.6', 'bad'],
    ['mysql', '8.4.5', 'bad'],
    ['mysql', '9.7', 'good'],
    ['mariadb', '11.4', 'bad'],
    ['mariadb', '11.8.3', 'good'],
    ['mariadb', '12.1', 'good'],
    ['sqlserver-se', '16.00', 'bad'],
    ['db2-se', '11.5', 'good'],
  ])('%s %s', async (engine, version, expected) => {
    const text = database(`engine = "${engine}"\nengine_version = "${version}"`)
    expect(await answer('terraform/rds-tls', text)).toBe(expected)
  })

  test.each<[string, string, Answer]>([
    ['aurora-postgresql', '16.6', 'bad'],
    ['aurora-postgresql', '17.4', 'good'],
    ['aurora-mysql', '8.0.mysql_aurora.3.08.0', 'bad'],
    ['neptune', '1.3', 'good'],
  ])('cluster of %s %s', async (engine, version, expected) => {
    const text = cluster(`engine = "${engine}"\nengine_version = "${version}"`)
    expect(await answer('terraform/rds-tls', text)).toBe(expected)
  })

  test('cannot be told of a version that is not said', async () => {
    expect(await answer('terraform/rds-tls', database('engine = "postgres"'))).toBe('unclear')
    expect(await answer('terraform/rds-tls', database('engine = "sqlserver-web"'))).toBe('bad')
  })
})

describe('TLS that a parameter group demands', () => {
  const inGroup = (family: string, lines: string) =>
    resource('aws_db_parameter_group', `name = "orders"\nfamily = "${family}"\n${lines}`, 'orders') +
    database('engine = "postgres"\nengine_version = "13"\nparameter_group_name = "orders"')
  const parameter = (name: string, value: string) => `parameter {\n  name = ${name}\n  value = ${value}\n}`

  test.each<[string, string, Answer]>([
    ['switched on', inGroup('postgres13', parameter('"rds.force_ssl"', '1')), 'good'],
    ['switched on in words', inGroup('postgres13', parameter('"RDS.force_ssl"', '"ON"')), 'good'],
    ['switched off', inGroup('postgres16', parameter('"rds.force_ssl"', '"0"')), 'bad'],
    ['left alone in an old family', inGroup('postgres13', parameter('"work_mem"', '64')), 'bad'],
    ['left alone in a new family', inGroup('postgres16', parameter('"work_mem"', '64')), 'good'],
    [
      'a value that is not known',
      `variable "ssl" {}\n${inGroup('postgres13', parameter('"rds.force_ssl"', 'var.ssl'))}`,
      'unclear',
    ],
    [
      'a name that is not known',
      `variable "which" {}\n${inGroup('postgres13', parameter('var.which', '0'))}`,
      'unclear',
    ],
    [
      'parameters that are not known',
      `variable "all" {}\n${inGroup('postgres13', 'dynamic "parameter" {\n  for_each = var.all\n  content {\n    name  = parameter.key\n    value = parameter.value\n  }\n}')}`,
      'unclear',
    ],
    [
      'the default group by its name',
      database('engine = "mysql"\nparameter_group_name = "default.mysql8.0"'),
      'bad',
    ],
    ['a group made elsewhere', database('engine = "mysql"\nparameter_group_name = "other"'), 'unclear'],
  ])('%s', async (_, text, expected) => {
    expect(await answer('terraform/rds-tls', text)).toBe(expected)
  })

  test('is a finding for each database that takes the group', async () => {
    const rule = rules.find(({ id }) => id === 'terraform/rds-tls')
    if (!rule) throw new Error('the rule is gone')
    const group = resource(
      'aws_db_parameter_group',
      `family = "postgres16"\n${parameter('"rds.force_ssl"', '0')}`,
    )
    const taking = ['orders', 'stock'].map((name) =>
      resource(
        'aws_db_instance',
        'engine = "postgres"\nparameter_group_name = aws_db_parameter_group.main.name',
        name,
      ),
    )
    const { findings } = await reviewExample(rule, [group, ...taking].join(''))
    const found = findings.filter(({ ruleId }) => ruleId === rule.id)
    expect(found.map(({ subject }) => subject.name)).toEqual([
      'aws_db_instance.orders',
      'aws_db_instance.stock',
    ])
  })
})

describe('what a database takes over', () => {
  const restored = 'snapshot_identifier = "before"'
  const copied = 'replicate_source_db = "orders"'

  test.each<[string, string, string, Answer]>([
    ['backups of an instance from a snapshot', 'rds-backup-retention', database(restored), 'unclear'],
    [
      'no backups of an instance from a snapshot',
      'rds-backup-retention',
      database(`${restored}\nbackup_retention_period = 0`),
      'bad',
    ],
    ['encryption of an instance from a snapshot', 'rds-encryption', database(restored), 'bad'],
    ['encryption of a cluster from a snapshot', 'aurora-encryption', cluster(restored), 'unclear'],
    [
      'encryption of a cluster from a point in time',
      'aurora-encryption',
      cluster('restore_to_point_in_time {\n  source_cluster_identifier = "orders"\n}'),
      'unclear',
    ],
    ['backups of a replica', 'rds-backup-retention', database(copied), 'good'],
    ['a standby of a replica', 'rds-multi-az', database(copied), 'good'],
    [
      'encryption of what may be a replica',
      'rds-encryption',
      `variable "source" {}\n${database('replicate_source_db = var.source')}`,
      'unclear',
    ],
    [
      'encryption of a replica of a resource',
      'rds-encryption',
      `${resource('aws_db_instance', 'storage_encrypted = true', 'orders')}${database('replicate_source_db = aws_db_instance.orders.identifier')}`,
      'good',
    ],
  ])('%s', async (_, rule, text, expected) => {
    expect(await answer(`terraform/${rule}`, text)).toBe(expected)
  })
})

describe('one of several ways to be right', () => {
  const logged = (lines: string) => resource('aws_redshift_logging', lines)
  const sales = resource('aws_redshift_cluster', 'cluster_identifier = "sales"')

  test.each<[string, string, string, Answer]>([
    ['a log of another cluster', 'redshift-logging', sales + logged('cluster_identifier = "stock"'), 'bad'],
    ['a log by name', 'redshift-logging', sales + logged('cluster_identifier = "sales"'), 'good'],
    [
      'a log that may not be there',
      'redshift-logging',
      `variable "logs" {}\n${sales}${logged('count = var.logs\ncluster_identifier = "sales"')}`,
      'unclear',
    ],
    [
      'a queue with a key that is not known',
      'sqs-encryption',
      `variable "key" {}\n${resource('aws_sqs_queue', 'sqs_managed_sse_enabled = false\nkms_master_key_id = var.key')}`,
      'unclear',
    ],
    [
      'brokers that log, perhaps',
      'msk-logging',
      `variable "log" {}\n${resource('aws_msk_cluster', 'logging_info {\n  broker_logs {\n    s3 {\n      enabled = var.log\n    }\n  }\n}')}`,
      'unclear',
    ],
  ])('%s', async (_, rule, text, expected) => {
    expect(await answer(`terraform/${rule}`, text)).toBe(expected)
  })
})

describe('a configuration of EMR in JSON', () => {
  const configuration = (expression: string) =>
    `variable "on" {}\n${resource('aws_emr_security_configuration', `configuration = ${expression}`)}`

  test.each<[string, string, Answer]>([
    ['says no', 'jsonencode({ EncryptionConfiguration = { EnableInTransitEncryption = false } })', 'bad'],
    ['says nothing', 'jsonencode({ InstanceMetadataServiceConfiguration = {} })', 'bad'],
    [
      'is known but for another part',
      'jsonencode({ Name = var.on, EncryptionConfiguration = { EnableInTransitEncryption = true } })',
      'good',
    ],
    [
      'is not known in this part',
      'jsonencode({ EncryptionConfiguration = { EnableInTransitEncryption = var.on } })',
      'unclear',
    ],
    ['is not known', 'var.on', 'unclear'],
    ['is no JSON', '"{"', 'unclear'],
    ['is a list', '"[]"', 'bad'],
  ])('%s', async (_, expression, expected) => {
    expect(await answer('terraform/emr-transit-encryption', configuration(expression))).toBe(expected)
  })
})

describe('security groups of an EMR cluster', () => {
  const open = resource('aws_security_group', 'name = "emr"\ningress {\n  cidr_blocks = ["0.0.0.0/0"]\n}')
  const of = (name: string, expression: string) =>
    resource('aws_emr_cluster', `ec2_attributes {\n  ${name} = ${expression}\n}`)

  test.each<[string, string, Answer]>([
    [
      'among others',
      open + of('additional_master_security_groups', '"sg-1,${aws_security_group.main.id}"'),
      'bad',
    ],
    ['that belong to nothing', open + of('key_name', '"etl"'), 'good'],
    [
      'that may be meant',
      `variable "group" {}\n${open}${of('service_access_security_group', 'var.group')}`,
      'unclear',
    ],
    ['made elsewhere', `variable "group" {}\n${of('service_access_security_group', 'var.group')}`, 'unclear'],
    [
      'in halves of the internet',
      `${resource('aws_security_group', 'name = "emr"')}${resource('aws_security_group_rule', 'type = "ingress"\nsecurity_group_id = aws_security_group.main.id\ncidr_blocks = ["0.0.0.0/1", "128.0.0.0/1"]')}${of('emr_managed_master_security_group', 'aws_security_group.main.id')}`,
      'bad',
    ],
    [
      'written as a list',
      `${resource('aws_security_group', 'ingress = [{ cidr_blocks = [], ipv6_cidr_blocks = ["::/0"] }]')}${of('emr_managed_slave_security_group', 'aws_security_group.main.id')}`,
      'bad',
    ],
  ])('%s', async (_, text, expected) => {
    expect(await answer('terraform/emr-open-security-group', text)).toBe(expected)
  })
})
