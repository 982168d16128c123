import { identifier } from '../quoting.ts'

/**
 * A type that takes any text and any modifier: `vector(1536)`, `geometry(Point,4326)`. It is kept as the server keeps text and compares by
 * bytes, so that it can be sorted, grouped and indexed. Only a superuser may make one. (PostgreSQL 18 documentation, CREATE TYPE.)
 */
export function standInForType(name: string): string {
  const parts = name.split('.')
  const type = identifier(...parts)
  const make = (suffix: string) => identifier(...parts.slice(0, -1), `${parts.at(-1) ?? ''}_${suffix}`)
  const internal = (suffix: string, signature: string, symbol: string) =>
    `CREATE FUNCTION ${make(suffix)}${signature} LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS '${symbol}';`
  const compare = comparisons.map(([suffix, symbol]) =>
    internal(suffix, `(${type}, ${type}) RETURNS boolean`, symbol),
  )
  return [
    `CREATE TYPE ${type};`,
    internal('in', `(cstring) RETURNS ${type}`, 'textin'),
    internal('out', `(${type}) RETURNS cstring`, 'textout'),
    // The number of dimensions of the list of modifiers: 1 whatever they are.
    internal('typmod_in', '(cstring[]) RETURNS integer', 'array_ndims'),
    `CREATE TYPE ${type} (INPUT = ${make('in')}, OUTPUT = ${make('out')}, TYPMOD_IN = ${make('typmod_in')}, INTERNALLENGTH = VARIABLE, STORAGE = extended);`,
    ...compare,
    internal('cmp', `(${type}, ${type}) RETURNS integer`, 'byteacmp'),
    ...comparisons.map(
      ([suffix, , operator]) =>
        `CREATE OPERATOR ${[...parts.slice(0, -1).map((one) => identifier(one)), operator].join('.')} (LEFTARG = ${type}, RIGHTARG = ${type}, FUNCTION = ${make(suffix)});`,
    ),
    `CREATE OPERATOR CLASS ${make('ops')} DEFAULT FOR TYPE ${type} USING btree AS ${comparisons.filter(([, , , strategy]) => strategy > 0).map(([, , operator, strategy]) => `OPERATOR ${strategy} ${[...parts.slice(0, -1).map((one) => identifier(one)), operator].join('.')}`)}, FUNCTION 1 ${make('cmp')}(${type}, ${type});`,
  ].join('\n')
}

const comparisons = [
  ['lt', 'bytealt', '<', 1],
  ['le', 'byteale', '<=', 2],
  ['eq', 'byteaeq', '=', 3],
  ['ge', 'byteage', '>=', 4],
  ['gt', 'byteagt', '>', 5],
  ['ne', 'byteane', '<>', 0],
] as const
