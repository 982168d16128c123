import type { Draft, Found } from '../draft.ts'
import { fileName } from '../paths.ts'
import type { Project } from '../project.ts'
import { oneWay } from '../sections.ts'
import { numberedName } from '../versions.ts'

const direction = /^\d+_.*\.(?:up|down)\.sql$/

/**
 * golang-migrate: `{version}_{title}.up.sql` and `.down.sql`, versions as 64-bit numbers (golang-migrate
 * MIGRATIONS.md, "Migration Filename Format"); the Postgres drivers send a file as one string unless
 * `x-multi-statement` splits it (database/postgres/README.md).
 */
export function findGolangMigrate(project: Project, sql: ReadonlyMap<string, readonly string[]>): Found[] {
  const found: Found[] = []
  for (const [root, paths] of sql) {
    if (!paths.some((path) => /^\d+_.*\.up\.sql$/.test(fileName(path)))) continue
    const drafts = paths.flatMap((path) => draftOf(path, project.text(path)))
    found.push({ tool: 'golang-migrate', root, drafts, undo: 'always', numbered: true })
  }
  return found
}

function draftOf(path: string, text: string | undefined): Draft[] {
  const name = numberedName(path)
  if (!name) return []
  const role = name.direction ?? 'up'
  const follows = direction.test(fileName(path))
  return [
    {
      path,
      role,
      version: name.version,
      description: name.description,
      rank: [name.version],
      transaction: 'batch',
      sections: oneWay(text, role),
      pair: `${name.version} ${name.description}`,
      ...(follows
        ? {}
        : {
            nameProblem:
              'golang-migrate runs only names like 42_add_users.up.sql and .down.sql; it skips this file.',
          }),
    },
  ]
}
