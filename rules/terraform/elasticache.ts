import { demand, every, isNot, isOneOf, isTrue, when } from './shared/demand.ts'
import { family } from './shared/family.ts'
import { aliasesOf } from './shared/foreign-ids.ts'
import { unlessPresent } from './shared/present.ts'
import { awsPage, written } from './shared/written.ts'

const isValkey = isOneOf('valkey')
const atRest = (absent: 'bad' | 'good') => demand('at_rest_encryption_enabled', isTrue, { absent })

const group = (lines: string) =>
  written('aws_elasticache_replication_group', `description = "cache"\n${lines}`)
const member = group('global_replication_group_id = "orders-global"')

export default [
  family({
    id: 'terraform/elasticache-transit-encryption',
    title: 'Encrypt the traffic of ElastiCache',
    severity: 'high',
    on: ['aws_elasticache_replication_group'],
    problem: 'takes and replicates data in clear',
    judge: unlessPresent(
      'global_replication_group_id',
      demand('transit_encryption_enabled', isTrue, { absent: 'bad' }),
    ),
    why: 'What is cached, sessions and tokens among it, crosses the network in clear, between clients and nodes and between zones. Passwords (`auth_token`) and users need encryption to be had at all.',
    fix: '`transit_encryption_enabled = true`. Before engine version 7.0.5 it forces a new group. From there on: `transit_encryption_mode = "preferred"` first, move the clients to `rediss://`, then `"required"`.',
    references: [
      awsPage('elasticache_replication_group'),
      'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html',
    ],
    aliases: aliasesOf('CKV_AWS_30', 'AWS-0051', 'aws-elasticache-enable-in-transit-encryption'),
    examples: {
      bad: [group('transit_encryption_enabled = false'), group('engine = "redis"\nport = 6379')],
      good: [group('transit_encryption_enabled = true'), member],
    },
  }),
  family({
    id: 'terraform/elasticache-encryption',
    title: 'Encrypt ElastiCache at rest',
    severity: 'high',
    on: ['aws_elasticache_replication_group'],
    problem: 'writes backups and swap unencrypted',
    judge: unlessPresent(
      'global_replication_group_id',
      every(
        when('engine', isNot(isValkey), atRest('bad'), { absent: true }),
        when('engine', isValkey, atRest('good'), { absent: false }),
      ),
    ),
    why: 'Snapshots, the sync file between nodes and what is swapped to disk hold everything that is cached, in clear.',
    fix: '`at_rest_encryption_enabled = true`. It forces a new group: restore it from a snapshot. Valkey is encrypted unless told otherwise.',
    references: [
      awsPage('elasticache_replication_group'),
      'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html',
    ],
    aliases: aliasesOf('CKV_AWS_29', 'AWS-0045', 'aws-elasticache-enable-at-rest-encryption'),
    examples: {
      bad: [group('num_cache_clusters = 2'), group('engine = "valkey"\nat_rest_encryption_enabled = false')],
      good: [group('at_rest_encryption_enabled = true'), group('engine = "valkey"'), member],
    },
  }),
]
