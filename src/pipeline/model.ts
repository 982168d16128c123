import { emptyCatalog } from '../core/catalog/empty.ts'
import { withPartialReason } from '../core/catalog/lookup.ts'
import type { Catalog } from '../core/catalog.ts'
import type { SqlDocument } from '../core/document.ts'
import type { History } from '../core/migration.ts'
import { advance, type FileRun, type ReplayProblem, runFile } from '../core/replay.ts'
import { basePath, headPath } from '../core/snapshot.ts'
import type { SideDocuments } from './read.ts'
import { historyOf, type Side, type Survey } from './survey.ts'

/** Both sides replayed: what each changed file does, and the database it meets. */
export interface Model {
  readonly base: ReadonlyMap<string, FileRun>
  readonly head: ReadonlyMap<string, FileRun>
  /** The database of the base branch by history root; of a repository without any, the empty key. */
  readonly merged: ReadonlyMap<string, Catalog>
  /** Where the histories at head contradict themselves, in the order of their replay. */
  readonly problems: readonly ReplayProblem[]
}

export function model(survey: Survey, base: SideDocuments, head: SideDocuments): Model {
  const changedBase = new Set(survey.sql.map(basePath))
  const changedHead = new Set(survey.sql.map(headPath))
  const runsBase = new Map<string, FileRun>()
  const runsHead = new Map<string, FileRun>()
  const merged = new Map<string, Catalog>()
  const roots = new Set([...survey.base.histories, ...survey.head.histories].map(({ root }) => root))
  const finalHead = new Map<string, Catalog>()
  const problems: ReplayProblem[] = []
  for (const root of roots) {
    const before = replayHistory(sequence(survey.base, root, base), changedBase, runsBase)
    const isNew = !survey.base.histories.some((history) => history.root === root)
    const ground = isNew && survey.foundation !== undefined ? merged.get(survey.foundation) : undefined
    const after = replayHistory(sequence(survey.head, root, head), changedHead, runsHead, before, ground)
    merged.set(root, before.catalogs.at(-1) ?? emptyCatalog)
    finalHead.set(root, after.catalogs.at(-1) ?? emptyCatalog)
    problems.push(...after.problems.flat())
  }
  runLooseFiles(survey.base, base, changedBase, merged, runsBase)
  runLooseFiles(survey.head, head, changedHead, finalHead, runsHead)
  return { base: runsBase, head: runsHead, merged, problems }
}

export interface Sequence {
  readonly documents: readonly SqlDocument[]
  /** Why the catalog starts incomplete. */
  readonly gaps: readonly { readonly path: string; readonly reason: string }[]
}

/** The files of a history in the order they build the database: a dump first when nothing else can, then forward files, then repeatable ones. */
export function sequence(side: Side, root: string, { documents, failures }: SideDocuments): Sequence {
  const history = side.histories.find((candidate) => candidate.root === root)
  if (!history) return { documents: [], gaps: [] }
  const ordered = [...rolePaths(history, 'up'), ...rolePaths(history, 'repeatable')]
  const dumps = ordered.length === 0 || history.unread.length > 0 ? rolePaths(history, 'schema') : []
  const paths = [...dumps, ...ordered]
  return {
    documents: paths.map((path) => documents.get(path)).filter((document) => document !== undefined),
    gaps: [
      ...paths.flatMap((path) => reasonAt(path, failures.get(path))),
      ...(dumps.length === 0 ? history.unread : []),
    ],
  }
}

const reasonAt = (path: string, reason: string | undefined) =>
  reason === undefined ? [] : [{ path, reason }]

function rolePaths(history: History, role: string): string[] {
  return history.migrations.filter((migration) => migration.role === role).map(({ path }) => path)
}

interface Replayed {
  readonly documents: readonly SqlDocument[]
  /** The catalog before the first file, after it, and after each further one. */
  readonly catalogs: readonly Catalog[]
  /** What each file contradicts. */
  readonly problems: readonly (readonly ReplayProblem[])[]
}

/** Replays a history, starting where an earlier replay of the same beginning stands; keeps runs of the wanted files. */
function replayHistory(
  { documents, gaps }: Sequence,
  wanted: ReadonlySet<string | undefined>,
  runs: Map<string, FileRun>,
  earlier?: Replayed,
  ground: Catalog = emptyCatalog,
): Replayed {
  const start = gaps.reduce((catalog, { path, reason }) => withPartialReason(catalog, path, reason), ground)
  const shared = earlier && gaps.length === 0 ? commonPrefix(earlier.documents, documents) : 0
  const catalogs = earlier && shared > 0 ? earlier.catalogs.slice(0, shared + 1) : [start]
  const problems = earlier?.problems.slice(0, shared) ?? []
  for (const document of documents.slice(shared)) {
    const before = catalogs.at(-1) ?? start
    const run = wanted.has(document.path) ? runFile(before, document) : undefined
    if (run) runs.set(document.path, run)
    const { after, problems: found } = run ?? advance(before, document)
    catalogs.push(after)
    problems.push(found)
  }
  return { documents, catalogs, problems }
}

function commonPrefix(one: readonly SqlDocument[], other: readonly SqlDocument[]): number {
  const same = (i: number) => one[i]?.text === other[i]?.text && one[i]?.path === other[i]?.path
  let length = 0
  while (length < one.length && length < other.length && same(length)) length++
  return length
}

/** Files outside the forward order (scripts, undo files, dumps) meet the database their history ends with. */
function runLooseFiles(
  side: Side,
  { documents }: SideDocuments,
  wanted: ReadonlySet<string | undefined>,
  final: ReadonlyMap<string, Catalog>,
  runs: Map<string, FileRun>,
): void {
  for (const path of wanted) {
    const document = path === undefined || runs.has(path) ? undefined : documents.get(path)
    if (!document) continue
    const root = historyOf(side, document.path)?.root ?? nearest(document.path, [...final.keys()])
    const catalog = root === undefined ? undefined : final.get(root)
    runs.set(document.path, runFile(catalog ?? noHistory, document))
  }
}

const noHistory = withPartialReason(emptyCatalog, '', 'no migration history was found')

/** The history that shares the longest part of the path; the only one there is when none shares any. */
function nearest(path: string, roots: readonly string[]): string | undefined {
  const shared = (root: string) => {
    const [parts, others] = [path.split('/'), root.split('/')]
    let depth = 0
    while (depth < others.length && parts[depth] === others[depth]) depth++
    return depth
  }
  const ranked = [...roots].sort((one, other) => shared(other) - shared(one))
  return ranked.length === 1 || shared(ranked[0] ?? '') > 0 ? ranked[0] : undefined
}
