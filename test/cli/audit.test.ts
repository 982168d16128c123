import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { record } from '../../src/store/audit.ts'
import { openDatabase } from '../../src/store/database.ts'
import { sluice } from './command.ts'

const data = mkdtempSync(join(tmpdir(), 'sluice-audit-'))
const whole = join(data, 'whole.jsonl')

beforeAll(async () => {
  const db = await openDatabase({ directory: join(data, 'store') })
  for (const number of [1, 2, 3, 4])
    await record(db, { actor: 'ada', action: 'waived', repository: 1, number, detail: { reason: 'agreed' } })
  await db.close()
  audit('export', '--output', whole)
}, 60_000)
afterAll(() => rmSync(data, { recursive: true, force: true }))

const audit = (...args: string[]) => sluice(['audit', ...args], { cwd: data, env: { SLUICE_DATA: data } })
const lines = () => readFileSync(whole, 'utf8').trimEnd().split('\n')
const headOf = (line = '') => (JSON.parse(line) as { hash: string }).hash

/** Verifies an export with these lines. */
function verify(changed: readonly string[], ...args: string[]) {
  const file = join(data, 'changed.jsonl')
  writeFileSync(file, `${changed.join('\n')}\n`)
  return audit('verify', '--file', file, ...args)
}

describe('sluice audit', () => {
  test('export and database agree, entry by entry', () => {
    const head = headOf(lines().at(-1))
    const said = `4 entries, whole and in order\nhead ${head}\n`
    expect(audit('verify')).toEqual({ code: 0, out: said, err: '' })
    expect(audit('verify', '--file', whole)).toEqual({ code: 0, out: said, err: '' })
    expect(audit('export').out).toBe(readFileSync(whole, 'utf8'))
  })

  test.each<[string, (all: string[]) => string[], string]>([
    ['changed', (all) => all.map((line, at) => (at === 1 ? line.replace('agreed', 'no') : line)), 'entry 2'],
    ['removed', (all) => all.toSpliced(2, 1), 'entry 4: Entry 3 should come here'],
    ['swapped', ([a = '', b = '', ...rest]) => [a, ...rest, b], 'entry 3: Entry 2 should come here'],
    ['cut short', (all) => [...all.slice(0, 3), all[3]?.slice(0, 40) ?? ''], 'entry 4: This line is not'],
  ])('an entry that was %s is named', (_, change, where) => {
    const { code, out } = verify(change(lines()))
    expect(code).toBe(1)
    expect(out).toContain(`BROKEN at ${where}`)
  })

  test('a cut end shows only against a head that was written down', () => {
    const [all, head] = [lines(), headOf(lines().at(-1))]
    expect(verify(all.slice(0, 3)).code).toBe(0)
    expect(verify(all.slice(0, 3), '--head', head)).toMatchObject({ code: 1 })
    expect(verify(all, '--head', head).out).toContain('It is the last one.')
    expect(verify(all, '--head', headOf(all[1])).out).toContain('2 came after it.')
  })

  test('a part says that it is one, and is verified from its first entry on', () => {
    const { code, out } = verify(lines().slice(2))
    expect(code).toBe(0)
    expect(out).toContain('2 entries, whole and in order (from entry 3 on')
    const later = lines()
      .slice(2)
      .map((line) => line.replace('agreed', 'no'))
    expect(verify(later)).toMatchObject({ code: 1 })
  })

  test('an empty log is whole', () => {
    expect(verify([])).toMatchObject({ code: 0, out: expect.stringContaining('0 entries') })
  })

  test('--since leaves out what came before', () => {
    expect(audit('export', '--since', '2999-01-01')).toEqual({ code: 0, out: '', err: '' })
    expect(audit('export', '--since', '2020-01-01').out.split('\n')).toHaveLength(5)
  })

  test.each([
    [['export', '--since', 'yesterday'], 'is no date'],
    [['export', '--since', '2026-02-30'], 'is no date'],
    [['verify', '--head', 'abc'], 'is no hash'],
    [['verify', '--file', 'nothing.jsonl'], 'there is no such file'],
  ])('%j is refused in words', (args, words) => {
    const { code, err } = audit(...args)
    expect(code).toBe(2)
    expect(err).toContain(words)
  })

  test('an export that cannot be written says so', () => {
    const { code, err } = audit('export', '--output', join(data, 'no/such/folder.jsonl'))
    expect(code).toBe(3)
    expect(err).toContain('there is no such file or folder')
  })
})
