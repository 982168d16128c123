import {
  bigqueryFieldType,
  keepsValues,
  type Platform,
  plainType,
  platformOf,
} from '../../../src/core/terraform/column-types.ts'
import { jsonValue } from '../../../src/core/terraform/json.ts'
import type { PlannedResource } from '../../../src/core/terraform/plan.ts'
import { type Known, perhapsRenamed, withNewName } from '../../../src/core/terraform/renamed-columns.ts'
import { isList, isMap, type Path, type Value, valueAt } from '../../../src/core/terraform/value.ts'

/** A column that a plan takes away, or makes hold less. */
export interface ColumnLoss {
  readonly column: string
  /** The column, with what it may be called now. */
  readonly named: string
  readonly kind: 'dropped' | 'retyped' | 'required'
  /** What becomes of it, as the end of a sentence about the table. */
  readonly text: string
  /** Where the plan says so. */
  readonly path: Path
}

interface Column {
  readonly type: string
  readonly required: boolean
}
type Columns = ReadonlyMap<string, Column>

/** What the columns of a Terraform-managed table lose, by name; nothing of a table whose columns are not known on both sides. */
export function columnLosses({ type, before, after }: PlannedResource): readonly ColumnLoss[] {
  const schema = Object.hasOwn(schemas, type) ? schemas[type] : undefined
  const platform = platformOf(type)
  if (!schema || !platform) return []
  const [was, is] = [schema.columns(before), schema.columns(after)]
  if (!was || !is) return []
  const renamed = perhapsRenamed(without(was, is), without(is, was))
  return [...was].flatMap(([column, old]) =>
    lossOf(column, [old, is.get(column)], platform).map((loss) => {
      const named = loss.kind === 'dropped' ? withNewName(column, renamed) : column
      return { ...loss, named, path: schema.path }
    }),
  )
}

function without(columns: Columns, others: Columns): Known[] {
  return [...columns].flatMap(([name, { type, required }]) =>
    others.has(name) || type === '' ? [] : [{ name, kind: `${type} ${required}` }],
  )
}

function lossOf(
  column: string,
  [old, now]: readonly [Column, Column | undefined],
  platform: Platform,
): Omit<ColumnLoss, 'path' | 'named'>[] {
  if (!now) return [{ column, kind: 'dropped', text: `loses ${column}` }]
  const isTyped = old.type !== '' && now.type !== ''
  if (isTyped && keepsValues(old.type, now.type, platform) === false)
    return [{ column, kind: 'retyped', text: `turns ${column} from ${old.type} to ${now.type}` }]
  if (now.required && !old.required)
    return [{ column, kind: 'required', text: `takes no ${column} that is null any more` }]
  return []
}

interface Schema {
  readonly path: Path
  readonly columns: (value: Value) => Columns | undefined
}

const schemas: Readonly<Record<string, Schema>> = {
  google_bigquery_table: {
    path: ['schema'],
    columns: (value) => fieldsOf(jsonValue(valueAt(value, ['schema']))),
  },
  aws_glue_catalog_table: { path: ['storage_descriptor', 0, 'columns'], columns: glueColumns },
  snowflake_table: { path: ['column'], columns: (value) => listed(valueAt(value, ['column'])) },
  databricks_sql_table: { path: ['column'], columns: (value) => listed(valueAt(value, ['column'])) },
}

function glueColumns(value: Value): Columns | undefined {
  const own = listed(valueAt(value, ['storage_descriptor', 0, 'columns']))
  const keys = listed(valueAt(value, ['partition_keys'])) ?? new Map()
  return own && new Map([...own, ...keys])
}

function listed(value: Value | undefined): Columns | undefined {
  if (!isList(value)) return undefined
  const columns = new Map<string, Column>()
  for (const each of value) {
    const [name, type] = [valueAt(each, ['name']), valueAt(each, ['type'])]
    if (typeof name !== 'string') return undefined
    columns.set(name, { type: textOf(type), required: valueAt(each, ['nullable']) === false })
  }
  return columns
}

const deepest = 15

/** Fields of a BigQuery schema; those of records with the record's name before theirs. */
function fieldsOf(value: Value | undefined, prefix = '', depth = 0): Columns | undefined {
  if (!isList(value) || depth > deepest) return undefined
  const columns = new Map<string, Column>()
  for (const each of value) {
    if (!isMap(each)) return undefined
    const name = each.get('name')
    if (typeof name !== 'string') return undefined
    const mode = textOf(each.get('mode'))
    columns.set(prefix + name, { type: bigqueryFieldType(each) ?? '', required: mode === 'required' })
    for (const [inner, column] of fieldsOf(each.get('fields'), `${prefix}${name}.`, depth + 1) ?? [])
      columns.set(inner, column)
  }
  return columns
}

const textOf = (value: Value | undefined) => (typeof value === 'string' ? plainType(value) : '')
