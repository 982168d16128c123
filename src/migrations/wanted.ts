import { imagePlace } from './images.ts'
import { fileName } from './paths.ts'
import { isSql, isVendored } from './project.ts'
import { isFlywayConfiguration } from './tools/flyway-settings.ts'
import { mayBeChangelog } from './tools/liquibase-includes.ts'

const names: ReadonlySet<string> = new Set([
  'sqitch.plan',
  'sqitch.conf',
  'migration_lock.toml',
  '_journal.json',
  'atlas.sum',
  'diesel.toml',
  'metadata.toml',
  'Cargo.toml',
  'package.json',
  'drizzle.config.ts',
  'drizzle.config.js',
  'drizzle.config.mjs',
  'drizzle.config.json',
  'dbt_project.yml',
  'config.toml',
  '.tool-versions',
  'mise.toml',
  '.mise.toml',
])

const endings = /\.(?:sql\.conf|tf|tofu|plan)$/

/**
 * Whether this room reads the content of a file. By path alone, so that git is asked for these files and no
 * others.
 */
export function wantedForMigrations(path: string): boolean {
  if (isVendored(path)) return false
  const name = fileName(path)
  return (
    isSql(path) ||
    names.has(name) ||
    endings.test(name) ||
    isFlywayConfiguration(path) ||
    imagePlace(path) !== undefined ||
    mayBeChangelog(path)
  )
}
