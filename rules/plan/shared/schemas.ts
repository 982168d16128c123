import { jsonValue } from '../../../src/core/terraform/json.ts'
import type { PlannedResource } from '../../../src/core/terraform/plan.ts'
import { isList, isMap, type Path, type Value, valueAt } from '../../../src/core/terraform/value.ts'

/** A column that a plan takes away, or makes hold less. */
export interface ColumnLoss {
  readonly column: string
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
  if (!schema) return []
  const [was, is] = [schema.columns(before), schema.columns(after)]
  if (!was || !is) return []
  return [...was].flatMap(([column, old]) =>
    lossOf(column, old, is.get(column)).map((loss) => ({ ...loss, path: schema.path })),
  )
}

function lossOf(column: string, old: Column, now: Column | undefined): Omit<ColumnLoss, 'path'>[] {
  if (!now) return [{ column, kind: 'dropped', text: `loses ${column}` }]
  if (!holdsAll(old.type, now.type))
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
    const repeated = mode === 'repeated' ? 'array of ' : ''
    columns.set(prefix + name, { type: repeated + textOf(each.get('type')), required: mode === 'required' })
    for (const [inner, column] of fieldsOf(each.get('fields'), `${prefix}${name}.`, depth + 1) ?? [])
      columns.set(inner, column)
  }
  return columns
}

const textOf = (value: Value | undefined) => (typeof value === 'string' ? value.trim().toLowerCase() : '')

const sameTypes: readonly (readonly string[])[] = [
  ['integer', 'int64', 'int', 'bigint', 'long'],
  ['float', 'float64', 'double'],
  ['boolean', 'bool'],
  ['record', 'struct'],
  ['numeric', 'decimal'],
  ['bignumeric', 'bigdecimal'],
]

const wideners: Readonly<Record<string, readonly string[]>> = {
  tinyint: ['smallint', 'int', 'bigint'],
  smallint: ['int', 'bigint'],
  integer: ['numeric', 'bignumeric'],
  numeric: ['bignumeric'],
  real: ['double', 'float'],
  date: ['timestamp', 'datetime'],
}

/** Whether the new type holds every value of the old one; a type that is not known counts as the same. */
function holdsAll(old: string, now: string): boolean {
  if (old === now || old === '' || now === '') return true
  const [was, is] = [canonical(old), canonical(now)]
  if (was === is) return true
  if (wideners[was]?.includes(is)) return true
  if (old === 'int' && /^(?:bigint|long)$/.test(now)) return true
  return isWiderText(was, is) || isWiderDecimal(was, is)
}

const canonical = (type: string) =>
  sameTypes.find((names) => names.includes(type) && type !== 'int' && type !== 'bigint')?.[0] ?? type

function isWiderText(old: string, now: string): boolean {
  const length = (type: string) => {
    const [, size] = /^(?:var)?char(?:acter)?(?:\((\d+)\))?$/.exec(type) ?? []
    return size === undefined ? undefined : Number(size)
  }
  const [was, is] = [length(old), length(now)]
  if (was === undefined) return false
  return now === 'string' || now === 'text' || now === 'varchar' || (is !== undefined && is >= was)
}

function isWiderDecimal(old: string, now: string): boolean {
  const digits = (type: string) => {
    const [, precision, scale = '0'] = /^(?:decimal|numeric|number)\((\d+)(?:,\s*(\d+))?\)$/.exec(type) ?? []
    return precision === undefined
      ? undefined
      : { whole: Number(precision) - Number(scale), scale: Number(scale) }
  }
  const [was, is] = [digits(old), digits(now)]
  return was !== undefined && is !== undefined && is.whole >= was.whole && is.scale >= was.scale
}
