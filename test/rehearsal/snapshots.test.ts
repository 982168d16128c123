import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { baseKey } from '../../src/rehearsal/embedded/key.ts'
import { isWhole, pack, type Snapshot, unpack } from '../../src/rehearsal/embedded/pack.ts'
import { snapshotsIn, usualDirectory } from '../../src/rehearsal/embedded/snapshots.ts'
import { requestOf, script } from './scripts.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const base = { files: 2, stubs: [], skipped: [], tablesWithRows: ['public.orders'] }
const snapshotOf = (...files: readonly (readonly [string, Uint8Array])[]): Snapshot => ({
  base,
  cluster: { directories: ['base', 'base/1'], files },
})
const small = pack(snapshotOf(['PG_VERSION', bytes('18\n')]))

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-snapshots-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  return directory
}

describe('a pack', () => {
  test('gives back what was packed, with equal files packed once', () => {
    const large = randomBytes(60_000)
    const snapshot = snapshotOf(
      ['PG_VERSION', bytes('18\n')],
      ['base/1/a', large],
      ['base/1/b', Buffer.from(large)],
      ['empty', bytes('')],
    )
    const packed = pack(snapshot)
    const { cluster, base: told } = unpack(packed)
    expect(told).toEqual(base)
    expect(cluster.directories).toEqual(['base', 'base/1'])
    expect(cluster.files.map(([path, content]) => [path, [...content]])).toEqual(
      snapshot.cluster.files.map(([path, content]) => [path, [...content]]),
    )
    expect(packed.length).toBeLessThan(61_000)
  })

  test('is not whole once a bit of it differs, or its end is missing', () => {
    const flipped = Buffer.from(small)
    flipped.writeUInt8((flipped.at(-1) ?? 0) ^ 1, flipped.length - 1)
    expect(
      [small, flipped, small.subarray(0, -1), small.subarray(0, 10), Buffer.alloc(0)].map(isWhole),
    ).toEqual([true, false, false, false, false])
  })
})

describe('kept snapshots', () => {
  test('are found under their key, and under no other', async () => {
    const snapshots = snapshotsIn(join(newDirectory(), 'not', 'yet', 'there'))
    await snapshots.write('one', small)
    expect(await snapshots.read('one')).toEqual(small)
    expect(await snapshots.read('other')).toBeUndefined()
  })

  test('that were damaged are not there any more', async () => {
    const directory = newDirectory()
    const snapshots = snapshotsIn(directory)
    await snapshots.write('one', small)
    writeFileSync(join(directory, 'one.base'), small.subarray(0, 50))
    expect(await snapshots.read('one')).toBeUndefined()
    expect(readdirSync(directory)).toEqual([])
  })

  test('give way where there is no room, those used longest ago first; what others left unfinished as well', async () => {
    const directory = newDirectory()
    const large = pack(snapshotOf(['a', randomBytes(400_000)]))
    const snapshots = snapshotsIn(directory, 1)
    const at = (name: string, hour: number) =>
      utimesSync(join(directory, name), new Date(2026, 0, 1, hour), new Date(2026, 0, 1, hour))
    await snapshots.write('first', large)
    await snapshots.write('second', large)
    writeFileSync(join(directory, 'x.unfinished'), 'x')
    at('first.base', 1)
    at('second.base', 2)
    at('x.unfinished', 1)
    await snapshots.read('first')
    await snapshots.write('third', large)
    expect(readdirSync(directory).sort()).toEqual(['first.base', 'third.base'])
  })

  test('are written by many at once, and are whole', async () => {
    const directory = newDirectory()
    const packs = Array.from({ length: 20 }, (_, at) =>
      pack(snapshotOf(['a', bytes(`${at}`.repeat(100_000))])),
    )
    await Promise.all(packs.map((packed) => snapshotsIn(directory).write('one', packed)))
    expect(readdirSync(directory)).toEqual(['one.base'])
    expect(isWhole(readFileSync(join(directory, 'one.base')))).toBe(true)
  })

  test('that cannot be written are no error', async () => {
    const directory = newDirectory()
    writeFileSync(join(directory, 'file'), '')
    const snapshots = snapshotsIn(join(directory, 'file', 'in', 'it'))
    await snapshots.write('one', small)
    expect(await snapshots.read('one')).toBeUndefined()
  })

  test('lie where the system keeps what can be made again', () => {
    expect(usualDirectory({ XDG_CACHE_HOME: '/cache' })).toBe(join('/cache', 'sluice', 'rehearsal'))
  })
})

describe('the key of a base', () => {
  const merged = script('0001.sql', 'CREATE TABLE orders (id int)')
  const change = script('0002.sql', 'ALTER TABLE orders ADD COLUMN b int')
  const key = baseKey(requestOf([merged], change))

  test('is the same whatever is rehearsed on it', () => {
    expect(baseKey(requestOf([merged]))).toBe(key)
    expect(baseKey(requestOf([merged], script('0002.sql', 'CREATE EXTENSION citext')))).toBe(key)
    expect(baseKey({ ...requestOf([merged]), history: 'elsewhere' })).toBe(key)
  })

  test('is another for another text, place, order, transaction or tool', () => {
    const request = requestOf([merged, change])
    const alone = { ...merged, statements: merged.statements.map(({ range }) => ({ range })) }
    const others = [
      requestOf([script('0001.sql', 'CREATE TABLE orders (id bigint)'), change]),
      requestOf([{ ...merged, path: '0001_b.sql' }, change]),
      requestOf([change, merged]),
      requestOf([alone, change]),
      { ...request, tool: 'flyway' },
    ]
    expect(new Set([request, ...others].map(baseKey)).size).toBe(others.length + 1)
  })
})
