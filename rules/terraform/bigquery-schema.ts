import type { Rule } from '../../src/core/rule.ts'
import { changed, changeFamily } from './shared/change-family.ts'
import { droppedColumns, requiredColumns, retypedColumns } from './shared/column-changes.ts'
import { example, providerPage } from './shared/example.ts'

const table = (...fields: readonly string[]) =>
  example(
    'google_bigquery_table.orders',
    'dataset_id = "sales"',
    'table_id = "orders"',
    'schema = jsonencode([',
    ...fields.map((field) => `  { ${field} },`),
    '])',
  )
const id = 'name = "id", type = "INTEGER", mode = "REQUIRED"'
const email = 'name = "email", type = "STRING"'
const lines = (...fields: readonly string[]) =>
  `name = "lines", type = "RECORD", mode = "REPEATED", fields = [${fields.map((field) => `{ ${field} }`).join(', ')}]`
const sku = 'name = "sku", type = "STRING"'
const on = ['google_bigquery_table']
const references = [
  'https://cloud.google.com/bigquery/docs/managing-table-schemas',
  providerPage('google_bigquery_table'),
]
const subsumedBy = ['plan/schema-column-dropped', 'plan/replace-stateful']

export default [
  changeFamily({
    id: 'terraform/bigquery-schema-column-dropped',
    title: 'Do not drop columns of a BigQuery table by leaving them out',
    severity: 'critical',
    on,
    problem: 'loses columns',
    changed: droppedColumns,
    subsumedBy,
    tags: ['terraform', 'data-loss'],
    why: 'A column that the schema no longer names is dropped, or, with older providers, the whole table is replaced by an empty one. Queries that name the column fail from then on.',
    fix: 'Stop reading the column first, then drop it with `ALTER TABLE ... DROP COLUMN` after a copy has been kept, and take it out of the schema last. A renamed column is a new one and an old one: add, backfill, switch, drop.',
    references,
    examples: {
      bad: [
        changed(table(id, email), table(id)),
        changed(table(id, lines(sku, 'name = "price", type = "NUMERIC"')), table(id, lines(sku))),
        changed(table(id, email), table(id, email.replace('email', 'mail'))),
      ],
      good: [
        changed(table(id, email), table(email, id)),
        changed(table(id), table(id, email)),
        table(id),
        changed(
          table(id, email),
          `moved {\n  from = google_bigquery_table.orders\n  to = google_bigquery_table.sales\n}\n${table(id, email).replace('"orders" {', '"sales" {')}`,
        ),
      ],
    },
  }),
  changeFamily({
    id: 'terraform/bigquery-schema-type',
    title: 'Change the type of a BigQuery column only to a wider one',
    severity: 'critical',
    on,
    problem: 'changes the type of a column to one that is no wider',
    changed: retypedColumns,
    subsumedBy,
    tags: ['terraform', 'data-loss'],
    why: 'BigQuery widens types in place and refuses everything else, so the provider either fails or replaces the table by an empty one. To FLOAT64 it widens too, and exact numbers become approximations.',
    fix: 'Add a column of the new type, fill it with a checked `SAFE_CAST`, move the readers, then drop the old one. INTEGER to NUMERIC or BIGNUMERIC, and NUMERIC to BIGNUMERIC, need none of this.',
    references,
    examples: {
      bad: [
        changed(table(id, email), table(id, email.replace('STRING', 'INTEGER'))),
        changed(table(id), table(id.replace('INTEGER', 'DATE'))),
        changed(table(id.replace('INTEGER', 'NUMERIC')), table(id.replace('INTEGER', 'FLOAT64'))),
        changed(table(id), table(id.replace('INTEGER', 'STRING'))),
      ],
      good: [
        changed(table(id), table(id.replace('INTEGER', 'NUMERIC'))),
        changed(table(id), table(id.replace('INTEGER', 'INT64'))),
      ],
    },
  }),
  changeFamily({
    id: 'terraform/bigquery-schema-required',
    title: 'Do not make BigQuery columns required',
    severity: 'high',
    on,
    problem: 'asks for values that its rows do not have',
    changed: requiredColumns,
    subsumedBy,
    why: 'BigQuery only relaxes columns: from NULLABLE to REQUIRED, or a new REQUIRED column in a table with rows, is refused, or the table is replaced by an empty one.',
    fix: 'Leave the column `NULLABLE` and test for nulls where the data is made, or build a new table with the stricter schema, copy the rows, and switch.',
    references: [
      'https://cloud.google.com/bigquery/docs/managing-table-schemas#relax_a_columns_mode',
      providerPage('google_bigquery_table'),
    ],
    examples: {
      bad: [
        changed(table(id, email), table(id, `${email}, mode = "REQUIRED"`)),
        changed(table(id), table(id, `${email}, mode = "REQUIRED"`)),
      ],
      good: [
        changed(table(id), table(id.replace('REQUIRED', 'NULLABLE'))),
        changed(table(id), table(id, email)),
      ],
    },
  }),
] satisfies readonly Rule[]
