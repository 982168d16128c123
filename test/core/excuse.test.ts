import { expect, test } from 'vitest'
import { excused } from '../../src/core/excuse.ts'
import type { Surroundings } from '../../src/core/failure.ts'
import type { Rehearsal } from '../../src/core/rehearsal.ts'
import type { Statement } from '../../src/core/statement.ts'

const failing = (kind: 'embedded' | 'server', code: string): Rehearsal => ({
  ...{ history: '', server: { version: 18, kind } },
  base: { files: 0, stubs: [], skipped: [], tablesWithRows: [] },
  files: [
    {
      ...{ path: '1.sql', outcome: 'failed' },
      steps: [
        {
          ...{ range: { start: 0, end: 8 }, watched: true, locks: [], work: [], rows: [], inner: [] },
          error: { code, message: 'permission denied to create role' },
        },
      ],
    },
  ],
})

const unread: Surroundings = {
  ...{ merged: [], document: () => undefined, version: () => 18 },
  ...{ gaps: () => [], makerElsewhere: () => undefined },
}

const excuseOf = (rehearsal: Rehearsal) => {
  const [file] = excused(rehearsal, unread).files
  return file?.outcome === 'failed' ? file.excuse : undefined
}

test('what a role of the operator’s server may not do proves nothing; in the embedded one, and for other failures, it does', () => {
  expect(excuseOf(failing('server', '42501'))).toBe(
    'the role of rehearsals may not do it: permission denied to create role',
  )
  expect(excuseOf(failing('embedded', '42501'))).toBeUndefined()
  expect(excuseOf(failing('server', '42601'))).toBeUndefined()
})

const readAs = (statements: readonly Statement[], version: number): Surroundings => ({
  ...unread,
  version: () => version,
  document: (path) => ({
    ...{ path, statements, language: 'sql', dialect: 'postgres', text: '', undo: [], comments: [] },
  }),
})

test('an older server than production’s may not know a function yet; one of the same version knows all there are', () => {
  const select: Statement = { kind: 'read', range: { start: 0, end: 8 } }
  const excuseAt = (code: string, version: number) => {
    const [file] = excused(failing('server', code), readAs([select], version)).files
    return file?.outcome === 'failed' ? file.excuse : undefined
  }
  expect(excuseAt('42704', 19)).toContain('19 may not')
  expect(excuseAt('0A000', 19)).toContain('19 may not')
  expect(excuseAt('42P07', 19)).toBeUndefined()
  expect(excuseAt('0A000', 18)).toBeUndefined()
  expect(excuseAt('0A000', 15)).toBeUndefined()
})
