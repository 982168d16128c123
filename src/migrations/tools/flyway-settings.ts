import type { Dialect } from '../../core/dialect.ts'
import { dialectOfUrl } from '../dialect.ts'
import { linesOf } from '../lines.ts'
import { directoryOf, fileName, resolvePath } from '../paths.ts'
import type { Project } from '../project.ts'

export interface Settings {
  /** The directory the configuration speaks for. */
  readonly scope: string
  readonly locations: readonly string[]
  readonly prefix: string
  readonly undo: string
  readonly repeatable: string
  readonly separator: string
  readonly group: boolean
  readonly mixed: boolean
  readonly transaction: boolean
  readonly replaces: boolean
  readonly dialect: Dialect | 'other' | undefined
}

const configuration =
  /^(?:flyway(?:\.user)?\.(?:conf|toml)|application(?:-[\w-]{1,60})?\.(?:ya?ml|properties))$/

export function isFlywayConfiguration(path: string): boolean {
  return configuration.test(fileName(path))
}

/**
 * Flyway's configuration files, and Spring Boot's `spring.flyway.*` (Flyway documentation, "Configuration
 * files"; Spring Boot reference, "Data Migration Properties"). Only plain values are read; profiles such as
 * `application-test.yml` count after the main file.
 */
export function flywaySettings(project: Project): Settings[] {
  return project.paths.flatMap((path) => {
    const text = isFlywayConfiguration(path) ? project.text(path) : undefined
    if (text === undefined || !/flyway/i.test(text)) return []
    const values = path.endsWith('ml') && !path.endsWith('.toml') ? yamlValues(text) : flatValues(text)
    return values.size === 0 ? [] : [settingsOf(path, values)]
  })
}

function settingsOf(path: string, values: ReadonlyMap<string, string>): Settings {
  const directory = directoryOf(path)
  const scope = directory
    .replace(/\/?src\/(?:main|test)\/resources(?:\/.*)?$/, '')
    .replace(/\/?(?:^|\/)conf$/, '')
  const is = (key: string, usual: boolean) => (values.get(key) ?? String(usual)) === 'true'
  return {
    scope,
    locations: listOf(values.get('locations')).flatMap((location) => placeOf(location, directory, scope)),
    prefix: values.get('sqlmigrationprefix') ?? 'V',
    undo: values.get('undosqlmigrationprefix') ?? 'U',
    repeatable: values.get('repeatablesqlmigrationprefix') ?? 'R',
    separator: values.get('sqlmigrationseparator') || '__',
    group: is('group', false),
    mixed: is('mixed', false),
    transaction: is('executeintransaction', true),
    replaces: is('placeholderreplacement', true),
    dialect: dialectOfUrl(values.get('url')),
  }
}

function placeOf(location: string, directory: string, scope: string): string[] {
  const [, kind, rest = ''] = /^(?:(classpath|filesystem):)?\/?(.*)$/.exec(location) ?? []
  const plain = rest.split(/[*{]/)[0]?.replace(/\/$/, '') ?? ''
  const resolved =
    kind === 'filesystem' ? resolvePath(directory, plain) : resolvePath(scope, `src/main/resources/${plain}`)
  return resolved === undefined || plain === '' ? [] : [resolved]
}

function listOf(value: string | undefined): string[] {
  return (value ?? '')
    .replaceAll(/[[\]"']/g, '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

const bare = (key: string) => key.toLowerCase().replaceAll('-', '')
const unquoted = (value: string) => value.trim().replace(/^(["'])(.*)\1$/, '$2')

/**
 * `flyway.key=value`, `spring.flyway.key=value` and the keys of TOML's `[flyway]` and `[environments.x]`
 * tables.
 */
function flatValues(text: string): Map<string, string> {
  const values = new Map<string, string>()
  for (const { text: line } of linesOf(text)) {
    const match = /^\s*(?:(?:spring\.)?flyway\.)?([\w-]{1,60})\s*[=:]\s*(.*)$/.exec(line)
    if (match?.[1] && !/^\s*[#!]/.test(line)) values.set(bare(match[1]), unquoted(match[2] ?? ''))
  }
  return values
}

/** The keys below the first `flyway:` of a YAML file, by indentation. */
function yamlValues(text: string): Map<string, string> {
  const values = new Map<string, string>()
  let depth: number | undefined
  let list: string | undefined
  for (const { text: line } of linesOf(text)) {
    const match = /^(\s*)(-\s+)?(?:([\w.-]{1,80}):)?\s*(.*)$/.exec(line)
    if (!match || line.trim() === '' || line.trim().startsWith('#')) continue
    const [, indent = '', item, key, value = ''] = match
    if (depth === undefined) {
      if (key === 'flyway' || key === 'spring.flyway') depth = indent.length
    } else if (indent.length <= depth) depth = undefined
    else if (item && list) values.set(list, `${values.get(list) ?? ''},${unquoted(line.trim().slice(1))}`)
    else if (key) {
      list = bare(key)
      values.set(list, unquoted(value))
    }
  }
  return values
}
