import type { Rule } from '../../src/core/rule.ts'
import { changed, changeFamily } from './shared/change-family.ts'
import { droppedColumns, retypedColumns } from './shared/column-changes.ts'
import { snowflakePage, written } from './shared/platform-example.ts'

const table = (...columns: readonly (readonly [string, string])[]) =>
  written(
    'snowflake_table',
    'database = "PROD"\nschema = "SALES"\nname = "ORDERS"',
    ...columns.map(([name, type]) => `column {\n  name = "${name}"\n  type = "${type}"\n}`),
  )
const id = ['ID', 'NUMBER(38,0)'] as const
const email = ['EMAIL', 'VARCHAR(200)'] as const
const on = ['snowflake_table']
const references = [
  'https://docs.snowflake.com/en/sql-reference/sql/alter-table-column',
  snowflakePage('table'),
]
const subsumedBy = ['plan/schema-column-dropped', 'plan/replace-stateful']

export default [
  changeFamily({
    id: 'terraform/snowflake-column-dropped',
    title: 'Do not drop columns of a Snowflake table by leaving them out',
    severity: 'critical',
    on,
    problem: 'loses columns',
    changed: droppedColumns,
    subsumedBy,
    tags: ['terraform', 'data-loss'],
    why: 'The apply drops the column with its values; views, tasks and models that name it fail. Some versions of the provider replace the whole table when columns change.',
    fix: 'Stop reading the column first, then keep a copy (`CREATE TABLE ... CLONE`), and drop it last. A renamed column is a new one and an old one here: rename it with SQL and import, or add, backfill, switch, drop.',
    references,
    examples: {
      bad: [
        changed(table(id, email), table(id)),
        changed(table(id, email), table(id, ['MAIL', 'VARCHAR(200)'])),
      ],
      good: [changed(table(id), table(id, email)), changed(table(id, email), table(email, id))],
    },
  }),
  changeFamily({
    id: 'terraform/snowflake-column-type',
    title: 'Change the type of a Snowflake column only to a wider one',
    severity: 'critical',
    on,
    problem: 'changes the type of a column to one that is no wider',
    changed: retypedColumns,
    subsumedBy,
    tags: ['terraform', 'data-loss'],
    why: 'Snowflake widens texts and numbers in place and refuses the rest, so that the apply fails halfway or the provider makes the table anew, empty.',
    fix: 'Add a column of the new type, fill it with `TRY_CAST`, move the readers, then drop the old one.',
    references,
    examples: {
      bad: [
        changed(table(email), table(['EMAIL', 'VARCHAR(100)'])),
        changed(table(id), table(['ID', 'VARCHAR'])),
      ],
      good: [
        changed(table(email), table(['EMAIL', 'VARCHAR(400)'])),
        changed(table(['TOTAL', 'NUMBER(10,2)']), table(['TOTAL', 'NUMBER(12, 2)'])),
      ],
    },
  }),
] satisfies readonly Rule[]
