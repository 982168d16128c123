import type { Change, ChangeKind, ChangeValue } from '../change.ts'
import type { TerraformDocument } from '../document.ts'
import type { Subject } from '../finding.ts'
import { type Name, nameOf, partsOf } from '../name.ts'
import type { Place } from '../text.ts'
import { isSameType, platformOf } from './column-types.ts'
import type { Resource } from './configuration.ts'
import { type Differences, differences, isKept, type Pair } from './earlier.ts'
import { columnsPlace, type TerraformColumn, type TerraformTable, tableOf } from './tables.ts'

/** A change, and what it is a change of. */
export interface TableChange extends Change {
  /** As it was; of a table that is new, as it is. */
  readonly table: NamedTable
  /** As the code spells it. */
  readonly column?: string
}

export type NamedTable = TerraformTable & { readonly name: Name }

/**
 * What a configuration does to the tables whose columns it says, in the words that SQL has for it. Of a table whose name is not known, or
 * of which it is not known whether it is there, nothing; where columns may be missing from what is known, none is gone or new for that.
 */
export function tableChanges(document: TerraformDocument): TableChange[] {
  if (!document.before) return document.resources.filter(isCertain).flatMap(created)
  const { pairs, gone } = counted(document)
  const known = new Set(pairs.map(({ is }) => is))
  return [
    ...gone.filter((resource) => isCertain(resource) && !isKept(resource, document)).flatMap(dropped),
    ...pairs
      .filter(({ was, is }) => isCertain(was) && isCertain(is))
      .flatMap(({ was, is }) => between(was, is)),
    ...document.resources.filter((resource) => isCertain(resource) && !known.has(resource)).flatMap(created),
  ]
}

const isCertain = ({ mode, uncertain }: Resource) => mode === 'managed' && !uncertain

function namedTable(resource: Resource): NamedTable | undefined {
  const table = tableOf(resource)
  return table?.name === undefined ? undefined : { ...table, name: table.name }
}

function created(resource: Resource): TableChange[] {
  const table = namedTable(resource)
  return table ? [whole('table-created', table, resource.header)] : []
}

function dropped(resource: Resource): TableChange[] {
  const table = namedTable(resource)
  return table ? [{ ...whole('table-dropped', table, resource.header), side: 'base' }] : []
}

function whole(kind: 'table-created' | 'table-dropped', table: NamedTable, place: Place): TableChange {
  const { name, columns, open } = table
  const values: ChangeValue = open ? {} : { columns: outer(columns).map((column) => column.name) }
  return {
    kind,
    subject: { kind: 'table', name },
    [kind === 'table-created' ? 'after' : 'before']: values,
    ...place,
    table,
  }
}

function between(was: Resource, is: Resource): TableChange[] {
  const [old, next] = [namedTable(was), namedTable(is)]
  if (!old || !next) return []
  return [...renamed(old, next), ...columnChanges(old, next)]
}

function renamed(old: NamedTable, next: NamedTable): TableChange[] {
  if (old.name === next.name) return []
  const place = next.resource.header
  if (!isRenamedInPlace(old, next))
    return [whole('table-dropped', old, place), whole('table-created', next, place)]
  const subject: Subject = { kind: 'table', name: old.name }
  const values = { before: { name: old.name }, after: { name: next.name } }
  return [{ kind: 'table-renamed', subject, ...values, ...place, table: old }]
}

/** Snowflake's tables take another name within their schema; elsewhere another name is another table. */
function isRenamedInPlace({ name, resource }: NamedTable, next: NamedTable): boolean {
  const around = (full: Name) => partsOf(full).slice(0, -1).join('.')
  return resource.resourceType === 'snowflake_table' && around(name) === around(next.name)
}

/** One table before and after. */
type Sides = readonly [old: NamedTable, next: NamedTable]

function columnChanges(old: NamedTable, next: NamedTable): TableChange[] {
  const [before, after] = [byName(old), byName(next)]
  const isNew = old.name !== next.name && !isRenamedInPlace(old, next)
  if (isNew) return []
  return [
    ...[...before].flatMap(([name, was]) =>
      after.has(name) || next.open || isInside(name, after, before)
        ? []
        : [columnChange('column-dropped', [old, next], was, { before: factsOf(was) })],
    ),
    ...[...after].flatMap(([name, is]) => {
      const was = before.get(name)
      if (was) return altered([old, next], was, is)
      return old.open || isInside(name, before, after)
        ? []
        : [columnChange('column-added', [old, next], is, { after: factsOf(is) })]
    }),
  ]
}

/** Types and names are not told apart by case on any of these platforms, but for quoted ones. */
const byName = ({ columns }: TerraformTable): ReadonlyMap<string, TerraformColumn> =>
  new Map(columns.map((column) => [column.name.toLowerCase(), column]))

/** A field whose whole record is gone, or new, is not told by itself. */
function isInside(
  name: string,
  there: ReadonlyMap<string, TerraformColumn>,
  own: ReadonlyMap<string, TerraformColumn>,
): boolean {
  return recordsAround(name).some((record) => own.has(record) && !there.has(record))
}

/** Names of the records around a field. */
function recordsAround(name: string): string[] {
  const steps = name.split('.')
  return steps.slice(1).map((_, i) => steps.slice(0, i + 1).join('.'))
}

function outer(columns: readonly TerraformColumn[]): TerraformColumn[] {
  const names = new Set(columns.map(({ name }) => name))
  return columns.filter(({ name }) => !recordsAround(name).some((record) => names.has(record)))
}

function altered(tables: Sides, was: TerraformColumn, is: TerraformColumn): TableChange[] {
  const found: TableChange[] = []
  const platform = platformOf(tables[1].resource.resourceType)
  const isTyped = platform && was.type !== undefined && is.type !== undefined
  if (isTyped && !isSameType(was.type, is.type, platform)) {
    const values = { before: { type: was.type }, after: { type: is.type } }
    found.push(columnChange('column-type-changed', tables, is, values))
  }
  if (was.nullable !== undefined && is.nullable !== undefined && was.nullable !== is.nullable) {
    const values = { before: { nullable: was.nullable }, after: { nullable: is.nullable } }
    found.push(columnChange('column-nullability-changed', tables, is, values))
  }
  return found
}

function factsOf({ type, nullable }: TerraformColumn): ChangeValue {
  return { ...(type !== undefined && { type }), ...(nullable !== undefined && { nullable }) }
}

/** A column that is gone has the place where its like would stand. */
function columnChange(
  kind: ChangeKind,
  [table, { name, resource }]: Sides,
  column: TerraformColumn,
  values: Pick<Change, 'before' | 'after'>,
): TableChange {
  const place = kind === 'column-dropped' ? columnsPlace(resource) : column.place
  const subject: Subject = { kind: 'column', name: fieldName(name, column.name, resource) }
  return { kind, subject, ...values, ...place, table, column: column.name }
}

/** With the moves that Terraform makes by itself, of `x` to `x[0]` and back, when a count comes or goes. */
function counted(document: TerraformDocument): Differences {
  const { pairs, gone, ...open } = differences(document)
  const known = new Set(pairs.map(({ is }) => is))
  const fresh = Map.groupBy(
    document.resources.filter((is) => !known.has(is)),
    ({ declared }) => declared,
  )
  const moved = gone.flatMap((was): Pair[] => {
    const is = fresh.get(was.declared)?.find(({ key }) => isOther(was.key, key))
    return is ? [{ was, is }] : []
  })
  const kept = new Set(moved.map(({ was }) => was))
  return { pairs: [...pairs, ...moved], gone: gone.filter((was) => !kept.has(was)), ...open }
}

const isOther = (was: Resource['key'], is: Resource['key']) =>
  (was === undefined && is === 0) || (was === 0 && is === undefined)

/** Fields of records are steps of the name; what is in capitals throughout is what people write without quotes. */
function fieldName(table: Name, column: string, { resourceType }: Resource): Name {
  const isUnquoted = resourceType !== 'snowflake_table' || column === column.toUpperCase()
  return `${table}.${nameOf(...(isUnquoted ? column.toLowerCase() : column).split('.'))}`
}
