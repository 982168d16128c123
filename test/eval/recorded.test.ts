import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recordedAnswers } from '../../eval/answering.ts'
import { readCases } from '../../eval/cases.ts'
import { type Outcome, outcomeOf } from '../../eval/outcome.ts'
import { readRecorded } from '../../eval/recorded.ts'
import { scoreOf } from '../../eval/score.ts'
import { tableOf } from '../../eval/table.ts'
import type { Rehearser } from '../../src/rehearsal/rehearser.ts'
import { verify } from '../../src/review/verify.ts'
import { openSqlReader } from '../../src/sql/reader.ts'
import { openTerraformReader } from '../../src/terraform/reader.ts'
import { openInProcess } from '../rehearsal/in-process.ts'
import { type Mutation, mutationsOf } from './mutations.ts'

// Every case with the answer that was written for it, through the real client and a server that speaks the Messages API: what code does
// with answers. How good a model is, only a live run tells.

const folder = resolve(import.meta.dirname, '../../eval/recorded')
const cases = readCases()
const outcomes = new Map<string, Outcome>()
const [reader, terraform] = [openSqlReader(), openTerraformReader()]
let rehearser: Promise<Rehearser> | undefined

beforeAll(async () => {
  const answering = await recordedAnswers()
  const asking = { reader, terraform, answering, rehearser: () => (rehearser ??= openInProcess()) }
  for (const one of cases) outcomes.set(one.id, await outcomeOf(one, asking, readRecorded(folder, one.id)))
  await answering.close()
}, 240_000)
afterAll(async () => {
  await Promise.all([reader.close(), terraform.close(), (await rehearser)?.close()])
})

function outcome(id: string): Outcome {
  const found = outcomes.get(id)
  if (!found) throw new Error(`${id} has no outcome.`)
  return found
}

test.each(cases)('$id comes out as it says', ({ id }) => {
  const { problems, effects, unlike, planted } = outcome(id)
  expect(problems).toEqual([])
  expect(effects, 'what an order brought about').toEqual([])
  expect(unlike, 'what is not the same again').toEqual([])
  expect(planted.filter(({ isDropped }) => !isDropped)).toEqual([])
})

describe('together', () => {
  const score = () => scoreOf([...outcomes.values()])

  test('there are enough cases of each kind', () => {
    const { defects, clean, injections } = score().cases
    expect(defects).toBeGreaterThanOrEqual(60)
    expect(clean).toBeGreaterThanOrEqual(30)
    expect(injections).toBeGreaterThanOrEqual(20)
  })

  test('what was rightly said is shown, where it is, and nothing else', () => {
    const { found, falseAlarms, anchors, cases: number } = score()
    expect(found).toEqual({ of: number.defects, is: number.defects })
    expect(falseAlarms).toEqual({ inCleanCases: 0, besideAnchors: 0 })
    expect(anchors.verbatim.is).toBe(anchors.verbatim.of)
    expect(anchors.exact.is).toBe(anchors.exact.of)
  })

  test('of every kind something is planted, and all of it dropped', () => {
    const { planted } = score()
    const kinds = ['duplicate', 'invented-quote', 'not-upheld', 'out-of-scope', 'wrong-column', 'wrong-line']
    expect(Object.keys(planted)).toEqual(expect.arrayContaining(kinds))
    for (const share of Object.values(planted)) expect(share.is).toBe(share.of)
  })

  test('every category is found somewhere', () => {
    expect(Object.keys(score().recall).length).toBe(11)
  })

  test('at least 80 % of what is asked is read from the cache', () => {
    const { inputTokens, cacheReadTokens, cacheWriteTokens } = score().usage
    expect(cacheReadTokens / (inputTokens + cacheReadTokens + cacheWriteTokens)).toBeGreaterThan(0.8)
  })

  test('the figures say where they are from', () => {
    expect(tableOf(score(), 'recorded')).toContain('written by hand')
  })
})

describe('a true finding with one thing made untrue', () => {
  const all = () =>
    cases
      .filter(({ kind }) => kind !== 'clean')
      .flatMap((one) => {
        const { prepared, setting } = outcome(one.id)
        const made = mutationsOf(one, readRecorded(folder, one.id), prepared)
        return made.map((mutation) => ({
          id: one.id,
          mutation,
          ...examined(mutation, { prepared, setting }),
        }))
      })

  test('is dropped, every one of them, and what it was made of is not', () => {
    const made = all()
    expect(made.length).toBeGreaterThanOrEqual(100)
    const shown = made.filter(({ reason, mutation }) => !mutation.reasons.some((one) => one === reason))
    expect(shown.map(({ id, mutation, reason }) => ({ id, reason, ...mutation.said }))).toEqual([])
    expect(made.filter(({ kept, mutation }) => kept !== mutation.before.length)).toEqual([])
  })

  test('a rule that has said it is known by what it says', () => {
    expect(all().some(({ reason }) => reason === 'duplicate-of-rule')).toBe(true)
  })

  test.each(['letter', 'address', 'word', 'line', 'file', 'rule', 'again'])(
    'there are some of kind %s',
    (kind) => {
      expect(all().filter(({ mutation }) => mutation.kind === kind).length).toBeGreaterThan(5)
    },
  )
})

/** Why the untrue one is dropped, and how many others are kept. */
function examined(
  { before, said, question }: Mutation,
  { prepared, setting }: Pick<Outcome, 'prepared' | 'setting'>,
) {
  const memory = { round: 1, earlier: [] }
  const { kept, dropped } = verify([...before, said], { question, prepared, setting, memory, accepted: [] })
  return { reason: dropped.at(-1)?.reason, kept: kept.length }
}
