import type { History, Migration } from '../../core/migration.ts'
import type { FileEdit } from '../try-out.ts'

/** A migration without an undo script, and where it stands. */
export interface Target {
  readonly migration: Migration
  readonly history: History
  /** Of the migration's file at head. */
  readonly text: string
}

/**
 * The file that undoes a migration, where its tool, as this repository uses it, expects it: beside it under the name that other undo
 * scripts of the history have, or in the migration's own file. Undefined where the tool has no place for one.
 */
export function undoPlace(target: Target, sql: string): FileEdit | undefined {
  const { migration } = target
  const section = sections[migration.tool]
  if (section) return inSameFile(target, section, sql)
  const path = undoPath(target)
  return path === undefined ? undefined : { path, text: sql }
}

/** Lines that begin the part of a file that undoes it. */
const sections: Readonly<Record<string, { readonly line: string; readonly mark: RegExp }>> = {
  goose: { line: '-- +goose Down', mark: /^--\s*\+goose\s/im },
  dbmate: { line: '-- migrate:down', mark: /^--\s*migrate:/im },
  'node-pg-migrate': { line: '-- Down Migration', mark: /^\s*--[\s-]*(?:up|down)\s+migration/im },
}

/** At the end, or in the empty part that is there for it; a script that would begin another part is none. */
function inSameFile(
  { migration, text }: Target,
  { line, mark }: NonNullable<(typeof sections)[string]>,
  sql: string,
): FileEdit | undefined {
  if (mark.test(sql)) return undefined
  const [part, ...others] = migration.sections.down
  if (!part) return { path: migration.path, text: `${ended(text)}\n${line}\n${sql}` }
  if (others.length > 0 || /\S/.test(text.slice(part.start, part.end))) return undefined
  return { path: migration.path, text: `${ended(text.slice(0, part.start))}${sql}${text.slice(part.end)}` }
}

const ended = (text: string) => (text === '' || text.endsWith('\n') ? text : `${text}\n`)

type Naming = readonly [pattern: RegExp, replacement: string]

/** How the names of undo scripts come from those of what they undo; the first that fits is the usual one. */
const namings: readonly Naming[] = [
  [/\.up\.sql$/, '.down.sql'],
  [/(^|\/)(?:up|migration)\.sql$/, '$1down.sql'],
  [/(^|\/)V(\d[^/]*)$/, '$1U$2'],
  [/(^|\/)deploy\/(.*)$/, '$1revert/$2'],
  [/(^|\/)up\/([^/]+)$/, '$1down/$2'],
  ...['.down', '_down', '.rollback', '_rollback', '.undo', '_undo', '.revert', '_revert'].map(
    (ending): Naming => [/\.sql$/, `${ending}.sql`],
  ),
  ...['down', 'rollback', 'rollbacks', 'undo', 'revert'].map(
    (folder): Naming => [/([^/]+)$/, `${folder}/$1`],
  ),
]

/** By the naming that most scripts of the history follow; where there is none yet, by the usual one of the tool. */
function undoPath({ migration, history }: Target): string | undefined {
  const pairs = history.migrations.filter(({ role, partner }) => role === 'up' && partner !== undefined)
  const counted = namings
    .map((naming) => ({
      naming,
      count: pairs.filter(({ path, partner }) => renamed(path, naming) === partner).length,
      path: renamed(migration.path, naming),
    }))
    .filter(({ path }) => path !== undefined)
  const [best] = counted.filter(({ count }) => count > 0).sort((one, other) => other.count - one.count)
  if (best) return best.path
  const usual = usualNamings[migration.tool]
  return usual?.map((naming) => renamed(migration.path, naming)).find((path) => path !== undefined)
}

/** Of tools whose undo scripts have one name only. */
const usualNamings: Readonly<Record<string, readonly Naming[]>> = {
  'golang-migrate': namings.slice(0, 1),
  sqlx: namings.slice(0, 1),
  diesel: namings.slice(1, 2),
  prisma: namings.slice(1, 2),
  flyway: namings.slice(2, 3),
  sqitch: namings.slice(3, 4),
  'numbered-sql': namings.slice(0, 2),
}

function renamed(path: string, [pattern, replacement]: Naming): string | undefined {
  const name = path.replace(pattern, replacement)
  return name === path ? undefined : name
}
