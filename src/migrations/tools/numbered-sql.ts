import type { Draft, Found } from '../draft.ts'
import { ancestors, directoryOf, fileName, join } from '../paths.ts'
import type { Project } from '../project.ts'
import { oneWay } from '../sections.ts'
import { type NumberedName, numberedName } from '../versions.ts'
import { guessableDirectory } from './guess.ts'

const undoDirectories = ['down', 'rollback', 'rollbacks', 'undo', 'revert']
const undoEnding = /[._-](?:down|rollback|undo|revert)$/i
const changes =
  /^\s{0,200}(?:create|alter|drop|insert|update|delete|grant|revoke|truncate|comment|rename|do\s|set\s|begin)/im

/**
 * A convention, no tool: two or more SQL files whose names begin with a number, in one directory, that change
 * something. Who runs them is unknown, so no transaction is assumed beyond those the files open; a policy may say
 * better (`databases[].transaction`).
 */
export function findNumberedSql(project: Project, sql: ReadonlyMap<string, readonly string[]>): Found[] {
  const dbt = new Set(project.named('dbt_project.yml').map(directoryOf))
  const found: Found[] = []
  const taken = new Set<string>()
  for (const [directory, paths] of sql) {
    if (taken.has(directory) || isUndo(directory, sql) || !mayHold(directory, dbt)) continue
    const parent = fileName(directory) === 'up' ? directoryOf(directory) : directory
    const undo = undoDirectories.map((name) => join(parent, name)).find((path) => sql.has(path))
    const own = drafts(project, paths, false)
    if (!isHistory(project, own, paths.length)) continue
    taken.add(directory)
    const others = undo === undefined ? [] : drafts(project, sql.get(undo) ?? [], true)
    found.push({
      tool: 'numbered-sql',
      root: parent,
      drafts: [...own, ...others],
      undo: 'majority',
      numbered: true,
    })
  }
  return [...found, ...folders(project, sql, dbt)]
}

function mayHold(directory: string, dbt: ReadonlySet<string>): boolean {
  return guessableDirectory(directory) && !ancestors(directory).some((at) => dbt.has(at))
}

function isUndo(directory: string, sql: ReadonlyMap<string, readonly string[]>): boolean {
  const parent = directoryOf(directory)
  return undoDirectories.includes(fileName(directory)) && (sql.has(parent) || sql.has(join(parent, 'up')))
}

function isHistory(project: Project, own: readonly Draft[], files: number): boolean {
  const forward = own.filter(({ role }) => role === 'up')
  if (forward.length < 2 || own.length * 2 < files) return false
  return forward.some(({ path }) => changes.test(project.text(path)?.slice(0, 50_000) ?? 'create'))
}

function drafts(project: Project, paths: readonly string[], undoing: boolean): Draft[] {
  return paths.flatMap((path) => {
    const name = numberedName(path)
    return name ? [draftOf(project, path, name, undoing)] : []
  })
}

function draftOf(project: Project, path: string, name: NumberedName, undoing: boolean): Draft {
  const stem = fileName(path).replace(/\.sql$/i, '')
  const role = undoing || name.direction === 'down' || undoEnding.test(stem) ? 'down' : 'up'
  const description = name.description
    .replace(undoEnding, '')
    .replace(/ (?:down|up|rollback|undo|revert)$/i, '')
  return {
    path,
    role,
    version: name.version,
    description,
    rank: [name.version],
    transaction: 'none',
    sections: oneWay(project.text(path), role),
    pair: `${name.version} ${description}`,
  }
}

/** Folders `<number>_name/up.sql` that no tool claims (Hasura and others lay them out so). */
function folders(
  project: Project,
  sql: ReadonlyMap<string, readonly string[]>,
  dbt: ReadonlySet<string>,
): Found[] {
  const byRoot = new Map<string, Draft[]>()
  for (const [folder, paths] of sql) {
    const name = numberedName(`${fileName(folder)}.sql`)
    const files = paths.filter((path) => /^(?:up|down)\.sql$/.test(fileName(path)))
    if (!name || files.length === 0 || !mayHold(directoryOf(folder), dbt)) continue
    const root = directoryOf(folder)
    const list = byRoot.get(root) ?? []
    byRoot.set(root, list)
    for (const path of files) {
      const draft = draftOf(
        project,
        path,
        { ...name, direction: fileName(path) === 'down.sql' ? 'down' : 'up' },
        false,
      )
      list.push({ ...draft, pair: folder })
    }
  }
  const roots = [...byRoot].filter(([, list]) => list.filter(({ role }) => role === 'up').length >= 2)
  return roots.map(([root, list]) => ({
    tool: 'numbered-sql',
    root,
    drafts: list,
    undo: 'majority',
    numbered: true,
  }))
}
