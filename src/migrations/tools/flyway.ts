import type { Draft, Found } from '../draft.ts'
import { directoryOf, fileName, isInside } from '../paths.ts'
import { groupBy, type Project } from '../project.ts'
import { oneWay } from '../sections.ts'
import { words } from '../versions.ts'
import { flywaySettings, type Settings } from './flyway-settings.ts'
import { transactionOf } from './flyway-transaction.ts'

/**
 * Flyway: `V1.2__name.sql` by version part, `U` undoes (paid editions), `R` reruns when changed, `B` is a
 * baseline of everything up to its version; directories are read recursively; each file in a transaction
 * (Redgate Flyway documentation, "Migrations", "Script Configuration", "Execute In Transaction").
 */
export function findFlyway(project: Project, sql: ReadonlyMap<string, readonly string[]>): Found[] {
  const settings = flywaySettings(project)
  const free = [...sql.values()].flat()
  const configured = settings.flatMap(({ locations }) => locations)
  const named = free.filter((path) => nameOf(fileName(path), settingsFor(path, settings))?.role === 'up')
  const roots = new Set(named.map((path) => rootOf(path, configured)))
  const members = groupBy(free, (path) => nearest(path, roots) ?? ' outside')
  return [...roots].map((root) => {
    const own = settingsFor(root, settings)
    const drafts = (members.get(root) ?? []).flatMap((path) => draftOf(project, path, own))
    const undo = drafts.some(({ role }) => role === 'down') ? 'majority' : 'never'
    return { tool: 'flyway', root, drafts, undo, ...(own.dialect ? { dialect: own.dialect } : {}) }
  })
}

/**
 * The root a directory is found under, longest first, so that a location inside another keeps its own files.
 */
function nearest(path: string, roots: ReadonlySet<string>): string | undefined {
  for (let at = directoryOf(path); ; at = directoryOf(at)) {
    if (roots.has(at)) return at
    if (at === '') return undefined
  }
}

const databases =
  /^(?:postgres|postgresql|mysql|mariadb|h2|hsqldb|oracle|sqlserver|mssql|sqlite|db2|snowflake|redshift|common)$/i

/**
 * A configured location, else the `db/migration` of the path (with its `{vendor}` directory), else the file's
 * own directory.
 */
function rootOf(path: string, locations: readonly string[]): string {
  const directory = directoryOf(path)
  const location = locations
    .filter((at) => isInside(directory, at))
    .sort((one, other) => other.length - one.length)[0]
  const usual = /^(?:.*\/)?db\/migrations?(?=\/|$)/.exec(directory)?.[0]
  const base = location ?? usual
  if (base === undefined) return directory
  const below = directory.slice(base.length + 1).split('/')[0] ?? ''
  return databases.test(below) ? `${base}/${below}` : base
}

function settingsFor(path: string, all: readonly Settings[]): Settings {
  const own = all
    .filter(({ scope }) => isInside(path, scope))
    .sort((one, other) => other.scope.length - one.scope.length)[0]
  return own ?? usualSettings
}

const usualSettings: Settings = {
  scope: '',
  locations: [],
  prefix: 'V',
  undo: 'U',
  repeatable: 'R',
  separator: '__',
  group: false,
  mixed: false,
  transaction: true,
  replaces: true,
  dialect: undefined,
}

type Name = Pick<Draft, 'role' | 'version' | 'description'> & { readonly nameProblem?: string }

/** What Flyway makes of a name, and what its author meant by one that it silently ignores. */
function nameOf(name: string, { prefix, undo, repeatable, separator }: Settings): Name | undefined {
  if (!/\.sql$/i.test(name)) return undefined
  const stem = name.slice(0, -4)
  const cut = stem.indexOf(separator)
  if (cut !== -1 && stem.slice(0, cut) === repeatable) {
    return { role: 'repeatable', version: '', description: words(stem.slice(cut + separator.length)) }
  }
  if (cut === -1) return undefined
  const roles = [
    [prefix, 'up'],
    [undo, 'down'],
    ['B', 'schema'],
  ] as const
  for (const [start, role] of roles) {
    const version = stem.startsWith(start) ? stem.slice(start.length, cut) : ''
    if (!/^\d[\d._]*$/.test(version)) continue
    return {
      role,
      version: version.replaceAll('_', '.'),
      description: words(stem.slice(cut + separator.length)),
    }
  }
  return undefined
}

/**
 * `V1_add_users.sql`, `v2__x.sql`, `V3__x.SQL`: names that Flyway passes over without a word unless
 * `validateMigrationNaming` is on.
 */
function meantName(name: string, { prefix, separator }: Settings): Name | undefined {
  const match = /^([vV])(\d{1,40}(?:\.\d{1,40}){0,9})(_{1,3}|-)([^_].*)\.sql$/i.exec(name)
  if (!match || prefix.toUpperCase() !== 'V') return undefined
  const [, start, version = '', , title = ''] = match
  const why =
    start === prefix ? `needs ${separator} between version and description` : `begins with ${prefix}`
  return {
    role: 'up',
    version,
    description: words(title),
    nameProblem: `Flyway ignores this file: a versioned name ${why}.`,
  }
}

function draftOf(project: Project, path: string, settings: Settings): Draft[] {
  const name = nameOf(fileName(path), settings) ?? meantName(fileName(path), settings)
  if (!name) return []
  const text = project.text(path)
  const script = project.text(`${path}.conf`) ?? ''
  const replaces = settings.replaces && !/^\s*placeholderReplacement\s*=\s*false\b/m.test(script)
  return [
    {
      ...name,
      path,
      rank: name.role === 'repeatable' ? [`text ${name.description}`] : name.version.split('.'),
      transaction: transactionOf(text, script, settings),
      sections: oneWay(text, name.role === 'down' ? 'down' : 'up'),
      pair: name.version,
      placeholders: replaces && /\$\{[^}\s]{1,100}\}/.test(text ?? ''),
    },
  ]
}
