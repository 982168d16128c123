import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { collect } from '../../src/git/collect.ts'
import { cleanCache, type FetchOptions, fetchCommits, fetchedUpTo, touch } from '../../src/git/fetch.ts'
import { githubForTest } from '../github/client.ts'
import { scratchDirectory } from './scratch.ts'

async function shop() {
  const github = await githubForTest()
  const repo = github.repository('acme/shop')
  const base = repo.commit({ files: { 'a.sql': 'select 1;\n' } })
  const cache = scratchDirectory()
  const get = (commits: readonly string[], more: Partial<FetchOptions> = {}) =>
    fetchCommits({ cache, name: 'r1', url: repo.cloneUrl, token: github.token(), commits, ...more })
  const uploads = () => github.requests.filter(({ path }) => path.endsWith('/git-upload-pack')).length
  return { github, repo, base, cache, get, uploads }
}

/** The head's `a.sql` as a review reads it. */
async function read(directory: string, base: string, head: string) {
  const result = await collect({
    repository: directory,
    base,
    head,
    mergeBase: base,
    fetchedUpTo,
    wanted: (path) => path.endsWith('.sql'),
    policyPaths: () => false,
    today: '2026-11-21',
  })
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

describe('a fetch', () => {
  test("brings a fork's head and the base, without history, and a review reads them", async () => {
    const { repo, base, get } = await shop()
    const eve = repo.fork('eve')
    eve.commit({ branch: 'theirs', files: { 'a.sql': 'select 2;\n' } })
    const head = eve.commit({ branch: 'theirs', files: { 'b.sql': 'select 3;\n' } })
    repo.openPull({ head: 'eve:theirs', by: 'eve' })
    const fetched = await get([base, head])
    if (!fetched.ok) throw new Error(fetched.message)
    const { snapshot, hunks } = await read(fetched.directory, base, head)
    expect(snapshot.changed).toEqual([
      { status: 'modified', path: 'a.sql' },
      { status: 'added', path: 'b.sql' },
    ])
    expect(snapshot.head.files.get('b.sql')).toEqual({ kind: 'text', text: 'select 3;\n' })
    expect(hunks).toEqual({
      'a.sql': [{ startLine: 1, endLine: 1 }],
      'b.sql': [{ startLine: 1, endLine: 1 }],
    })
  })

  test('brings a head that was forced, and the one it replaced by its id', async () => {
    const { repo, base, get } = await shop()
    const before = repo.commit({ branch: 'topic', files: { 'a.sql': 'one' } })
    const pull = repo.openPull({ head: 'topic' })
    const after = pull.push({ files: { 'a.sql': 'two' }, force: true })
    expect(await get([base, after])).toMatchObject({ ok: true })
    expect(await get([before])).toMatchObject({ ok: true })
  })

  test('asks for nothing that is there, and transfers only what is new', async () => {
    const { github, repo, base, get, uploads, cache } = await shop()
    const big = Buffer.from(Array.from({ length: 40_000 }, (_, n) => Math.sin(n)).join('\n'))
    const first = repo.commit({ branch: 'topic', files: { 'big.sql': big } })
    await get([base, first])
    const packs = () => {
      const folder = join(cache, 'r1~0/objects/pack')
      return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
    }
    const [size, asked] = [packs(), uploads()]
    expect(size).toBeGreaterThan(200_000)
    await get([base, first])
    expect(uploads()).toBe(asked)
    const second = repo.commit({ branch: 'topic', files: { 'c.sql': 'select 4;' } })
    expect(await get([base, second], { token: github.token() })).toMatchObject({ ok: true })
    expect(packs() - size).toBeLessThan(10_000)
  })

  test('follows a repository to its new name', async () => {
    const { repo, base, get } = await shop()
    const url = repo.cloneUrl
    repo.rename('store')
    expect(await get([base], { url })).toMatchObject({ ok: true })
  })

  test('does not follow a redirect to another host, where the token would go', async () => {
    const { github, base, get } = await shop()
    const other = await githubForTest()
    const location = `${other.url}/acme/shop.git/info/refs?service=git-upload-pack`
    github.fail({ path: /info\/refs/, times: 9, with: { status: 301, headers: { location } } })
    expect(await get([base])).toMatchObject({ ok: false, kind: 'refused' })
    expect(other.requests).toEqual([])
  })

  test.each([
    ['a wrong token', { token: 'ghs_wrong' }, 'refused'],
    ['a repository that is not there', { path: 'acme/nothing' }, 'missing'],
    ['a commit that is not there', { commit: '1'.repeat(40) }, 'missing'],
    ['nobody at the address', { url: 'http://127.0.0.1:9/acme/shop.git' }, 'unreachable'],
  ])(
    'with %s says so',
    async (_, wrong: { token?: string; path?: string; commit?: string; url?: string }, kind) => {
      const { repo, base, get } = await shop()
      const url = wrong.url ?? (wrong.path ? repo.cloneUrl.replace('acme/shop', wrong.path) : repo.cloneUrl)
      const answer = await get([wrong.commit ?? base], { url, ...(wrong.token && { token: wrong.token }) })
      expect(answer).toMatchObject({ ok: false, kind })
      expect(JSON.stringify(answer)).not.toMatch(/ghs_|at undefined/)
    },
  )

  test('of a server that fails is worth another try', async () => {
    const { github, base, get } = await shop()
    github.fail({ path: /git-upload-pack$/, with: 502 })
    expect(await get([base])).toMatchObject({ ok: false, kind: 'unreachable' })
    expect(await get([base])).toMatchObject({ ok: true })
  })

  test('is stopped when it takes too long, with all it started; the next one succeeds', async () => {
    const { github, base, get, cache } = await shop()
    github.fail({ path: /git-upload-pack$/, with: { slow: 4000 } })
    const answer = await get([base], { limits: { seconds: 1 } })
    expect(answer).toMatchObject({ ok: false, kind: 'too-slow', message: /within 1 seconds/ })
    expect(running(cache)).toEqual([])
    expect(await get([base])).toMatchObject({ ok: true })
  })

  test('is stopped when the pack grows beyond the limit, and leaves nothing behind', async () => {
    const { repo, get, cache } = await shop()
    const files = Object.fromEntries(
      Array.from({ length: 8 }, (_, n) => [`${n}.sql`, noise(4_000_000, n)] as const),
    )
    const head = repo.commit({ branch: 'topic', files })
    expect(await get([head], { limits: { bytes: 1_000_000 } })).toMatchObject({
      ok: false,
      kind: 'too-large',
    })
    expect(readdirSync(join(cache, 'r1~0/objects/pack'))).toEqual([])
    expect(readdirSync(cache)).toEqual(['r1~0'])
  })

  test('keeps the token out of the arguments of every program and of the disk', async () => {
    const { github, base, get, cache } = await shop()
    github.fail({ path: /git-upload-pack$/, with: { slow: 1500 } })
    const token = github.token()
    const basic = Buffer.from(`x-access-token:${token}`).toString('base64')
    const fetching = get([base], { token })
    await expect.poll(() => running(cache).length, { timeout: 5000 }).toBeGreaterThan(1)
    const seen = running(cache).join('\n')
    expect(await fetching).toMatchObject({ ok: true })
    expect(seen).toContain('fetch')
    expect(seen).not.toContain(token)
    expect(seen).not.toContain(basic)
    expect(onDisk(cache)).not.toContain(token)
  })

  test('mends what a killed process left: locks, half packs, a broken repository', async () => {
    const { repo, base, get, cache } = await shop()
    await get([base])
    writeFileSync(join(cache, 'r1.lock'), '999999999')
    writeFileSync(join(cache, 'r1~0/shallow.lock'), '')
    writeFileSync(join(cache, 'r1~0/objects/pack/tmp_pack_x'), 'half')
    const head = repo.commit({ branch: 'topic', files: { 'b.sql': '' } })
    expect(await get([head])).toMatchObject({ ok: true })
    expect(readdirSync(join(cache, 'r1~0/objects/pack')).filter((name) => name.startsWith('tmp'))).toEqual([])
    rmSync(join(cache, 'r1~0/objects'), { recursive: true })
    expect(await get([base, head])).toMatchObject({ ok: true })
    writeFileSync(join(cache, 'r1~0/HEAD'), '')
    expect(await get([base, head])).toMatchObject({ ok: true })
  })

  test('begins anew beside a broken repository, which whoever reads it goes on to read', async () => {
    const { repo, base, get, cache } = await shop()
    const first = repo.commit({ branch: 'topic', files: { 'a.sql': 'select 2;\n' } })
    await get([base, first])
    writeFileSync(join(cache, 'r1~0/shallow'), 'no commit\n')
    const second = repo.commit({ branch: 'topic', files: { 'a.sql': 'select 3;\n' } })
    expect(await get([base, second])).toEqual({ ok: true, directory: join(cache, 'r1~1') })
    const text = async (place: string, head: string) =>
      (await read(join(cache, place), base, head)).snapshot.head.files.get('a.sql')
    expect(await text('r1~1', second)).toMatchObject({ text: 'select 3;\n' })
    rmSync(join(cache, 'r1~0/shallow'))
    expect(await text('r1~0', first)).toMatchObject({ text: 'select 2;\n' })
  })

  test('of one repository waits for the other, and both get what they asked for', async () => {
    const { repo, base, get } = await shop()
    const heads = Array.from({ length: 5 }, (_, n) =>
      repo.commit({ branch: `t${n}`, files: { 'b.sql': `${n}` } }),
    )
    const all = await Promise.all(heads.map((head) => get([base, head])))
    expect(all.map(({ ok }) => ok)).toEqual([true, true, true, true, true])
  })

  test('leaves out contents over the limit; a review says why it does not read them', async () => {
    const { repo, base, get } = await shop()
    const head = repo.commit({
      branch: 'topic',
      files: { 'dump.sql': noise(6_000_000, 1), 'a.sql': 'select 5;\n' },
    })
    const fetched = await get([base, head])
    if (!fetched.ok) throw new Error(fetched.message)
    const { snapshot, notes, hunks } = await read(fetched.directory, base, head)
    expect(snapshot.head.files.get('dump.sql')).toEqual({
      kind: 'unread',
      reason: 'too-large',
      detail: 'The file has more than 5.0 MiB; such files are not fetched.',
    })
    expect(notes.join()).not.toContain('not in this clone')
    expect(Object.keys(hunks)).toEqual(['a.sql'])
  })
})

describe('cleaning the cache', () => {
  test('removes the least recently used first, never one that is kept, and stops at the limit', async () => {
    const { base, get, cache } = await shop()
    for (const name of ['r1', 'r2', 'r3']) await get([base], { name })
    const bytes = Number.MAX_SAFE_INTEGER
    await cleanCache(cache, { bytes })
    expect(readdirSync(cache)).toEqual(['r1~0', 'r2~0', 'r3~0'])
    const size = treeBytes(join(cache, 'r1~0'))
    unused(cache, { 'r1~0': 1, 'r2~0': 3, 'r3~0': 2 })
    await cleanCache(cache, { bytes: 2 * size, keep: ['r2'] })
    expect(readdirSync(cache)).toEqual(['r1~0', 'r2~0'])
    await cleanCache(cache, { bytes: 0, keep: ['r2'] })
    expect(readdirSync(cache)).toEqual(['r2~0'])
    await cleanCache(join(cache, 'nothing'), { bytes: 0 })
  })

  test('leaves alone what somebody may be reading', async () => {
    const { base, get, cache } = await shop()
    for (const name of ['r1', 'r2']) await get([base], { name })
    unused(cache, { 'r1~0': 1, 'r2~0': 1 })
    await touch(join(cache, 'r2~0'))
    await cleanCache(cache, { bytes: 0 })
    expect(readdirSync(cache)).toEqual(['r2~0'])
  })

  test('removes what was superseded, though there is room', async () => {
    const { base, get, cache } = await shop()
    await get([base])
    rmSync(join(cache, 'r1~0/objects'), { recursive: true })
    await get([base])
    expect(readdirSync(cache)).toEqual(['r1~0', 'r1~1'])
    unused(cache, { 'r1~0': 1, 'r1~1': 1 })
    await cleanCache(cache, { bytes: Number.MAX_SAFE_INTEGER })
    expect(readdirSync(cache)).toEqual(['r1~1'])
  })

  test('touches nothing else in the directory', async () => {
    const cache = scratchDirectory()
    mkdirSync(join(cache, 'precious'))
    await cleanCache(cache, { bytes: 0 })
    expect(readdirSync(cache)).toEqual(['precious'])
  })
})

/** As if used last so many hours ago. */
function unused(cache: string, hours: Readonly<Record<string, number>>): void {
  for (const [name, ago] of Object.entries(hours)) {
    const then = new Date(Date.now() - ago * 3_600_000)
    utimesSync(join(cache, name), then, then)
  }
}

/** The arguments of the running programs that name the directory. */
function running(directory: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const inside = `/proc/${pid}/environ`
        const isOurs = readFileSync(inside, 'latin1').includes(directory)
        return isOurs ? [readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ')] : []
      } catch {
        return []
      }
    })
    .filter((line) => line !== '')
}

function onDisk(directory: string): string {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')
}

function treeBytes(directory: string): number {
  return readdirSync(directory, { recursive: true }).reduce<number>(
    (sum, name) => sum + statSync(join(directory, String(name))).size,
    0,
  )
}

/** Text that does not compress, the same in every run. */
function noise(bytes: number, seed: number): Buffer {
  const buffer = Buffer.alloc(bytes)
  let state = seed + 1
  for (let at = 0; at < bytes; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    buffer[at] = 33 + ((state >>> 24) % 90)
  }
  return buffer
}
