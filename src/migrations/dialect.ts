import type { Dialect } from '../core/dialect.ts'
import type { Found } from './draft.ts'
import { imagesOf } from './images.ts'
import type { Project } from './project.ts'

/**
 * What tools, connection strings and directories call their database. SQLite and others have no dialect here:
 * `other`.
 */
const names: Readonly<Record<string, Dialect | 'other'>> = {
  postgres: 'postgres',
  postgresql: 'postgres',
  pg: 'postgres',
  pgsql: 'postgres',
  psql: 'postgres',
  cockroachdb: 'other',
  cockroach: 'other',
  mysql: 'mysql',
  mysql2: 'mysql',
  mariadb: 'mariadb',
  sqlite: 'other',
  sqlite3: 'other',
  turso: 'other',
  libsql: 'other',
  h2: 'other',
  hsqldb: 'other',
  oracle: 'other',
  sqlserver: 'other',
  mssql: 'other',
  db2: 'other',
  singlestore: 'other',
  mongodb: 'other',
  gel: 'other',
  clickhouse: 'other',
  firebird: 'other',
  exasol: 'other',
  vertica: 'other',
  derby: 'other',
  yugabytedb: 'postgres',
  yugabyte: 'postgres',
  snowflake: 'snowflake',
  redshift: 'redshift',
  bigquery: 'bigquery',
  databricks: 'databricks',
}

/** The dialect behind a tool's own word for it. */
export function namedDialect(word: string | undefined): Dialect | 'other' | undefined {
  const key = word?.toLowerCase()
  return key !== undefined && Object.hasOwn(names, key) ? names[key] : undefined
}

/** The dialect of a connection string such as `jdbc:mysql://db/shop` or `postgres://db/shop`. */
export function dialectOfUrl(url: string | undefined): Dialect | 'other' | undefined {
  return namedDialect(/^(?:jdbc:)?(?:aws-wrapper:|tc:)?([a-z0-9]{2,20}):/i.exec(url ?? '')?.[1])
}

/**
 * The tool's word, else a directory named after a database, else the syntax of the files, else the only
 * database that runs in containers.
 */
export function dialectOf({ dialect, root, drafts }: Found, project: Project): Dialect | undefined {
  if (dialect !== undefined) return dialect === 'other' ? undefined : dialect
  const directory = root
    .split('/')
    .reverse()
    .map(namedDialect)
    .find((named) => named !== undefined)
  if (directory !== undefined) return directory === 'other' ? undefined : directory
  const images = new Set(imagesOf(project).map(({ database }) => database))
  const written = syntaxOf(drafts.map(({ path }) => project.text(path)))
  if (written === 'other') return undefined
  if (written === 'mysql') return images.has('mariadb') && !images.has('mysql') ? 'mariadb' : 'mysql'
  return written ?? (images.size === 1 ? [...images][0] : undefined)
}

const postgresOnly = anyOf(
  /\b(?:BIGSERIAL|SERIAL|TIMESTAMPTZ|JSONB|BYTEA|PLPGSQL|TSVECTOR|CONCURRENTLY)\b|\$\$/,
  /\bCREATE\s{1,9}(?:EXTENSION|TYPE)\b|\bROW\s{1,9}LEVEL\s{1,9}SECURITY\b|\bUSING\s{1,9}(?:gin|gist|btree)\b/,
)
const mysqlOnly = anyOf(
  /\bENGINE\s{0,9}=\s{0,9}\w|\bAUTO_INCREMENT\b|\bTINYINT\s{0,9}\(/,
  /\bTABLE\s{1,9}(?:IF\s{1,9}NOT\s{1,9}EXISTS\s{1,9})?`/,
)
const sqliteOnly = /\bAUTOINCREMENT\b|^\s{0,9}PRAGMA\s/im

const readFiles = 40
const readUnits = 20_000

/** Only what one database alone accepts counts, and only when all of it points the same way. */
function syntaxOf(texts: readonly (string | undefined)[]): Dialect | 'other' | undefined {
  const sample =
    texts.length <= readFiles ? texts : [...texts.slice(0, readFiles / 2), ...texts.slice(-readFiles / 2)]
  const seen = new Set<Dialect | 'other'>()
  for (const text of sample) {
    const head = text?.slice(0, readUnits) ?? ''
    if (postgresOnly.test(head)) seen.add('postgres')
    if (mysqlOnly.test(head)) seen.add('mysql')
    if (sqliteOnly.test(head)) seen.add('other')
  }
  return seen.size === 1 ? [...seen][0] : undefined
}

function anyOf(...patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => source).join('|'), 'i')
}
