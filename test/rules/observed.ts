import { PGlite } from '@electric-sql/pglite'
import { citext } from '@electric-sql/pglite/contrib/citext'
import { emptyCatalog } from '../../src/core/catalog/empty.ts'
import type { SqlDocument } from '../../src/core/document.ts'
import { type FileRun, runFile } from '../../src/core/replay.ts'
import { loadEngine } from '../../src/sql/postgres/engine.ts'
import { parsePostgres } from '../../src/sql/postgres/parse.ts'

/** What the server did while one statement ran. */
interface Observation {
  readonly error?: string
  /** `orders: ACCESS EXCLUSIVE`, for ordinary and partitioned tables that were there before; the strongest of each. */
  readonly locks: readonly string[]
  /** Tables and indexes with a new file, of those that were there before. */
  readonly rewritten: readonly string[]
  /** What the server says at debug1: `verifying table "orders"`. */
  readonly notices: readonly string[]
}

export interface Server {
  run(sql: string): Promise<void>
  /** Runs a statement in a transaction of its own after others, watches it, and undoes everything. */
  observe(statement: string, first?: string): Promise<Observation>
  query<T>(sql: string): Promise<readonly T[]>
  close(): Promise<void>
}

const modes = [
  'AccessShare',
  'RowShare',
  'RowExclusive',
  'ShareUpdateExclusive',
  'Share',
  'ShareRowExclusive',
  'Exclusive',
  'AccessExclusive',
]

/** The embedded server, as the rehearsal uses it. */
export async function startServer(): Promise<Server> {
  const server = await PGlite.create({ extensions: { citext } })
  const query = async <T>(sql: string): Promise<readonly T[]> => (await server.query<T>(sql)).rows
  const files = () =>
    query<{ oid: number; name: string; kind: string; file: number }>(
      `select oid::int, relname as name, relkind as kind, relfilenode::int as file from pg_class where oid >= 16384 and relkind in ('r', 'p', 'i', 'I')`,
    )
  const watch = async (statement: string): Promise<Observation> => {
    const before = await files()
    const notices: string[] = []
    await server.exec('set local client_min_messages = debug1')
    await server.exec(statement, { onNotice: ({ message }) => message && notices.push(message) })
    await server.exec('set local client_min_messages = error')
    const tables = new Map(
      before.filter(({ kind }) => kind === 'r' || kind === 'p').map(({ oid, name }) => [oid, name]),
    )
    const held = await query<{ oid: number; mode: string }>(
      `select relation::int as oid, mode from pg_locks where locktype = 'relation'`,
    )
    // An index built again is another object by the same name.
    const after = new Map((await files()).map(({ name, file }) => [name, file]))
    const rewritten = before.filter(({ name, file }) => after.has(name) && after.get(name) !== file)
    return { locks: strongest(held, tables), rewritten: rewritten.map(({ name }) => name), notices }
  }
  return {
    run: async (sql) => void (await server.exec(sql)),
    query,
    close: () => server.close(),
    async observe(statement, first = '') {
      await server.exec('begin')
      try {
        if (first) await server.exec(first)
        // Locks of what came first are not this statement's.
        await server.exec('savepoint watched')
        return await watch(statement)
      } catch (error) {
        return { error: (error as Error).message, locks: [], rewritten: [], notices: [] }
      } finally {
        await server.exec('rollback')
      }
    },
  }
}

function strongest(
  held: readonly { oid: number; mode: string }[],
  tables: ReadonlyMap<number, string>,
): string[] {
  const best = new Map<string, number>()
  for (const { oid, mode } of held) {
    const name = tables.get(oid)
    if (name !== undefined)
      best.set(name, Math.max(best.get(name) ?? 0, modes.indexOf(mode.replace('Lock', ''))))
  }
  return [...best].map(([name, mode]) => `${name}: ${spelled(modes[mode] ?? '')}`).sort()
}

/** `AccessExclusive` as people write it. */
function spelled(mode: string): string {
  return mode.replace(/(?<=.)(?=[A-Z])/g, ' ').toUpperCase()
}

/** A script replayed on an empty catalog. */
export async function replay(sql: string): Promise<FileRun> {
  await loadEngine()
  const document: SqlDocument = {
    language: 'sql',
    path: 'script.sql',
    text: sql,
    dialect: 'postgres',
    ...parsePostgres(sql),
    undo: [],
  }
  return runFile(emptyCatalog, document)
}
