import { type Name, nameOf } from '../name.ts'
import type { Place } from '../text.ts'
import { bigqueryFieldType, plainType } from './column-types.ts'
import type { Block, Configuration, Resource } from './configuration.ts'
import { jsonValue } from './json.ts'
import { blocksAt, placeAt, read } from './read.ts'
import { isList, isMap, isUnknown, type Path, type Unknown, unknown, type Value, valueAt } from './value.ts'

/** A table that Terraform code makes: its columns as far as the code says them. */
export interface TerraformTable {
  readonly resource: Resource
  /** `dataset.table`, `database.schema.table`; left out where a part of it is not known. */
  readonly name?: Name
  readonly columns: readonly TerraformColumn[]
  /** Set where there may be other columns than these: what is not known. */
  readonly open?: Unknown
}

export interface TerraformColumn {
  /** Fields of records with their record before them: `address.city`. */
  readonly name: string
  /** As the platform's own documentation spells it, in lower case; left out where it is not known. */
  readonly type?: string
  /** Left out where it is not known. */
  readonly nullable?: boolean
  readonly place: Place
}

/** The tables of a configuration, in the order of its resources. */
export function tablesOf({ resources }: Pick<Configuration, 'resources'>): readonly TerraformTable[] {
  return resources.filter(({ mode }) => mode === 'managed').flatMap((resource) => tableOf(resource) ?? [])
}

/** The table that a resource makes; undefined of a resource that makes none. */
export function tableOf(resource: Resource): TerraformTable | undefined {
  const kind = kinds.get(resource.resourceType)
  if (!kind) return undefined
  const name = relationOf(resource, kind.name)
  return { resource, ...(name !== undefined && { name }), ...kind.columns(resource) }
}

/** What findings on columns are about, of code and of plans: a plan says it better. */
export const columnsAspect = 'columns'

/** Where a column that is gone stood: where the columns begin, or where they would. */
export function columnsPlace(resource: Resource): Place {
  return placeAt(resource, kinds.get(resource.resourceType)?.at ?? [])
}

interface Kind {
  /** The first of its columns, or the attribute that holds them all. */
  readonly at: Path
  /** Attributes that make up the name. */
  readonly name: readonly string[]
  readonly columns: (resource: Resource) => Columns
}

type Columns = Pick<TerraformTable, 'columns' | 'open'>

const kinds: ReadonlyMap<string, Kind> = new Map([
  ['google_bigquery_table', { at: ['schema'], name: ['dataset_id', 'table_id'], columns: bigqueryColumns }],
  [
    'aws_glue_catalog_table',
    { at: ['storage_descriptor', 0, 'columns', 0], name: ['database_name', 'name'], columns: glueColumns },
  ],
  ['snowflake_table', { at: ['column', 0], name: ['database', 'schema', 'name'], columns: blockColumns }],
  [
    'databricks_sql_table',
    { at: ['column', 0], name: ['catalog_name', 'schema_name', 'name'], columns: blockColumns },
  ],
])

function relationOf(resource: Resource, attributes: readonly string[]): Name | undefined {
  const parts = attributes.map((attribute) => read(resource, attribute).value)
  const texts = parts.filter((part) => typeof part === 'string')
  if (texts.length < parts.length) return undefined
  return nameOf(...(resource.resourceType === 'snowflake_table' ? texts.map(unquoted) : texts))
}

/** What Snowflake keeps in capitals is what people write without quotes. */
function unquoted(identifier: string): string {
  return identifier === identifier.toUpperCase() ? identifier.toLowerCase() : identifier
}

function glueColumns(resource: Resource): Columns {
  return gathered(resource, [
    blocksAt(resource, 'storage_descriptor.columns'),
    blocksAt(resource, 'partition_keys'),
  ])
}

function blockColumns(resource: Resource): Columns {
  return gathered(resource, [blocksAt(resource, 'column')])
}

function gathered(
  resource: Resource,
  found: readonly { readonly blocks: readonly Block[]; readonly open?: Unknown }[],
): Columns {
  const read = found.flatMap(({ blocks }) => blocks.map(columnOf))
  const columns = read.flatMap((column) => ('name' in column ? [column] : []))
  const unread = read.find((column) => 'kind' in column)
  const none = read.length === 0 ? noColumns(resource) : undefined
  const open = found.find((each) => each.open)?.open ?? unread ?? none
  return { columns, ...(open && { open }) }
}

/** Tables whose columns the code does not name have those of their data. */
function noColumns({ address, header }: Resource): Unknown {
  return unknown(`${address} names no columns here`, header)
}

function columnOf(block: Block): TerraformColumn | Unknown {
  const [name, type, nullable] = ['name', 'type', 'nullable'].map((each) => read(block, each).value)
  if (typeof name !== 'string') return isUnknown(name) ? name : unknown('a column has no name', block.header)
  return {
    name,
    ...(typeof type === 'string' && { type: plainType(type) }),
    ...((nullable === undefined || typeof nullable === 'boolean') && { nullable: nullable ?? true }),
    place: block.header,
  }
}

function bigqueryColumns(resource: Resource): Columns {
  const { value } = read(resource, 'schema')
  if (value === undefined || value === null) return { columns: [], open: noColumns(resource) }
  const fields = jsonValue(value)
  const reader: FieldReader = { resource, columns: [], open: [] }
  readFields(reader, fields ?? unknown('the schema is no JSON', resource.header), {
    above: '',
    path: ['schema'],
  })
  const [open] = reader.open
  return { columns: reader.columns, ...(open && { open }) }
}

interface FieldReader {
  readonly resource: Resource
  readonly columns: TerraformColumn[]
  readonly open: Unknown[]
}

interface Level {
  /** Names of the records around, each with a dot. */
  readonly above: string
  readonly path: readonly (string | number)[]
}

/** BigQuery nests records fifteen levels deep at most. */
const deepest = 16

function readFields(reader: FieldReader, fields: Value, { above, path }: Level): void {
  if (isUnknown(fields)) reader.open.push(fields)
  if (!isList(fields) || path.length > deepest * 2) return
  fields.forEach((field, i) => {
    const at = [...path, i]
    const name = valueAt(field, ['name'])
    if (typeof name !== 'string') {
      reader.open.push(isUnknown(field) ? field : isUnknown(name) ? name : unknown('a field has no name'))
      return
    }
    reader.columns.push(fieldOf(reader.resource, field, { above: above + name, path: at }))
    const nested = valueAt(field, ['fields'])
    if (nested) readFields(reader, nested, { above: `${above}${name}.`, path: [...at, 'fields'] })
  })
}

function fieldOf(resource: Resource, field: Value, { above, path }: Level): TerraformColumn {
  const type = bigqueryFieldType(field)
  const mode = isMap(field) ? (field.get('mode') ?? 'NULLABLE') : undefined
  const known = typeof mode === 'string' ? mode.toUpperCase() : undefined
  return {
    name: above,
    ...(type !== undefined && { type }),
    ...(known && { nullable: known !== 'REQUIRED' }),
    place: placeAt(resource, path),
  }
}
