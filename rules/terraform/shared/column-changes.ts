import type { ChangeKind } from '../../../src/core/change.ts'
import type { Evidence } from '../../../src/core/finding.ts'
import { valuesOf } from '../../../src/core/terraform/body-values.ts'
import { keepsValues, platformOf } from '../../../src/core/terraform/column-types.ts'
import type { Resource, SchemaFile } from '../../../src/core/terraform/configuration.ts'
import type { Pair } from '../../../src/core/terraform/earlier.ts'
import { holdingOf } from '../../../src/core/terraform/holdings.ts'
import { read } from '../../../src/core/terraform/read.ts'
import { type Reader, readEvidence, readText } from '../../../src/core/terraform/readers.ts'
import { type Known, perhapsRenamed, withNewName } from '../../../src/core/terraform/renamed-columns.ts'
import {
  columnsAspect,
  columnsPlace,
  type TerraformColumn,
  type TerraformTable,
  tableOf,
} from '../../../src/core/terraform/tables.ts'
import { unknown } from '../../../src/core/terraform/value.ts'
import { LineMap } from '../../../src/core/text.ts'
import type { Bad, Told, World } from './family.ts'

/** What a change does to the columns of a table, each kind as a judge of pairs. */
type Columns = (pair: Pair, world: World) => readonly Told[]

/** Columns that the table no longer has. */
export const droppedColumns: Columns = (pair, world) => {
  const tables = tablesIn(pair)
  if (!tables) return []
  const [was, is] = tables
  const kept = byName(is)
  const dropped = was.columns.filter(
    ({ name }) => !kept.has(name.toLowerCase()) && !isInside(name, was, kept),
  )
  if (dropped.length === 0) return []
  const place = columnsPlace(pair.is)
  if (is.open) return [{ kind: 'unclear', what: 'columns', place, because: is.open }]
  const earlier = byName(was)
  const come = is.columns.filter(({ name }) => !earlier.has(name.toLowerCase()))
  const renamed = perhapsRenamed(dropped.flatMap(known), come.flatMap(known))
  const names = dropped.map(({ name }) => withNewName(name, renamed))
  return [
    {
      kind: 'bad',
      what: 'columns',
      aspect: columnsAspect,
      place,
      ...factRead(
        isOverOthers(pair.was)
          ? `${listed(names)} gone, while the data stays where it is`
          : `${listed(names)} dropped`,
        readersOf(pair, world, 'column-dropped'),
        stoodAt(pair.was, dropped, world),
      ),
      value: dropped.map(({ name }) => name).join(', '),
      ...weightOf(pair),
    },
  ]
}

/** Columns whose type no longer holds every value of the earlier one. */
export const retypedColumns: Columns = (pair, world) =>
  columnPairs(pair).flatMap(({ was, is }): Told[] => {
    const platform = platformOf(pair.is.resourceType)
    if (!platform || was.type === undefined || is.type === undefined) return []
    const what = `type of ${is.name}`
    const keeps = keepsValues(was.type, is.type, platform)
    if (keeps) return []
    if (keeps === undefined) {
      const because = unknown(`whether ${was.type} and ${is.type} are one type is set in the account`)
      return [{ kind: 'unclear', what, place: is.place, because }]
    }
    const readers = readersOf(pair, world, 'column-type-changed').filter(({ of }) => isOf(of, is.name))
    const fact = `${is.name} was ${was.type} and is ${is.type}`
    const said = factRead(fact, readers, standsAt(pair.is, is, world))
    return [
      {
        kind: 'bad',
        what,
        aspect: columnsAspect,
        place: is.place,
        ...said,
        value: is.type,
        ...weightOf(pair),
      },
    ]
  })

/** Columns that no longer take nulls, those that are new included. */
export const requiredColumns: Columns = (pair, world) => {
  const tables = tablesIn(pair)
  if (!tables || tables[0].open) return []
  const [was, is] = tables
  const earlier = byName(was)
  return is.columns.flatMap((column): Told[] => {
    const before = earlier.get(column.name.toLowerCase())
    if (column.nullable !== false || before?.nullable === false || (before && before.nullable === undefined))
      return []
    const fact = before
      ? `${column.name} took nulls and no longer does`
      : `${column.name} is new and takes no nulls`
    const what = `mode of ${column.name}`
    // A plan tells it of columns that were there.
    const aspect = before && { aspect: columnsAspect }
    const evidence = standsAt(pair.is, column, world)
    return [{ kind: 'bad', what, ...aspect, place: column.place, fact, evidence, ...weightOf(pair) }]
  })
}

/** Whether no rows are its own: it is a view, or reads files. */
const isOverOthers = (was: Resource) => holdingOf(was.resourceType, valuesOf(was)) === 'elsewhere'

const weightOf = ({ was }: Pair) => isOverOthers(was) && { weight: 'light' as const }

/** What is known of it through and through. */
const known = ({ name, type, nullable }: TerraformColumn): Known[] =>
  type === undefined || nullable === undefined ? [] : [{ name, kind: `${type} ${nullable}` }]

function readersOf({ was }: Pair, { document }: World, loss: ChangeKind): readonly Reader[] {
  return document.readers.filter((reader) => reader.made === was.declared && reader.loss === loss)
}

const isOf = (name: string, column: string) =>
  name.toLowerCase().replaceAll('"', '').endsWith(`.${column.toLowerCase()}`)

/** The fact, and who relies on what is no longer so. */
function factRead(
  fact: string,
  readers: readonly Reader[],
  written: readonly Evidence[],
): Pick<Bad, 'fact' | 'evidence'> {
  const read = readText(readers).replace(/\.$/, '')
  return {
    fact: read === '' ? fact : `${fact}. ${read}`,
    evidence: [...written, ...readEvidence(readers)],
  }
}

/** Where columns stood at base, where a file of JSON held them. */
function stoodAt(was: Resource, columns: readonly TerraformColumn[], { document }: World): Evidence[] {
  const file = schemaFileOf(was, document.schemas?.before)
  if (!file) return []
  const lines = new LineMap(file.text)
  return columns.slice(0, 5).flatMap(({ name }): Evidence[] => {
    const range = file.columns.get(name.toLowerCase())
    if (!range) return []
    const text = `${name} stood at ${file.path}:${lines.position(range.start).line}`
    return [{ strength: 'proved', kind: 'code', text }]
  })
}

function standsAt(is: Resource, { name }: TerraformColumn, { document }: World): Evidence[] {
  const file = schemaFileOf(is, document.schemas?.after)
  const range = file?.columns.get(name.toLowerCase())
  if (!file || !range) return []
  return [
    {
      strength: 'proved',
      kind: 'code',
      text: 'the column is written here',
      place: { path: file.path, range },
    },
  ]
}

/** The file whose text, as it is, is the schema. */
function schemaFileOf(resource: Resource, files: readonly SchemaFile[] | undefined): SchemaFile | undefined {
  const { value } = read(resource, 'schema')
  return typeof value === 'string' ? files?.find(({ text }) => text === value) : undefined
}

function tablesIn({ was, is }: Pair): readonly [TerraformTable, TerraformTable] | undefined {
  const [before, after] = [tableOf(was), tableOf(is)]
  return before && after && [before, after]
}

function byName({ columns }: TerraformTable): ReadonlyMap<string, TerraformColumn> {
  return new Map(columns.map((column) => [column.name.toLowerCase(), column]))
}

/** A field whose whole record is gone is not told by itself. */
function isInside(
  name: string,
  { columns }: TerraformTable,
  kept: ReadonlyMap<string, TerraformColumn>,
): boolean {
  return columns.some((other) => name.startsWith(`${other.name}.`) && !kept.has(other.name.toLowerCase()))
}

function columnPairs(pair: Pair): { readonly was: TerraformColumn; readonly is: TerraformColumn }[] {
  const tables = tablesIn(pair)
  if (!tables) return []
  const earlier = byName(tables[0])
  return tables[1].columns.flatMap((is) => {
    const was = earlier.get(is.name.toLowerCase())
    return was ? [{ was, is }] : []
  })
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ')
  const more = names.length > 5 ? ` and ${names.length - 5} more` : ''
  return `${shown}${more} ${names.length === 1 ? 'is' : 'are'}`
}
