import type { HistoryProblem } from '../../core/migration.ts'
import { namedDialect } from '../dialect.ts'
import type { Draft, Found } from '../draft.ts'
import { directoryOf, fileName, join } from '../paths.ts'
import { groupBy, type Project } from '../project.ts'
import { oneWay } from '../sections.ts'
import { asText, words } from '../versions.ts'
import { readJournal } from './drizzle-journal.ts'

/**
 * Drizzle: `0000_name.sql` in the order of `meta/_journal.json`, or, since drizzle-kit 1, one folder per
 * migration with `migration.sql` and `snapshot.json` in order of name; no undo; all pending files in one
 * transaction (Drizzle documentation, "drizzle-kit generate", "drizzle-kit migrate", "Upgrading to Drizzle
 * v1"; drizzle-orm pg-core/dialect.ts `migrate`).
 */
export function findDrizzle(project: Project, sql: ReadonlyMap<string, readonly string[]>): Found[] {
  return [...byJournal(project, sql), ...byFolder(project, sql)]
}

function byJournal(project: Project, sql: ReadonlyMap<string, readonly string[]>): Found[] {
  const journals = project.named('_journal.json').filter((path) => fileName(directoryOf(path)) === 'meta')
  return journals.flatMap((path): Found[] => {
    const root = directoryOf(directoryOf(path))
    const files = sql.get(root) ?? []
    if (files.length === 0) return []
    const journal = readJournal(path, project.text(path))
    const places = new Map(journal.entries.map(({ tag }, i) => [join(root, `${tag}.sql`), i]))
    const missing = [...places.keys()].filter((file) => !project.has(file))
    const problems: HistoryProblem[] = [
      ...journal.problems,
      ...missing.map((file) => ({ path, message: `It lists ${fileName(file)}, and there is no such file.` })),
    ]
    const drafts = files.map((file) => {
      const place = places.get(file)
      const listed = place !== undefined || journal.entries.length === 0
      const rank = place === undefined ? ['unlisted', file] : [String(place)]
      return {
        ...draftOf(project, file, fileName(file).replace(/\.sql$/i, '')),
        rank,
        ...(listed ? {} : { nameProblem: unlisted }),
      }
    })
    const dialect = namedDialect(journal.dialect) ?? configured(project, root)
    return [{ tool: 'drizzle', root, drafts, problems, undo: 'never', ...(dialect ? { dialect } : {}) }]
  })
}

const unlisted = 'The file is not listed in meta/_journal.json, so Drizzle does not run it.'

function byFolder(project: Project, sql: ReadonlyMap<string, readonly string[]>): Found[] {
  const folders = [...sql.keys()].filter(
    (folder) => project.has(join(folder, 'migration.sql')) && project.has(join(folder, 'snapshot.json')),
  )
  return [...groupBy(folders, directoryOf)].map(([root, members]) => {
    const dialect = configured(project, root)
    const drafts = members.map((folder) => {
      const name = fileName(folder)
      return { ...draftOf(project, join(folder, 'migration.sql'), name), rank: asText(name) }
    })
    return { tool: 'drizzle', root, drafts, undo: 'never', ...(dialect ? { dialect } : {}) }
  })
}

function draftOf(project: Project, path: string, tag: string): Omit<Draft, 'rank'> {
  const [, version = tag, title = ''] = /^(\d+)(?:_(.*))?$/.exec(tag) ?? []
  const sections = oneWay(project.text(path), 'up')
  return { path, role: 'up', version, description: words(title), transaction: 'history', sections }
}

function configured(project: Project, root: string) {
  const [config] = project.above(
    root,
    'drizzle.config.ts',
    'drizzle.config.js',
    'drizzle.config.mjs',
    'drizzle.config.json',
  )
  return namedDialect(
    /["']?dialect["']?\s{0,9}:\s{0,9}["'](\w{1,40})["']/.exec(project.text(config ?? '') ?? '')?.[1],
  )
}
