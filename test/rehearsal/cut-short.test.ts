import { expect, test } from 'vitest'
import type { RanFile, RehearsalRequest, RehearsedFile } from '../../src/core/rehearsal.ts'
import { cutShort, heardOf } from '../../src/rehearsal/cut-short.ts'

const script = (path: string) => ({ path, text: '', statements: [] })
const request: RehearsalRequest = {
  ...{ history: 'db', tool: 'numbered-sql', base: [] },
  files: [{ up: script('1'), down: script('1.down') }, { up: script('2') }, { up: script('3') }],
}
const base = { files: 0, stubs: [], skipped: [], tablesWithRows: [] }
const server = { version: 18, kind: 'embedded' as const }
const ran = (path: string): RanFile => ({ path, outcome: 'applied', steps: [] })
const undone: RanFile = { ...ran('1'), undo: { outcome: 'restored' } }
const stopped = (through: readonly RehearsedFile[]) =>
  cutShort(request, { reason: 'it ran longer than 10 seconds', through, server, base }).files

test('the file that was running is named, and those after it were not its doing', () => {
  expect(stopped([])).toEqual([
    { path: '1', outcome: 'not-rehearsed', reason: 'it ran longer than 10 seconds' },
    { path: '2', outcome: 'not-rehearsed', reason: '1 comes first, and it ran longer than 10 seconds' },
    { path: '3', outcome: 'not-rehearsed', reason: '1 comes first, and it ran longer than 10 seconds' },
  ])
  expect(stopped([undone])).toEqual([
    undone,
    { path: '2', outcome: 'not-rehearsed', reason: 'it ran longer than 10 seconds' },
    { path: '3', outcome: 'not-rehearsed', reason: '2 comes first, and it ran longer than 10 seconds' },
  ])
  expect(stopped([undone, ran('2')])).toEqual([
    undone,
    ran('2'),
    { path: '3', outcome: 'not-rehearsed', reason: 'it ran longer than 10 seconds' },
  ])
})

test('an undo script that does not end takes nothing from what its file did', () => {
  expect(stopped([ran('1')])).toEqual([
    { ...ran('1'), undo: { outcome: 'stopped', reason: 'it ran longer than 10 seconds' } },
    { path: '2', outcome: 'not-rehearsed', reason: '1 comes first, and it ran longer than 10 seconds' },
    { path: '3', outcome: 'not-rehearsed', reason: '1 comes first, and it ran longer than 10 seconds' },
  ])
})

test('what is told of a file after its undo takes the place of what was told before', () => {
  expect(heardOf(heardOf([], ran('1')), undone)).toEqual([undone])
  expect(heardOf([undone], ran('2'))).toEqual([undone, ran('2')])
})
