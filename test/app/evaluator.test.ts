import { readFileSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type EvaluatorOptions, openEvaluator } from '../../src/app/evaluator.ts'
import { adding, type Files } from './change.ts'
import { until } from './whole/running-app.ts'

const small = { 'migrations/0002_b.sql': 'CREATE INDEX b ON a (id);\n' }
const many = (statement: string, times: number) => ({ 'migrations/0002_b.sql': statement.repeat(times) })

function evaluatorFor(options: EvaluatorOptions) {
  const evaluator = openEvaluator(options)
  onTestFinished(() => evaluator.close())
  const evaluate = async (files: Files) => {
    const input = await adding(files)
    return evaluator.inTurn((evaluated) => evaluated(input))
  }
  return { evaluator, evaluate }
}

/** Processes that this one started and that evaluate. */
function children(): number {
  const tasks = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ')
  return tasks.filter((pid) => /evaluator-child/.test(commandOf(pid))).length
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

describe('an evaluation', () => {
  test('that needs more memory than it may have is a reason, and the next one is not affected', async () => {
    const { evaluate } = evaluatorFor({ children: 1, megabytes: 64 })
    expect(await evaluate(many('CREATE INDEX b ON a (id); -- Ж\n', 60_000))).toEqual({
      ok: false,
      reason: expect.stringContaining('more than 64 MB of memory'),
    })
    expect(await evaluate(small)).toMatchObject({ ok: true, evaluation: { findings: { length: 2 } } })
  })

  test('that takes too long is stopped, and says so', async () => {
    const { evaluate } = evaluatorFor({ children: 1, seconds: 1 })
    expect(await evaluate(many('CREATE INDEX b ON a (id);\n', 100_000))).toEqual({
      ok: false,
      reason: 'The evaluation took longer than 1 seconds and was stopped.',
    })
  })

  test('that ends because Sluice is stopped says nothing about the change', async () => {
    const { evaluator, evaluate } = evaluatorFor({ children: 1 })
    const evaluated = evaluate(many('CREATE INDEX b ON a (id);\n', 100_000))
    await until('a child', () => children() === 1)
    await Promise.all([expect(evaluated).rejects.toThrow('Sluice is stopping'), evaluator.close()])
    expect(children()).toBe(0)
  })
})

describe('processes', () => {
  test('are used again, no more at once than said, and end when there is nothing to do', async () => {
    const { evaluate } = evaluatorFor({ children: 2, idleSeconds: 1 })
    let most = 0
    const watch = setInterval(() => {
      most = Math.max(most, children())
    }, 20)
    const all = await Promise.all(Array.from({ length: 5 }, () => evaluate(small)))
    clearInterval(watch)
    expect(all.map(({ ok }) => ok)).toEqual([true, true, true, true, true])
    expect(most).toBe(2)
    await until('their end', () => children() === 0)
    expect(await evaluate(small)).toMatchObject({ ok: true })
  })

  test('know nothing of our environment', async () => {
    const { evaluate } = evaluatorFor({ children: 1 })
    process.env.WEBHOOK_SECRET = 'nobody may know this'
    onTestFinished(() => void delete process.env.WEBHOOK_SECRET)
    await evaluate(small)
    const pids = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ')
    const child = pids.find((pid) => /evaluator-child/.test(commandOf(pid)))
    expect(readFileSync(`/proc/${child}/environ`, 'utf8')).not.toContain('nobody')
  })
})
