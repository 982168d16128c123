import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../src/store/database.ts'
import type { Connection, Driver } from '../../src/store/driver.ts'
import { type Migration, migrate } from '../../src/store/migrate.ts'
import { migrations } from '../../src/store/migrations.generated.ts'
import { hasServer, newServerDatabase, onEveryDatabase } from './places.ts'

const root = resolve(import.meta.dirname, '../..')

/** What migrating needs of a database, over one that is open. */
function driverOf(db: Database): Pick<Driver, 'transaction'> {
  return {
    transaction: (work) =>
      db.transaction((inside) => {
        const connection: Connection = {
          query: (text, values) => inside.query(text, values),
          script: async (text) => {
            for (const statement of text.split(';\n')) await inside.query(statement)
          },
        }
        return work(connection)
      }),
  }
}

onEveryDatabase((db) => {
  const applied = async () =>
    (await db().query<{ name: string }>('SELECT name FROM sluice.sluice_migrations ORDER BY name')).map(
      ({ name }) => name,
    )
  const known = migrations.map(({ name }) => name)
  const next: Migration = { name: '9000_next.sql', text: 'CREATE TABLE sluice.next (id bigint)' }

  test('opening applies every migration, in order', async () => expect(await applied()).toEqual(known))

  test('a second time does nothing', async () => {
    await migrate(driverOf(db()))
    expect(await applied()).toEqual(known)
  })

  test('a migration that fails leaves nothing behind, and those before it stay', async () => {
    const failing = { name: '9001_failing.sql', text: 'CREATE TABLE sluice.half (id bigint);\nSELECT 1/0' }
    await expect(migrate(driverOf(db()), [...migrations, next, failing])).rejects.toThrow(/division by zero/)
    expect(await applied()).toEqual([...known, next.name])
    expect(await db().query(`SELECT to_regclass('sluice.half') AS half`)).toEqual([{ half: null }])
  })

  test('a schema of a newer version is refused', async () => {
    await expect(migrate(driverOf(db()))).rejects.toMatchObject({
      name: 'StoreUnavailable',
      message: expect.stringContaining('9000_next.sql is not known to this one'),
    })
  })

  test('a migration edited after it was applied is refused', async () => {
    const edited = { ...next, text: `${next.text};` }
    await expect(migrate(driverOf(db()), [...migrations, edited])).rejects.toMatchObject({
      name: 'StoreUnavailable',
      message: expect.stringContaining('9000_next.sql of this version differs'),
    })
  })
})

describe.runIf(hasServer)('on a server', () => {
  test('six processes that start at once migrate once', async () => {
    const room = await newServerDatabase()
    const opened = await Promise.all(
      Array.from({ length: 6 }, () => openDatabase({ ...room.place, connections: 2 })),
    )
    const [first] = opened
    expect(await first?.query('SELECT count(*) AS n FROM sluice.sluice_migrations')).toEqual([
      { n: migrations.length },
    ])
    await Promise.all(opened.map((db) => db.close()))
    await room.remove()
  })

  test('a role that may not create a schema is told what it lacks', async () => {
    const room = await newServerDatabase()
    const admin = await openDatabase(room.place)
    const role = `nobody_${process.pid}`
    await admin.query('DROP SCHEMA sluice CASCADE')
    await admin.query(`CREATE ROLE ${role} LOGIN`)
    const url = room.place.url.replace('postgres@', `${role}@`)
    await expect(openDatabase({ url })).rejects.toMatchObject({
      message: expect.stringContaining('may not create the schema'),
    })
    await admin.query(`DROP ROLE ${role}`)
    await admin.close()
    await room.remove()
  })
})

test('our own migrations pass our own review', () => {
  const out = execFileSync(
    process.execPath,
    ['bin/sluice.js', 'lint', 'src/store/migrations', '--format', 'json'],
    { cwd: root },
  )
  const report = JSON.parse(String(out))
  expect(report.verdict).toBe('pass')
  expect(
    report.coverage.files.map(({ path, status }: { path: string; status: string }) => [path, status]),
  ).toEqual(migrations.map(({ name }) => [`src/store/migrations/${name}`, 'evaluated']))
})
