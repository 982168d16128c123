import type { ChangeKind } from '../core/change.ts'
import type { TerraformDocument } from '../core/document.ts'
import { partsOf } from '../core/name.ts'
import type { Statement } from '../core/statement.ts'
import type { Resource } from '../core/terraform/configuration.ts'
import type { Reader } from '../core/terraform/readers.ts'
import { type TableChange, tableChanges } from '../core/terraform/table-changes.ts'
import { mentionIn, withoutComments } from '../core/terraform/table-mentions.ts'
import { readingIn, sharedParts, wordOf } from '../core/terraform/table-readers.ts'
import { LineMap, overlaps, type Place, type Range } from '../core/text.ts'
import { isVendored } from '../migrations/project.ts'
import type { SqlReader } from '../sql/reader.ts'
import type { Side } from './survey.ts'

/** What takes something from a reader. */
const losing: ReadonlySet<ChangeKind> = new Set([
  'table-dropped',
  'table-renamed',
  'column-dropped',
  'column-type-changed',
])

/** Most texts parsed for the sake of their mentions, the longest one, and all together. */
const mostTexts = 300
const longestText = 512 * 1024
const mostCharacters = 16 * 1024 * 1024

/** Most losses of one configuration that readers are looked for. */
const mostLosses = 100

/** Configurations with their readers, and what was left out for being too much, as a clause each. */
export interface TableReaders {
  readonly documents: readonly TerraformDocument[]
  readonly notes: readonly string[]
}

/** Adds to each configuration what SQL of the repository at head reads of the tables it takes something from. */
export async function withTableReaders(
  documents: readonly TerraformDocument[],
  head: Side,
  reader: SqlReader,
): Promise<TableReaders> {
  const lost = documents.map((document) => tableChanges(document).filter(({ kind }) => losing.has(kind)))
  const losses = lost.map((found) => found.slice(0, mostLosses))
  const words = [...new Set(losses.flat().map(wordOf))]
  if (words.length === 0) return { documents, notes: [] }
  const named = ({ code }: SqlText) => words.some((word) => code.includes(word))
  const texts = [...sqlFiles(head), ...documents.flatMap(viewsIn)].filter(named)
  const taken = withinLimits(texts)
  const read = await readTexts(taken, reader)
  const made = tablesMade(read)
  return {
    documents: documents.map((document, i) => {
      const found = (losses[i] ?? []).flatMap((loss) => read.flatMap((file) => readersIn(file, loss, made)))
      return { ...document, readers: [...document.readers, ...found] }
    }),
    notes: [
      ...leftOut('texts of SQL that name a changed table', [taken.length, texts.length]),
      ...leftOut('columns and tables that go', [losses.flat().length, lost.flat().length]),
    ],
  }
}

const leftOut = (what: string, [taken, all]: readonly [taken: number, all: number]) =>
  taken < all ? [`readers of changed tables: ${taken} of ${all} ${what} were looked at`] : []

function withinLimits(texts: readonly SqlText[]): readonly SqlText[] {
  const short = texts.filter(({ text }) => text.length <= longestText)
  let characters = 0
  const tooMuch = short.findIndex(({ text }, i) => {
    characters += text.length
    return i >= mostTexts || characters > mostCharacters
  })
  return tooMuch < 0 ? short : short.slice(0, tooMuch)
}

/** A text of SQL: a file, or an attribute of a resource. */
interface SqlText {
  readonly path: string
  readonly text: string
  /** In lower case. */
  readonly code: string
  /** Of an attribute: where it stands, and whose it is. */
  readonly within?: { readonly place: Place; readonly resource: Resource }
  /** A step of a history, or the state of one: only the views and functions in it read. */
  readonly isStep: boolean
}

interface ReadText extends SqlText {
  readonly statements: readonly Statement[]
  /** Where not all of it was understood: its code in lower case, without comments. */
  readonly rest?: string
}

function sqlFiles({ tree, members }: Side): SqlText[] {
  return [...tree.files].flatMap(([path, content]) => {
    if (content.kind !== 'text' || !/\.sql$/i.test(path) || isVendored(path)) return []
    const role = members.get(path)?.migration.role
    if (role === 'down') return []
    const { text } = content
    return [{ path, text, code: text.toLowerCase(), isStep: role === 'up' || role === 'schema' }]
  })
}

/** Attributes in which Terraform code holds queries, by type. */
const queries: ReadonlyMap<string, readonly (readonly [block: string, attribute: string])[]> = new Map([
  [
    'google_bigquery_table',
    [
      ['view', 'query'],
      ['materialized_view', 'query'],
    ],
  ],
  ['google_bigquery_routine', [['', 'definition_body']]],
  ['snowflake_view', [['', 'statement']]],
  ['snowflake_materialized_view', [['', 'statement']]],
  ['snowflake_dynamic_table', [['', 'query']]],
  ['snowflake_task', [['', 'sql_statement']]],
  ['databricks_sql_table', [['', 'view_definition']]],
  ['aws_athena_named_query', [['', 'query']]],
])

function viewsIn({ resources }: TerraformDocument): SqlText[] {
  return resources.flatMap((resource) =>
    (queries.get(resource.resourceType) ?? []).flatMap(([type, name]): SqlText[] => {
      const body = type === '' ? resource : resource.blocks.find((block) => block.type === type)
      const attribute = body?.attributes.get(name)
      if (typeof attribute?.value !== 'string') return []
      const { place, value: text } = attribute
      return [
        { path: place.path, text, code: text.toLowerCase(), within: { place, resource }, isStep: false },
      ]
    }),
  )
}

async function readTexts(texts: readonly SqlText[], reader: SqlReader): Promise<readonly ReadText[]> {
  const readings = await reader.read(texts.map(({ path, text }) => ({ path, text, placeholders: true })))
  return texts.map((text, i): ReadText => {
    const reading = readings[i]
    const statements = reading?.ok ? reading.statements : []
    const isWhole = reading?.ok && !statements.some(isNotUnderstood)
    return { ...text, statements, ...(!isWhole && { rest: withoutComments(text.text).toLowerCase() }) }
  })
}

const isNotUnderstood = ({ kind }: Statement) => kind === 'unparsed' || kind === 'opaque'

/** Tables that SQL of the repository makes: who reads one of that name may mean this one. */
function tablesMade(files: readonly ReadText[]): readonly string[] {
  return files.flatMap(({ statements }) =>
    statements.flatMap((statement) => (statement.kind === 'create-table' ? [statement.table] : [])),
  )
}

function readersIn(file: ReadText, loss: TableChange, made: readonly string[]): Reader[] {
  if (!file.code.includes(wordOf(loss))) return []
  const parts = partsOf(loss.table.name.toLowerCase())
  const isMadeElsewhere = made.some((name) => sharedParts(name, parts) > 1)
  const lines = new LineMap(file.text)
  const parsed = file.statements.flatMap((statement): Reader[] => {
    // What a history made long ago counts where it is still there: views and functions.
    if (file.isStep && statement.kind !== 'create-view' && statement.kind !== 'create-routine') return []
    const reading = readingIn(statement, loss)
    if (!reading) return []
    const certain = reading.certain && !file.isStep && !isMadeElsewhere
    return [readerOf(loss, { ...callIn(file, reading.range, { lines, view: reading.view }), certain })]
  })
  if (parsed.length > 0 || file.rest === undefined || file.isStep) return parsed.slice(0, 3)
  const mention = mentionIn(file.rest, loss)
  if (!mention || file.statements.some((each) => !isNotUnderstood(each) && overlaps(each.range, mention)))
    return []
  return [readerOf(loss, { ...callIn(file, mention, { lines }), certain: false })]
}

function readerOf(
  { subject, kind, table }: TableChange,
  found: Omit<Reader, 'of' | 'made' | 'loss'>,
): Reader {
  return { of: subject.name, made: table.resource.declared, loss: kind, ...found }
}

/** What reads: a resource, a view, or a line of a file. */
function callIn(
  { path, within }: SqlText,
  range: Range,
  { lines, view }: { readonly lines: LineMap; readonly view?: string | undefined },
): Pick<Reader, 'who' | 'by' | 'place'> {
  if (within) {
    const { place, resource } = within
    return { who: resource.address, by: resource.address, place }
  }
  const at = `${path}:${lines.position(range.start).line}`
  const place = { path, range }
  return view === undefined
    ? { by: at, place }
    : { who: `the view ${view}`, by: `the view ${view} (${at})`, place }
}
