import { literal } from '../../quoting.ts'
import type { SeedType } from './tables.ts'

/** What a value is wanted for. */
export interface Wanted {
  readonly type: number
  readonly modifier: number
  /** 1 for the first row, 2 for the second: values of different rows differ where the type has enough of them. */
  readonly row: number
  /** Part of a key: a value that a migration's own rows will hardly have. */
  readonly isKey: boolean
  /** What the constraints on it say, for the literals in them. */
  readonly said: string
}

export type Types = ReadonlyMap<number, SeedType>

/** Values for a column as SQL without a type, likelier ones first. Empty for a type of which no value is known. */
export function candidates(wanted: Wanted, types: Types): readonly string[] {
  const type = types.get(wanted.type)
  if (!type) return []
  switch (type.kind) {
    case 'enum':
      return rotated(type.labels.map(literal), wanted.row - 1)
    case 'domain':
      return type.base ? candidates({ ...wanted, ...type.base }, types) : []
    case 'range':
      return rangesOf(wanted, type, types)
    case 'multirange':
      return [literal('{}')]
    case 'composite':
      return compositeOf(wanted, type, types)
    default:
      return type.category === 'A' ? arraysOf(wanted, type, types) : scalars(wanted, type)
  }
}

function rotated<T>(list: readonly T[], by: number): readonly T[] {
  const at = list.length === 0 ? 0 : by % list.length
  return [...list.slice(at), ...list.slice(0, at)]
}

function arraysOf(wanted: Wanted, { element }: SeedType, types: Types): readonly string[] {
  const { text, kind } = types.get(element) ?? {}
  // What a domain asks of each element is not among the conditions.
  if (kind === 'domain') return [literal('{}')]
  const values = candidates({ ...wanted, type: element }, types)
  const [first] = values
  if (first === undefined || text === undefined) return [literal('{}')]
  const of = (...elements: readonly string[]) => `ARRAY[${elements.join(', ')}]::${text}[]`
  return [...values.slice(0, 8).map((value) => of(value)), literal('{}'), of(first, values[1] ?? first)]
}

function compositeOf(wanted: Wanted, { fields }: SeedType, types: Types): readonly string[] {
  const values = fields.map((type) =>
    types.get(type)?.kind === 'domain'
      ? 'NULL'
      : (candidates({ ...wanted, type, modifier: -1 }, types)[0] ?? 'NULL'),
  )
  return [`ROW(${values.join(', ')})`]
}

function rangesOf(wanted: Wanted, { text, subtype }: SeedType, types: Types): readonly string[] {
  const inner = types.get(subtype)
  const bound = (row: number) =>
    candidates({ ...wanted, type: subtype, modifier: -1, row, isKey: false, said: '' }, types)[0]
  const [from, to] = [bound(wanted.row), bound(wanted.row + 1)]
  if (from === undefined || to === undefined || !inner) return [literal('empty')]
  return [`${text}(${from}::${inner.text}, ${to}::${inner.text})`, literal('(,)'), literal('empty')]
}

function scalars(wanted: Wanted, { name, category }: SeedType): readonly string[] {
  const { row, said } = wanted
  const known = byName[name]
  if (known) return known(wanted)
  if (category === 'S') return textsOf(wanted).map(literal)
  if (category === 'B') return row % 2 === 1 ? ['true', 'false'] : ['false', 'true']
  return [`sample ${row}`, `(${row})`, `${row}`, ...quotedIn(said)].map(literal)
}

type Make = (wanted: Wanted) => readonly string[]

const strings =
  (...make: readonly ((row: number) => string)[]): Make =>
  ({ row }) =>
    make.map((one) => literal(one(row)))

const two = (row: number) => String(row).padStart(2, '0')
const dates: Make = ({ row, said }) =>
  [
    `2024-01-${two(row)}`,
    ...quotedIn(said).filter((text) => /^\d{4}-\d\d/.test(text)),
    `2024-06-${two(row)}`,
    `2001-01-${two(row)}`,
    `2090-01-${two(row)}`,
    '2024-01-31',
  ].map(literal)

/** Whole numbers up to a limit. */
const whole =
  (most: number, key: number): Make =>
  ({ row, isKey, said }) => {
    const near = numbersIn(said).flatMap((number) => [number, number + 1, number - 1])
    const small = [row, row + 1, 0, 10, 100, -1]
    const wanted = (isKey ? [key + row, ...near, ...small] : [row, ...near, ...small]).map(Math.trunc)
    return wanted.filter((number) => Math.abs(number) <= most).map(String)
  }

const fractions: Make = ({ row, said, isKey, modifier }) => {
  const near = numbersIn(said).flatMap((number) => [number, number + 1, number - 1])
  const limit = modifier < 4 ? 1e12 : 10 ** digitsBefore(modifier)
  const wanted = [...(isKey ? [9e11 + row] : []), row, 0.5, ...near, 0, 10, 100, -1, 0.1 * row]
  return wanted.filter((number) => Math.abs(number) < limit).map(String)
}

/** numeric(precision, scale) keeps both in its modifier, above a header of four bytes (numeric.c, `make_numeric_typmod`). */
const digitsBefore = (modifier: number) => ((modifier - 4) >> 16) - ((((modifier - 4) & 0x7ff) ^ 1024) - 1024)

const json: Make = strings(
  (row) => `{"sample": ${row}}`,
  () => '{}',
  () => '[]',
  (row) => `[{"sample": ${row}}]`,
  (row) => `"sample ${row}"`,
  (row) => `${row}`,
)

const bits: Make = ({ row, modifier }) => [
  `B'${(row % 2).toString().repeat(Math.min(Math.max(modifier, 1), 10_000))}'`,
]

/** pgvector keeps the number of dimensions as the modifier; a stand-in takes anything. */
const vector: Make = ({ row, modifier }) => [
  literal(`[${Array.from({ length: modifier > 0 && modifier <= 16_000 ? modifier : 3 }, () => row)}]`),
]

const byName: Readonly<Record<string, Make>> = {
  int2: whole(32_767, 32_000),
  int4: whole(2_147_483_647, 2_000_000_000),
  int8: whole(Number.MAX_SAFE_INTEGER, 9_000_000_000_000),
  numeric: fractions,
  float4: fractions,
  float8: fractions,
  money: fractions,
  oid: ({ row }) => [String(row)],
  uuid: ({ row, said }) => [
    literal(`51ce51ce-0000-4000-8000-0000000000${two(row)}`),
    ...quotedIn(said)
      .filter((text) => /^[0-9a-f]{8}-/i.test(text))
      .map(literal),
  ],
  date: dates,
  timestamp: dates,
  timestamptz: dates,
  time: strings((row) => `01:${two(row)}`),
  timetz: strings((row) => `01:${two(row)}+00`),
  interval: strings(
    (row) => `${row} days`,
    () => '0',
    (row) => `${row} minutes`,
  ),
  json,
  jsonb: json,
  bytea: ({ row, said }) => [
    literal(`\\x${two(row)}`),
    ...numbersIn(said)
      .filter((length) => length > 0 && length <= 1000)
      .map((length) => literal(`\\x${two(row).repeat(length)}`)),
  ],
  inet: strings((row) => `192.0.2.${row}`),
  cidr: strings((row) => `192.0.2.${row}/32`),
  macaddr: strings((row) => `00:00:5e:00:53:${two(row)}`),
  macaddr8: strings((row) => `00:00:5e:00:53:00:00:${two(row)}`),
  bit: bits,
  varbit: bits,
  xml: strings((row) => `<sample>${row}</sample>`),
  tsvector: strings((row) => `sample${row}`),
  tsquery: strings((row) => `sample${row}`),
  jsonpath: strings((row) => `$.sample${row}`),
  pg_lsn: strings((row) => `0/${row}`),
  point: strings((row) => `(${row},${row})`),
  line: strings((row) => `{1,1,${row}}`),
  lseg: strings((row) => `[(0,0),(${row},${row})]`),
  box: strings((row) => `((0,0),(${row},${row}))`),
  path: strings((row) => `[(0,0),(${row},${row})]`),
  polygon: strings((row) => `((0,0),(0,${row}),(${row},0))`),
  circle: strings((row) => `<(0,0),${row}>`),
  name: strings((row) => `sample ${row}`),
  char: strings((row) => String(row)),
  hstore: strings((row) => `sample=>${row}`),
  ltree: strings((row) => `sample.n${row}`),
  cube: strings((row) => `(${row})`),
  seg: strings((row) => `${row}`),
  geometry: strings((row) => `POINT(${row} ${row})`),
  geography: strings((row) => `POINT(${row} ${row})`),
  vector,
  halfvec: vector,
  regclass: strings(() => 'pg_catalog.pg_class'),
  regtype: strings(() => 'integer'),
}

/** Texts that conditions on texts commonly ask for: addresses, codes, colours, names, numbers. */
const usualTexts = [
  'sample@example.com',
  'https://example.com/',
  '/sample',
  '+15550100',
  '#0a0a0a',
  'US',
  'USD',
  'en',
  'en-US',
  '1.0.0',
  '192.0.2.1',
  '1',
  '2024-01-01',
  'UTC',
  '{}',
  '',
]

function textsOf({ row, isKey, said, modifier, type }: Wanted): readonly string[] {
  // varchar(n) and char(n) keep n + 4 as their modifier.
  const most = type === quotedChar ? 1 : modifier >= 4 ? modifier - 4 : Number.POSITIVE_INFINITY
  const lengths = numbersIn(said).filter((length) => length > 0 && length <= 1000)
  const sized = lengths.flatMap((length) => ['a', 'A', '1'].map((sign) => sign.repeat(length)))
  const own = isKey ? `sluice-sample-${row}` : `sample ${row}`
  const short = own.length <= most ? own : own.slice(-most)
  const plain = [`sample${row}`, `Sample${row}`, `SAMPLE${row}`, `sample-${row}`, `sample_${row}`]
  const listed = rotated(quotedIn(said), row - 1)
  return [short, ...listed, ...sized, ...plain, ...usualTexts].filter((text) => text.length <= most)
}

/** The type named "char", of one byte. */
const quotedChar = 18

/** String literals in an expression as the server prints it. */
function quotedIn(expression: string): readonly string[] {
  return [...expression.matchAll(/'((?:[^']|'')*)'/g)]
    .map(([, text = '']) => text.replaceAll("''", "'"))
    .slice(0, 30)
}

function numbersIn(expression: string): readonly number[] {
  const outside = expression.replaceAll(/"(?:[^"]|"")*"/g, ' ')
  return [...outside.matchAll(/(?<![\w.])-?\d+(?:\.\d+)?/g)]
    .map(([number]) => Number(number))
    .filter((number) => Math.abs(number) < 1e15)
    .slice(0, 10)
}
