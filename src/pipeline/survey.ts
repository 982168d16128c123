import type { Dialect } from '../core/dialect.ts'
import { matchesAny } from '../core/glob.ts'
import type { History, Migration } from '../core/migration.ts'
import type { Policy } from '../core/policy.ts'
import type { FileCoverage } from '../core/report.ts'
import { basePath, type FileChange, headPath, type Snapshot, type Tree, textAt } from '../core/snapshot.ts'
import { findHistories } from '../migrations/histories.ts'
import { isVendored } from '../migrations/project.ts'
import { type ServerVersions, serverVersions } from './server-versions.ts'

/** What the change holds, before anything is parsed: which files belong to which history, which are data code, which cannot be read. */
export interface Survey {
  readonly scope: 'pull-request' | 'files'
  readonly base: Side
  readonly head: Side
  /** Changed SQL files, in path order. */
  readonly sql: readonly FileChange[]
  /** Changed data files this version sees but does not read. */
  readonly unread: readonly FileCoverage[]
  /** Root of the history that files named one by one come after, whatever folder they lie in. */
  readonly foundation: string | undefined
  readonly versions: ServerVersions
  readonly assumptions: readonly string[]
}

export interface Side {
  readonly tree: Tree
  readonly histories: readonly History[]
  /** Member and history of each migration file, by path. */
  readonly members: ReadonlyMap<string, { readonly migration: Migration; readonly history: History }>
}

export function survey(
  snapshot: Snapshot,
  policy: Policy,
  { scope, version }: { readonly scope: 'pull-request' | 'files'; readonly version?: number },
): Survey {
  // Who names files of a vendored folder alone asks about them.
  const vendored = scope === 'files' && snapshot.changed.every(({ path }) => isVendored(path))
  const merged = findHistories(snapshot.base, vendored)
  const given = scope === 'files' && merged.length === 0 ? asGiven(snapshot.base) : []
  const head = side(snapshot.head, [...findHistories(snapshot.head, vendored), ...given])
  const base = side(snapshot.base, withHindsight([...merged, ...given], head, snapshot.base))
  const versions = serverVersions(policy, snapshot, version)
  const dbt = projectRoots(snapshot, 'dbt_project.yml')
  const sql: FileChange[] = []
  const unread: FileCoverage[] = []
  const seen = unreadByHistory(base, head)
  for (const change of snapshot.changed) {
    const coverage = seen.get(change.path) ?? notReadYet(change.path, dbt)
    if (coverage) unread.push(coverage)
    else if (change.path.toLowerCase().endsWith('.sql')) sql.push(change)
  }
  return {
    scope,
    base,
    head,
    sql,
    unread,
    foundation: scope === 'files' && base.histories.length === 1 ? base.histories[0]?.root : undefined,
    versions,
    assumptions: sql.length > 0 ? assumptionsOf(versions, head) : [],
  }
}

/**
 * A history that shows as one only at head (its second file made the pattern plain) had its first files at base already.
 */
function withHindsight(base: readonly History[], head: Side, tree: Tree): readonly History[] {
  const known = new Set(base.map(({ root }) => root))
  const grown = head.histories
    .filter(({ root }) => !known.has(root))
    .map((history) => ({
      ...history,
      migrations: history.migrations.filter(({ path }) => tree.files.has(path)),
    }))
  return [...base, ...grown.filter(({ migrations }) => migrations.length > 0)]
}

/** SQL files that a person gave as the history and no tool's convention fits: they run in the order of their paths. */
function asGiven(tree: Tree): History[] {
  const paths = [...tree.files.keys()].filter((path) => path.toLowerCase().endsWith('.sql')).sort()
  if (paths.length === 0) return []
  const migrations = paths.map(
    (path, i): Migration => ({
      path,
      history: '',
      tool: 'numbered-sql',
      role: 'up',
      version: '',
      description: '',
      order: i + 1,
      transaction: 'none',
      sections: { up: [{ start: 0, end: textAt(tree, path)?.length ?? 0 }], down: [] },
      expectsUndo: false,
      placeholders: false,
    }),
  )
  return [{ tool: 'numbered-sql', root: '', dialect: undefined, migrations, unread: [], problems: [] }]
}

function side(tree: Tree, histories: readonly History[]): Side {
  const members = new Map(
    histories.flatMap((history) =>
      history.migrations.map((migration) => [migration.path, { migration, history }] as const),
    ),
  )
  return { tree, histories, members }
}

/** The history a changed file belongs to on one side. */
export function historyOf(side: Side, path: string | undefined): History | undefined {
  return path === undefined ? undefined : side.members.get(path)?.history
}

/** Histories that the change touches, on either side, by their root. */
export function touchedHistories({ base, head, sql }: Survey): readonly string[] {
  const roots = sql.flatMap((change) => [
    historyOf(base, basePath(change))?.root,
    historyOf(head, headPath(change))?.root,
  ])
  return [...new Set(roots.filter((root) => root !== undefined))].sort()
}

/** The dialect of a file: what the policy says, else what its history knows, else Postgres. */
export function dialectOf(policy: Policy, path: string, history: History | undefined): Dialect {
  const setting = policy.databases.findLast(({ paths, dialect }) => dialect && matchesAny(paths, path))
  return setting?.dialect ?? history?.dialect ?? 'postgres'
}

function assumptionsOf({ sentences }: ServerVersions, head: Side): string[] {
  const histories = head.histories.map(
    ({ tool, root, migrations }) => `${tool} history in ${root || '.'} (${migrations.length} files)`,
  )
  const problems = head.histories.flatMap((history) =>
    history.problems.map(({ path, line, message }) => `${path}${line ? `:${line}` : ''}: ${message}`),
  )
  return [...sentences, ...histories, ...problems]
}

function unreadByHistory(base: Side, head: Side): ReadonlyMap<string, FileCoverage> {
  return new Map(
    [...base.histories, ...head.histories].flatMap(({ unread }) =>
      unread.map(({ path, reason }) => [path, notEvaluated(path, 'migration code', reason)] as const),
    ),
  )
}

function notReadYet(path: string, dbtProjects: readonly string[]): FileCoverage | undefined {
  const inDbt = dbtProjects.some((root) => path.startsWith(root))
  if (inDbt && /\.(?:sql|ya?ml)$/.test(path))
    return notEvaluated(path, 'dbt', 'dbt projects are not read by this version')
  return undefined
}

function notEvaluated(path: string, language: string, reason: string): FileCoverage {
  return { path, language, status: 'not-evaluated', reason }
}

function projectRoots({ base, head }: Snapshot, marker: string): string[] {
  const paths = new Set([...base.paths, ...head.paths])
  return [...paths]
    .filter((path) => path === marker || path.endsWith(`/${marker}`))
    .map((path) => path.slice(0, -marker.length))
}
