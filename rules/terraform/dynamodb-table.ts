import type { Rule } from '../../src/core/rule.ts'
import type { Resource } from '../../src/core/terraform/configuration.ts'
import type { Pair } from '../../src/core/terraform/earlier.ts'
import { blocksAt, read } from '../../src/core/terraform/read.ts'
import { isUnknown, sameValue, type Value, valueText } from '../../src/core/terraform/value.ts'
import { changed, changeFamily } from './shared/change-family.ts'
import { demand, isTrue } from './shared/demand.ts'
import { family, type Told } from './shared/family.ts'
import { awsPage, written } from './shared/written.ts'

const on = ['aws_dynamodb_table']

/** Keys cannot be changed in place. */
function otherKeys({ was, is }: Pair): Told[] {
  return ['hash_key', 'range_key'].flatMap((what): Told[] => {
    const [before, after] = [read(was, what).value ?? null, read(is, what).value ?? null]
    const { place } = read(is, what)
    const same = sameValue(before, after)
    if (same === 'unknown') return isUnknown(after) ? [{ kind: 'unclear', what, place, because: after }] : []
    const fact = `${what} was ${valueText(before)} and is ${valueText(after)}`
    return same === 'yes' ? [] : [{ kind: 'bad', what, place, fact, value: after }]
  })
}

/** Local indexes are part of the table. */
function otherLocalIndexes({ was, is }: Pair): Told[] {
  const what = 'local_secondary_index'
  const open = is.open.get(what) ?? was.open.get(what)
  const [before, after] = [indexesOf(was), indexesOf(is)]
  const lost = [...before].filter(([name, text]) => after.get(name) !== text).map(([name]) => name)
  const names = [...lost, ...[...after.keys()].filter((name) => !before.has(name))]
  if (names.length === 0) return []
  if (open) return [{ kind: 'unclear', what, place: is.header, because: open }]
  const list = names.join(', ')
  return [
    { kind: 'bad', what, place: is.header, fact: `the local index ${list} is another one`, value: list },
  ]
}

function indexesOf(table: Resource): ReadonlyMap<string, string> {
  const { blocks } = blocksAt(table, 'local_secondary_index')
  const text = (value: Value | undefined) => valueText(value)
  return new Map(
    blocks.map((block) => [
      text(read(block, 'name').value),
      ['range_key', 'projection_type'].map((name) => text(read(block, name).value)).join(' '),
    ]),
  )
}

const table = (...lines: readonly string[]) =>
  written(
    'aws_dynamodb_table',
    [
      'name = "orders"',
      'billing_mode = "PAY_PER_REQUEST"',
      ...lines,
      'attribute {\n  name = "id"\n  type = "S"\n}',
    ].join('\n'),
    'orders',
  )
const hash = 'hash_key = "id"'
const stream = 'stream_enabled = true\nstream_view_type = "NEW_AND_OLD_IMAGES"'
const local =
  'local_secondary_index {\n  name = "by_day"\n  range_key = "day"\n  projection_type = "KEYS_ONLY"\n}'
const references = [awsPage('dynamodb_table')]

export default [
  changeFamily({
    id: 'terraform/dynamodb-table-key',
    title: 'Leave the keys of a DynamoDB table as they are',
    severity: 'critical',
    on,
    problem: 'is deleted and made anew, empty',
    replaces: true,
    changed: (pair) => [...otherKeys(pair), ...otherLocalIndexes(pair)],
    subsumedBy: ['plan/replace-stateful'],
    tags: ['terraform', 'data-loss'],
    why: 'Hash key, range key and local indexes are fixed when a table is made. Terraform replaces it: every item is gone, and what reads the table finds an empty one under the same name.',
    fix: 'Make a second table with the new keys, copy the items (export to S3 and import, or a stream), switch, then remove the first. Often a `global_secondary_index` is enough: it can be added in place.',
    references: [
      'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-indexes.html',
      ...references,
    ],
    examples: {
      bad: [
        changed(table(hash), table(hash.replace('"id"', '"order_id"'))),
        changed(table(hash), table(hash, 'range_key = "day"')),
        changed(table(hash, local), table(hash)),
      ],
      good: [
        changed(
          table(hash),
          table(
            hash,
            'global_secondary_index {\n  name = "by_day"\n  hash_key = "day"\n  projection_type = "ALL"\n}',
          ),
        ),
        changed(table(hash, local), table(local, hash)),
        table(hash),
      ],
    },
  }),
  changeFamily({
    id: 'terraform/dynamodb-table-stream',
    title: 'Keep the stream of a DynamoDB table',
    severity: 'high',
    on,
    problem: 'no longer tells of its changes',
    tags: ['terraform', 'data-loss'],
    changed: ({ was, is }) =>
      ['stream_enabled', 'stream_view_type'].flatMap((what): Told[] => {
        const [before, after] = [read(was, what).value ?? null, read(is, what).value ?? null]
        const { place } = read(is, what)
        const wasOn = what === 'stream_enabled' ? isTrue(before) : typeof before === 'string' && before !== ''
        if (!wasOn || sameValue(before, after) === 'yes') return []
        if (isUnknown(after)) return [{ kind: 'unclear', what, place, because: after }]
        const isOn = what === 'stream_enabled' && isTrue(after)
        const isLater = what === 'stream_view_type' && !isTrue(read(is, 'stream_enabled').value ?? null)
        if (isOn || isLater) return []
        return [
          {
            kind: 'bad',
            what,
            place,
            fact: `${what} was ${valueText(before)} and is ${valueText(after)}`,
            value: after,
          },
        ]
      }),
    why: 'Functions, replicas and copies in the warehouse that live on the stream stop without an error. What was in it and not yet read is gone; another view type makes a new stream with another ARN.',
    fix: 'Find the readers first (event source mappings of the stream, Kinesis, replicas), move them, then switch it off. After another view type, read the table once in full.',
    references: [
      'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html',
      ...references,
    ],
    examples: {
      bad: [
        changed(table(hash, stream), table(hash)),
        changed(table(hash, stream), table(hash, stream.replace('NEW_AND_OLD_IMAGES', 'KEYS_ONLY'))),
      ],
      good: [
        changed(table(hash), table(hash, stream)),
        changed(table(hash, stream), table(hash, stream.replace('true', '"true"'))),
      ],
    },
  }),
  family({
    id: 'terraform/dynamodb-table-deletion-protection',
    title: 'Protect DynamoDB tables from deletion',
    severity: 'high',
    on,
    problem: 'can be deleted by one call',
    judge: demand('deletion_protection_enabled', isTrue, { absent: 'bad' }),
    tags: ['terraform', 'data-loss'],
    why: 'A replaced key, a removed block or a `destroy` in the wrong workspace deletes the table at once; without point-in-time recovery nothing is left.',
    fix: 'Say `deletion_protection_enabled = true`; it is changed in place. A table that is to go needs two steps then, which is the point.',
    references,
    examples: {
      bad: [table(hash), table(hash, 'deletion_protection_enabled = false')],
      good: [
        table(hash, 'deletion_protection_enabled = true'),
        table(hash, 'deletion_protection_enabled = "true"'),
      ],
    },
  }),
] satisfies readonly Rule[]
