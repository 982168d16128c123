import pino from 'pino'
import { beforeEach, describe, expect, test } from 'vitest'
import type { TaskContext } from '../../src/app/task-context.ts'
import { redeliverFailed } from '../../src/app/tasks/deliveries.ts'
import { recordDelivery } from '../../src/store/deliveries.ts'
import { recallWrite } from '../../src/store/writes.ts'
import { asked, clientsOf, liveGitHub } from '../github/edge/edge.ts'
import type { GitHub } from '../github/github.ts'
import { onEveryDatabase } from '../store/places.ts'

const hour = 3_600_000
const list = '/app/hook/deliveries$'

/** So many webhooks and one more that nobody took, made so long ago. */
async function missed(github: GitHub, count: number, agoMs = 0): Promise<string[]> {
  const before = github.deliveries.length
  github.connect('http://127.0.0.1:9/webhooks')
  const repo = github.repository(`acme/shop${before}`)
  for (let left = count; left > 0; left--) repo.archive()
  await github.settled()
  const made = github.deliveries.slice(before)
  for (const each of made)
    Object.assign(each, {
      queuedAt: each.queuedAt - agoMs,
      result: { ...each.result, at: Date.now() - agoMs },
    })
  return made.map(({ guid }) => guid)
}

onEveryDatabase((db) => {
  beforeEach(async () => {
    for (const table of ['writes', 'deliveries']) await db().query(`DELETE FROM sluice.${table}`)
  })

  const world = async () => {
    const github = await liveGitHub()
    const log = pino({ level: 'silent' })
    // What this task works with.
    const context = { database: db(), clients: clientsOf(github), log } as unknown as TaskContext
    const again = () => github.deliveries.filter(({ redelivery }) => redelivery).map(({ guid }) => guid)
    return { github, again, look: () => redeliverFailed(context) }
  }

  describe('deliveries that failed', () => {
    test('are looked for in the last three days once, and then since the last look', async () => {
      const { github, look } = await world()
      await missed(github, 120, 2 * hour)
      for (const { guid } of github.deliveries)
        await recordDelivery(db(), { guid, event: 'push', action: null, installation: 1 })
      await look()
      expect(asked(github, 'GET', new RegExp(list))).toBe(2)
      await look()
      expect(asked(github, 'GET', new RegExp(list))).toBe(3)
    })

    test('a while before the last look are looked for again', async () => {
      const { github, again, look } = await world()
      await look()
      const guids = await missed(github, 2, 10 * 60_000)
      await look()
      expect(again().toSorted()).toEqual(guids.toSorted())
    })

    test('are asked for though GitHub does not make one of them, which is tried again until it has been often', async () => {
      const { github, again, look } = await world()
      const guids = await missed(github, 3)
      const fault = github.fail({ method: 'POST', path: /attempts$/, times: 1, with: { status: 404 } })
      await expect(look()).rejects.toMatchObject({ status: 404 })
      expect(fault.times).toBe(0)
      expect(again()).toHaveLength(guids.length - 1)
      expect(await recallWrite(db(), 'sweep/deliveries')).toBeUndefined()
      await look()
      expect(new Set(again())).toEqual(new Set(guids))
      expect(await recallWrite(db(), 'sweep/deliveries')).toBeDefined()
    })
  })
})
