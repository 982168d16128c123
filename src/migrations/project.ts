import { type Tree, textAt } from '../core/snapshot.ts'
import { ancestors, byCodeUnit, directoryOf, fileName, join } from './paths.ts'

/**
 * A tree as the detectors ask it: by directory, by file name, by text; vendored directories are not part of
 * it.
 */
export interface Project {
  /** Every path, in code unit order. */
  readonly paths: readonly string[]
  /** The SQL files of each directory, in code unit order. */
  readonly sql: ReadonlyMap<string, readonly string[]>
  /** All files of each directory. */
  readonly files: ReadonlyMap<string, readonly string[]>
  has(path: string): boolean
  named(name: string): readonly string[]
  text(path: string): string | undefined
  /** Every file in a directory and the directories below it, in code unit order. */
  below(directory: string): readonly string[]
  /** The nearest files of these names in the directory or above it, nearest first. */
  above(directory: string, ...names: readonly string[]): readonly string[]
}

/** Other people's code kept in the repository: its migrations are not this repository's to review. */
const vendored =
  /(?:^|\/)(?:node_modules|bower_components|vendor|third_party|third-party|site-packages|\.venv|dbt_packages|\.git)\//

export function isVendored(path: string): boolean {
  return vendored.test(path)
}

const projects = new WeakMap<Tree, Project>()

/** The project of a tree, indexed once; vendored directories are part of it only where the first to ask says so. */
export function projectOf(tree: Tree, alsoVendored = false): Project {
  const project = projects.get(tree) ?? indexed(tree, alsoVendored)
  projects.set(tree, project)
  return project
}

function indexed(tree: Tree, alsoVendored: boolean): Project {
  const paths = [...new Set([...tree.paths, ...tree.files.keys()])]
    .filter((path) => alsoVendored || !isVendored(path))
    .sort(byCodeUnit)
  const all = new Set(paths)
  const names = groupBy(paths, fileName)
  const sql = groupBy(paths.filter(isSql), directoryOf)
  return {
    paths,
    sql,
    files: groupBy(paths, directoryOf),
    has: (path) => all.has(path),
    named: (name) => names.get(name) ?? [],
    text: (path) => textAt(tree, path),
    below: (directory) =>
      directory === ''
        ? paths
        : paths.slice(firstAt(paths, `${directory}/`), firstAt(paths, `${directory}0`)),
    above: (directory, ...wanted) =>
      ancestors(directory).flatMap((at) =>
        wanted.map((name) => join(at, name)).filter((path) => all.has(path)),
      ),
  }
}

export function isSql(path: string): boolean {
  return path.endsWith('.sql') || path.endsWith('.SQL')
}

export function groupBy<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}

/**
 * Index of the first path not before a text; `0` is the character after `/`, so `a0` ends what `a/` begins.
 */
function firstAt(paths: readonly string[], text: string): number {
  let low = 0
  let high = paths.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((paths[middle] ?? '') < text) low = middle + 1
    else high = middle
  }
  return low
}
