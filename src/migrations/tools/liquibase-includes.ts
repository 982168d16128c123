import type { HistoryProblem } from '../../core/migration.ts'
import { ancestors, directoryOf, fileName, join, resolvePath } from '../paths.ts'
import type { Project } from '../project.ts'
import { isFormatted } from './liquibase-format.ts'
import { type Reference, referencesIn } from './liquibase-references.ts'

/** What the changelogs of a tree say about order. */
export interface Changelogs {
  /** SQL files by the directory of the root changelog that reaches them, and their place in its order. */
  readonly rootOf: ReadonlyMap<string, string>
  readonly place: ReadonlyMap<string, number>
  /** SQL files that changesets run with `sqlFile`. */
  readonly raw: ReadonlySet<string>
  /** Changelogs that hold changesets in XML, YAML or JSON, by root. */
  readonly coded: ReadonlyMap<string, readonly string[]>
  readonly problems: ReadonlyMap<string, readonly HistoryProblem[]>
}

const named = /(?:change-?_?(?:log|set)|liquibase|master)[^/]{0,100}\.(?:xml|ya?ml|json)$/i

/** Whether a file may be a Liquibase changelog, by its name or its directory. */
export function mayBeChangelog(path: string): boolean {
  if (!/\.(?:xml|ya?ml|json)$/i.test(path)) return false
  return named.test(fileName(path)) || /(?:^|\/)(?:change-?_?logs?|liquibase)\//i.test(path)
}

interface Changelog {
  readonly path: string
  readonly references: readonly Reference[]
  readonly coded: boolean
}

interface Reading {
  readonly rootOf: Map<string, string>
  readonly place: Map<string, number>
  readonly raw: Set<string>
  readonly coded: Map<string, string[]>
  readonly problems: Map<string, HistoryProblem[]>
}

type Targets = ReadonlyMap<string, readonly (readonly string[])[]>

/**
 * Follows every changelog from those that no other includes; a file takes the first place it is reached at,
 * so a ring ends by itself.
 */
export function readChangelogs(project: Project): Changelogs {
  const logs = project.paths.filter(mayBeChangelog).flatMap((path) => changelogAt(project, path))
  const all = new Map(logs.map((log) => [log.path, log]))
  const targets: Targets = new Map(
    logs.map((log) => [log.path, log.references.map((to) => resolve(project, log.path, to))]),
  )
  const included = new Set(
    [...targets].flatMap(([path, found]) => found.flat().filter((target) => target !== path)),
  )
  const tops = [...all.keys()].filter((path) => !included.has(path))
  const reading: Reading = {
    rootOf: new Map(),
    place: new Map(),
    raw: new Set(),
    coded: new Map(),
    problems: new Map(),
  }
  const visited = new Set<string>()
  // A ring of changelogs has no top; its first file by path then stands for it.
  for (const top of [...tops, ...all.keys()]) if (!visited.has(top)) walk(top, all, targets, visited, reading)
  return reading
}

function walk(
  top: string,
  all: ReadonlyMap<string, Changelog>,
  targets: Targets,
  visited: Set<string>,
  reading: Reading,
): void {
  const root = directoryOf(top)
  const pending = [top]
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const log = all.get(path)
    if (!log && !reading.place.has(path)) {
      reading.place.set(path, reading.place.size)
      reading.rootOf.set(path, root)
    }
    if (!log || visited.has(path)) continue
    visited.add(path)
    const found = targets.get(path) ?? []
    if (log.coded) listIn(reading.coded, root).push(path)
    log.references.forEach(({ kind, target }, i) => {
      if (kind === 'sqlFile') for (const file of found[i] ?? []) reading.raw.add(file)
      const message = `${kind} names ${target.slice(0, 100)}, and there is no such file.`
      if (found[i]?.length === 0) listIn(reading.problems, root).push({ path: log.path, message })
    })
    for (const file of found.flat().reverse()) pending.push(file)
  }
}

function listIn<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key) ?? []
  lists.set(key, list)
  return list
}

function changelogAt(project: Project, path: string): Changelog[] {
  const text = project.text(path)
  if (text === undefined || !text.includes('databaseChangeLog')) return []
  const { references, changes } = referencesIn(text)
  return [{ path, references, coded: changes }]
}

/**
 * Relative to the changelog, to any directory above it, or to the resources of its module: the first place
 * where the file exists.
 */
function resolve(project: Project, from: string, { kind, target, relative }: Reference): string[] {
  const plain = target.replace(/^(?:classpath\*?:|filesystem:)?\/?/, '').replace(/\/+$/, '')
  const here = directoryOf(from)
  const bases = relative ? [here] : ancestors(here).flatMap((at) => [at, join(at, 'src/main/resources')])
  for (const base of bases) {
    const path = resolvePath(base, plain)
    if (path === undefined) continue
    if (kind !== 'includeAll' && project.has(path)) return [path]
    const files = kind === 'includeAll' ? project.below(path) : []
    const changelogs = files.filter(
      (file) => file !== from && (mayBeChangelog(file) || isFormatted(project.text(file))),
    )
    if (changelogs.length > 0) return changelogs
  }
  return []
}
