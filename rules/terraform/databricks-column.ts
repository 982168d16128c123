import type { Rule } from '../../src/core/rule.ts'
import { changed, changeFamily } from './shared/change-family.ts'
import { droppedColumns, retypedColumns } from './shared/column-changes.ts'
import { databricksPage, written } from './shared/platform-example.ts'

const table = (...columns: readonly (readonly [string, string])[]) =>
  written(
    'databricks_sql_table',
    'catalog_name = "main"\nschema_name = "sales"\nname = "orders"\ntable_type = "MANAGED"',
    ...columns.map(([name, type]) => `column {\n  name = "${name}"\n  type = "${type}"\n}`),
  )
const id = ['id', 'int'] as const
const email = ['email', 'string'] as const
const on = ['databricks_sql_table']
const references = [
  'https://docs.databricks.com/aws/en/tables/schema-enforcement',
  databricksPage('sql_table'),
]
const subsumedBy = ['plan/schema-column-dropped', 'plan/replace-stateful']

export default [
  changeFamily({
    id: 'terraform/databricks-column-dropped',
    title: 'Do not drop columns of a Databricks table by leaving them out',
    severity: 'critical',
    on,
    problem: 'loses columns',
    changed: droppedColumns,
    subsumedBy,
    tags: ['terraform', 'data-loss'],
    why: 'The apply drops the column, or, where column mapping is off, has to make the table anew. Jobs and dashboards that name it fail.',
    fix: 'Stop reading the column first, then drop it last. For a new name use `ALTER TABLE ... RENAME COLUMN` with column mapping, and change the code in the same step.',
    references,
    examples: {
      bad: [changed(table(id, email), table(id)), changed(table(id, email), table(id, ['mail', 'string']))],
      good: [
        changed(table(id), table(id, email)),
        changed(table(id, email), table(email, id)),
        changed(table(id, email), table()),
      ],
    },
  }),
  changeFamily({
    id: 'terraform/databricks-column-type',
    title: 'Change the type of a Databricks column only to a wider one',
    severity: 'high',
    on,
    problem: 'changes the type of a column to one that is no wider',
    changed: retypedColumns,
    subsumedBy,
    tags: ['terraform', 'data-loss'],
    why: 'The provider cannot change the type of a column with rows in it: it fails halfway, or the table is made anew and is empty.',
    fix: 'Add a column of the new type, fill it with `TRY_CAST`, move the readers, then drop the old one. Widening (`int` to `bigint`) works where the table has `delta.enableTypeWidening`.',
    references,
    examples: {
      bad: [changed(table(['id', 'bigint']), table(id)), changed(table(email), table(['email', 'binary']))],
      good: [changed(table(id), table(['id', 'bigint'])), changed(table(email), table(['email', 'STRING']))],
    },
  }),
] satisfies readonly Rule[]
