import type { Range } from '../../core/text.ts'
import { kindOf } from './kind.ts'
import { moved, type Span, without } from './span.ts'
import { columnLiterals } from './sql-columns.ts'
import { expressionLiterals } from './sql-expressions.ts'
import { isStructural, isStructuralNumber } from './sql-kept.ts'
import { type SqlPlace, walk } from './sql-place.ts'
import { haveTexts, isText } from './sql-texts.ts'
import { type Reading, type SqlToken, sqlTokens } from './sql-tokens.ts'
import { isOpen, unsteadyFrom } from './sql-unsteady.ts'
import { templateLiterals } from './template.ts'

/** What is personal in SQL, and all that is a value; it is read once for both. */
export function spansOfSql(text: string): { readonly personal: Span[]; literals(): Span[] } {
  const read = readings(text)
  return { personal: personalIn(text, read), literals: () => literalsIn(text, read) }
}

/** Everything in SQL that is a value, and its comments: what is left is structure. In every reading of the text. */
export function literalsOfSql(text: string): Span[] {
  return literalsIn(text, readings(text))
}

/**
 * Literals of SQL that belong to columns with personal or secret names, and rows of a dump. Where dialects would read a text differently
 * (what a backslash or three quotes mean) every reading counts.
 */
function personalIn(text: string, read: readonly Read[]): Span[] {
  return read.flatMap(({ reading, tokens }) => {
    const rows = tokens.filter(({ kind }) => kind === 'rows').map((token) => literal(text, token.inside))
    const bodies = tokens.filter((token) => token.kind === 'dollar' && token.inside.end > token.inside.start)
    const inside = bodies.flatMap(({ inside: { start, end } }) => {
      const body = text.slice(start, end)
      return moved(namedLiterals(body, sqlTokens(body, reading)), start)
    })
    return [...rows, ...namedLiterals(text, tokens), ...inside]
  })
}

function namedLiterals(text: string, tokens: readonly SqlToken[]): Span[] {
  return [...columnLiterals(text, tokens), ...expressionLiterals(text, tokens)]
}

function literalsIn(text: string, read: readonly Read[]): Span[] {
  const isForeign = foreign.test(text)
  const hasTexts = haveTexts(text, read)
  return read.flatMap(({ reading, tokens }) =>
    literals(text, tokens, { reading, isForeign, hasTexts, depth: 0 }),
  )
}

/** Languages of bodies where a name in quotes is a text. */
const foreign = /\blanguage\s{1,5}'?(?:pl)?(?:python|perl|v8|js|javascript|java|scala|r|lua|sh|tcl|rust)/i
/** What a model of dbt calls. */
const templates = /\{[%#]|\{\{-?\s{0,20}[A-Za-z_]\w{0,60}\s{0,5}[(.}|[\s-]/

interface Read {
  readonly reading: Reading
  readonly tokens: readonly SqlToken[]
}

/** How this text may be read: where one reading leaves a quote open and another does not, the first is wrong. */
function readings(text: string): Read[] {
  const base = { escapes: false, triples: false, templates: templates.test(text) }
  const escaped = /\\['"]/.test(text) ? [false, true] : [false]
  const tripled = /'''|"""/.test(text) ? [false, true] : [false]
  const all = escaped.flatMap((escapes) =>
    tripled.map((triples): Read => {
      const reading = { ...base, escapes, triples }
      return { reading, tokens: sqlTokens(text, reading) }
    }),
  )
  const closed = all.filter(({ tokens }) => !isOpen(tokens.at(-1)))
  const steady = closed.filter(({ tokens }) => unsteadyFrom(text, tokens) === undefined)
  return steady.length > 0 ? steady : closed.length > 0 ? closed : all
}

interface Way {
  readonly reading: Reading
  readonly isForeign: boolean
  /** Whether double quotes make a text, by what else is in the file. */
  readonly hasTexts: boolean
  /** How many bodies this is inside of. */
  readonly depth: number
}

const deepest = 4

function literals(text: string, tokens: readonly SqlToken[], way: Way): Span[] {
  const found: Span[] = []
  walk(text, tokens, (token, place) => {
    for (const span of ofToken(text, token, { ...way, place })) found.push(span)
  })
  const unsteady = unsteadyFrom(text, tokens)
  return unsteady === undefined ? found : [...found, { kind: 'TEXT', start: unsteady, end: text.length }]
}

function ofToken(text: string, token: SqlToken, way: Way & { place: SqlPlace }): readonly Span[] {
  const { inside } = token
  switch (token.kind) {
    case 'comment':
      return marker.test(text.slice(inside.start, Math.min(inside.end, inside.start + 80)))
        ? []
        : [{ ...inside, kind: 'COMMENT' }]
    case 'rows':
      return [literal(text, inside)]
    case 'number':
      return isStructuralNumber(text.slice(inside.start, inside.end), way.place)
        ? []
        : [{ ...inside, kind: 'NUMBER' }]
    case 'template':
      return moved(templateLiterals(text.slice(inside.start, inside.end)), inside.start)
    case 'string':
      return ofString(text, token, way)
    case 'name':
      return isText(text, token, way) ? ofString(text, token, way) : []
    case 'dollar':
      return isBody(text.slice(inside.start, inside.start + 40), way.place)
        ? body(text, inside, way)
        : [literal(text, inside)]
    default:
      return []
  }
}

/** Comments that tell a migration tool which part is which. */
const marker =
  /^\s{0,3}(?:\+(?:goose|migrate) (?:up|down|StatementBegin|StatementEnd|no transaction|notransaction)|migrate:(?:up|down)(?: transaction:(?:true|false))?|(?:up|down)|atlas:txmode \w{1,8}|@?undo|disable_ddl_transaction|no-transaction|liquibase formatted sql)\s{0,3}$/i

function ofString(
  text: string,
  { inside, holes = [] }: SqlToken,
  way: Way & { place: SqlPlace },
): readonly Span[] {
  const calls = holes.flatMap(({ start, end }) => moved(templateLiterals(text.slice(start, end)), start))
  const whole = text.slice(inside.start, inside.end)
  if (holes.length === 0) {
    if (isStructural(whole, way.place)) return []
    if (isCode(whole, way.place)) return body(text, inside, way)
  }
  const pieces = without([literal(text, inside)], holes)
  return [
    ...pieces.filter((piece) => !/^[^\p{L}\p{N}]{0,3}$/u.test(text.slice(piece.start, piece.end))),
    ...calls,
  ]
}

function literal(text: string, { start, end }: Range): Span {
  return { kind: kindOf(text.slice(start, Math.min(end, start + 2200))), start, end }
}

/** Bodies of functions and blocks, and statements that are written in dollars to be executed. */
function isBody(start: string, { before: [last, second], call, argument }: SqlPlace): boolean {
  if (call === 'format' && argument === 0) return statementLike.test(start)
  return /^(?:as|do|execute|begin)$/.test(last) || second === 'language' || /^(?:plpgsql|sql)$/.test(last)
}

/** A statement in quotes that is executed, where nothing inside it is quoted again. */
function isCode(whole: string, { before, call, argument, outerCall }: SqlPlace): boolean {
  const isExecuted =
    before[0] === 'execute' || (call === 'format' && argument === 0) || outerCall === 'execute'
  return isExecuted && !/['\\]/.test(whole) && statementLike.test(whole)
}

const statementLike =
  /^\s{0,20}(?:alter|create|drop|insert|update|delete|select|truncate|grant|revoke|comment|refresh|lock|set|with|analyze|vacuum|reindex|merge)\s/i

function body(text: string, { start, end }: Range, way: Way): readonly Span[] {
  if (way.depth >= deepest) return [literal(text, { start, end })]
  const code = text.slice(start, end)
  return moved(literals(code, sqlTokens(code, way.reading), { ...way, depth: way.depth + 1 }), start)
}
