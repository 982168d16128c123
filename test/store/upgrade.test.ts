import { expect, test } from 'vitest'
import { openDatabase, type Place } from '../../src/store/database.ts'
import type { Driver } from '../../src/store/driver.ts'
import { openEmbedded } from '../../src/store/embedded.ts'
import { migrate } from '../../src/store/migrate.ts'
import { migrations } from '../../src/store/migrations.generated.ts'
import { memoryOf } from '../../src/store/model-memory.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { dismissalsFor } from '../../src/store/waivers.ts'
import { hasServer, newDirectory, newServerDatabase, patience } from './places.ts'

const driverOf = (place: Place): Promise<Driver> =>
  'url' in place ? openPostgres(place.url, 1) : openEmbedded(place.directory)

const kinds = [
  ['embedded', async () => newDirectory()],
  ['postgres', newServerDatabase],
] as const

test.each(kinds.filter(([kind]) => kind === 'embedded' || hasServer))(
  'a store that was made before there were opinions keeps what it holds and takes them: %s',
  async (_, newRoom) => {
    const room = await newRoom()
    const old = await driverOf(room.place)
    await migrate(old, migrations.slice(0, 1))
    expect(await old.query(`SELECT to_regclass('sluice.model_calls') AS there`)).toEqual([{ there: null }])
    await old.query(
      `INSERT INTO sluice.dismissals (repository, number, fingerprint, rule_id, dismissed_by, reason) VALUES (10, 7, 'f1', 'r', 'ana', 'noise')`,
    )
    await old.close()
    const db = await openDatabase(room.place)
    expect(await dismissalsFor(db, 10, 7)).toEqual([{ fingerprint: 'f1', by: 'ana', reason: 'noise' }])
    expect(await memoryOf(db, { repository: 10, subject: 'pull/7', head: 'aaa' })).toEqual({
      round: 1,
      earlier: [],
    })
    await db.close()
    await room.remove()
  },
  patience,
)
