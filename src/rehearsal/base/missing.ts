import { lacksOperatorClass } from '../../core/excuse-missing.ts'
import { identifier, literal } from '../quoting.ts'
import { extensionsNamedIn } from './extensions.ts'
import type { Failure, Remedy } from './remedy.ts'
import { standInForType } from './stand-in-types.ts'

/** What to do about `... "x" does not exist` (42704 and its like), in the order in which it is tried. */
export function remediesForMissing(failure: Failure): readonly Remedy[] {
  return [...bundledFor(failure.error.message), ...standInsFor(failure)]
}

function standInsFor({ error, sql, isMerged }: Failure): readonly Remedy[] {
  const found = missing(error.message)
  if (!found || !(isMerged || isFromOutside(found.kind, error.message))) return []
  return remedies[found.kind]?.(found.name, sql) ?? []
}

/** Of its own types the server itself tells what can be indexed how. */
const isFromOutside = (kind: string, message: string) =>
  fromOutside.has(kind) && (!message.startsWith('data type ') || lacksOperatorClass(message))

/** Kinds of things that no migration need bring along: they belong to the cluster, to an extension, or to the server's configuration. */
const fromOutside = new Set([
  'role',
  'access method',
  'operator class',
  'tablespace',
  'extension',
  'language',
  'collation',
  'setting',
])

const patterns: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['role', /^role "(.+)" does not exist$/],
  ['type', /^type "(.+?)(?:\[\])*" does not exist/],
  ['language', /^language "(.+)" does not exist$/],
  ['access method', /^access method "(.+)" does not exist$/],
  ['operator class', /^operator class "(.+)" does not exist for access method/],
  ['operator class', /^data type (.+) has no default operator class for access method/],
  ['collation', /^collation "(.+?)"(?: for encoding ".+")? does not exist$/],
  ['tablespace', /^tablespace "(.+)" does not exist$/],
  ['publication', /^publication "(.+)" does not exist$/],
  ['subscription', /^subscription "(.+)" does not exist$/],
  ['foreign-data wrapper', /^foreign-data wrapper "(.+)" does not exist$/],
  ['server', /^server "(.+)" does not exist$/],
  ['extension', /^extension "(.+)" does not exist$/],
  ['text search configuration', /^text search configuration "(.+)" does not exist$/],
  ['setting', /^unrecognized configuration parameter "(.+)"$/],
]

function missing(message: string): { readonly kind: string; readonly name: string } | undefined {
  for (const [kind, pattern] of patterns) {
    const name = pattern.exec(message)?.[1]
    if (name !== undefined) return { kind, name }
  }
  return undefined
}

/** An extension that comes with the server holds it, and the history takes it for granted; in the schema where it is looked for. */
function bundledFor(message: string): readonly Remedy[] {
  const schema = /^\w+(?: \w+)? "?([^".\s(]+)\.[^.]/.exec(message)?.[1]
  const into = schema === undefined ? '' : `SCHEMA ${identifier(schema)} `
  return extensionsNamedIn(message).map((name) => ({
    sql: `CREATE EXTENSION IF NOT EXISTS ${identifier(name)} ${into}CASCADE`,
    stubs: [{ kind: 'extension', name }],
  }))
}

const remedies: Readonly<Record<string, (name: string, sql: string) => readonly Remedy[]>> = {
  role: (name) => [{ sql: `CREATE ROLE ${identifier(name)} NOLOGIN`, stubs: [{ kind: 'role', name }] }],
  type: (name) => [{ sql: standInForType(name), stubs: [{ kind: 'type', name }] }],
  // Without a validator any body is taken; it is never called, or fails when it is.
  language: (name) => [
    {
      sql: `CREATE LANGUAGE ${identifier(name)} HANDLER plpgsql_call_handler`,
      stubs: [other('language', name)],
    },
  ],
  'access method': (name, sql) => [
    ...plainIndex(sql),
    {
      sql: `CREATE ACCESS METHOD ${identifier(name)} TYPE TABLE HANDLER heap_tableam_handler`,
      stubs: [other('access method', name)],
    },
  ],
  'operator class': (_, sql) => plainIndex(sql),
  collation: (name) => [
    { sql: `CREATE COLLATION ${qualified(name)} FROM pg_catalog."C"`, stubs: [other('collation', name)] },
  ],
  tablespace: (name, sql) => [{ instead: inDefaultTablespace(sql), stubs: [other('tablespace', name)] }],
  publication: (name) => [
    { sql: `CREATE PUBLICATION ${identifier(name)}`, stubs: [other('publication', name)] },
  ],
  subscription: (name) => [{ instead: '', stubs: [other('subscription', name)] }],
  'foreign-data wrapper': (name) => [
    { sql: `CREATE FOREIGN DATA WRAPPER ${identifier(name)}`, stubs: [other('foreign-data wrapper', name)] },
  ],
  server: (name) => [
    {
      sql: `CREATE FOREIGN DATA WRAPPER ${identifier(`${name} wrapper`)}; CREATE SERVER ${identifier(name)} FOREIGN DATA WRAPPER ${identifier(`${name} wrapper`)}`,
      stubs: [other('server', name)],
    },
  ],
  extension: (name) => [{ instead: '', stubs: [{ kind: 'extension', name }] }],
  'text search configuration': (name) => [
    {
      sql: `CREATE TEXT SEARCH CONFIGURATION ${qualified(name)} (COPY = pg_catalog.simple)`,
      stubs: [other('text search configuration', name)],
    },
  ],
  setting: (name, sql) =>
    name.includes('.')
      ? [
          {
            sql: `SELECT pg_catalog.set_config(${literal(name)}, '', false)`,
            stubs: [{ kind: 'setting', name }],
          },
        ]
      : /^\s*(?:re)?set\b/i.test(sql)
        ? [{ instead: '', stubs: [{ kind: 'setting', name }] }]
        : [],
}

const other = (kind: string, name: string) => ({ kind: 'other', name: `${kind} ${name}` }) as const

/** The server writes a schema before a dot and quotes neither. */
const qualified = (name: string) => identifier(...name.split('.'))

const part = String.raw`(?:"(?:[^"]|"")+"|[\w$\u0080-\uffff]+)`
const indexOn = new RegExp(
  String.raw`^\s*create\s+(?:unique\s+)?index\s+(concurrently\s+)?(if\s+not\s+exists\s+)?(?:(${part})\s+)?on\s+(only\s+)?(${part}(?:\s*\.\s*${part})?)`,
  'i',
)

/** An index that this server cannot build gives way to one of the same name over a constant: it locks the table as the real one does. */
function plainIndex(sql: string): readonly Remedy[] {
  const match = indexOn.exec(sql)
  if (!match) return []
  const [, concurrently = '', guard = '', name = '', only = '', table = ''] = match
  return [
    {
      instead: `CREATE INDEX ${concurrently}${guard}${name} ON ${only}${table} ((true))`,
      stubs: [other('index', name || `on ${table}`)],
    },
  ]
}

const tablespace = new RegExp(String.raw`\btablespace\s+${part}`, 'gi')

function inDefaultTablespace(sql: string): string {
  return sql.replaceAll(tablespace, /^\s*alter\b/i.test(sql) ? 'TABLESPACE pg_default' : '')
}
