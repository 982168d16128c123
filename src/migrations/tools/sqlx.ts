import type { Section } from '../../core/migration.ts'
import type { Draft, Found } from '../draft.ts'
import { marks } from '../lines.ts'
import { ancestors, fileName } from '../paths.ts'
import type { Project } from '../project.ts'
import { oneWay } from '../sections.ts'
import { numberedName } from '../versions.ts'
import { cargoMentions } from './cargo.ts'

/**
 * SQLx: `<VERSION>_<DESCRIPTION>.sql`, or `.up.sql` with `.down.sql`, by 64-bit version, each in a
 * transaction. A file that begins with `-- no-transaction` is sent as one string, or as one per part between
 * split markers of the form `sqlx: split` in a block comment (docs.rs/sqlx, trait MigrationSource, and
 * sqlx-core/src/migrate/source.rs). Names alone do not tell SQLx: Cargo.toml or .sqlx does.
 */
export function findSqlx(project: Project, sql: ReadonlyMap<string, readonly string[]>): Found[] {
  const found: Found[] = []
  const prepared = new Set(project.paths.flatMap((path) => /^(.*?)\/?\.sqlx\/query-/.exec(path)?.[1] ?? []))
  for (const [root, paths] of sql) {
    const named = paths.filter((path) => numberedName(path) && fileName(path).includes('_'))
    if (named.length === 0 || !usesSqlx(project, root, prepared)) continue
    if (!fileName(root).includes('migration') && !named.some((path) => numberedName(path)?.direction))
      continue
    const drafts = named.map((path) => draftOf(path, project.text(path)))
    const undo = drafts.some(({ role }) => role === 'down') ? 'always' : 'never'
    found.push({ tool: 'sqlx', root, drafts, undo, numbered: true })
  }
  return found
}

function usesSqlx(project: Project, root: string, prepared: ReadonlySet<string>): boolean {
  return cargoMentions(project, root, 'sqlx') || ancestors(root).some((directory) => prepared.has(directory))
}

const split = /^\s*\/\*\s*sqlx:\s*split\s*\*\/\s*$/

function draftOf(path: string, text: string | undefined): Draft {
  const name = numberedName(path) ?? { version: '', description: '', direction: undefined }
  const role = name.direction === 'down' ? 'down' : 'up'
  const free = text?.startsWith('-- no-transaction') === true
  const whole = oneWay(text, role)
  const parts = free && text.includes('sqlx:') ? splitParts(text) : [...whole.up, ...whole.down]
  return {
    path,
    role,
    version: name.version,
    description: name.description,
    rank: [name.version],
    transaction: free ? 'batch' : 'file',
    sections: role === 'up' ? { up: parts, down: [] } : { up: [], down: parts },
    pair: `${name.version} ${name.description}`,
  }
}

function splitParts(text: string): Section[] {
  const cuts = marks(text, split)
  return [...cuts, undefined].map((cut, i) => ({
    start: cuts[i - 1]?.line.next ?? 0,
    end: cut?.line.start ?? text.length,
  }))
}
