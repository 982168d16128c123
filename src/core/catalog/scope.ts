import type { Catalog } from '../catalog.ts'
import { type Name, quote } from '../name.ts'
import type { Column, TypeName } from '../query.ts'
import { displayName } from './lookup.ts'

/** One output column of a query; the type where it can be told without evaluating anything. */
export interface Output {
  readonly name: string
  readonly type?: TypeName
}

/** A reading under way: the relations and columns met so far. */
export interface Reader {
  readonly catalog: Catalog
  readonly reads: Map<Name, Set<string>>
}

/** The names an expression may use. */
export interface Scope {
  /** Common tables in reach; undefined outputs are not known. */
  readonly tables: ReadonlyMap<string, Outputs>
  readonly sources?: readonly Visible[]
  readonly outer?: Scope
}
export type Outputs = readonly Output[] | undefined

/** Something FROM made visible under a name. */
export interface Visible {
  readonly name: string
  readonly relation?: Name
  readonly columns: Outputs
}

export function isNamed({ name, relation }: Visible, qualifier: Name): boolean {
  return (
    quote(name) === qualifier ||
    (relation !== undefined && qualifier.includes('.') && displayName(relation) === displayName(qualifier))
  )
}

export function note(reader: Reader, relation: Name, columns: readonly string[]) {
  const noted = reader.reads.get(relation) ?? new Set()
  for (const column of columns) noted.add(column)
  reader.reads.set(relation, noted)
}

/** An expression nobody understands may read every column in reach. */
export function readAnything(reader: Reader, scope: Scope) {
  for (const { relation } of scope.sources ?? []) if (relation !== undefined) note(reader, relation, ['*'])
}

export function readColumn(reader: Reader, { qualifier, name }: Column, scope: Scope) {
  if (qualifier === undefined) return readName(reader, name, scope)
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    const source = at.sources?.find((one) => isNamed(one, qualifier))
    if (!source) continue
    if (source.relation !== undefined) note(reader, source.relation, [name])
    return
  }
}

/** Marks an unqualified column on the source that has it, from the inside out. */
export function readName(reader: Reader, name: string, scope: Scope) {
  const found = locate(scope, name)
  if (found) {
    for (const { relation } of found) if (relation !== undefined) note(reader, relation, [name])
    return
  }
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    const unknown = (at.sources ?? []).filter(({ columns }) => columns === undefined)
    const sole = unknown.length === 1
    for (const { relation } of unknown)
      if (relation !== undefined) note(reader, relation, [sole ? name : '*'])
    const row = at.sources?.find((source) => source.name === name)
    if (row?.relation !== undefined) note(reader, row.relation, ['*'])
    if (unknown.length > 0 || row) return
  }
}

/** The sources of the innermost scope that are known to have the column. */
export function locate(scope: Scope, name: string): readonly Visible[] | undefined {
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    const having = (at.sources ?? []).filter(({ columns }) => columns?.some((column) => column.name === name))
    if (having.length > 0) return having
    if (at.sources?.some(({ columns }) => columns === undefined)) return undefined
  }
  return undefined
}
