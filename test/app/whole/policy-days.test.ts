import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newSweep } from '../../../src/app/jobs.ts'
import { type Database, openDatabase } from '../../../src/store/database.ts'
import { enqueue } from '../../../src/store/jobs.ts'
import { type GitHub, startGitHub } from '../../github/github.ts'
import type { PullHandle } from '../../github/pull-handle.ts'
import { hasServer, newServerDatabase } from '../../store/places.ts'
import { type RunningApp, startApp, until } from './running-app.ts'
import { day, droppedColumn, newShop } from './shop.ts'

describe.runIf(hasServer)('when its last day is over', () => {
  let github: GitHub
  let app: RunningApp
  let database: Database
  let remove = async () => {}
  beforeAll(async () => {
    const room = await newServerDatabase()
    github = await startGitHub()
    app = await startApp(github, { databaseUrl: room.place.url })
    database = await openDatabase(room.place)
    remove = room.remove
  }, 180_000)
  afterAll(async () => {
    await app.stop()
    await database.close()
    await remove()
    await github.close()
  }, 180_000)

  test('a waiver does not count any more: the sweep of the next day has the check fail again', async () => {
    const { propose } = newShop(github)
    const [over, lasting] = [propose(droppedColumn), propose(droppedColumn)]
    const areShown = (...wanted: string[]) =>
      until(wanted.join(), () => String([over, lasting].map(shown)) === String(wanted))
    await areShown('failure', 'failure')
    over.comment(`/sluice waive 1 until=${day(0)} reason="Tonight"`, 'bob')
    lasting.comment(`/sluice waive 1 until=${day(1)} reason="Tomorrow"`, 'bob')
    await areShown('success', 'success')
    // A night passes: what was written down for today was for yesterday.
    await database.query('UPDATE sluice.waivers SET until = $1 WHERE until = $2', [day(-1), day(0)])
    await database.query(`UPDATE sluice.writes SET hash = $1 WHERE key = 'sweep/waivers'`, [day(-1)])
    await enqueue(database, newSweep())
    await areShown('failure', 'success')
    expect(lasting.checkRuns).toHaveLength(2)
  })
})

const shown = ({ checkRuns }: PullHandle) => checkRuns.at(-1)?.conclusion
