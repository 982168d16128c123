import { beforeEach, expect, test } from 'vitest'
import type { TaskContext } from '../../src/app/task-context.ts'
import type { Asked } from '../../src/app/tasks/asked.ts'
import { numbered } from '../../src/app/tasks/numbered.ts'
import type { Evaluation } from '../../src/core/evaluation.ts'
import { evaluationOf, saveEvaluation, shownAgain } from '../../src/store/evaluations.ts'
import { onEveryDatabase } from '../store/places.ts'

const about = { repository: 10, subject: 'pull/7' }

onEveryDatabase((db) => {
  /** What each head has for number 1, and the second in which it was saved. */
  async function saved(heads: Readonly<Record<string, readonly [fingerprint: string, second: number]>>) {
    for (const [head, [fingerprint, second]] of Object.entries(heads)) {
      const evaluation = { findings: [{ number: 1, fingerprint }] } as unknown as Evaluation
      await saveEvaluation(db(), { ...about, head, baseRef: 'main', baseTip: 'b', evaluation, hunks: {} })
      await db().query('UPDATE sluice.evaluations SET saved_at = $1 WHERE head = $2', [
        `2026-01-31T12:00:0${second}.5Z`,
        head,
      ])
    }
  }
  /** What number 1 (or another) stands for at this head, in a comment of this second. */
  async function meant(head: string, second: number, number = 1) {
    const known = await evaluationOf(db(), { ...about, head })
    const comment = { createdAt: `2026-01-31T12:00:0${second}Z` }
    const task = { repository: { id: 10 }, number: 7, comment }
    const asked = { task, pull: { number: 7, head }, known } as unknown as Asked
    const found = await numbered({ database: db() } as TaskContext, asked, number)
    return typeof found === 'string' ? found : found.fingerprint
  }
  const changed = expect.stringContaining('Look again')
  beforeEach(() => db().query('DELETE FROM sluice.evaluations'))

  test('a number that was given after the comment is refused; one given before it counts', async () => {
    await saved({ aaa: ['x', 5] })
    expect([await meant('aaa', 4), await meant('aaa', 6)]).toEqual([changed, 'x'])
  })

  test('within one second it counts where it meant the same before, or there was no other', async () => {
    await saved({ aaa: ['x', 5] })
    expect(await meant('aaa', 5)).toBe('x')
    await saved({ old: ['x', 3] })
    expect(await meant('aaa', 5)).toBe('x')
    await saved({ old: ['y', 3] })
    expect([await meant('aaa', 5), await meant('aaa', 6)]).toEqual([changed, 'x'])
  })

  test('of a head that is back is not the one that was seen in between, until it is shown again', async () => {
    await saved({ back: ['x', 1], between: ['y', 3] })
    expect(await meant('back', 4)).toEqual(changed)
    await shownAgain(db(), { ...about, head: 'back' })
    const known = await evaluationOf(db(), { ...about, head: 'back' })
    expect(known?.savedAt.getTime()).toBeGreaterThan(Date.parse('2026-02-01'))
    await saved({ back: ['x', 5] })
    expect([await meant('back', 4), await meant('back', 6)]).toEqual([changed, 'x'])
  })

  test('of the newest head is not given anew by being shown twice', async () => {
    await saved({ old: ['y', 1], aaa: ['x', 3] })
    await shownAgain(db(), { ...about, head: 'aaa' })
    expect(await meant('aaa', 4)).toBe('x')
  })

  test('that there is not, or not yet, is said', async () => {
    expect(await meant('aaa', 4)).toContain('has not been evaluated yet')
    await saved({ aaa: ['x', 3] })
    expect(await meant('aaa', 4, 9)).toBe('There is no finding 9; they are numbered 1 to 1.')
  })
})
