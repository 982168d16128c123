import { describe, expect, test } from 'vitest'
import type { Tree } from '../../src/core/snapshot.ts'
import { tableSizes } from '../../src/pipeline/table-sizes.ts'

const sizes = JSON.stringify([{ schema: 'public', table: 'orders', rows: 5, bytes: 6 }])
const other = JSON.stringify([{ schema: 'audit', table: 'log', rows: 7, bytes: 8 }])

const tree = (files: Readonly<Record<string, string>>, more: readonly string[] = []): Tree => ({
  commit: '1'.repeat(40),
  files: new Map(Object.entries(files).map(([path, text]) => [path, { kind: 'text', text }])),
  paths: [...Object.keys(files), ...more].sort(),
})
const policy = (...statistics: string[]) => ({
  databases: statistics.map((path) => ({ paths: ['**'], statistics: path })),
})

describe('the table sizes that a policy names', () => {
  test('are read from the same commit, of all its databases', () => {
    const files = tree({ '.github/a.json': sizes, '.github/b.json': other })
    expect(tableSizes(policy('.github/a.json', '.github/b.json'), files)).toEqual({
      statistics: { 'public.orders': { rows: 5, bytes: 6 }, 'audit.log': { rows: 7, bytes: 8 } },
      notes: [],
    })
  })

  test('are none, and nothing is said, where it names none', () => {
    expect(tableSizes(policy(), tree({ '.github/a.json': sizes }))).toEqual({ statistics: {}, notes: [] })
  })

  test.each([
    ['there is none', tree({}), 'no such file'],
    ['it is no export', tree({ '.github/a.json': '{}' }), 'not a list of tables'],
    ['its content was not collected', tree({}, ['.github/a.json']), 'not a text file'],
  ])('are said to be unknown where %s', (_, files, words) => {
    const { statistics, notes } = tableSizes(policy('.github/a.json'), files)
    expect(statistics).toEqual({})
    expect(notes).toEqual([expect.stringContaining(words)])
  })
})
