import { afterAll, beforeAll, describe } from 'vitest'
import { openEmbedded } from '../../../src/rehearsal/embedded/session.ts'
import { openServerSession } from '../../../src/rehearsal/server/session.ts'
import type { Session } from '../../../src/rehearsal/session.ts'
import { hasServer, newServerDatabase, patience } from '../../store/places.ts'

interface Opened {
  readonly session: Session
  close(): Promise<void>
}

async function embedded(): Promise<Opened> {
  const session = await openEmbedded({ extensions: ['citext'] })
  return { session, close: async () => void (await session.close()) }
}

async function server(): Promise<Opened> {
  const { place, remove } = await newServerDatabase()
  const session = await openServerSession({ config: { connectionString: place.url } })
  const close = async () => {
    await session.close()
    await remove()
  }
  return { session, close }
}

/** Runs the tests on the embedded server and, where it is reachable, on a real one; each is opened once. */
export function onEverySession(tests: (session: () => Session) => void): void {
  const kinds = [
    ['embedded', embedded],
    ['server', server],
  ] as const
  describe.each(kinds.filter(([kind]) => kind === 'embedded' || hasServer))('%s', (_, open) => {
    let opened: Opened
    beforeAll(async () => {
      opened = await open()
    }, patience)
    afterAll(() => opened?.close(), patience)
    tests(() => opened.session)
  })
}

/** Runs what must succeed. */
export async function must(session: Session, ...statements: readonly string[]): Promise<void> {
  for (const sql of statements) {
    const { error } = await session.run(sql)
    if (error) throw new Error(`${sql}: ${error.message}`)
  }
}
