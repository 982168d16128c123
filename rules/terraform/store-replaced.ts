import { blastRadius } from '../../src/core/terraform/blast-radius.ts'
import { valuesOf } from '../../src/core/terraform/body-values.ts'
import type { Pair } from '../../src/core/terraform/earlier.ts'
import {
  type ForcedChange,
  forcedChanges,
  typesWithForcedChanges,
} from '../../src/core/terraform/force-new.ts'
import { destructionRefused, isKeptFromDestruction } from '../../src/core/terraform/guards.ts'
import { holdingOf } from '../../src/core/terraform/holdings.ts'
import { read } from '../../src/core/terraform/read.ts'
import { type Unknown, valueText } from '../../src/core/terraform/value.ts'
import { shortened } from '../../src/core/text.ts'
import { changed, changeFamily } from './shared/change-family.ts'
import type { Told, World } from './shared/family.ts'
import { isPlanned } from './shared/planned-by.ts'
import { written } from './shared/written.ts'

const bucket = (name: string, more = '') => written('aws_s3_bucket', `bucket = "${name}"${more}`, 'raw')
const orders = (...lines: readonly string[]) =>
  written('aws_db_instance', ['identifier = "orders"', 'engine = "postgres"', ...lines].join('\n'), 'orders')
const dataset = (location: string) =>
  written('google_bigquery_dataset', `dataset_id = "web"\nlocation = "${location}"`, 'web')
const events = (field: string) =>
  written(
    'google_bigquery_table',
    `dataset_id = "web"\ntable_id = "events"\ntime_partitioning {\n  type = "DAY"\n  field = "${field}"\n}`,
    'events',
  )
const ignoring = (name: string) => `\nlifecycle {\n  ignore_changes = [${name}]\n}`

export default changeFamily({
  id: 'terraform/store-replaced',
  title: 'Change what holds data in place',
  severity: 'critical',
  on: typesWithForcedChanges,
  problem: 'is destroyed, and an empty one is made in its place',
  changed: replaced,
  subsumedBy: ['plan/replace-stateful'],
  tags: ['terraform', 'data-loss'],
  why: 'Providers cannot change this argument of a resource that is there: the apply destroys it with its data and makes a new one, which is empty, or fails half way because it is protected or not empty. The code alone shows it; a plan would say it as well.',
  fix: `Leave the argument as it is, or move the data yourself:

1. Make the new resource beside the old one, from a snapshot or by replication.
2. Move the readers and writers.
3. Remove the old resource in a pull request of its own.`,
  references: ['https://developer.hashicorp.com/terraform/plugin/sdkv2/schemas/schema-behaviors#forcenew'],
  examples: {
    bad: [
      changed(bucket('acme-raw'), bucket('acme-landing')),
      changed(orders(), orders('storage_encrypted = true')),
      changed(orders('db_name = "orders"'), orders('db_name = "sales"')),
      changed(dataset('EU'), dataset('europe-west1')),
      changed(events('day'), events('created_at')),
    ],
    good: [
      changed(bucket('acme-raw'), bucket('acme-raw', '\nforce_destroy = false')),
      changed(orders(), orders('multi_az = true')),
      changed(orders('storage_encrypted = true'), orders('storage_encrypted = "true"')),
      changed(dataset('EU'), dataset('eu')),
      changed(bucket('acme-raw', ignoring('bucket')), bucket('acme-landing', ignoring('bucket'))),
      changed(orders(), orders('availability_zone = "eu-west-1a"')),
    ],
  },
})

/** One replacement is told once, whatever forces it. */
function replaced({ was, is }: Pair, { document }: World): readonly Told[] {
  const changes = forcedChanges(was, is)
  const [first, ...more] = changes.filter(({ unclear }) => !unclear)
  if (isPlanned(is, document)) return []
  if (!first) return changes.slice(0, 1).flatMap(({ path, unclear }) => unclearAt(path, unclear, is))
  const { place, attribute } = read(is, first.path)
  const isRefused = isKeptFromDestruction(is)
  return [
    {
      kind: 'bad',
      what: first.path,
      place,
      ...(attribute && { via: attribute.via }),
      value: first.after ?? null,
      fact: `${[first, ...more].map(wording).join(', ')}, which the provider cannot change in place${isRefused ? refusal : ''}`,
      ...(isRefused && { problem: 'would be destroyed, and an empty one made in its place' }),
      evidence: blastRadius(is.address, document),
      ...(holdingOf(was.resourceType, valuesOf(was)) === 'elsewhere' && {
        problem: 'is made anew, while the data stays where it is',
        weight: 'light' as const,
      }),
    },
  ]
}

/** Behind the fact, whose sentence ends for it. */
const refusal = `. ${destructionRefused.replace(/\.$/, '')}`

function unclearAt(what: string, because: Unknown | undefined, is: Pair['is']): Told[] {
  return because ? [{ kind: 'unclear', what, place: read(is, what).place, because }] : []
}

const wording = ({ path, before, after }: ForcedChange) =>
  `${path} was ${shortened(valueText(before), 60)} and is ${shortened(valueText(after), 60)}`
