import { newServerDatabase, onServer } from '../test/store/places.ts'
import { gates } from './app/gates.ts'
import { intake } from './app/intake.ts'
import type { Print } from './app/print.ts'
import { workers } from './app/workers.ts'

/** The whole App against the simulated GitHub, in processes of their own. */
export async function app(print: Print): Promise<void> {
  const rooms: { remove(): Promise<void> }[] = []
  const newDatabase = async () => {
    const room = await newServerDatabase()
    rooms.push(room)
    return room.place.url
  }
  try {
    await onServer('SELECT 1')
    for (const url of [undefined, await newDatabase()]) await gates(url ? 'Postgres' : 'embedded', url, print)
    for (const url of [undefined, await newDatabase()])
      await intake(url ? 'Postgres' : 'embedded', url, print)
    await workers(newDatabase, print)
  } finally {
    for (const room of rooms) await room.remove()
  }
}
