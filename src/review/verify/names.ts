import { partsOf } from '../../core/name.ts'
import { type Candidate, limits } from '../answer.ts'
import { promptTexts } from '../prompts.generated.ts'
import { type KnownNames, withoutKeys } from './known-names.ts'
import { bareDottedNames, dottedNames, proposedNames, underscoredWords } from './named-in-prose.ts'
import { plainText } from './plain-text.ts'

export interface NamesChecked {
  /** One of them does not exist. */
  readonly isUnknown: boolean
  /** Of every one it could be said whether it exists. */
  readonly isChecked: boolean
  /** Its prose has a word that only a name has and that stands nowhere. */
  readonly hasStrangeWord: boolean
  /** What was found in the catalog, as phrases. */
  readonly proved: readonly string[]
}

type NameState = 'known' | 'unsure' | 'unknown' | 'proved'

/** Whether what a candidate names exists: what it lists, what it is about, and what its texts put between backticks. */
export function checkNames(
  candidate: Pick<Candidate, 'subject' | 'names' | 'title' | 'consequence' | 'fix'>,
  known: KnownNames,
): NamesChecked {
  const { subject, names, title, consequence, fix } = candidate
  const proposed = proposedNames(fix)
  const all = [...names, subject, ...[title, consequence, fix].flatMap(dottedNames)].map(bare)
  const states = [...new Set(all)]
    .filter((name) => name !== '' && !proposed.has(name.toLowerCase()))
    .map((name) => ({ name, state: stateOf(name, known) }))
  return {
    isUnknown:
      states.some(({ state }) => state === 'unknown') ||
      [title, consequence].some((text) => bareDottedNames(text).some((name) => isOfNoColumn(name, known))),
    hasStrangeWord: [title, consequence].some((text) =>
      underscoredWords(text).some((word) => isStrange(word, { fix, known })),
    ),
    isChecked: states.every(({ state }) => state !== 'unsure'),
    proved: states.filter(({ state }) => state === 'proved').map(({ name }) => `${name} is in the catalog`),
  }
}

/** Whether it begins with a relation or an alias whose columns are known, and this is none of them. */
function isOfNoColumn(name: string, known: KnownNames): boolean {
  const parts = partsOf(name.toLowerCase())
  return ownersOf(parts.slice(0, -1), known).length > 0 && dotted(parts, known) === 'unknown'
}

/** Settings, functions and attributes that the prompt tells of are named without standing in a file. */
let told: string | undefined

function isStrange(
  word: string,
  { fix, known }: { readonly fix: string; readonly known: KnownNames },
): boolean {
  const lower = word.toLowerCase()
  if (known.hasWords(lower) || fix.toLowerCase().includes(lower)) return false
  if (/^(?:pg|is|on|lock|statement|idle|work|search|max|information)_/.test(lower)) return false
  told ??= Object.values(promptTexts).join(' ').toLowerCase()
  return !told.includes(lower)
}

/** Without what people put around names. */
function bare(name: string): string {
  return name
    .trim()
    .replace(/^`+|`+$/g, '')
    .replace(/\(\s*\)$/, '')
}

const shape =
  /^(?:"(?:[^"]|"")+"|[\w$\u00aa-\uffff-]+)(?:\[[^[\]]*\])?(?:\.(?:"(?:[^"]|"")+"|[\w$*\u00aa-\uffff-]+)(?:\[[^[\]]*\])?)*$/

/** A text that should be a name, where it has the form of one: what else somebody writes there is shown to nobody. */
export function nameIn(text: string): string {
  const name = text.trim()
  return shape.test(bare(name)) ? plainText(name, limits.name) : ''
}

/** Whether what begins with it is something of the change: a relation, an alias, an address, a path. */
export function isNameOf(name: string, known: KnownNames): boolean {
  if (known.paths.some((path) => path === name || path.endsWith(`/${name}`))) return true
  if (!shape.test(name)) return false
  const parts = partsOf(name.toLowerCase())
  if (known.relations(parts).length > 0) return true
  if (ownersOf(parts.slice(0, -1), known).length > 0) return true
  return known.resources.types.has(parts[0] ?? '')
}

function stateOf(name: string, known: KnownNames): NameState {
  if (known.paths.some((path) => path === name || path.endsWith(`/${name}`))) return 'known'
  if (!shape.test(name)) return known.hasWords(name) ? 'known' : 'unsure'
  if (/^(?:pg_catalog\.|information_schema\.|pg_)/i.test(name)) return 'known'
  const resource = stateOfResource(withoutKeys(name), known)
  if (resource) return resource
  const parts = partsOf(name.toLowerCase()).filter((part) => part !== '*')
  return parts.length < 2 ? single(parts[0] ?? '', known) : dotted(parts, known)
}

/** Undefined where it is no address. What follows an address is an attribute, which may be wrong by not being there. */
function stateOfResource(name: string, { resources, hasWords }: KnownNames): NameState | undefined {
  const parts = name.split('.')
  while (parts[0] === 'module' && parts.length > 3) parts.splice(0, 2)
  if (resources.addresses.has(parts.slice(0, 2).join('.'))) return 'proved'
  if (parts.length > 1 && resources.types.has(parts[0] ?? '')) return 'unknown'
  if (!/^(?:var|local|module|data|output|each|count|path|self|terraform)$/.test(parts[0] ?? ''))
    return undefined
  return parts.length < 2 ? undefined : hasWords(parts.slice(1, 3).join('.')) ? 'known' : 'unknown'
}

function single(name: string, known: KnownNames): NameState {
  if (known.relations([name]).length > 0) return 'proved'
  if (known.hasWords(name) || known.hasColumn(name)) return 'known'
  return known.knowsAllRelations ? 'unknown' : 'unsure'
}

function dotted(parts: readonly string[], known: KnownNames): NameState {
  if (known.relations(parts).length > 0) return 'proved'
  const owner = parts.slice(0, -1)
  const column = parts.at(-1) ?? ''
  const candidates = ownersOf(owner, known)
  if (candidates.length > 0)
    return inOwners(column, { candidates, known, isLocal: known.local.has(owner.join('.')) })
  if (known.hasWords(column) && known.hasWords(owner.join('.'))) return 'known'
  if (!known.hasWords(owner.join('.')) && known.knowsAllRelations) return 'unknown'
  return known.hasWords(column) || known.hasColumn(column) ? 'unsure' : 'unknown'
}

/** Columns of all that a name may stand for here; null for what has columns that nobody knows. Empty where nothing bears it. */
function ownersOf(owner: readonly string[], known: KnownNames): readonly (readonly string[] | null)[] {
  const own = known.relations(owner)
  const local = owner.length === 1 ? (known.local.get(owner[0] ?? '') ?? []) : []
  const behind = local.flatMap((target) => {
    const relations = target === null ? [] : known.relations(target)
    return relations.length > 0 ? relations : [null]
  })
  const open = own.length === 0 && owner[0] === 'public' ? known.relations(owner.slice(1)) : []
  return [...own, ...behind, ...open]
}

/** Columns that every table has (PostgreSQL 18 documentation, 5.6). */
const ofEveryTable = ['ctid', 'xmin', 'xmax', 'cmin', 'cmax', 'tableoid']

function inOwners(
  column: string,
  {
    candidates,
    known,
    isLocal,
  }: { candidates: readonly (readonly string[] | null)[]; known: KnownNames; isLocal: boolean },
): NameState {
  if (candidates.some((columns) => columns?.some((name) => name.toLowerCase() === column))) return 'proved'
  if (ofEveryTable.includes(column)) return 'known'
  if (!candidates.includes(null)) return 'unknown'
  if (known.hasWords(column)) return 'known'
  // A query's columns are written in the file, or those of what it reads.
  return isLocal && !known.hasColumn(column) ? 'unknown' : 'unsure'
}
