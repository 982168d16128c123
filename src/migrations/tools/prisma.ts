import { namedDialect } from '../dialect.ts'
import type { Draft, Found } from '../draft.ts'
import { directoryOf, fileName, join } from '../paths.ts'
import { groupBy, type Project } from '../project.ts'
import { oneWay } from '../sections.ts'
import { asText, words } from '../versions.ts'

/**
 * Prisma Migrate: `prisma/migrations/<timestamp>_<name>/migration.sql`, folders in order of name, provider in
 * `migration_lock.toml`, no undo; a file is sent as one string (Prisma documentation, "About migration
 * histories"; prisma-engines, schema-engine `apply_script`).
 */
export function findPrisma(project: Project, sql: ReadonlyMap<string, readonly string[]>): Found[] {
  const folders = [...sql.keys()].filter((folder) => project.has(join(folder, 'migration.sql')))
  const found: Found[] = []
  for (const [root, members] of groupBy(folders, directoryOf)) {
    const lock = join(root, 'migration_lock.toml')
    if (!project.has(lock) && !(root === 'prisma/migrations' || root.endsWith('/prisma/migrations'))) continue
    const provider = /^\s*provider\s*=\s*"(\w{1,40})"/m.exec(project.text(lock) ?? '')?.[1]
    const dialect = provider === undefined ? undefined : (namedDialect(provider) ?? 'other')
    const drafts = members.flatMap((folder) => draftsIn(project, folder))
    found.push({
      tool: 'prisma',
      root,
      drafts,
      undo: 'never',
      ...(dialect ? { dialect } : {}),
      ...(dialect === 'other'
        ? { problems: [{ path: lock, message: `Sluice does not read the SQL of ${provider}.` }] }
        : {}),
    })
  }
  return found
}

function draftsIn(project: Project, folder: string): Draft[] {
  const name = fileName(folder)
  const [, version = name, title = ''] = /^(\d+)(?:_(.*))?$/.exec(name) ?? []
  const draft = (path: string, role: 'up' | 'down'): Draft => ({
    path,
    role,
    version,
    description: words(title),
    rank: asText(name),
    transaction: 'batch',
    sections: oneWay(project.text(path), role),
    pair: folder,
    ...(/^\d{14}_/.test(name) || /^0_/.test(name)
      ? {}
      : {
          nameProblem: `Prisma runs folders in order of name, and ${name.slice(0, 80)} does not begin with a timestamp.`,
        }),
  })
  const down = join(folder, 'down.sql')
  return [draft(join(folder, 'migration.sql'), 'up'), ...(project.has(down) ? [draft(down, 'down')] : [])]
}
