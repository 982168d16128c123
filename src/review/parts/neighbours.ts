import { shortened } from '../../core/text.ts'
import { pathText } from '../code-lines.ts'
import { linesOf } from '../lines.ts'
import { filesOf, type Material, type ModelRead, type PathText, type SharedFile } from '../material.ts'
import { columnsOfModel, wordsOf } from '../model-columns.ts'
import { compactEntry, entryOf } from '../model-entry.ts'
import { relationText } from '../relation-text.ts'
import type { Sharing } from '../sharing.ts'
import { type PartSource, partOf } from './source.ts'

/** Models and sources that changed models read, with their columns; and what reads a changed model and is left alone. */
export const neighbours: PartSource = {
  name: 'neighbours',
  topics: ['diff'],
  rank: 3,
  most: 900,
  make(material, asked, sharing) {
    const files = filesOf(material, asked)
    const reads = new Map(
      files.flatMap(({ neighbours }) =>
        (neighbours?.reads ?? []).map((read) => [`${read.source ?? ''} ${read.name}`, read] as const),
      ),
    )
    return partOf('neighbours', [
      ...files.flatMap((file) => readerLines(file, sharing)),
      ...[...reads.values()].flatMap((read) => readLines(read, material, sharing)),
    ])
  },
}

function readLines(read: ModelRead, { statistics }: Material, sharing: Sharing): readonly string[] {
  const { name, source, model, described, relation } = read
  if (sharing.isExcluded(source === undefined ? name : `${source}.${name}`)) return []
  const called = source === undefined ? name : `source ${source}.${name}`
  const own = model && !sharing.isKeptBack(model.path, model.text) ? model : undefined
  const columns = own && columnsOfModel(own.text)
  const place = own ? ` (${pathText(own.path)})` : ''
  const lines = [...described.flatMap((file) => entryLines(file, read, sharing)), ...relationLines()]
  if (!columns && lines.length === 0) return []
  const named = columns ? `: ${sharing.text(columns.join(', '), 'sql')}` : ''
  return [`reads ${called}${place}${named}`, ...lines]

  function relationLines(): readonly string[] {
    if (!relation || sharing.isExcluded(relation.name)) return []
    return [`  in the migrations: ${relationText(relation, sharing, statistics[relation.name])}`]
  }
}

const longestEntry = 200

/** What is said of it, with what may not leave replaced. */
function entryLines({ path, text }: PathText, read: ModelRead, sharing: Sharing): readonly string[] {
  if (sharing.isKeptBack(path, text)) return []
  const entry = entryOf(text, read).slice(0, longestEntry)
  const shared = entry.length === 0 ? undefined : sharing.file('head', path, entry.join('\n'))
  if (shared === undefined) return []
  return [`  described in ${pathText(path)}:`, ...compactEntry(linesOf(shared)).map((row) => `  ${row}`)]
}

/** Readers of which lines are shown, and how long such a file and a line may be. */
const mostShown = 10
const longestReader = 20_000
const longestLine = 200

function readerLines(file: SharedFile, sharing: Sharing): readonly string[] {
  const { neighbours, base, head, path } = file
  if (!neighbours) return []
  const { more, isSearched } = neighbours
  const readers = neighbours.readers.filter((each) => !sharing.isKeptBack(each.path, each.text))
  const gone = base === undefined || head === undefined ? [] : goneColumns(base, head)
  const naming = gone.length === 0 ? [] : readers.filter(({ text }) => names(text, gone)).slice(0, mostShown)
  const lines = readers.flatMap((reader) => [
    `  ${pathText(reader.path)}`,
    ...(naming.includes(reader) ? namingLines(reader, gone, sharing) : []),
  ])
  if (lines.length === 0) return isSearched ? [] : [`${pathText(path)}: ${unsearched}`]
  const counted = more > 0 ? [`  and ${more} more`] : []
  const dropped = gone.length > 0 ? ` (columns that go: ${sharing.text(gone.join(', '), 'sql')})` : ''
  const heading = `${pathText(path)} is read by${dropped}:`
  return [heading, ...lines, ...counted, ...(isSearched ? [] : [`  ${unsearched}`])]
}

const unsearched = 'not all of the project was searched for what reads it'
const mostGone = 20

/** Columns that the model gave and gives no more; where it does not say plainly which it gives, words that are in it no more. */
function goneColumns(base: string, head: string): readonly string[] {
  const [was, is] = [columnsOfModel(base), columnsOfModel(head)]
  const isPlain = was && is && !was.includes('...') && !is.includes('...')
  const [old, fresh] = isPlain ? [was, new Set(is)] : [[...wordsOf(base)], wordsOf(head)]
  return [...new Set(old.filter((word) => !fresh.has(word)))].slice(0, mostGone)
}

function names(text: string, gone: readonly string[]): boolean {
  const words = new Set(text.toLowerCase().match(/[\p{L}_][\p{L}\p{N}_$]*/gu))
  return gone.some((column) => words.has(column.toLowerCase()))
}

function namingLines({ path, text }: PathText, gone: readonly string[], sharing: Sharing): readonly string[] {
  const shared = text.length > longestReader ? undefined : sharing.file('head', path, text)
  return linesOf(shared ?? '').flatMap((line, i) =>
    names(line, gone) ? [`  ${String(i + 1).padStart(5)}   ${shortened(line, longestLine)}`] : [],
  )
}
