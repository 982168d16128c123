import type { Draft, Found } from '../draft.ts'
import { directoryOf, fileName, join } from '../paths.ts'
import { groupBy, type Project } from '../project.ts'
import { oneWay } from '../sections.ts'
import { words } from '../versions.ts'
import { cargoMentions } from './cargo.ts'

const folder = /^(\d[\d-]*)_(.+)$/

/**
 * Diesel: `migrations/<version>_<name>/up.sql` and `down.sql`, folders in order of version, each in its own
 * transaction; with `run_in_transaction = false` in `metadata.toml` a file is sent as one string
 * (docs.rs/diesel_migrations, "Transactions").
 */
export function findDiesel(project: Project, sql: ReadonlyMap<string, readonly string[]>): Found[] {
  const folders = [...sql.keys()].filter(
    (path) => folder.test(fileName(path)) && sql.get(path)?.some(isDirected),
  )
  const found: Found[] = []
  for (const [root, members] of groupBy(folders, directoryOf)) {
    if (!isDiesel(project, root, members)) continue
    const files = members.flatMap((member) => (sql.get(member) ?? []).filter(isDirected))
    found.push({ tool: 'diesel', root, drafts: files.map((path) => draftOf(project, path)), undo: 'always' })
  }
  return found
}

const isDirected = (path: string) => fileName(path) === 'up.sql' || fileName(path) === 'down.sql'

function isDiesel(project: Project, root: string, folders: readonly string[]): boolean {
  if (folders.some((path) => path.endsWith('_diesel_initial_setup'))) return true
  return project.above(root, 'diesel.toml').length > 0 || cargoMentions(project, root, 'diesel')
}

function draftOf(project: Project, path: string): Draft {
  const directory = directoryOf(path)
  const [, version = '', title = ''] = folder.exec(fileName(directory)) ?? []
  const role = fileName(path) === 'up.sql' ? 'up' : 'down'
  const metadata = project.text(join(directory, 'metadata.toml')) ?? ''
  const free = /^\s*run_in_transaction\s*=\s*false\b/m.test(metadata)
  const plain = version.replaceAll('-', '')
  return {
    path,
    role,
    version: plain,
    description: words(title),
    rank: [plain],
    transaction: free ? 'batch' : 'file',
    sections: oneWay(project.text(path), role),
    pair: directory,
  }
}
