import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { textAt } from '../../src/core/snapshot.ts'
import { collect } from '../../src/git/collect.ts'
import { git, repositoryOf, scratchDirectory, workingClone } from './scratch.ts'

/** A command that leaves a mark, and the question whether it ever ran. */
function trap(): { command: string; sprung: () => boolean } {
  const mark = join(scratchDirectory(), 'mark')
  return { command: `touch ${mark}`, sprung: () => existsSync(mark) }
}

const read = (repository: string) =>
  collect({
    repository,
    base: 'origin/main',
    wanted: () => true,
    policyPaths: () => true,
    today: '2026-11-21',
  })

const poem = 'select 1;\n'.repeat(40)
const attributes = '*.sql diff=evil filter=evil merge=evil ident working-tree-encoding=UTF-16\n'

function trappedClone(configuration: Readonly<Record<string, string>>): string {
  const directory = workingClone(
    { '.gitattributes': attributes, 'a.sql': poem, 'b.sql': `${poem}--\n` },
    { 'a.sql': `${poem}$Id$\n`, 'b.sql': null, 'moved.sql': `${poem}-- moved\n` },
  )
  for (const [key, value] of Object.entries(configuration)) git(directory, ['config', key, value])
  return directory
}

describe("commands in a repository's own configuration", () => {
  it.each([
    ['core.fsmonitor', ['status']],
    ['diff.external', ['diff', 'origin/main', 'topic']],
    ['diff.evil.textconv', ['diff', 'origin/main', 'topic']],
    ['diff.evil.command', ['diff', 'origin/main', 'topic']],
    ['filter.evil.smudge', ['cat-file', '--filters', 'topic:a.sql']],
    ['filter.evil.clean', ['hash-object', '--path=a.sql', '--stdin']],
    ['alias.evil', ['evil']],
  ])('%s does not run, although git itself runs it', async (key, provoke) => {
    const { command, sprung } = trap()
    const shell = key === 'alias.evil' ? `!${command}` : `sh -c '${command}' --`
    const directory = trappedClone({ [key]: shell })
    const result = await read(directory)
    expect(result).toMatchObject({ ok: true })
    expect(result.ok && textAt(result.value.snapshot.head, 'a.sql')).toBe(`${poem}$Id$\n`)
    expect(sprung()).toBe(false)

    writeFileSync(join(directory, 'a.sql'), 'touched')
    try {
      git(directory, provoke, 'x')
    } catch {
      // What the command answered does not matter; that it ran does.
    }
    expect(sprung()).toBe(true)
  })

  it('do not run when they are many and every hook is set', async () => {
    const { command, sprung } = trap()
    const keys = [
      'core.sshCommand',
      'core.gitProxy',
      'core.askPass',
      'core.editor',
      'core.pager',
      'core.alternateRefsCommand',
      'credential.helper',
      'gpg.program',
      'filter.evil.process',
      'merge.evil.driver',
      'pager.diff-tree',
      'pager.ls-tree',
      'alias.rev-parse',
      'alias.cat-file',
      'uploadpack.packObjectsHook',
      'trace2.eventTarget',
    ]
    const directory = trappedClone(Object.fromEntries(keys.map((key) => [key, `!${command}`])))
    const hooks = [
      'post-checkout',
      'post-index-change',
      'reference-transaction',
      'fsmonitor-watchman',
      'pre-auto-gc',
    ]
    for (const hook of hooks) {
      writeFileSync(join(directory, '.git', 'hooks', hook), `#!/bin/sh\n${command}\n`, { mode: 0o755 })
    }
    expect(await read(directory)).toMatchObject({ ok: true })
    expect(sprung()).toBe(false)
  })

  it('do not run to fetch an object the clone lacks, although git itself would', async () => {
    const { command, sprung } = trap()
    const bare = repositoryOf([
      { branch: 'main', files: { 'a.sql': 'a' } },
      { branch: 'topic', from: 'main', files: { 'a.sql': 'b' } },
    ])
    git(bare, ['config', 'uploadpack.allowFilter', 'true'])
    const directory = join(scratchDirectory(), 'partial')
    git(bare, [
      'clone',
      '-q',
      '--no-checkout',
      '--branch=topic',
      '--filter=blob:none',
      `file://${bare}`,
      directory,
    ])
    git(directory, ['config', 'protocol.ext.allow', 'always'])
    git(directory, ['config', 'remote.origin.url', `ext::sh -c ${command.replaceAll(' ', '% ')}`])
    const result = await read(directory)
    expect(result.ok && result.value.snapshot.head.files.get('a.sql')).toMatchObject({
      reason: 'missing-object',
    })
    expect(sprung()).toBe(false)

    expect(() => git(directory, ['cat-file', 'blob', 'topic:a.sql'])).toThrow()
    expect(sprung()).toBe(true)
  })
})

describe('attributes and settings', () => {
  it('do not change the bytes that are read', async () => {
    const directory = trappedClone({
      'core.autocrlf': 'true',
      'core.eol': 'crlf',
      'i18n.commitEncoding': 'latin1',
    })
    const result = await read(directory)
    expect(result.ok && textAt(result.value.snapshot.base, 'a.sql')).toBe(poem)
    expect(result.ok && textAt(result.value.snapshot.head, 'a.sql')).toBe(`${poem}$Id$\n`)
  })

  it('do not change what counts as a change', async () => {
    const plain = await read(trappedClone({}))
    const settings = {
      'diff.renames': 'false',
      'diff.renameLimit': '1',
      'diff.orderFile': '/dev/null',
      'color.ui': 'always',
    }
    const configured = await read(trappedClone({ ...settings, 'core.quotePath': 'true', 'core.abbrev': '4' }))
    expect(plain.ok && plain.value.snapshot.changed).toEqual([
      { status: 'modified', path: 'a.sql' },
      { status: 'renamed', path: 'moved.sql', previousPath: 'b.sql' },
    ])
    expect(configured).toEqual(plain)
  })

  it('of the caller do not reach git', async () => {
    const directory = trappedClone({})
    const other = repositoryOf([{ branch: 'main', files: { 'x.sql': '' } }])
    const set = {
      GIT_DIR: other,
      GIT_OBJECT_DIRECTORY: join(other, 'objects'),
      GIT_EXTERNAL_DIFF: 'false',
      GIT_TRACE: '1',
    }
    Object.assign(process.env, set)
    const result = await read(directory)
    for (const name of Object.keys(set)) delete process.env[name]
    expect(result).toMatchObject({ ok: true, value: { baseName: 'origin/main' } })
  })
})

it('a path in a tree never becomes a path on the disk', async () => {
  const repository = repositoryOf([{ branch: 'main', files: { 'a.sql': '' } }])
  const blob = git(repository, ['hash-object', '-w', '--stdin'], 'evil')
  const tree = git(repository, ['mktree'], `100644 blob ${blob}\t..\n100644 blob ${blob}\t.git\n`)
  const commit = git(repository, ['commit-tree', '-p', 'main', '-m', 'x', tree])
  git(repository, ['update-ref', 'refs/heads/topic', commit])
  const options = { repository, base: 'main', head: 'topic', wanted: () => true, policyPaths: () => false }
  const result = await collect({ ...options, today: '2026-11-21' })
  expect(result.ok && result.value.snapshot.head.paths).toEqual(['..', '.git'])
})
