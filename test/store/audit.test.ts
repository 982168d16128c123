import { beforeAll, describe, expect, test } from 'vitest'
import { type AuditEntry, auditEntries, exportLines, record, verifyChain } from '../../src/store/audit.ts'
import { canonicalJson, entryHash } from '../../src/store/audit-chain.ts'
import { openDatabase } from '../../src/store/database.ts'
import { hasServer, newServerDatabase, onEveryDatabase } from './places.ts'

const entry = (action: string, detail: unknown = {}) => ({
  actor: 'ana',
  action,
  repository: 7,
  number: 3,
  detail,
})

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

onEveryDatabase((db) => {
  const strange = {
    z: 1,
    a: { y: [3, 1, { b: 0.1, a: 1e21 }], x: null },
    text: 'zero \0, half \udc00, quote " and 😀',
    __proto__x: -0,
    nothing: undefined,
  }

  beforeAll(async () => {
    expect(await record(db(), { ...entry('first', strange), repository: null, number: null })).toBe(true)
    for (let n = 0; n < 5; n++) await record(db(), entry(`next ${n}`, { n }))
  })

  test('a log is whole as it was written, whatever was in it', async () => {
    const entries = await all(auditEntries(db()))
    expect(entries.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6])
    expect(await verifyChain(auditEntries(db()))).toEqual({
      ok: true,
      entries: 6,
      head: entries.at(-1)?.hash,
    })
  })

  test('an export is verified as its lines, and goes on from an entry that is known', async () => {
    const lines = await all(exportLines(db()))
    expect(await verifyChain(lines)).toMatchObject({ ok: true, entries: 6 })
    const third = JSON.parse(lines[2] ?? '') as AuditEntry
    expect(await verifyChain(exportLines(db(), { after: 3 }), third)).toMatchObject({ ok: true, entries: 3 })
    expect(await verifyChain(exportLines(db(), { after: 3 }))).toMatchObject({ ok: false, sequence: 4 })
  })

  test('what is written twice for one reason is one entry', async () => {
    const same = { ...entry('once'), dedupe: 'reason' }
    const before = (await all(auditEntries(db()))).length
    expect([await record(db(), same), await record(db(), same)]).toEqual([true, false])
    expect(await all(auditEntries(db()))).toHaveLength(before + 1)
  })

  test('an entry of a transaction that fails leaves no gap', async () => {
    const failing = db().transaction(async (inside) => {
      await record(inside, entry('undone'))
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await record(db(), entry('after'))
    expect(await verifyChain(auditEntries(db()))).toMatchObject({ ok: true })
  })

  test('many who write at once make one chain', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, n) => record(db(), entry(`at once ${n}`))))
    expect(await verifyChain(auditEntries(db()))).toMatchObject({ ok: true })
  })

  test('only what is later than a time is read, in pages', async () => {
    const [first] = await all(auditEntries(db()))
    expect(first).toBeDefined()
    const total = (await all(auditEntries(db()))).length
    expect(await all(auditEntries(db(), { since: new Date(first?.at ?? '') }))).toHaveLength(total)
    expect(await all(auditEntries(db(), { since: new Date(Date.now() + 60_000) }))).toEqual([])
  })

  test.each([
    ['UPDATE', `UPDATE sluice.audit SET actor = 'eve' WHERE sequence = 2`],
    ['DELETE', 'DELETE FROM sluice.audit WHERE sequence = 2'],
    ['TRUNCATE', 'TRUNCATE sluice.audit'],
  ])('%s is refused by the database', async (_, statement) => {
    await expect(db().query(statement)).rejects.toThrow('the audit log is only added to')
    expect(await verifyChain(auditEntries(db()))).toMatchObject({ ok: true })
  })

  test('an owner who switches the triggers off is found out', async () => {
    const failing = db().transaction(async (inside) => {
      await inside.query('ALTER TABLE sluice.audit DISABLE TRIGGER USER')
      await inside.query(`UPDATE sluice.audit SET actor = 'eve' WHERE sequence = 2`)
      expect(await verifyChain(auditEntries(inside))).toEqual({
        ok: false,
        sequence: 2,
        problem: 'Its content is not what its hash was made of.',
      })
      throw new Error('undo')
    })
    await expect(failing).rejects.toThrow('undo')
  })
})

describe('a forged export', () => {
  const entries: AuditEntry[] = []
  for (let sequence = 1; sequence <= 4; sequence++) {
    const content = { ...entry('waived', { n: sequence }), sequence, at: '2026-01-31T12:00:00.000Z' }
    const unsigned = { ...content, previous: entries.at(-1)?.hash ?? '0'.repeat(64) }
    entries.push({ ...unsigned, hash: entryHash(unsigned) })
  }
  const lines = entries.map(canonicalJson)
  const changed = (index: number, change: Partial<AuditEntry>) =>
    lines.map((line, n) => (n === index ? canonicalJson({ ...JSON.parse(line), ...change }) : line))
  const rehashed = (index: number, change: Partial<AuditEntry>) => {
    const whole = { ...entries[index], ...change } as AuditEntry
    return changed(index, { ...change, hash: entryHash(whole) })
  }

  test('would be believed if it were not forged', async () =>
    expect(await verifyChain(lines)).toEqual({ ok: true, entries: 4, head: entries[3]?.hash }))

  test('the order of keys is no forgery', async () => {
    const turned = lines.map((line) =>
      JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(line)).reverse())),
    )
    expect(await verifyChain(turned)).toMatchObject({ ok: true })
  })

  test.each([
    ['another actor', changed(1, { actor: 'eve' }), 2],
    ['another detail', changed(2, { detail: { n: 33 } }), 3],
    ['another time', changed(0, { at: '2026-01-30T12:00:00.000Z' }), 1],
    ['another actor with a hash to match: the next entry does not follow', rehashed(1, { actor: 'eve' }), 3],
    ['an entry left out', lines.filter((_, n) => n !== 1), 3],
    ['the beginning left out', lines.slice(1), 2],
    ['two entries swapped', [lines[0], lines[2], lines[1], lines[3]], 3],
    ['an entry twice', [lines[0], lines[0], lines[1]], 1],
    ['a line cut short', [lines[0], lines[1]?.slice(0, 40)], 2],
    ['a line that is something else', [lines[0], '[]'], 2],
    ['a hash that is missing', [lines[0], lines[1]?.replace('"hash"', '"hush"')], 2],
  ])('is found out: %s', async (_, forged, sequence) => {
    const found = await verifyChain(forged)
    expect(found).toMatchObject({ ok: false, sequence })
    expect('problem' in found && found.problem).toMatch(/\.$/)
  })

  test('none is an empty log', async () =>
    expect(await verifyChain([])).toMatchObject({ ok: true, entries: 0 }))
})

describe.runIf(hasServer)('two processes', () => {
  test('write one chain', async () => {
    const room = await newServerDatabase()
    const [one, other] = [await openDatabase(room.place), await openDatabase(room.place)]
    await Promise.all(Array.from({ length: 30 }, (_, n) => record(n % 2 ? one : other, entry(`${n}`))))
    expect(await verifyChain(auditEntries(one))).toMatchObject({ ok: true, entries: 30 })
    await Promise.all([one.close(), other.close()])
    await room.remove()
  })
})
