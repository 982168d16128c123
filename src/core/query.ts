import type { Name } from './name.ts'
import type { Range } from './text.ts'

/** A query over any dialect: what rules and lineage see instead of a parser's tree. Ranges point into the source file. */
export type Query = Select | SetOperation | Values | OpaqueQuery

interface QueryParts {
  readonly range: Range
  readonly with: readonly CommonTable[]
  readonly orderBy: readonly SortKey[]
  readonly limit?: Expression
  readonly offset?: Expression
}

export interface Select extends QueryParts {
  readonly kind: 'select'
  readonly distinct: boolean
  readonly projections: readonly Projection[]
  /** Comma-separated sources; explicit joins are nested inside one of them. */
  readonly from: readonly Source[]
  readonly where?: Expression
  readonly groupBy: readonly Expression[]
  readonly having?: Expression
  readonly qualify?: Expression
}

export interface SetOperation extends QueryParts {
  readonly kind: 'set-operation'
  readonly operator: 'union' | 'intersect' | 'except'
  readonly all: boolean
  readonly left: Query
  readonly right: Query
}

export interface Values extends QueryParts {
  readonly kind: 'values'
  readonly rows: readonly (readonly Expression[])[]
}

/** A query, or a DML statement used as one, that the room could not turn into this shape. */
export interface OpaqueQuery extends QueryParts {
  readonly kind: 'opaque-query'
  readonly reason: string
}

export interface CommonTable {
  readonly name: string
  readonly columns: readonly string[]
  readonly recursive: boolean
  readonly query: Query
}

export interface Projection {
  readonly range: Range
  readonly expression: Expression
  readonly alias?: string
}

export interface SortKey {
  readonly expression: Expression
  readonly descending: boolean
}

export type Source =
  | { readonly kind: 'relation'; readonly range: Range; readonly name: Name; readonly alias?: string }
  | {
      readonly kind: 'subquery'
      readonly range: Range
      readonly query: Query
      readonly alias?: string
      readonly lateral: boolean
    }
  | {
      readonly kind: 'table-function'
      readonly range: Range
      readonly call: Expression
      readonly alias?: string
    }
  | Join
  | { readonly kind: 'opaque-source'; readonly range: Range; readonly reason: string }

export interface Join {
  readonly kind: 'join'
  readonly range: Range
  readonly type: 'inner' | 'left' | 'right' | 'full' | 'cross'
  readonly natural: boolean
  readonly using: readonly string[]
  readonly on?: Expression
  readonly left: Source
  readonly right: Source
}

export type Expression =
  | Column
  | { readonly kind: 'star'; readonly range: Range; readonly qualifier?: Name }
  | Literal
  | Call
  | Operation
  | { readonly kind: 'cast'; readonly range: Range; readonly operand: Expression; readonly type: TypeName }
  | {
      readonly kind: 'case'
      readonly range: Range
      readonly operand?: Expression
      readonly branches: readonly CaseBranch[]
      readonly otherwise?: Expression
    }
  | Subquery
  | { readonly kind: 'list'; readonly range: Range; readonly items: readonly Expression[] }
  | { readonly kind: 'parameter'; readonly range: Range }
  | { readonly kind: 'opaque-expression'; readonly range: Range; readonly text: string }

export interface Column {
  readonly kind: 'column'
  readonly range: Range
  /** Table, alias or schema-qualified table before the column, canonical; undefined when unqualified. */
  readonly qualifier?: Name
  readonly name: string
}

export interface Literal {
  readonly kind: 'literal'
  readonly range: Range
  readonly type: 'string' | 'number' | 'boolean' | 'null' | 'other'
  /** The value: text of a string without quotes, digits of a number, `true`, `false`, `null`. */
  readonly value: string
}

export interface Call {
  readonly kind: 'call'
  readonly range: Range
  /** Canonical, lower-case where the dialect folds: `now`, `pg_catalog.set_config`. SQL-value functions too: `current_timestamp`. */
  readonly name: Name
  readonly arguments: readonly Expression[]
  readonly distinct: boolean
  /** `count(*)` */
  readonly star: boolean
  readonly filter?: Expression
  readonly over?: { readonly partitionBy: readonly Expression[]; readonly orderBy: readonly SortKey[] }
}

/**
 * Operators and predicates by their SQL spelling in lower case: `=`, `<>`, `and`, `or`, `not`, `is null`, `is not null`, `is true`,
 * `is distinct from`, `in`, `not in` (operands: value, list), `between`, `like`, `ilike`, `+`, `||` ...
 */
export interface Operation {
  readonly kind: 'operation'
  readonly range: Range
  readonly operator: string
  readonly operands: readonly Expression[]
}

export interface Subquery {
  readonly kind: 'subquery'
  readonly range: Range
  readonly form: 'scalar' | 'exists' | 'in' | 'any' | 'all' | 'array'
  /** Left side of `x IN (...)`, `x = ANY (...)`. */
  readonly operand?: Expression
  readonly operator?: string
  readonly query: Query
}

export interface CaseBranch {
  readonly when: Expression
  readonly then: Expression
}

/** A type as the server names it: Postgres `format_type` spelling (`integer`, `character varying`, `timestamp with time zone`). */
export interface TypeName {
  /** Base name, canonical, without modifiers and array brackets; user types keep their schema when written. Serial types stay `serial`, `bigserial`, `smallserial`. */
  readonly name: Name
  /** `(10,2)` -> [10, 2]; absent modifiers -> []. */
  readonly modifiers: readonly number[]
  /** Array dimensions; 0 for a scalar. */
  readonly dimensions: number
}

/** `numeric(10,2)`, `text[]`, `timestamp(3) with time zone`: as the server prints it. */
export function typeText(type: TypeName): string {
  const modifiers = type.modifiers.length > 0 ? `(${type.modifiers.join(',')})` : ''
  const brackets = '[]'.repeat(Math.min(type.dimensions, 1))
  const zoned = /^(timestamp|time)( with(?:out)? time zone)$/.exec(type.name)
  return zoned ? `${zoned[1]}${modifiers}${zoned[2]}${brackets}` : `${type.name}${modifiers}${brackets}`
}
