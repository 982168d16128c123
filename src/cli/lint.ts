import { existsSync, statSync } from 'node:fs'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { today } from '../app/today.ts'
import { orList } from '../core/near-names.ts'
import { emptyTree, type Snapshot, type Tree } from '../core/snapshot.ts'
import { readDirectory } from '../git/read-directory.ts'
import { readFiles } from '../git/read-files.ts'
import type { Result } from '../git/result.ts'
import { wanted } from '../pipeline/wanted.ts'
import { oneLine } from '../render/visible.ts'
import type { SqlReader } from '../sql/reader.ts'
import { isTerraform, mayBeTakenIn } from '../terraform/wanted.ts'
import { UsageError } from './exit.ts'
import { localPolicy } from './local-policy.ts'
import { publish, type ReportOptions, readStatistics } from './options.ts'
import { progress } from './output.ts'
import { readCosts, readPlans } from './plans.ts'
import { runReview } from './run-review.ts'
import { terraformNeighbours } from './terraform-neighbours.ts'

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
  const history = options.history === undefined ? emptyTree : await directory(options.history)
  const merged = joined(history, must(await terraformNeighbours(names)))
  const input = {
    snapshot: snapshotOf(merged, added),
    policy: await localPolicy(options.policy),
    statistics: readStatistics(options.stats),
    plans: readPlans(options.plan),
    ...readCosts(options.infracost),
    scope: 'files' as const,
    rehearsal: options.rehearsal,
    ...(options.pgVersion === undefined ? {} : { version: options.pgVersion }),
  }
  const report = await runReview(input, parser)
  if (report.coverage.files.length === 0) throw nothingToRead(names)
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
  if (other !== undefined) throw notDataCode(other)
  const trees = await Promise.all(folders.map(directory))
  trees.push(must(await readFiles(single, { directory: process.cwd(), standardInput: process.stdin })))
  return {
    commit: null,
    files: new Map(trees.flatMap((tree) => [...tree.files])),
    paths: [...new Set(trees.flatMap((tree) => tree.paths))].sort(),
  }
}

function isDataFile(name: string): boolean {
  return /\.sql$/i.test(name) || isTerraform(name)
}

function joined(one: Tree, other: Tree): Tree {
  const files = new Map([...one.files, ...other.files])
  return { commit: null, files, paths: [...new Set([...one.paths, ...other.paths])].sort() }
}

/** A folder as a tree whose paths start at the current folder, or are whole where the folder lies elsewhere, as those of single files. */
async function directory(name: string): Promise<Tree> {
  const tree = must(await readDirectory(name, (path) => wanted(path) || mayBeTakenIn(path)))
  const full = resolve(name)
  const near = relative(process.cwd(), full)
  const prefix = near.startsWith('..') || isAbsolute(near) ? full : near
  const named = (path: string) => join(prefix, path).split(sep).join('/')
  const files = new Map([...tree.files].map(([path, content]) => [named(path), content]))
  return { commit: null, files, paths: tree.paths.map(named) }
}

function nothingToRead(names: readonly string[]): UsageError {
  return new UsageError(
    `There is no SQL and no Terraform in ${orList(names.map(oneLine))}.`,
    'Name .sql or .tf files, a folder that holds some, or - for SQL on standard input.',
  )
}

function notDataCode(name: string): UsageError {
  return new UsageError(
    `${oneLine(name)} is neither SQL nor Terraform, and nothing was reviewed.`,
    'Leave it out, or pass its text as SQL through standard input: `... | sluice lint -`.',
  )
}

function isDirectory(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function must<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new UsageError(result.error.message, result.error.next)
}
