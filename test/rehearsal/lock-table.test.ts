import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lastPart } from '../../src/core/name.ts'
import type { RehearsedStep, Script } from '../../src/core/rehearsal.ts'
import { type LockMode, lockModes } from '../../src/core/statement.ts'
import { play } from '../../src/rehearsal/play.ts'
import type { ServerSession } from '../../src/rehearsal/server/session.ts'
import type { Session } from '../../src/rehearsal/session.ts'
import { beginChange, lookAgain, type World } from '../../src/rehearsal/watch/world.ts'
import { until } from '../store/places.ts'
import { type Row, rows, type Seen, seenOn } from './lock-table.ts'
import { type Opened, places } from './lock-table-servers.ts'

// Every statement is watched as in a rehearsal, in a transaction that is rolled back, on the embedded server and on those at hand. What cannot
// run in one is undone by another statement; its locks, which a rehearsal does not see, are seen from another connection.

const alone = rows.filter((row) => row.alone)
const together = rows.filter((row) => !row.alone)

describe.each(places())('$name', ({ open }) => {
  let server: Opened
  let world: World
  beforeAll(async () => {
    server = await open()
    world = await beginChange(server.session)
  })
  afterAll(() => server?.close())

  test.each(together)('$sql', async (row) => {
    const { version } = server.session
    if (version < row.since) return
    const script = scriptOf(row, server.elsewhere)
    const { steps } = await play(server.session, script, world)
    const step = steps.find(({ range }) => range.start === script.statements.at(-2)?.range.start)
    const said = seenOn(row, version)
    expect(step && told(observed(step, said.perhaps))).toEqual(told(said))
  })

  test.each(alone)('alone: $sql', async (row) => {
    const { session, connect } = server
    const said = seenOn(row, session.version)
    const script = { path: 'row.sql', text: row.sql, statements: [{ range: whole(row.sql) }] }
    const [step] = (await play(session, script, world)).steps
    expect(step && { ...told(observed(step, [])), watched: step.watched }).toEqual({
      ...told({ ...said, locks: {} }),
      watched: false,
    })
    if (said.error === undefined) await undo(row, session)
    if (said.error !== undefined || !connect || row.against === undefined) return
    expect(await locksAgainst(row.against, row.sql, connect)).toEqual(said.locks)
    await undo(row, session)
    await lookAgain(session, world)
  })
})

const whole = (text: string) => ({ start: 0, end: text.length })

async function undo({ undo }: Row, session: Session): Promise<void> {
  if (undo !== undefined) expect((await session.run(undo)).error).toBeUndefined()
}

/** What a statement holds and waits for while another transaction holds a lock. */
async function locksAgainst(
  against: string,
  sql: string,
  connect: () => Promise<ServerSession>,
): Promise<Record<string, LockMode>> {
  const [holder, taker, onlooker] = await Promise.all([connect(), connect(), connect()])
  try {
    const before = new Set((await onlooker.run(relationNames)).rows.map(({ name }) => name))
    const [, mode, table] = /^(.*) (\S+)$/.exec(against) ?? []
    await holder.run('BEGIN')
    await holder.run(`LOCK TABLE ONLY ${table} IN ${mode} MODE`)
    const run = taker.run(sql)
    const held = async () => (await onlooker.run(locksOf(taker.backend))).rows
    await until(async () => (await held()).some(({ granted }) => !granted))
    const locks = (await held()).filter(({ name }) => before.has(name))
    await holder.run('ROLLBACK')
    expect((await run).error).toBeUndefined()
    return Object.fromEntries(locks.map(({ name, mode }) => [String(name), modeOf(String(mode))]))
  } finally {
    await Promise.all([holder, taker, onlooker].map((one) => one.close()))
  }
}

const relationNames = `SELECT pg_catalog.replace(c.oid::regclass::text, 'public.', '') AS name FROM pg_catalog.pg_class c
  WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'i', 'I') AND c.relnamespace <> 'pg_toast'::regnamespace`

const locksOf = (
  backend: number,
) => `SELECT relation::regclass::text AS name, mode, granted FROM pg_catalog.pg_locks
  WHERE pid = ${backend} ORDER BY relation, mode = 'AccessShareLock' DESC`

/** `AccessExclusiveLock` as people write it. */
function modeOf(name: string): LockMode {
  const words = name
    .replace(/Lock$/, '')
    .replace(/(?<=.)(?=[A-Z])/g, ' ')
    .toUpperCase()
  return lockModes.find((mode) => mode === words) ?? 'ACCESS SHARE'
}

/** The statements of a row between BEGIN and ROLLBACK. */
function scriptOf({ first, sql }: Row, elsewhere: string): Script {
  const texts = [...first, sql].map((text) => text.replaceAll('elsewhere', elsewhere))
  const parts = [
    { text: 'BEGIN', control: 'begin' as const },
    ...texts.map((text) => ({ text })),
    { text: 'ROLLBACK', control: 'rollback' as const },
  ]
  let text = ''
  const statements = parts.map(({ text: part, ...control }) => {
    const range = { start: text.length, end: text.length + part.length }
    text += `${part};\n`
    return { range, transaction: 1, openedBy: 'file' as const, ...control }
  })
  return { path: 'row.sql', text, statements }
}

function observed({ locks, work, error }: RehearsedStep, perhaps: readonly string[]): Seen {
  const of = (kind: string) => work.filter((one) => one.kind === kind && one.existing)
  const scans = of('scan').map(({ table }) => short(table))
  return {
    locks: strongest(locks),
    rewrites: of('rewrite').map(({ table }) => short(table)),
    truncates: of('truncate').map(({ table }) => short(table)),
    builds: of('build').map(({ index }) => lastPart(index ?? '')),
    scans: scans.filter((table) => !perhaps.includes(table)),
    perhaps: [],
    ...(error && { error: error.code }),
  }
}

function strongest(locks: RehearsedStep['locks']): Record<string, LockMode> {
  const best: Record<string, LockMode> = {}
  for (const { relation, kind, mode, existing } of locks) {
    const name = short(relation)
    const isWeak = lockModes.indexOf(mode) < lockModes.indexOf('SHARE UPDATE EXCLUSIVE')
    if (!existing || ((kind === 'index' || kind === 'sequence') && isWeak)) continue
    if (lockModes.indexOf(mode) >= lockModes.indexOf(best[name] ?? 'ACCESS SHARE')) best[name] = mode
  }
  return best
}

const short = (name: string) => name.replace(/^public\./, '')

function told({ locks, error, ...seen }: Seen): string[] {
  const lists = (['rewrites', 'truncates', 'builds', 'scans'] as const).flatMap((what) =>
    seen[what].map((name) => `${what} ${name}`),
  )
  const modes = Object.entries(locks).map(([name, mode]) => `${mode} ${name}`)
  return [...modes, ...lists, ...(error === undefined ? [] : [`error ${error}`])].sort()
}
