import type { PGlite } from '@electric-sql/pglite'

/** An embedded Postgres that is opened again when it has broken. */
export interface EmbeddedServer {
  /** One at a time: there is one connection. */
  exclusive<T>(work: (server: PGlite) => Promise<T>): Promise<T>
  listen(channel: string, heard: () => void): Promise<() => Promise<void>>
  close(): Promise<void>
}

export function embeddedServer(first: PGlite, open: () => Promise<PGlite>): EmbeddedServer {
  const heardBy = new Map<string, Set<() => void>>()
  let server: PGlite | undefined = first
  let last: Promise<unknown> = Promise.resolve()
  let refused: { readonly error: unknown; readonly until: number } | undefined

  const wake = (channel: string) => {
    for (const heard of heardBy.get(channel) ?? []) heard()
  }
  const listenOn = (one: PGlite, channel: string) => one.listen(channel, () => wake(channel))
  /** Opening fails for as long as the disk is full, and costs seconds each time. */
  const reopened = async () => {
    if (refused && Date.now() < refused.until) throw refused.error
    try {
      const one = await open()
      for (const channel of heardBy.keys()) await listenOn(one, channel)
      return one
    } catch (error) {
      refused = { error, until: Date.now() + pauseMs }
      throw error
    }
  }
  const attempt = async <T>(work: (server: PGlite) => Promise<T>) => {
    server ??= await reopened()
    try {
      return await work(server)
    } catch (error) {
      // Left as it is: closing what is broken may never end. Its files are recovered when they are opened again.
      if (isBroken(error)) server = undefined
      throw error
    }
  }
  const exclusive = <T>(work: (server: PGlite) => Promise<T>) => {
    const turn = last.then(() => attempt(work))
    last = turn.catch(() => undefined)
    return turn
  }

  return {
    exclusive,
    async listen(channel, heard) {
      const isNew = !heardBy.has(channel)
      heardBy.set(channel, (heardBy.get(channel) ?? new Set()).add(heard))
      if (isNew) await exclusive((one) => listenOn(one, channel))
      return async () => void heardBy.get(channel)?.delete(heard)
    },
    async close() {
      await last
      await server?.close()
    },
  }
}

const pauseMs = 5000

/**
 * Whether the server itself, and not only a statement, has failed. A real one would end and be started again; this one goes on with its
 * memory in disorder. It happens when the disk has no room for the write-ahead log.
 */
export function isBroken(error: unknown): boolean {
  const { code = '', severity = '', message = '', name = '' } = error as Record<string, string | undefined>
  if (severity === 'PANIC' || severity === 'FATAL' || name === 'RuntimeError' || name === 'ExitStatus')
    return true
  return (
    code.startsWith('XX') ||
    (code === '53100' && message.includes('pg_wal')) ||
    message.includes('active portal')
  )
}
