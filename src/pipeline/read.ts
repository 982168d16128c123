import type { Dialect } from '../core/dialect.ts'
import type { SqlDocument } from '../core/document.ts'
import { matchesAny } from '../core/glob.ts'
import type { Migration } from '../core/migration.ts'
import type { Policy } from '../core/policy.ts'
import { basePath, type FileContent, headPath } from '../core/snapshot.ts'
import type { SqlReader, SqlReading } from '../sql/reader.ts'
import { dialectOf, historyOf, type Side, type Survey, touchedHistories } from './survey.ts'

/** The SQL files of one side that this review needs, read or with the reason why not. */
export interface SideDocuments {
  readonly documents: ReadonlyMap<string, SqlDocument>
  readonly failures: ReadonlyMap<string, string>
  /** Why the parser gave no answer, once for each text it was given and could not read within its limits. */
  readonly unanswered: readonly string[]
}

interface Wanted {
  readonly path: string
  readonly text: string
  readonly dialect: Dialect
  readonly migration?: Migration
}

/**
 * Parses what both sides need: the changed files, and every file of the histories they stand in. A file that is the same on both
 * sides is parsed once.
 */
export async function readDocuments(
  survey: Survey,
  policy: Policy,
  reader: SqlReader,
): Promise<{ base: SideDocuments; head: SideDocuments }> {
  const touched = new Set(neededHistories(survey))
  const base = collectSide(survey.base, touched, survey.sql.map(basePath), policy)
  const head = collectSide(survey.head, touched, survey.sql.map(headPath), policy)
  const distinct = new Map([...base.wanted, ...head.wanted].map((wanted) => [keyOf(wanted), wanted]))
  const readings = await reader.read([...distinct.values()].map(requestOf))
  const byKey = new Map([...distinct.keys()].map((key, i) => [key, readings[i]]))
  const finish = ({ wanted, failures }: Collection) => documentsOf(wanted, failures, byKey)
  return { base: finish(base), head: finish(head) }
}

/** A script outside every history may touch any database of the repository: then all histories are needed. */
function neededHistories(survey: Survey): readonly string[] {
  const loose = survey.sql.some(
    (change) => !historyOf(survey.base, basePath(change)) && !historyOf(survey.head, headPath(change)),
  )
  if (!loose)
    return [...touchedHistories(survey), ...(survey.foundation === undefined ? [] : [survey.foundation])]
  return [...survey.base.histories, ...survey.head.histories].map(({ root }) => root)
}

interface Collection {
  readonly wanted: readonly Wanted[]
  readonly failures: Map<string, string>
}

function collectSide(
  side: Side,
  touched: ReadonlySet<string>,
  changed: readonly (string | undefined)[],
  policy: Policy,
): Collection {
  const members = side.histories
    .filter(({ root }) => touched.has(root))
    .flatMap(({ migrations }) => migrations.map(({ path }) => path))
  const wanted: Wanted[] = []
  const failures = new Map<string, string>()
  for (const path of new Set([...members, ...changed.filter((path) => path !== undefined)])) {
    const member = side.members.get(path)
    const dialect = dialectOf(policy, path, member?.history)
    const content = side.tree.files.get(path)
    const failure = unreadable(content) ?? unreadDialect(dialect)
    if (failure !== undefined) failures.set(path, failure)
    else if (content?.kind === 'text') {
      const migration = member && asRun(member.migration, policy)
      wanted.push({ path, text: content.text, dialect, ...(migration ? { migration } : {}) })
    }
  }
  return { wanted, failures }
}

/** The policy knows better than names and directives who opens the transaction. */
function asRun(migration: Migration, { databases }: Policy): Migration {
  const setting = databases.findLast(
    ({ paths, transaction }) => transaction && matchesAny(paths, migration.path),
  )
  return setting?.transaction ? { ...migration, transaction: setting.transaction } : migration
}

function unreadable(content: FileContent | undefined): string | undefined {
  if (!content) return 'the file is not part of the tree that was read'
  return content.kind === 'unread' ? clause(content.detail) : undefined
}

/** A sentence as part of another one: the file has 50.5 MiB; files over 5.0 MiB are not read */
const clause = (sentence: string) =>
  sentence.replace(/\.$/, '').replace(/^(?:The|A)\b/, (word) => word.toLowerCase())

function unreadDialect(dialect: Dialect): string | undefined {
  return dialect === 'postgres' ? undefined : `the ${dialect} dialect is not read by this version`
}

const keyOf = ({ text, dialect, migration }: Wanted) =>
  JSON.stringify([dialect, migration?.sections ?? null, migration?.placeholders ?? false]) + text

function requestOf({ path, text, migration }: Wanted) {
  return {
    path,
    text,
    ...(migration ? { placeholders: migration.placeholders, sections: migration.sections } : {}),
  }
}

function documentsOf(
  wanted: readonly Wanted[],
  failures: Map<string, string>,
  byKey: ReadonlyMap<string, SqlReading | undefined>,
): SideDocuments {
  const documents = new Map<string, SqlDocument>()
  const unanswered: string[] = []
  for (const file of wanted) {
    const reading = byKey.get(keyOf(file))
    if (!reading?.ok) {
      const reason = reading?.reason ?? 'the parser gave no answer'
      failures.set(file.path, reason)
      unanswered.push(reason)
      continue
    }
    const { statements, undo, comments } = reading
    documents.set(file.path, { language: 'sql', ...file, statements, undo, comments })
  }
  return { documents, failures, unanswered }
}
