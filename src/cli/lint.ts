import { existsSync, statSync } from 'node:fs'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { today } from '../app/today.ts'
import { orList } from '../core/near-names.ts'
import { emptyTree, type Snapshot, type Tree } from '../core/snapshot.ts'
import { readDirectory } from '../git/read-directory.ts'
import { readFiles } from '../git/read-files.ts'
import type { Result } from '../git/result.ts'
import { wantedForMigrations } from '../migrations/wanted.ts'
import { oneLine } from '../render/visible.ts'
import type { SqlReader } from '../sql/reader.ts'
import { UsageError } from './exit.ts'
import { localPolicy } from './local-policy.ts'
import { publish, type ReportOptions, readStatistics } from './options.ts'
import { progress } from './output.ts'
import { runReview } from './run-review.ts'

export interface LintOptions extends ReportOptions {
  readonly history?: string
  readonly dialect: 'postgres'
  readonly pgVersion?: number
}

/** `sluice lint`: files of the disk, each taken as newly added after the merged ones. */
export async function lintCommand(
  names: readonly string[],
  options: LintOptions,
  parser: SqlReader,
): Promise<number> {
  progress('reading the files')
  const added = await namedFiles(names)
  const merged = options.history === undefined ? emptyTree : await directory(options.history)
  const input = {
    snapshot: snapshotOf(merged, added),
    policy: await localPolicy(options.policy),
    statistics: readStatistics(options.stats),
    scope: 'files' as const,
    rehearsal: options.rehearsal,
    ...(options.pgVersion === undefined ? {} : { version: options.pgVersion }),
  }
  const report = await runReview(input, parser)
  if (report.coverage.files.length === 0) throw noSql(names)
  const isLocal = report.coverage.files.every(({ path }) => !isAbsolute(path))
  return publish(report, { ...options, ...(isLocal ? { root: process.cwd() } : {}) })
}

/** Files that are named and lie in the history's folder as well are reviewed, not taken as merged. */
function snapshotOf(merged: Tree, added: Tree): Snapshot {
  const isNamed = new Set(added.paths)
  const base: Tree = {
    commit: null,
    files: new Map([...merged.files].filter(([path]) => !isNamed.has(path))),
    paths: merged.paths.filter((path) => !isNamed.has(path)),
  }
  const head: Tree = {
    commit: null,
    files: new Map([...base.files, ...added.files]),
    paths: [...base.paths, ...added.paths].sort(),
  }
  return {
    base,
    head,
    changed: added.paths.map((path) => ({ status: 'added', path })),
    clock: { today: today() },
  }
}

async function namedFiles(names: readonly string[]): Promise<Tree> {
  const folders = names.filter((name) => name !== '-' && isDirectory(name))
  const single = names.filter((name) => !folders.includes(name))
  const other = single.find((name) => name !== '-' && existsSync(name) && !isDataFile(name))
  if (other !== undefined) throw notSql(other)
  const trees = await Promise.all(folders.map(directory))
  trees.push(must(await readFiles(single, { directory: process.cwd(), standardInput: process.stdin })))
  return {
    commit: null,
    files: new Map(trees.flatMap((tree) => [...tree.files])),
    paths: [...new Set(trees.flatMap((tree) => tree.paths))].sort(),
  }
}

/** Terraform is not read yet, and the report says so; of anything else it would be silent. */
function isDataFile(name: string): boolean {
  return /\.(?:sql|tf|tofu|tfvars)$/i.test(name)
}

/** A folder as a tree whose paths start at the current folder, or are whole where the folder lies elsewhere, as those of single files. */
async function directory(name: string): Promise<Tree> {
  const tree = must(await readDirectory(name, wantedForMigrations))
  const full = resolve(name)
  const near = relative(process.cwd(), full)
  const prefix = near.startsWith('..') || isAbsolute(near) ? full : near
  const named = (path: string) => join(prefix, path).split(sep).join('/')
  const files = new Map([...tree.files].map(([path, content]) => [named(path), content]))
  return { commit: null, files, paths: tree.paths.map(named) }
}

function noSql(names: readonly string[]): UsageError {
  return new UsageError(
    `There is no SQL in ${orList(names.map(oneLine))}.`,
    'Name .sql files, a folder that holds some, or - for standard input.',
  )
}

function notSql(name: string): UsageError {
  return new UsageError(
    `${oneLine(name)} is not a .sql file, and nothing was reviewed.`,
    'Leave it out, or pass its text through standard input: `... | sluice lint -`.',
  )
}

function isDirectory(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function must<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new UsageError(result.error.message, result.error.next)
}
