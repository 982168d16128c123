import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lastPart } from '../../src/core/name.ts'
import type { RehearsedStep, Script } from '../../src/core/rehearsal.ts'
import { type LockMode, lockModes } from '../../src/core/statement.ts'
import { play } from '../../src/rehearsal/play.ts'
import { beginChange, type World } from '../../src/rehearsal/watch/world.ts'
import { type Row, rows, type Seen, seenOn } from './lock-table.ts'
import { type Opened, places } from './lock-table-servers.ts'

// Every statement is watched as in a rehearsal, in a transaction that is rolled back, on the embedded server and on those at hand.

describe.each(places())('$name', ({ open }) => {
  let server: Opened
  let world: World
  beforeAll(async () => {
    server = await open()
    world = await beginChange(server.session)
  })
  afterAll(() => server?.close())

  test.each(rows)('$sql', async (row) => {
    const { version } = server.session
    if (version < row.since) return
    const script = scriptOf(row, server.elsewhere)
    const { steps } = await play(server.session, script, world)
    const step = steps.find(({ range }) => range.start === script.statements.at(-2)?.range.start)
    const said = seenOn(row, version)
    expect(step && told(observed(step, said.perhaps))).toEqual(told(said))
  })
})

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
