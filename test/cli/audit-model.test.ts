import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { journalFor } from '../../src/store/journal.ts'
import { asker, callRecord } from '../store/calls.ts'
import { sluice } from './command.ts'

const data = mkdtempSync(join(tmpdir(), 'sluice-audit-model-'))
const today = new Date().toISOString().slice(0, 10)

/** A call that was answered and one that was not; two repositories, one of them with a name; a finding that was fixed. */
beforeAll(async () => {
  const db = await openDatabase({ directory: join(data, 'store') })
  await db.query(
    `INSERT INTO sluice.repositories (id, installation, owner, name, seen_at) VALUES (10, 1, 'acme', 'shop', now())`,
  )
  await journalFor(db, { ...asker(), limits: {} }).record(callRecord(0.25, { question: 'ddl:a, b.sql' }))
  const failed = callRecord(0, { outcome: 'unreachable', answer: '' })
  const { usage, ...call } = failed.call
  const nothing = { ...usage, inputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 0 }
  const other = { ...failed, call: { ...call, requestId: null, usage: nothing } }
  await journalFor(db, { ...asker({ repository: 11 }), limits: {} }).record(other)
  for (const kind of ['shown', 'fixed'])
    await db.query(
      `INSERT INTO sluice.model_feedback (repository, subject, fingerprint, category, kind, said_by)
       VALUES (10, 'pull/7', 'f1', 'tests', $1, 'sluice')`,
      [kind],
    )
  await db.close()
}, 120_000)
afterAll(() => rmSync(data, { recursive: true, force: true }))

const audit = (...args: string[]) => sluice(['audit', ...args], { cwd: data, env: { SLUICE_DATA: data } })

describe('sluice audit', () => {
  test('calls: one JSON object a line, in the order of the calls', () => {
    const { code, out, err } = audit('calls')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const calls = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(calls).toMatchObject([
      { repository: 10, askedBy: 'sluice', answer: '{"findings":[]}', usd: 0.25, outcome: 'answered' },
      { repository: 11, answer: '', requestId: null, outcome: 'unreachable' },
    ])
    expect(audit('calls', '--since', '2999-01-01')).toEqual({ code: 0, out: '', err: '' })
  })

  test('calls --format csv: figures alone, to a file', () => {
    const file = join(data, 'calls.csv')
    expect(audit('calls', '--format', 'csv', '--output', file)).toEqual({ code: 0, out: '', err: '' })
    const [names, first, second, end] = readFileSync(file, 'utf8').split('\n')
    expect(names).toContain('question,tier,model,promptVersion')
    expect(names).not.toMatch(/request,|answer/)
    expect(first).toContain(',find,"ddl:a, b.sql",review,m,3,')
    expect(second).toContain(',unreachable,,end_turn,0,0,0,0,0,1,1250')
    expect(end).toBe('')
  })

  test('spending: by day, by repository, by model, with the sum of all', () => {
    expect(audit('spending').out).toBe(
      [
        'day         calls  failed  tokens in  tokens out  cached   USD',
        `${today}      2       1       4120          30    97 %  0.25`,
        'all             2       1       4120          30    97 %  0.25',
        '',
      ].join('\n'),
    )
    const lines = audit('spending', '--by', 'repository').out.split('\n')
    expect(lines[1]).toMatch(/^11 +1 +1 +0 +0 +- {2}0\.00$/)
    expect(lines[2]).toMatch(/^acme\/shop +1 +0 +4120 +30 +97 % {2}0\.25$/)
    expect(JSON.parse(audit('spending', '--by', 'model', '--format', 'json').out)).toMatchObject([
      { of: 'm', calls: 2, failed: 1, cacheReadTokens: 4000, usd: 0.25 },
    ])
    expect(audit('spending', '--since', '2999-01-01').out).toBe('No model was asked.\n')
  })

  test('acceptance: what became of findings, by category', () => {
    const lines = audit('acceptance').out.split('\n')
    expect(lines[1]).toMatch(/^tests +1 +1 +0 +0 +0 +100 %$/)
    expect(JSON.parse(audit('acceptance', '--format', 'json').out)).toEqual([
      { category: 'tests', shown: 1, fixed: 1, dismissed: 0, liked: 0, disliked: 0 },
    ])
    expect(audit('acceptance', '--since', '2999-01-01').out).toBe('No finding of a model was shown.\n')
  })

  test.each([
    [['calls', '--since', 'yesterday'], 'is no date'],
    [['calls', '--format', 'yaml'], 'Allowed choices are json, csv'],
    [['spending', '--by', 'moon'], 'Allowed choices are day, repository, model'],
    [['acceptance', '--since', '2026-02-30'], 'is no date'],
  ])('%j is refused in words', (args, words) => {
    const { code, out, err } = audit(...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(words)
  })
})
