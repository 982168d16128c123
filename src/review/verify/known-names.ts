import { partsOf } from '../../core/name.ts'
import type { Grounds, Prepared, Question } from '../question.ts'
import { type LocalNames, localNames } from './local-names.ts'

/** Names that an answer to a question may use. They are asked for in lower case, but for addresses of resources. */
export interface KnownNames {
  /** Columns of each relation that bears this name, in any schema where it names none; null where they are not all known. */
  relations(parts: readonly string[]): readonly (readonly string[] | null)[]
  /** What aliases and common table expressions of the question's files stand for. */
  readonly local: LocalNames
  /** Whether every word of it stands in the question's files or dossier, or is a name or a column in the catalog. */
  hasWords(name: string): boolean
  /** A column of any relation. */
  hasColumn(column: string): boolean
  readonly resources: ResourceNames
  readonly paths: readonly string[]
  /** Files of the question, as they stand at head. */
  readonly texts: readonly string[]
  readonly knowsAllRelations: boolean
}

interface ResourceNames {
  /** `type.name` of addresses, without modules and keys. */
  readonly addresses: ReadonlySet<string>
  readonly types: ReadonlySet<string>
}

const known = new WeakMap<Question, { readonly prepared: Prepared; readonly names: KnownNames }>()

export function knownNames(question: Question, prepared: Prepared): KnownNames {
  const before = known.get(question)
  if (before?.prepared === prepared) return before.names
  const names = collect(question, prepared)
  known.set(question, { prepared, names })
  return names
}

function collect(question: Question, { grounds, project }: Prepared): KnownNames {
  const texts = question.paths.flatMap((path) => fileText(grounds, path))
  const shown = [...texts, project, ...question.parts.map(({ text }) => text)]
  const catalog = catalogOf(grounds)
  let words: ReadonlySet<string> | undefined
  const hasWord = (word: string) => {
    words ??= wordsOf([...shown, ...question.paths])
    return words.has(word) || catalog.words.has(word) || catalog.hasColumn(word)
  }
  return {
    relations: (parts) => catalog.relations.get(parts.join('.')) ?? [],
    local: localNames(texts),
    hasWords: (name) => [...wordsIn(name)].every(hasWord),
    hasColumn: catalog.hasColumn,
    resources: catalog.resources,
    paths: question.paths,
    texts,
    knowsAllRelations: grounds.knowsAllRelations,
  }
}

function fileText({ files }: Grounds, path: string): string[] {
  const text = Object.hasOwn(files, path) ? files[path]?.text : undefined
  return text === undefined ? [] : [text]
}

interface CatalogNames {
  readonly relations: ReadonlyMap<string, readonly (readonly string[] | null)[]>
  readonly hasColumn: (column: string) => boolean
  readonly words: ReadonlySet<string>
  readonly resources: ResourceNames
}

const catalogs = new WeakMap<Grounds, CatalogNames>()

function catalogOf(grounds: Grounds): CatalogNames {
  const catalog = catalogs.get(grounds) ?? read(grounds)
  catalogs.set(grounds, catalog)
  return catalog
}

function read(grounds: Grounds): CatalogNames {
  const relations = new Map<string, (readonly string[] | null)[]>()
  const words = new Set<string>()
  for (const [name, columns] of Object.entries(grounds.relations)) {
    const parts = partsOf(name.toLowerCase())
    for (const part of parts) words.add(part)
    for (let from = 0; from < parts.length; from++) {
      const key = parts.slice(from).join('.')
      const same = relations.get(key)
      if (same) same.push(columns)
      else relations.set(key, [columns])
    }
  }
  let columns: ReadonlySet<string> | undefined
  const hasColumn = (column: string) => {
    columns ??= columnsOf(grounds)
    return columns.has(column)
  }
  return { relations, hasColumn, words, resources: resourcesOf(grounds.resources) }
}

/** Made when it is asked for: a large catalog has many, and most names are found without. */
function columnsOf({ relations }: Grounds): ReadonlySet<string> {
  const columns = new Set<string>()
  for (const listed of Object.values(relations))
    for (const column of listed ?? []) columns.add(column.toLowerCase())
  return columns
}

/** `module.lake["x"].aws_s3_bucket.raw[0]` is known as `aws_s3_bucket.raw`. */
function resourcesOf(addresses: readonly string[]): ResourceNames {
  const bare = addresses.map((address) => withoutKeys(address).split('.').slice(-2))
  return {
    addresses: new Set(bare.map((parts) => parts.join('.'))),
    types: new Set(bare.map(([type = '']) => type)),
  }
}

/** An address without the keys of its instances. */
export function withoutKeys(address: string): string {
  return address.replace(/\[[^[\]]*\]/g, '')
}

function wordsOf(texts: readonly string[]): ReadonlySet<string> {
  const words = new Set<string>()
  for (const text of texts) for (const word of wordsIn(text)) words.add(word)
  return words
}

function* wordsIn(text: string): Iterable<string> {
  for (const [word] of text.toLowerCase().matchAll(/[\w$\u00aa-\uffff]+/g)) yield word
}
