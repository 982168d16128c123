import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { Tree } from '../../src/core/snapshot.ts'
import { readDirectory } from '../../src/git/read-directory.ts'
import { readFiles } from '../../src/git/read-files.ts'
import type { Result } from '../../src/git/result.ts'
import { scratchDirectory } from './scratch.ts'

function directoryOf(files: Readonly<Record<string, string | Buffer>>): string {
  const directory = scratchDirectory()
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), text)
  }
  return directory
}

const text = (value: string) => ({ kind: 'text', text: value })
const unread = (reason: string) => ({ kind: 'unread', reason, detail: expect.any(String) })
const filesOf = (result: Result<Tree>) => (result.ok ? [...result.value.files] : result.error.message)
const refusal = (message: RegExp) => ({
  ok: false,
  error: { message: expect.stringMatching(message), next: expect.any(String) },
})

describe('files by name', () => {
  it('are a tree that is no commit, in byte order, each once', async () => {
    const directory = directoryOf({ 'db/b.sql': 'b', 'a.sql': '\ufeffa' })
    const result = await readFiles(['db/b.sql', './a.sql', 'a.sql', join(directory, 'db/b.sql')], {
      directory,
    })
    const files = new Map(Object.entries({ 'a.sql': text('a'), 'db/b.sql': text('b') }))
    expect(result).toEqual({ ok: true, value: { commit: null, files, paths: ['a.sql', 'db/b.sql'] } })
  })

  it('keep their full path outside of the directory', async () => {
    const [directory, elsewhere] = [scratchDirectory(), directoryOf({ 'x.sql': 'x' })]
    const path = join(elsewhere, 'x.sql')
    expect(filesOf(await readFiles([path], { directory }))).toEqual([[path, text('x')]])
  })

  it('are not followed when they are links', async () => {
    const directory = directoryOf({ 'a.sql': 'a' })
    symlinkSync('a.sql', join(directory, 'link.sql'))
    expect(filesOf(await readFiles(['link.sql'], { directory }))).toEqual([['link.sql', unread('symlink')]])
  })

  it('are refused when there is none, a directory, or a pipe without a writer', async () => {
    const directory = directoryOf({ 'db/a.sql': '' })
    execFileSync('sh', ['-c', 'mkfifo "$0"', join(directory, 'pipe.sql')])
    expect(await readFiles(['no.sql'], { directory })).toEqual(refusal(/^There is no file .*no\.sql\.$/))
    expect(await readFiles(['db/a.sql/x'], { directory })).toEqual(refusal(/^There is no file/))
    expect(await readFiles(['db'], { directory })).toEqual(refusal(/db is a directory/))
    expect(await readFiles(['pipe.sql'], { directory })).toEqual(refusal(/not a regular file/))
  })

  it.runIf(process.getuid?.() !== 0)('are refused when this user may not read them', async () => {
    const directory = directoryOf({ 'a.sql': '' })
    chmodSync(join(directory, 'a.sql'), 0)
    expect(await readFiles(['a.sql'], { directory })).toEqual(refusal(/may not be read/))
  })

  it('obey the limits', async () => {
    const directory = directoryOf({
      'a.sql': 'x'.repeat(10),
      'b.sql': 'x'.repeat(11),
      'c.sql': 'x'.repeat(6),
    })
    const limits = { fileBytes: 10, totalBytes: 15 }
    expect(filesOf(await readFiles(['a.sql', 'b.sql', 'c.sql'], { directory, limits }))).toEqual([
      ['a.sql', text('x'.repeat(10))],
      ['b.sql', unread('too-large')],
      ['c.sql', unread('too-large')],
    ])
  })
})

describe('standard input', () => {
  const directory = '/'
  const read = (chunks: readonly Buffer[], limits = {}) =>
    readFiles(['-'], { directory, standardInput: Readable.from(chunks), limits })

  it('is a file with a name of its own', async () => {
    const chunks = [Buffer.from('é').subarray(0, 1), Buffer.from('é').subarray(1)]
    expect(filesOf(await read(chunks))).toEqual([['stdin.sql', text('é')]])
    const named = {
      directory,
      standardInput: Readable.from([Buffer.from('x')]),
      standardInputPath: 'db/x.sql',
    }
    expect(filesOf(await readFiles(['-'], named))).toEqual([['db/x.sql', text('x')]])
  })

  it('is left unread beyond the limit, without waiting for its end', async () => {
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(1000)
      })(),
    )
    const limits = { fileBytes: 5000 }
    const result = await readFiles(['-'], { directory, standardInput: endless, limits })
    expect(filesOf(result)).toEqual([['stdin.sql', unread('too-large')]])
  })

  it('is refused when there is none', async () => {
    expect(await readFiles(['-'], { directory })).toEqual(refusal(/no standard input/))
  })
})

describe('a directory', () => {
  const isSql = (path: string) => path.endsWith('.sql')

  it('lists every file below it by bytes of the whole path and reads the wanted ones', async () => {
    const directory = directoryOf({
      'a/b.sql': '1',
      'a.sql': '2',
      'a-b.sql': '3',
      'a/README.md': '4',
      '.git/x.sql': '5',
    })
    const result = await readDirectory(directory, isSql)
    expect(result.ok && result.value.paths).toEqual(['a-b.sql', 'a.sql', 'a/README.md', 'a/b.sql'])
    expect(filesOf(result)).toEqual([
      ['a-b.sql', text('3')],
      ['a.sql', text('2')],
      ['a/b.sql', text('1')],
    ])
  })

  it('does not follow links, not even round in circles', async () => {
    const directory = directoryOf({ 'a.sql': '1' })
    symlinkSync('.', join(directory, 'circle'))
    symlinkSync('/etc/passwd', join(directory, 'b.sql'))
    const result = await readDirectory(directory, isSql)
    expect(result.ok && result.value.paths).toEqual(['a.sql', 'b.sql', 'circle'])
    expect(filesOf(result)).toEqual([
      ['a.sql', text('1')],
      ['b.sql', unread('symlink')],
    ])
  })

  it('is refused when there is none, when it is a file, and when it holds too much', async () => {
    const directory = directoryOf({ 'a.sql': '1', 'b.sql': '2' })
    expect(await readDirectory(join(directory, 'no'), isSql)).toEqual(refusal(/^There is no directory/))
    expect(await readDirectory(join(directory, 'a.sql'), isSql)).toEqual(refusal(/^There is no directory/))
    expect(await readDirectory(directory, isSql, { paths: 1 })).toEqual(refusal(/more than 1 files/))
    expect(await readDirectory(directory, isSql, { paths: 2 })).toMatchObject({ ok: true })
  })
})
