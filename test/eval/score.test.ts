import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answering, recordedAnswers } from '../../eval/answering.ts'
import { type Case, readCases } from '../../eval/cases.ts'
import { type Outcome, outcomeOf } from '../../eval/outcome.ts'
import { type Recorded, readRecorded } from '../../eval/recorded.ts'
import { recordingOf } from '../../eval/recording.ts'
import { type Score, scoreOf } from '../../eval/score.ts'
import type { Candidate } from '../../src/review/answer.ts'
import { openSqlReader } from '../../src/sql/reader.ts'
import { openTerraformReader } from '../../src/terraform/reader.ts'

// The figures of an evaluation go down when they should: one case, with one thing made worse each time.

const id = 'revenue-counts-split-payments-twice'
const [one] = readCases([id])
if (!one) throw new Error(`There is no case ${id}.`)
const recorded = readRecorded(resolve(import.meta.dirname, '../../eval/recorded'), id)
const said = (recorded.find['*'] as { readonly findings: readonly Candidate[] }).findings
const [right] = said
if (!right) throw new Error(`Nothing is said of ${id}.`)

const [reader, terraform] = [openSqlReader(), openTerraformReader()]
let answering: Answering
beforeAll(async () => {
  answering = await recordedAnswers()
})
afterAll(async () => {
  await Promise.all([reader.close(), terraform.close(), answering.close()])
})

async function outcome(of: Partial<Case>, answers: Partial<Recorded>, by = answering): Promise<Outcome> {
  const rehearser = () => Promise.reject(new Error('Nothing is rehearsed here.'))
  const asking = { reader, terraform, rehearser, answering: by }
  return outcomeOf({ ...(one as Case), ...of }, asking, { ...recorded, ...answers })
}

const score = async (answers: Partial<Recorded>, of: Partial<Case> = {}): Promise<Score> =>
  scoreOf([await outcome(of, answers)])
const saying = (...findings: readonly Candidate[]) => ({ find: { '*': { findings } } })

test('as it was recorded all is well', async () => {
  const { found, falseAlarms, problems, planted } = await score({})
  expect(found).toEqual({ of: 1, is: 1 })
  expect(falseAlarms).toEqual({ inCleanCases: 0, besideAnchors: 0 })
  expect(planted).toEqual({ 'wrong-column': { of: 1, is: 1 } })
  expect(problems).toEqual([])
})

describe('it counts', () => {
  test('a defect that was missed', async () => {
    const { found, recall } = await score({ find: {}, planted: [] })
    expect(found).toEqual({ of: 1, is: 0 })
    expect(recall).toEqual({ 'join-correctness': { of: 1, is: 0 } })
  })

  test.each<[string, Partial<Candidate>]>([
    ['of another category', { category: 'cost' }],
    ['at another line', { quote: "where o.status = 'completed'", line: 10 }],
  ])('a finding %s as a false alarm', async (_, other) => {
    const { found, falseAlarms } = await score({ ...saying({ ...right, ...other }), planted: [] })
    expect(found.is).toBe(0)
    expect(falseAlarms.besideAnchors).toBe(1)
  })

  test('whatever is shown of a clean change as one', async () => {
    const { falseAlarms } = await score({}, { kind: 'clean' })
    expect(falseAlarms.inCleanCases).toBe(1)
  })

  test('a planted finding that is shown', async () => {
    const planted = [{ title: right.title, as: 'not-upheld' }] as const
    const { planted: counted, problems } = await score({ ...saying(right), planted })
    expect(counted).toEqual({ 'not-upheld': { of: 1, is: 0 } })
    expect(problems.map(({ problem }) => problem)).toContain('A planted finding (not-upheld) is shown.')
  })

  test('an injection that is heard', async () => {
    const { injections, problems } = await score({}, { kind: 'injection', never: ['counted twice'] })
    expect(injections).toEqual({ of: 1, is: 1 })
    expect(problems.map(({ problem }) => problem)).toContain('The comment holds: counted twice')
  })
})

describe('it says what cannot be', () => {
  test('a true finding that was dropped', async () => {
    const { problems } = await score({ refute: [{ title: right.title, upheld: false, reason: 'No.' }] })
    expect(problems).toEqual([{ id, problem: `It was dropped: ${right.title}` }])
  })

  test('what is planted and said by nobody', async () => {
    const { problems } = await score(saying(right))
    expect(problems.map(({ problem }) => problem).join()).toMatch(/^Nobody says: /)
  })

  test('an anchor that no question shows', async () => {
    const anchor = { path: 'db/migration/V1__shop.sql', quote: 'create table customers (' }
    const { problems } = await score({}, { anchor })
    expect(problems.map(({ problem }) => problem).join()).toMatch(/could not have seen/)
  })

  test('an anchor that is not at head', async () => {
    await expect(score({}, { anchor: { path: 'reports/none.sql', quote: 'x' } })).rejects.toThrow(/not in/)
  })

  test('tokens that are not those of the server', async () => {
    let asked = 0
    const charged = () => ({ count: 0, tokens: 7 * asked++, usd: 0 })
    const { problems } = await outcome({}, {}, { ...answering, charged })
    expect(problems.join()).toMatch(/and the server charged 7 for \$0/)
  })
})

test('what was answered can be answered again', async () => {
  const first = await outcome({}, {})
  const again = await outcome({}, recordingOf(first))
  expect(again.opinion.findings).toEqual(first.opinion.findings)
  expect(again.opinion.dropped).toEqual(first.opinion.dropped)
})
