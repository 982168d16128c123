import { andList } from '../../src/core/near-names.ts'
import { defineRule } from '../../src/core/rule.ts'
import { declaredAddress } from '../../src/core/terraform/address.ts'
import { holdingOf } from '../../src/core/terraform/holdings.ts'
import { readEvidence, readText } from '../../src/core/terraform/readers.ts'
import { columnsAspect } from '../../src/core/terraform/tables.ts'
import { change, planWith } from './shared/example.ts'
import { hitOn, isUpdated, type Planned, plannedIn } from './shared/planned.ts'
import { type ColumnLoss, columnLosses } from './shared/schemas.ts'

type Column = readonly [name: string, type: string]
const schema = (columns: readonly Column[]) => JSON.stringify(columns.map(([name, type]) => ({ name, type })))
const events = (...columns: readonly Column[]) => `resource "google_bigquery_table" "events" {
  dataset_id = "web"
  table_id   = "events"
  schema     = ${JSON.stringify(schema(columns))}
}
`
const example = (before: readonly Column[], after: readonly Column[], note?: string) => ({
  before: events(...before),
  files: { 'main.tf': events(...after) },
  plan: planWith(
    change('google_bigquery_table.events', 'update', [{ schema: schema(before) }, { schema: schema(after) }]),
  ),
  ...(note && { note }),
})

export default defineRule({
  id: 'plan/schema-column-dropped',
  title: 'Keep the columns that others read',
  languages: ['terraform'],
  severity: 'critical',
  tags: ['terraform', 'plan', 'schema', 'data-loss'],
  since: '0.1.0',
  why: 'A column leaves a table that Terraform manages, or takes other values than it held: its data goes, and whatever reads it fails or reads something else.',
  fix: 'Add the new column beside the old one, move the readers, and drop the old one in a later change, once nothing reads it.',
  references: ['https://cloud.google.com/bigquery/docs/managing-table-schemas'],
  subsumedBy: ['plan/replace-stateful'],
  examples: {
    bad: [
      example(
        [
          ['id', 'STRING'],
          ['email', 'STRING'],
        ],
        [['id', 'STRING']],
      ),
      example([['amount', 'FLOAT']], [['amount', 'INTEGER']], 'Another type'),
    ],
    good: [
      example(
        [['id', 'STRING']],
        [
          ['id', 'STRING'],
          ['country', 'STRING'],
        ],
        'A column more',
      ),
      example(
        [
          ['id', 'STRING'],
          ['email', 'STRING'],
        ],
        [
          ['email', 'STRING'],
          ['id', 'STRING'],
        ],
        'Another order',
      ),
      example(
        [['amount', 'INTEGER']],
        [['amount', 'NUMERIC']],
        'A type that holds every value of the old one',
      ),
    ],
  },
  *check(document) {
    for (const planned of plannedIn(document)) {
      if (!isUpdated(planned.resource)) continue
      const losses = columnLosses(planned.resource)
      const [first] = losses
      if (!first) continue
      const { resource } = planned
      const made = declaredAddress(resource.previousAddress ?? resource.address)
      const readers = document.readers.filter((reader) => reader.made === made && reader.loss !== undefined)
      const isOverOthers = holdingOf(resource.type, resource.before) === 'elsewhere'
      const hit = hitOn(planned, {
        path: first.path,
        message: [messageOf(planned, losses), isOverOthers ? stays : '', readText(readers)]
          .filter(Boolean)
          .join(' '),
        ...(isOverOthers && { weight: 'light' as const }),
        evidence: readEvidence(readers),
      })
      yield { ...hit, aspect: columnsAspect }
    }
  },
})

const stays = 'The data stays where it is.'

function messageOf({ resource }: Planned, losses: readonly ColumnLoss[]): string {
  const dropped = losses.filter(({ kind }) => kind === 'dropped').map(({ named }) => named)
  const others = losses.filter(({ kind }) => kind !== 'dropped').map(({ text }) => text)
  const parts = [dropped.length > 0 ? `loses ${andList(dropped)}` : '', ...others].filter(Boolean)
  return `${resource.address} ${parts.join('; ')}.`
}
