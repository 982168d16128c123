import { describe, expect, onTestFinished, test } from 'vitest'
import { configurationFrom } from '../../src/app/configuration.ts'
import { openEvaluator } from '../../src/app/evaluator.ts'
import { logFor } from '../../src/app/log.ts'
import { openRehearsals } from '../../src/app/rehearsals.ts'
import type { Rehearsal, RehearsalRequest } from '../../src/core/rehearsal.ts'
import { adding } from './change.ts'
import { newKey } from './key.ts'
import { until } from './whole/running-app.ts'

/** A rehearser whose answers this test gives: what is tried here is how its rehearsals are shared out. */
class Stage {
  readonly requests: RehearsalRequest[] = []
  closed = 0
  #current = Promise.withResolvers<Rehearsal>()

  async rehearse(request: RehearsalRequest): Promise<Rehearsal> {
    this.requests.push(request)
    this.#current = Promise.withResolvers()
    return this.#current.promise
  }

  /** Says that each file was applied. */
  answer(): void {
    const request = this.requests.at(-1)
    this.#current.resolve({
      ...{ history: request?.history ?? '', server: { version: 18, kind: 'embedded' } },
      base: { files: request?.base.length ?? 0, stubs: [], skipped: [], tablesWithRows: [] },
      files: (request?.files ?? []).map(({ up }) => ({ path: up.path, outcome: 'applied', steps: [] })),
    })
  }

  break(): void {
    this.#current.reject(new Error('the stage fell down'))
  }

  async close(): Promise<void> {
    this.closed += 1
  }
}

function shared({ seconds = 60, children = 2 } = {}) {
  const stage = new Stage()
  const counted: string[] = []
  let opened = 0
  const rehearsals = openRehearsals({
    ...{ kind: 'embedded', atOnce: 1, metrics: { rehearsal: (outcome) => counted.push(outcome) } },
    open: async () => {
      opened += 1
      return stage
    },
  })
  const evaluator = openEvaluator({ children, seconds })
  onTestFinished(async () => {
    await evaluator.close()
    await rehearsals.close()
  })
  let said = ''
  const log = logFor(quiet, { write: (text: string) => (said += text) })
  const evaluate = async (name: string) => {
    const input = await adding({ [`migrations/0002_${name}.sql`]: 'CREATE INDEX b ON a (id);\n' })
    return evaluator.inTurn((evaluated) => evaluated(input, rehearsals.rehearsing(log)))
  }
  return { stage, evaluator, rehearsals, evaluate, counted, said: () => said, opened: () => opened }
}

const read = configurationFrom({ APP_ID: '1', PRIVATE_KEY: newKey(), WEBHOOK_SECRET: 'x'.repeat(32) })
if (!read.ok) throw new Error(read.problems.join())
const quiet = read.configuration

describe('a rehearsal', () => {
  test('is asked of this process by the one that evaluates, which gets what came of it', async () => {
    const { stage, evaluate, counted, said } = shared()
    const evaluated = evaluate('b')
    await until('a request', () => stage.requests.length === 1)
    expect(stage.requests[0]).toMatchObject({
      base: [{ path: 'migrations/0001_a.sql' }],
      files: [{ up: { path: 'migrations/0002_b.sql', statements: [{ range: { start: 0 } }] } }],
    })
    stage.answer()
    expect(await evaluated).toMatchObject({ ok: true })
    expect(counted).toEqual(['applied'])
    expect(said()).toContain('rehearsed')
  })

  test('waits for its turn, and the evaluation has all its time after it', async () => {
    const { stage, evaluate } = shared({ seconds: 10 })
    const both = Promise.all([evaluate('b'), evaluate('c')])
    await until('the first', () => stage.requests.length === 1)
    const long = performance.now() + 11_000
    await until('more than the time of an evaluation', () => performance.now() > long)
    expect(stage.requests).toHaveLength(1)
    stage.answer()
    await until('the second', () => stage.requests.length === 2)
    stage.answer()
    expect(await both).toMatchObject([{ ok: true }, { ok: true }])
  })

  test('that breaks is not rehearsed, the evaluation goes on, and the next one gets a new rehearser', async () => {
    const { stage, evaluate, counted, said, opened } = shared()
    const evaluated = evaluate('b')
    await until('a request', () => stage.requests.length === 1)
    stage.break()
    expect(await evaluated).toMatchObject({ ok: true })
    expect([stage.closed, counted]).toEqual([1, ['broken']])
    expect(said()).toContain('the stage fell down')
    const next = evaluate('c')
    await until('the next', () => stage.requests.length === 2)
    stage.answer()
    expect(await next).toMatchObject({ ok: true })
    expect(opened()).toBe(2)
  })

  test('is killed with the evaluation that asked for it, and leaves the line with it', async () => {
    const { stage, evaluate, evaluator, rehearsals, counted } = shared()
    const both = Promise.allSettled([evaluate('b'), evaluate('c')])
    await until('a request', () => stage.requests.length === 1)
    await evaluator.close()
    expect(await both).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }])
    await until('its end', () => counted.length === 1)
    await rehearsals.close()
    expect([stage.requests.length, stage.closed, counted]).toEqual([1, 1, ['stopped']])
  })
})
