import type { HistoryProblem } from '../../core/migration.ts'
import { namedDialect } from '../dialect.ts'
import type { Draft, Found } from '../draft.ts'
import { directoryOf, fileName } from '../paths.ts'
import { groupBy, type Project } from '../project.ts'
import { oneWay } from '../sections.ts'
import { type Formatted, isFormatted, readFormatted } from './liquibase-format.ts'
import { type Changelogs, readChangelogs } from './liquibase-includes.ts'

/**
 * Liquibase with SQL: formatted changelogs and the `sqlFile`s of XML or YAML ones, in the order in which the
 * root changelog includes them, else by path; every changeset is a transaction unless it says
 * `runInTransaction:false` (Liquibase documentation, "SQL changelog format", "include", "includeAll",
 * "runInTransaction").
 */
export function findLiquibase(project: Project, sql: ReadonlyMap<string, readonly string[]>): Found[] {
  const free = new Set([...sql.values()].flat())
  const changelogs = readChangelogs(project)
  const formatted = [...free].filter((path) => isFormatted(project.text(path)))
  const known = new Set(formatted)
  const raw = [...changelogs.raw].filter((path) => free.has(path) && !known.has(path))
  const members = groupBy([...formatted, ...raw], (path) => changelogs.rootOf.get(path) ?? directoryOf(path))
  const roots = new Set([...members.keys(), ...changelogs.coded.keys()])
  return [...roots].map((root) => historyIn(project, changelogs, root, members.get(root) ?? []))
}

function historyIn(project: Project, changelogs: Changelogs, root: string, paths: readonly string[]): Found {
  const read = paths.map((path) => ({ path, formatted: formattedAt(project, path) }))
  const problems: HistoryProblem[] = read.flatMap(({ formatted }) => formatted?.problems ?? [])
  const drafts = read.map(({ path, formatted }) =>
    draftOf(project, path, formatted, changelogs.place.get(path)),
  )
  const named = new Set(read.flatMap(({ formatted }) => formatted?.dbms ?? []).map(namedDialect))
  const [dialect] = named.size === 1 ? named : []
  const unread = (changelogs.coded.get(root) ?? []).map((path) => ({
    path,
    reason: `Liquibase changesets written in ${language(path)}`,
  }))
  return {
    tool: 'liquibase',
    root,
    drafts,
    unread,
    problems: [...problems, ...(changelogs.problems.get(root) ?? [])],
    undo: 'majority',
    ...(dialect ? { dialect } : {}),
  }
}

const language = (path: string) => (/\.xml$/i.test(path) ? 'XML' : /\.json$/i.test(path) ? 'JSON' : 'YAML')

function formattedAt(project: Project, path: string): Formatted | undefined {
  const text = project.text(path)
  return text !== undefined && isFormatted(text) ? readFormatted(path, text) : undefined
}

function draftOf(
  project: Project,
  path: string,
  formatted: Formatted | undefined,
  place: number | undefined,
): Draft {
  const text = project.text(path)
  const rank = place === undefined ? ['by path', path] : [String(place)]
  const shared = {
    path,
    rank,
    description: fileName(path).replace(/\.sql$/i, ''),
    placeholders: /\$\{[^}\s]{1,100}\}/.test(text ?? ''),
  }
  if (!formatted)
    return { ...shared, role: 'up', version: '', transaction: 'file', sections: oneWay(text, 'up') }
  const { ids, sections, rerun, transaction } = formatted
  return {
    ...shared,
    role: rerun ? 'repeatable' : 'up',
    version: ids.length > 1 ? `${ids[0]} .. ${ids.at(-1)}` : (ids[0] ?? ''),
    transaction,
    sections,
  }
}
