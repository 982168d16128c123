import { inTurn } from './shared/combine.ts'
import { demand, isOneOf, isSet, isTrue } from './shared/demand.ts'
import { demandJson } from './shared/demand-json.ts'
import { family, type Judge } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { demandPresent } from './shared/present.ts'
import { awsPage, written } from './shared/written.ts'

const json = (path: string, wanted = isTrue) =>
  demandJson('configuration', `EncryptionConfiguration.${path}`, { wanted, absent: 'bad' })

const isAtRest = json('EnableAtRestEncryption')
const underKey = json(
  'AtRestEncryptionConfiguration.S3EncryptionConfiguration.EncryptionMode',
  isOneOf('SSE-KMS', 'CSE-KMS', 'CSE-Custom'),
)
const disks = json(
  'AtRestEncryptionConfiguration.LocalDiskEncryptionConfiguration.EncryptionKeyProviderType',
  isSet,
)

/** Where nothing is encrypted at rest, that is said by another row. */
const localDisks: Judge = (resource, world) => {
  const atRest = isAtRest(resource, world)
  return atRest.length > 0 ? atRest.filter(({ kind }) => kind === 'unclear') : disks(resource, world)
}

const cluster = (lines: string) =>
  written('aws_emr_cluster', `name = "etl"\nrelease_label = "emr-7.5.0"\n${lines}`)
const configuration = (encryption: string) =>
  written(
    'aws_emr_security_configuration',
    `name = "etl"\nconfiguration = jsonencode({\n  EncryptionConfiguration = {\n${encryption}\n  }\n})`,
  )
const everywhere = (s3: string, disk = 'AwsKms') =>
  configuration(`    EnableInTransitEncryption = true
    EnableAtRestEncryption    = true
    AtRestEncryptionConfiguration = {
      S3EncryptionConfiguration        = { EncryptionMode = "${s3}" }
      LocalDiskEncryptionConfiguration = { EncryptionKeyProviderType = "${disk}" }
    }`)
const nowhere = configuration('    EnableInTransitEncryption = false\n    EnableAtRestEncryption    = false')
const onlyObjects = configuration(`    EnableAtRestEncryption = true
    AtRestEncryptionConfiguration = {
      S3EncryptionConfiguration = { EncryptionMode = "SSE-KMS" }
    }`)
const heredoc = (text: string) =>
  written('aws_emr_security_configuration', `configuration = <<JSON\n${text}\nJSON`)

const configurationPage = awsPage('emr_security_configuration')
const encryptionPage =
  'https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-data-encryption-options.html'

export default [
  family({
    id: 'terraform/emr-security-configuration',
    title: 'Give EMR clusters a security configuration',
    severity: 'high',
    on: ['aws_emr_cluster'],
    problem: 'runs without a security configuration',
    judge: demandPresent('security_configuration'),
    why: 'Encryption of disks, of S3 and of traffic, Kerberos and the limits of the metadata service are all said in the security configuration. Without one a cluster has none of them.',
    fix: '`security_configuration = aws_emr_security_configuration.example.name`. It forces a new cluster: what lies in HDFS must be copied to S3 first.',
    references: [
      awsPage('emr_cluster'),
      'https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-security-configurations.html',
    ],
    aliases: aliasesOf('CKV2_AWS_55'),
    examples: {
      bad: [cluster('applications = ["Spark"]'), cluster('security_configuration = ""')],
      good: [
        `${everywhere('SSE-KMS')}${cluster('security_configuration = aws_emr_security_configuration.main.name')}`,
        cluster('security_configuration = "etl"'),
      ],
    },
  }),
  family({
    id: 'terraform/emr-encryption',
    title: 'Encrypt what EMR writes to S3 with KMS',
    severity: 'high',
    on: ['aws_emr_security_configuration'],
    problem: 'leaves data of its clusters in S3 without a key of KMS',
    judge: inTurn(isAtRest, underKey),
    why: 'What a cluster writes through EMRFS is encrypted as its security configuration says. Without a key of KMS nobody can decide who may decrypt it, or see who did.',
    fix: '`EnableAtRestEncryption = true` and an `S3EncryptionConfiguration` with `EncryptionMode = "SSE-KMS"` and `AwsKmsKey`. Configurations cannot be changed: make a new one, and clusters with it.',
    references: [configurationPage, encryptionPage],
    aliases: aliasesOf('CKV_AWS_171', 'AWS-0137', 'aws-emr-enable-at-rest-encryption'),
    examples: {
      bad: [nowhere, everywhere('SSE-S3')],
      good: [everywhere('SSE-KMS'), everywhere('CSE-KMS')],
    },
  }),
  family({
    id: 'terraform/emr-transit-encryption',
    title: 'Encrypt the traffic between EMR nodes',
    severity: 'high',
    on: ['aws_emr_security_configuration'],
    problem: 'lets nodes exchange data in clear',
    judge: json('EnableInTransitEncryption'),
    why: 'Shuffles of Spark and Hive, HDFS and Presto move whole tables between nodes. Without encryption everything in the subnet can read along.',
    fix: '`EnableInTransitEncryption = true` with an `InTransitEncryptionConfiguration` that names certificates (`CertificateProviderType = "PEM"`, `S3Object`). Configurations cannot be changed: make a new one, and clusters with it.',
    references: [configurationPage, encryptionPage],
    aliases: aliasesOf('CKV_AWS_351', 'AWS-0138', 'aws-emr-enable-in-transit-encryption'),
    examples: {
      bad: [nowhere, onlyObjects],
      good: [
        everywhere('SSE-KMS'),
        heredoc('{ "EncryptionConfiguration": { "EnableInTransitEncryption": true } }'),
      ],
    },
  }),
  family({
    id: 'terraform/emr-disk-encryption',
    title: 'Encrypt the local disks of EMR nodes',
    severity: 'high',
    on: ['aws_emr_security_configuration'],
    problem: 'leaves the disks of its nodes unencrypted',
    judge: localDisks,
    why: 'HDFS, shuffle files and spilled rows lie on the disks of the nodes. Encryption in S3 does nothing for them.',
    fix: 'In `AtRestEncryptionConfiguration` a `LocalDiskEncryptionConfiguration` with `EncryptionKeyProviderType = "AwsKms"`, `AwsKmsKey` and `EnableEbsEncryption = true`. Configurations cannot be changed: make a new one, and clusters with it.',
    references: [configurationPage, encryptionPage],
    aliases: aliasesOf('CKV_AWS_349', 'AWS-0139', 'aws-emr-enable-local-disk-encryption'),
    examples: {
      bad: [
        onlyObjects,
        heredoc(
          '{ "EncryptionConfiguration": { "EnableAtRestEncryption": true, "AtRestEncryptionConfiguration": {} } }',
        ),
      ],
      good: [everywhere('SSE-KMS'), everywhere('SSE-S3', 'Custom')],
    },
  }),
  family({
    id: 'terraform/emr-block-public-access',
    title: 'Leave the block on public EMR clusters on',
    severity: 'high',
    on: ['aws_emr_block_public_access_configuration'],
    problem: 'lets every cluster of the account open itself to the internet',
    judge: demand('block_public_security_group_rules', isTrue, { absent: 'bad' }),
    why: 'The block stops clusters whose groups let in the internet, in the whole account and region. It is the last line where one group is too wide.',
    fix: '`block_public_security_group_rules = true`, with `permitted_public_security_group_rule_range` for what must be open. It concerns clusters that are started from then on.',
    references: [
      awsPage('emr_block_public_access_configuration'),
      'https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-block-public-access.html',
    ],
    aliases: aliasesOf('CKV_AWS_390'),
    examples: {
      bad: [
        written('aws_emr_block_public_access_configuration', 'block_public_security_group_rules = false'),
        written('aws_emr_block_public_access_configuration', 'block_public_security_group_rules = "false"'),
      ],
      good: [
        written('aws_emr_block_public_access_configuration', 'block_public_security_group_rules = true'),
        written(
          'aws_emr_block_public_access_configuration',
          'block_public_security_group_rules = true\npermitted_public_security_group_rule_range {\n  min_range = 22\n  max_range = 22\n}',
        ),
      ],
    },
  }),
]
