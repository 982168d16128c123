import type { Rule } from '../../src/core/rule.ts'
import { read } from '../../src/core/terraform/read.ts'
import { isUnknown, sameValue, valueText } from '../../src/core/terraform/value.ts'
import { changed, changeFamily } from './shared/change-family.ts'
import { droppedColumns, retypedColumns } from './shared/column-changes.ts'
import type { Told } from './shared/family.ts'
import { awsPage, written } from './shared/written.ts'

const columns = (...given: readonly (readonly [string, string])[]) =>
  given.map(([name, type]) => `  columns {\n    name = "${name}"\n    type = "${type}"\n  }`).join('\n')
const table = (inside: string, lines = 'table_type = "EXTERNAL_TABLE"') =>
  written(
    'aws_glue_catalog_table',
    `name = "orders"\ndatabase_name = "sales"\n${lines}\nstorage_descriptor {\n${inside}\n}`,
    'orders',
  )
const id = ['id', 'bigint'] as const
const email = ['email', 'string'] as const
const partition = 'partition_keys {\n  name = "day"\n  type = "string"\n}'
const on = ['aws_glue_catalog_table']
const references = [
  awsPage('glue_catalog_table'),
  'https://docs.aws.amazon.com/athena/latest/ug/handling-schema-updates-chapter.html',
]
const subsumedBy = ['plan/schema-column-dropped', 'plan/replace-stateful']

const kinds = [
  'table_type',
  'parameters.table_type',
  'storage_descriptor.input_format',
  'storage_descriptor.ser_de_info.serialization_library',
]

export default [
  changeFamily({
    id: 'terraform/glue-table-column-dropped',
    title: 'Do not drop columns of a Glue table by leaving them out',
    severity: 'critical',
    on,
    problem: 'loses columns',
    changed: droppedColumns,
    subsumedBy,
    tags: ['terraform', 'data-loss'],
    why: 'Athena, Spark and Redshift Spectrum see what the catalog says: queries that name the column fail as soon as this is applied. In files that are read by position (CSV, or ORC without names) every column after it shifts to the wrong data.',
    fix: 'Stop reading the column first, and drop it last. A renamed column is a dropped one: for files that are read by name, add the new name, rewrite the files or make a view, then drop the old one.',
    references,
    examples: {
      bad: [
        changed(table(columns(id, email)), table(columns(id))),
        changed(table(columns(id), partition), table(columns(id), '')),
      ],
      good: [
        changed(table(columns(id)), table(columns(id, email))),
        changed(table(columns(id, email)), table(columns(email, id))),
        changed(table(columns(id, email)), table(columns(id, ['EMAIL', 'string']))),
      ],
    },
  }),
  changeFamily({
    id: 'terraform/glue-table-column-type',
    title: 'Change the type of a Glue column only to a wider one',
    severity: 'high',
    on,
    problem: 'changes the type of a column so that files no longer fit',
    changed: retypedColumns,
    subsumedBy,
    why: 'The catalog changes and the files do not: Parquet and ORC files of the old type give errors (`HIVE_BAD_DATA`) or wrong values, and partitions keep the old schema of their own.',
    fix: 'Widen only (`int` to `bigint`, `float` to `double`, a longer `decimal`). For anything else write the files again under a new table or column, and switch the readers.',
    references,
    examples: {
      bad: [
        changed(table(columns(id)), table(columns(['id', 'int']))),
        changed(table(columns(['total', 'decimal(12,2)'])), table(columns(['total', 'decimal(10,4)']))),
      ],
      good: [
        changed(table(columns(['id', 'int'])), table(columns(id))),
        changed(table(columns(['total', 'decimal(10,2)'])), table(columns(['total', 'decimal(12,2)']))),
      ],
    },
  }),
  changeFamily({
    id: 'terraform/glue-table-kind',
    title: 'Do not turn a Glue table into one of another kind in place',
    severity: 'high',
    on,
    problem: 'becomes a table of another kind',
    subsumedBy,
    changed: ({ was, is }) =>
      kinds.flatMap((what): Told[] => {
        const [before, after] = [read(was, what).value ?? null, read(is, what).value ?? null]
        const same = sameValue(before, after)
        if (before === null || same === 'yes') return []
        const { place } = read(is, what)
        if (same === 'unknown')
          return isUnknown(after) ? [{ kind: 'unclear', what, place, because: after }] : []
        const fact = `${what} was ${valueText(before)} and is ${valueText(after)}`
        return [{ kind: 'bad', what, place, fact, value: after }]
      }),
    why: 'The files stay as they are while engines begin to read them as something else: an Iceberg table loses its snapshots, a format that does not match gives errors or garbage.',
    fix: 'Make a second table of the new kind (`CREATE TABLE ... AS SELECT`, or an Iceberg migration), move the readers, then remove this one.',
    references,
    examples: {
      bad: [
        changed(
          table(columns(id), 'table_type = "EXTERNAL_TABLE"\nparameters = { table_type = "ICEBERG" }'),
          table(columns(id)),
        ),
        changed(
          table(`  input_format = "a.ParquetInputFormat"\n${columns(id)}`),
          table(`  input_format = "a.TextInputFormat"\n${columns(id)}`),
        ),
      ],
      good: [
        changed(
          table(columns(id)),
          table(columns(id), 'table_type = "EXTERNAL_TABLE"\nparameters = { classification = "parquet" }'),
        ),
        changed(
          table(`  location = "s3://lake/a"\n${columns(id)}`),
          table(`  location = "s3://lake/b"\n${columns(id)}`),
        ),
      ],
    },
  }),
] satisfies readonly Rule[]
