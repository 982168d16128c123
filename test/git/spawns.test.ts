import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { batchReader } from '../../src/git/blobs.ts'
import { collect } from '../../src/git/collect.ts'
import { git, putOnPath, repositoryOf, scratchDirectory } from './scratch.ts'

const read = (repository: string, limits = {}) =>
  collect({
    repository,
    base: 'main',
    head: 'topic',
    wanted: (path) => path.endsWith('.sql'),
    policyPaths: () => false,
    today: '2026-11-21',
    limits,
  })

/** Puts a git on the PATH that writes down what it is asked before it does it. */
function spyOnGit(): { calls: () => string[]; asked: () => string[] } {
  const directory = scratchDirectory()
  const [calls, asked] = [join(directory, 'calls'), join(directory, 'asked')]
  const real = process.env.PATH?.split(':').map((entry) => join(entry, 'git')) ?? []
  const program = `for real in ${real.join(' ')}; do [ -x "$real" ] && break; done`
  const batch = `*cat-file*) tee ${asked} | "$real" "$@" ;;`
  putOnPath('git', `echo "$*" >> ${calls}\n${program}\ncase "$*" in ${batch} *) exec "$real" "$@" ;; esac`)
  const lines = (path: string) => readFileSync(path, 'utf8').split('\n').filter(Boolean)
  return { calls: () => lines(calls), asked: () => lines(asked) }
}

const numbered = (count: number, text: (n: number) => string) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`migrations/${n}.sql`, text(n)]))

describe('the calls of git', () => {
  it('are the same few for 2,000 files, and each content is asked for once', async () => {
    const repository = repositoryOf([
      { branch: 'main', files: numbered(2000, (n) => `-- ${n}`) },
      { branch: 'topic', from: 'main', files: numbered(3, (n) => `-- new ${n}`) },
    ])
    const { calls, asked } = spyOnGit()
    const result = await read(repository)
    expect(result.ok && result.value.snapshot.head.files.size).toBe(2000)
    expect(calls().filter((call) => call.includes('cat-file'))).toHaveLength(1)
    expect(calls().length).toBeLessThan(12)
    expect(asked()).toHaveLength(2003)
    expect(new Set(asked()).size).toBe(2003)
  })

  it('never ask for the content of a file over the limit, a link or a submodule', async () => {
    const repository = repositoryOf([
      { branch: 'main', files: { 'a.sql': 'a' } },
      {
        branch: 'topic',
        from: 'main',
        files: {
          'dump.sql': Buffer.alloc(50_000_000, 'select 1;\n'),
          'link.sql': { symlink: 'a.sql' },
          'module.sql': { submodule: '1'.repeat(40) },
        },
      },
    ])
    const { asked } = spyOnGit()
    const result = await read(repository)
    expect(result.ok && result.value.snapshot.head.files.get('dump.sql')).toMatchObject({
      reason: 'too-large',
      detail: 'The file has 47.7 MiB; files over 5.0 MiB are not read.',
    })
    expect(asked()).toEqual([git(repository, ['rev-parse', 'main:a.sql'])])
  })

  it('are killed when they take too long', async () => {
    const pid = join(scratchDirectory(), 'pid')
    const repository = repositoryOf([{ branch: 'main', files: { 'a.sql': '' } }])
    putOnPath('git', `echo $$ > ${pid}\nexec tail -f /dev/null`)
    expect(await read(repository, { seconds: 0.3 })).toMatchObject({
      ok: false,
      error: { message: 'git --version did not finish within 0.3 seconds and was stopped.' },
    })
    await expect.poll(() => isRunning(Number(readFileSync(pid, 'utf8')))).toBe(false)
  })

  it('that break off in the middle are an error, not a shorter snapshot', async () => {
    const repository = repositoryOf([
      { branch: 'main', files: {} },
      { branch: 'topic', files: numbered(50, (n) => `-- ${n}`), from: 'main' },
    ])
    const real = process.env.PATH?.split(':').map((entry) => join(entry, 'git')) ?? []
    const program = `for real in ${real.join(' ')}; do [ -x "$real" ] && break; done`
    putOnPath(
      'git',
      `${program}\ncase "$*" in *cat-file*) "$real" "$@" | head -c 500; exit 1 ;; esac\nexec "$real" "$@"`,
    )
    expect(await read(repository)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('cat-file') },
    })
  })
})

describe('the reader of cat-file', () => {
  const output = Buffer.from('aa blob 3\nx\ny\nbb missing\ncc blob 0\n\ndd blob 5\nžluť\n'.replace('5', '6'))

  it.each([1, 2, 3, 7, 1000])('takes chunks of %i bytes', (size) => {
    const blobs: [string, string | undefined][] = []
    const take = batchReader((id, bytes) => blobs.push([id, bytes?.toString()]))
    for (let at = 0; at < output.length; at += size) take(output.subarray(at, at + size))
    expect(blobs).toEqual([
      ['aa', 'x\ny'],
      ['bb', undefined],
      ['cc', ''],
      ['dd', 'žluť'],
    ])
  })
})

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
