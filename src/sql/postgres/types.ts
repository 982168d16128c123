import type { Node, TypeName as TypeNode } from 'libpg-query'
import { nameOf } from '../../core/name.ts'
import type { TypeName } from '../../core/query.ts'
import { kinds } from './characters.ts'
import { as, strings } from './nodes.ts'
import type { Tokens } from './tokens.ts'

/** `format_type` spelling of the built-in types whose internal name differs (PostgreSQL format_type.c). */
const spelling: Readonly<Record<string, string>> = {
  int2: 'smallint',
  int4: 'integer',
  int: 'integer',
  int8: 'bigint',
  float4: 'real',
  float8: 'double precision',
  bool: 'boolean',
  bpchar: 'character',
  char: '"char"',
  varchar: 'character varying',
  varbit: 'bit varying',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
  time: 'time without time zone',
  timetz: 'time with time zone',
  decimal: 'numeric',
  serial2: 'smallserial',
  serial4: 'serial',
  serial8: 'bigserial',
}

/** Interval fields by the mask the grammar stores as first modifier (timestamp.h, INTERVAL_MASK). */
const intervalFields: Readonly<Record<number, string>> = {
  2: 'month',
  4: 'year',
  6: 'year to month',
  8: 'day',
  1024: 'hour',
  2048: 'minute',
  4096: 'second',
  1032: 'day to hour',
  3080: 'day to minute',
  7176: 'day to second',
  3072: 'hour to minute',
  7168: 'hour to second',
  6144: 'minute to second',
}

export function readType(type: TypeNode | undefined): TypeName {
  const dimensions = type?.arrayBounds?.length ?? 0
  const parts = strings(type?.names)
  const [schema, ...rest] = parts
  const builtIn =
    schema === 'pg_catalog' && rest.length === 1 ? rest[0] : parts.length === 1 ? schema : undefined
  const modifiers = modifiersOf(type?.typmods)
  if (type?.pct_type) return { name: `${nameOf(...parts)}%TYPE`, modifiers: [], dimensions }
  if (builtIn === 'interval') return { ...interval(modifiers), dimensions }
  const known = builtIn !== undefined && Object.hasOwn(spelling, builtIn) ? spelling[builtIn] : undefined
  const name =
    known ?? (schema === 'pg_catalog' && builtIn !== undefined ? nameOf(builtIn) : nameOf(...parts))
  return { name, modifiers, dimensions }
}

function interval(modifiers: readonly number[]): { name: string; modifiers: readonly number[] } {
  const [mask, ...precision] = modifiers
  const fields = mask === undefined ? undefined : intervalFields[mask]
  return { name: fields ? `interval ${fields}` : 'interval', modifiers: precision }
}

function modifiersOf(nodes: readonly Node[] | undefined): number[] {
  const found: number[] = []
  for (const node of nodes ?? []) {
    const constant = as(node, 'A_Const')
    if (constant?.ival) found.push(constant.ival.ival ?? 0)
  }
  return found
}

/** Index of the last token of the type that begins at `index`. */
export function typeEnd(tokens: Tokens, index: number): number {
  let at = tokens.is(index, 'setof') ? index + 1 : index
  while (tokens.kind(at + 1) === kinds.dot) at += 2
  if (tokens.is(at, 'national')) at++
  if (tokens.is(at, 'double') && tokens.is(at + 1, 'precision')) at++
  if (tokens.is(at, 'character', 'char', 'nchar', 'bit') && tokens.is(at + 1, 'varying')) at++
  const interval = tokens.is(at, 'interval')
  at = skipParentheses(tokens, at)
  if (tokens.is(at + 1, 'with', 'without') && tokens.is(at + 2, 'time')) at += 3
  if (interval) at = intervalEnd(tokens, at)
  if (tokens.word(at + 1) === '%' && tokens.is(at + 2, 'type')) at += 2
  if (tokens.is(at + 1, 'array')) at++
  while (tokens.kind(at + 1) === kinds.openBracket && tokens.partner(at + 1) > 0) at = tokens.partner(at + 1)
  return at
}

function skipParentheses(tokens: Tokens, at: number): number {
  return tokens.kind(at + 1) === kinds.open && tokens.partner(at + 1) > 0 ? tokens.partner(at + 1) : at
}

function intervalEnd(tokens: Tokens, index: number): number {
  const field = ['year', 'month', 'day', 'hour', 'minute', 'second']
  if (!tokens.is(index + 1, ...field)) return index
  const at = skipParentheses(tokens, index + 1)
  if (!tokens.is(at + 1, 'to') || !tokens.is(at + 2, ...field)) return at
  return skipParentheses(tokens, at + 2)
}
