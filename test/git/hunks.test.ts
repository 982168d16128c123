import { expect, test } from 'vitest'
import { collect } from '../../src/git/collect.ts'
import { type Files, git, repositoryOf } from './scratch.ts'

const lines = (...changed: number[]) =>
  Array.from({ length: 40 }, (_, n) => `${changed.includes(n + 1) ? 'new' : 'old'} ${n + 1}\n`).join('')

async function hunks(base: Files, change: Files, wanted = /\.sql$/) {
  const repository = repositoryOf([
    { branch: 'main', files: base },
    { branch: 'topic', from: 'main', files: change },
  ])
  const result = await collect({
    repository,
    base: 'main',
    head: 'topic',
    wanted: (path) => wanted.test(path),
    policyPaths: () => false,
    today: '2026-11-21',
  })
  if (!result.ok) throw new Error(result.error.message)
  return result.value.hunks
}

test('the lines shown are three around each change, those between two far changes are not', async () => {
  expect(await hunks({ 'a.sql': lines() }, { 'a.sql': lines(5, 30) })).toEqual({
    'a.sql': [
      { startLine: 2, endLine: 8 },
      { startLine: 27, endLine: 33 },
    ],
  })
})

test('a renamed file shows what was edited, a new one everything, a deleted or unwanted one nothing', async () => {
  const found = await hunks(
    { 'old.sql': lines(), 'gone.sql': 'x\n', 'b.txt': 'x\n' },
    { 'old.sql': null, 'new.sql': lines(1), 'gone.sql': null, 'more.sql': 'a\nb\n', 'b.txt': 'y\n' },
  )
  expect(found).toEqual({
    'new.sql': [{ startLine: 1, endLine: 4 }],
    'more.sql': [{ startLine: 1, endLine: 2 }],
  })
})

test('text that looks like a patch is text', async () => {
  const text = '++ b/other.sql\n@@ -1,9 +1,9 @@\ndiff --git a/x b/x\n'
  expect(await hunks({ 'a.sql': 'x\n' }, { 'a.sql': text })).toEqual({
    'a.sql': [{ startLine: 1, endLine: 3 }],
  })
})

test('names with spaces, magic characters and letters of any script are themselves', async () => {
  const files = { 'a b.sql': 'x\n', ':(glob)*.sql': 'x\n', 'žluť.sql': 'x\n', __proto__: 'x\n' }
  expect(Object.keys(await hunks({}, files, /./)).sort()).toEqual(Object.keys(files).sort())
})

test('a file that is not text has none, and the others keep theirs', async () => {
  const change = { 'a.sql': Buffer.from([0, 1, 2]), 'b.sql': 'x\n', 'c.sql': { symlink: 'b.sql' } }
  expect(Object.keys(await hunks({ 'a.sql': 'x\n' }, change))).toEqual(['b.sql'])
})

test('a merge base that is given is taken at its word, and must be there', async () => {
  const repository = repositoryOf([
    { branch: 'main', files: { 'a.sql': '1' } },
    { branch: 'other', files: { 'a.sql': '2' } },
  ])
  const ask = (mergeBase: string) =>
    collect({
      repository,
      base: 'main',
      head: 'other',
      mergeBase,
      wanted: () => true,
      policyPaths: () => false,
      today: '2026-11-21',
    })
  const main = git(repository, ['rev-parse', 'main'])
  expect(await ask(main)).toMatchObject({ ok: true, value: { snapshot: { base: { commit: main } } } })
  for (const wrong of ['1'.repeat(40), 'main', '']) expect(await ask(wrong)).toMatchObject({ ok: false })
})
