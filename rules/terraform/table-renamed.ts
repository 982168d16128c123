import { defineRule } from '../../src/core/rule.ts'
import { valuesOf } from '../../src/core/terraform/body-values.ts'
import { type Holding, holdingOf } from '../../src/core/terraform/holdings.ts'
import { readEvidence, readText } from '../../src/core/terraform/readers.ts'
import { type TableChange, tableChanges } from '../../src/core/terraform/table-changes.ts'
import { changed } from './shared/change-family.ts'
import { written } from './shared/written.ts'

const snowflake = (name: string, schema = 'SALES') =>
  written('snowflake_table', `database = "RAW"\nschema = "${schema}"\nname = "${name}"`)
const bigquery = (name: string, label = 'events') =>
  written('google_bigquery_table', `dataset_id = "web"\ntable_id = "${name}"`, label)

export default defineRule({
  id: 'terraform/table-renamed',
  title: 'Keep the name of a table that others read',
  languages: ['terraform'],
  severity: 'high',
  tags: ['terraform', 'schema', 'compatibility'],
  since: '0.1.0',
  why: 'Every query, model and dashboard finds a table by its name, and fails once it has another one. On platforms that cannot rename, Terraform drops the table with its data and makes an empty one.',
  fix: `1. Make the new table beside the old one, in a resource of its own, and fill it.
2. Leave a view under the old name, or move the readers.
3. Remove the old table in a later change, once nothing reads it.`,
  references: ['https://docs.snowflake.com/en/sql-reference/sql/alter-table'],
  subsumedBy: ['plan/replace-stateful'],
  examples: {
    bad: [
      changed(snowflake('ORDERS'), snowflake('SALES_ORDERS')),
      {
        before: { 'main.tf': bigquery('events') },
        files: { 'main.tf': bigquery('events_v2') },
        note: 'BigQuery has no other name for a table: it is another table',
      },
    ],
    good: [
      changed(
        bigquery('events'),
        `${bigquery('events', 'clicks')}moved {\n  from = google_bigquery_table.events\n  to   = google_bigquery_table.clicks\n}\n`,
      ),
      changed(bigquery('events'), bigquery('events') + bigquery('events_v2', 'next')),
      changed(snowflake('ORDERS'), `${snowflake('ORDERS')}# a comment\n`),
    ],
  },
  *check(document) {
    for (const change of document.before ? tableChanges(document) : []) {
      const told = renaming(change)
      if (told === undefined) continue
      const readers = document.readers.filter(
        ({ made, loss }) => made === change.table.resource.declared && loss === change.kind,
      )
      yield {
        at: change.range,
        path: change.path,
        subject: { kind: 'resource', name: change.table.resource.declared },
        identity: change.table.name,
        message: [told, readText(readers)].filter(Boolean).join(' '),
        evidence: readEvidence(readers),
        ...(heldBy(change) === 'elsewhere' && { weight: 'light' as const }),
      }
    }
  },
})

/** Of a table whose resource stays under another name: what becomes of it, as a sentence. */
function renaming(change: TableChange): string | undefined {
  const { kind, side, table, after } = change
  if (kind === 'table-renamed') return `${table.name} takes another name: ${String(after?.name)}.`
  if (kind !== 'table-dropped' || side === 'base') return undefined
  return `${table.name} takes another name: ${becomes[heldBy(change)]}`
}

const heldBy = ({ table: { resource } }: TableChange) => holdingOf(resource.resourceType, valuesOf(resource))

const emptied = 'it is dropped with its data, and an empty table is made.'

const becomes: Readonly<Record<Holding, string>> = {
  here: emptied,
  replaceable: emptied,
  cluster: emptied,
  catalogued:
    'the data stays where it is, and what the catalog knows of it is made anew, without its partitions.',
  elsewhere: 'the data stays where it is, and what reads it by the old name fails.',
}
