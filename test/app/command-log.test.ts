import { beforeEach, expect, test } from 'vitest'
import type { CommandTask } from '../../src/app/task.ts'
import { LeaseLost, type TaskContext } from '../../src/app/task-context.ts'
import type { Asked, Deed } from '../../src/app/tasks/asked.ts'
import { answeredBefore, answerWith, carryOut, isFirstTurnedAway } from '../../src/app/tasks/command-log.ts'
import { auditEntries } from '../../src/store/audit.ts'
import { grantWaiver, waiversFor } from '../../src/store/waivers.ts'
import { onEveryDatabase } from '../store/places.ts'

let comment = 0
const taskOf = (id: number, author = 'bob'): CommandTask => ({
  kind: 'command',
  repository: { id: 10, owner: 'acme', name: 'shop', installation: 1 },
  number: 7,
  comment: { id, author, firstLine: '/sluice waive 1', createdAt: '2026-01-31T12:00:00Z' },
})
const askedBy = (task: CommandTask) => ({ task, pull: { head: 'aaa' } }) as unknown as Asked

onEveryDatabase((db) => {
  const context = () => ({ database: db() }) as TaskContext
  const entries = async () => {
    const details: unknown[] = []
    for await (const { detail } of auditEntries(db())) details.push(detail)
    return details
  }
  const grant: Deed = async (inside) => {
    const days = { until: '2026-12-31', baseRef: 'main' }
    const about = { repository: 10, number: 7, fingerprint: `f${comment}`, ruleId: 'a/b', subject: 'orders' }
    await grantWaiver(inside, { ...about, ...days, by: 'bob', reason: 'planned', scope: 'pull' })
    return { done: true, text: 'Waived.', detail: { waived: about }, decide: true }
  }
  const granted = async () =>
    (await waiversFor(db(), 10, 7)).filter(({ fingerprint }) => fingerprint === `f${comment}`).length
  let task = taskOf(0)
  beforeEach(() => {
    task = taskOf(++comment)
  })

  test('what is done is written down, and another attempt answers alike without doing it again', async () => {
    expect(await answeredBefore(context(), task)).toBeUndefined()
    const answer = await carryOut(context(), askedBy(task), grant)
    expect(await answeredBefore(context(), task)).toEqual({ done: true, text: 'Waived.', decide: true })
    expect(answer).toMatchObject({ done: true, text: 'Waived.', decide: true })
    await expect(carryOut(context(), askedBy(task), grant)).rejects.toThrow(LeaseLost)
    expect(await granted()).toBe(1)
    expect((await entries()).filter((one) => JSON.stringify(one).includes(`"comment":${comment}`))).toEqual([
      expect.objectContaining({ waived: expect.anything(), head: 'aaa', done: true }),
    ])
  })

  test('what fails half way is neither done nor written down', async () => {
    const failing: Deed = async (inside) => {
      await grant(inside)
      throw new Error('the disk is full')
    }
    await expect(carryOut(context(), askedBy(task), failing)).rejects.toThrow('disk')
    expect([await granted(), await answeredBefore(context(), task)]).toEqual([0, undefined])
  })

  test('of two attempts at once one does it', async () => {
    const both = await Promise.allSettled([1, 2].map(() => carryOut(context(), askedBy(task), grant)))
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await granted()).toBe(1)
  })

  test('a refusal stays one; what only says something is found out anew', async () => {
    await answerWith(context(), askedBy(task), { done: false, text: 'No.' })
    expect(await answeredBefore(context(), task)).toEqual({ done: false, text: 'No.' })
    const other = taskOf(++comment)
    await answerWith(context(), askedBy(other), { done: true, text: 'All there is to say' })
    expect(await answeredBefore(context(), other)).toBeUndefined()
  })

  test('of who may not command one entry is kept for each pull request', async () => {
    const first = { ...task, comment: { ...task.comment, author: `eve${comment}` } }
    const again = { ...first, comment: { ...first.comment, id: 999_999 } }
    const elsewhere = { ...again, number: 8 }
    const results: boolean[] = []
    for (const one of [first, again, elsewhere]) results.push(await isFirstTurnedAway(context(), one))
    expect(results).toEqual([true, false, true])
  })
})
