import type { Catalog } from '../catalog.ts'
import { lastPart, nameOf } from '../name.ts'
import type { Expression, TypeName } from '../query.ts'
import type { IndexKey } from '../statement.ts'

/** NAMEDATALEN - 1: the longest identifier, in bytes of UTF-8. */
const limit = 63

function byteLength(text: string): number {
  let bytes = 0
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
  }
  return bytes
}

/** The longest beginning of whole characters that fits (pg_mbcliplen). */
function clip(text: string, bytes: number): string {
  let kept = ''
  let used = 0
  for (const character of text) {
    used += byteLength(character)
    if (used > bytes) break
    kept += character
  }
  return kept
}

/** `table_column_label`, shortened the way the server does it: the longer part first (makeObjectName). */
export function objectName(table: string, addition: string | undefined, label: string): string {
  const overhead = label.length + 1 + (addition === undefined ? 0 : 1)
  let first = byteLength(table)
  let second = addition === undefined ? 0 : byteLength(addition)
  while (first + second > limit - overhead) {
    if (first > second) first--
    else second--
  }
  const parts = [clip(table, first), ...(addition === undefined ? [] : [clip(addition, second)]), label]
  return parts.join('_')
}

function firstFree(make: (label: string) => string, label: string, taken: (name: string) => boolean): string {
  let name = make(label)
  for (let pass = 1; taken(name); pass++) name = make(`${label}${pass}`)
  return name
}

/** Whether a name is taken among relations and indexes of a schema, which share one namespace. */
export function relationNameTaken(catalog: Catalog, fullName: string): boolean {
  return (
    catalog.relations.has(fullName) ||
    catalog.indexes.has(fullName) ||
    catalog.types.get(fullName)?.kind === 'composite'
  )
}

/** ChooseRelationName: the first free name for a sequence or index; for a constraint's index also free among constraints. */
export function chooseRelationName(
  catalog: Catalog,
  schema: string,
  parts: { readonly table: string; readonly addition?: string | undefined; readonly label: string },
  forConstraint = false,
): string {
  const taken = (name: string) => {
    const full = nameOf(schema, name)
    return relationNameTaken(catalog, full) || (forConstraint && catalog.constraintOwners.has(full))
  }
  return firstFree((label) => objectName(parts.table, parts.addition, label), parts.label, taken)
}

/** ChooseConstraintName: a name no constraint of the schema has. */
export function chooseConstraintName(
  catalog: Catalog,
  schema: string,
  parts: { readonly table: string; readonly addition?: string | undefined; readonly label: string },
): string {
  const taken = (name: string) => catalog.constraintOwners.has(nameOf(schema, name))
  return firstFree((label) => objectName(parts.table, parts.addition, label), parts.label, taken)
}

/** Column names joined for a constraint or index name (ChooseIndexNameAddition). */
export function joinedNames(columns: readonly string[]): string {
  let joined = ''
  for (const column of columns) {
    joined += joined === '' ? column : `_${column}`
    if (byteLength(joined) > limit) break
  }
  return joined
}

/** What an index calls its columns: expressions by what they compute, repeats numbered (ChooseIndexColumnNames). */
export function indexColumnNames(keys: readonly IndexKey[], include: readonly string[]): string[] {
  const names: string[] = []
  const wanted = keys.map((key) => key.column ?? (key.expression && figuredName(key.expression)) ?? 'expr')
  for (const name of [...wanted, ...include]) {
    let free = name
    for (let i = 1; names.includes(free); i++) free = clip(name, limit - String(i).length) + i
    names.push(free)
  }
  return names
}

/** The name the server gives an output column without an alias (FigureColname); undefined where that is `?column?`. */
export function figuredName(expression: Expression): string | undefined {
  return figure(expression)?.name
}

function figure(expression: Expression): { name: string; strong: boolean } | undefined {
  const strong = (name: string) => ({ name, strong: true })
  switch (expression.kind) {
    case 'column':
      return strong(expression.name)
    case 'call':
      return strong(lastPart(expression.name))
    case 'cast': {
      const inner = figure(expression.operand)
      return inner?.strong ? inner : { name: internalTypeName(expression.type), strong: false }
    }
    case 'case': {
      const inner = expression.otherwise && figure(expression.otherwise)
      return inner?.strong ? inner : { name: 'case', strong: false }
    }
    case 'subquery': {
      if (expression.form === 'exists' || expression.form === 'array') return strong(expression.form)
      if (expression.form !== 'scalar' || expression.query.kind !== 'select') return undefined
      const projection = expression.query.projections[0]
      if (projection?.alias !== undefined) return strong(projection.alias)
      return projection && figure(projection.expression)
    }
    case 'operation':
      return expression.operator === 'collate' && expression.operands[0]
        ? figure(expression.operands[0])
        : undefined
    default:
      return undefined
  }
}

const internalNames: Readonly<Record<string, string>> = {
  integer: 'int4',
  bigint: 'int8',
  smallint: 'int2',
  boolean: 'bool',
  real: 'float4',
  'double precision': 'float8',
  'character varying': 'varchar',
  character: 'bpchar',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamptz',
  'time without time zone': 'time',
  'time with time zone': 'timetz',
  'bit varying': 'varbit',
}

function internalTypeName(type: TypeName): string {
  return internalNames[type.name] ?? lastPart(type.name)
}
