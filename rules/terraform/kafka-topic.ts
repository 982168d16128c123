import type { Rule } from '../../src/core/rule.ts'
import { read } from '../../src/core/terraform/read.ts'
import { isUnknown, sameValue, valueAt, valueText } from '../../src/core/terraform/value.ts'
import { changed, changeFamily } from './shared/change-family.ts'
import { demand, isAtLeast, numberOf } from './shared/demand.ts'
import { demandKey } from './shared/demand-key.ts'
import { family, type Told } from './shared/family.ts'
import { written } from './shared/written.ts'

const confluentPage =
  'https://registry.terraform.io/providers/confluentinc/confluent/latest/docs/resources/confluent_kafka_topic'
const kafkaPage = 'https://registry.terraform.io/providers/Mongey/kafka/latest/docs/resources/topic'
const configs = 'https://kafka.apache.org/documentation/#topicconfigs'
const both = ['kafka_topic', 'confluent_kafka_topic']

/** Each provider has its own name for it. */
const partitionsOf = ['partitions', 'partitions_count']

const topic = (...lines: readonly string[]) =>
  written('kafka_topic', ['name = "orders"', ...lines].join('\n'), 'orders')
const confluent = (...lines: readonly string[]) =>
  written('confluent_kafka_topic', ['topic_name = "orders"', ...lines].join('\n'), 'orders')
const config = (...lines: readonly string[]) => `config = {\n${lines.map((line) => `  ${line}\n`).join('')}}`
const three = 'replication_factor = 3'
const references = [confluentPage, kafkaPage, configs]

export default [
  changeFamily({
    id: 'terraform/kafka-topic-partitions',
    title: 'Leave the number of partitions of a Kafka topic as it is',
    severity: 'high',
    on: both,
    problem: 'gets another number of partitions',
    subsumedBy: ['plan/replace-stateful'],
    tags: ['terraform', 'data-loss'],
    changed: ({ was, is }) =>
      partitionsOf.flatMap((what): Told[] => {
        const [before, after] = [read(was, what), read(is, what)]
        const [old, next] = [numberOf(before.value ?? null), numberOf(after.value ?? null)]
        const { place } = after
        if (isUnknown(after.value) && old !== undefined)
          return [{ kind: 'unclear', what, place, because: after.value }]
        if (old === undefined || next === undefined || old === next) return []
        const effect =
          next < old ? 'the topic is deleted and made anew, empty' : 'keys move to other partitions'
        return [
          {
            kind: 'bad',
            what,
            place,
            fact: `${what} was ${old} and is ${next}, so that ${effect}`,
            value: next,
          },
        ]
      }),
    why: 'Kafka has no way to take partitions away: the provider deletes the topic with its messages. More partitions spread keys anew, so that messages of one key are no longer in order and compaction and joined topics no longer fit.',
    fix: 'For fewer, or for keyed topics, make a second topic, let a job copy, move the consumers, then remove the first. For topics without keys more partitions are safe: keep the change with a suppression that says so.',
    references,
    examples: {
      bad: [
        changed(topic('partitions = 12', three), topic('partitions = 6', three)),
        changed(confluent('partitions_count = 6'), confluent('partitions_count = 12')),
      ],
      good: [
        changed(topic('partitions = 12', three), topic('partitions = "12"', three)),
        topic('partitions = 6', three),
      ],
    },
  }),
  changeFamily({
    id: 'terraform/kafka-topic-cleanup',
    title: 'Do not change how a Kafka topic is cleaned up in place',
    severity: 'high',
    on: both,
    problem: 'keeps other messages than before',
    tags: ['terraform', 'data-loss'],
    changed: ({ was, is }) => {
      const what = 'config cleanup.policy'
      const [before, after] = [was, is].map((each) => policyOf(read(each, 'config').value))
      const { place } = read(is, 'config')
      const same = sameValue(before, after)
      if (same === 'yes') return []
      if (same === 'unknown')
        return isUnknown(after) ? [{ kind: 'unclear', what, place, because: after }] : []
      const fact = `cleanup.policy was ${valueText(before)} and is ${valueText(after)}`
      return [{ kind: 'bad', what, place, fact, value: after ?? null }]
    },
    why: 'From `delete` to `compact` only the last message of each key stays, and producers that send without a key fail. From `compact` to `delete` the present state of a key is gone once it is older than the retention.',
    fix: 'Make a second topic with the new policy and copy what must stay. `compact,delete` keeps both rules for a topic that is to be compacted and bounded.',
    references,
    examples: {
      bad: [
        changed(topic(three), topic(three, config('"cleanup.policy" = "compact"'))),
        changed(
          confluent(config('"cleanup.policy" = "compact"')),
          confluent(config('"cleanup.policy" = "delete"')),
        ),
      ],
      good: [
        changed(topic(three), topic(three, config('"cleanup.policy" = "delete"'))),
        changed(
          confluent(config('"cleanup.policy" = "delete,compact"')),
          confluent(config('"cleanup.policy" = "compact, delete"')),
        ),
      ],
    },
  }),
  family({
    id: 'terraform/kafka-topic-replication',
    title: 'Keep three replicas of a Kafka topic',
    severity: 'high',
    on: ['kafka_topic'],
    problem: 'is lost or stands still with one broker',
    judge: demand('replication_factor', isAtLeast(3), { absent: 'bad' }),
    tags: ['terraform', 'data-loss'],
    why: 'With one replica a broken disk is lost data. With two, a broker that restarts for an update leaves one copy, and producers that ask for two acknowledgements stand still.',
    fix: 'Say `replication_factor = 3`, over three availability zones. Of an existing topic it is raised by moving replicas, which the provider does from Kafka 2.4 on.',
    references: [kafkaPage, 'https://docs.aws.amazon.com/msk/latest/developerguide/bestpractices.html'],
    examples: {
      bad: [
        topic('partitions = 6', 'replication_factor = 1'),
        topic('partitions = 6', 'replication_factor = "2"'),
      ],
      good: [topic('partitions = 6', three), confluent('partitions_count = 6')],
    },
  }),
  family({
    id: 'terraform/kafka-topic-insync',
    title: 'Have two replicas of a Kafka topic acknowledge a message',
    severity: 'medium',
    on: both,
    problem: 'acknowledges messages that one broker alone has',
    judge: demandKey('config', 'min.insync.replicas', isAtLeast(2)),
    tags: ['terraform', 'data-loss'],
    why: 'With `min.insync.replicas = 1` a message counts as written although only the leader has it. If that broker goes before the others have copied it, it is gone, and the producer was told that all is well.',
    fix: 'Say `"min.insync.replicas" = "2"` at a replication factor of 3, and let producers send with `acks=all`. Left out, it is what the brokers are set to.',
    references,
    examples: {
      bad: [
        topic(three, config('"min.insync.replicas" = "1"')),
        confluent(config('"min.insync.replicas" = 1', '"retention.ms" = "604800000"')),
      ],
      good: [
        topic(three, config('"min.insync.replicas" = "2"')),
        topic(three, config('"retention.ms" = "604800000"')),
      ],
    },
  }),
] satisfies readonly Rule[]

/** The policies in one order; `delete` where none is set. */
function policyOf(config: Parameters<typeof valueAt>[0]) {
  const value = valueAt(config, ['cleanup.policy']) ?? 'delete'
  return typeof value === 'string'
    ? value
        .split(',')
        .map((each) => each.trim())
        .toSorted()
        .join(',')
    : value
}
