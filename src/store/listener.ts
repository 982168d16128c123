import type { Client } from 'pg'

export interface Listener {
  listen(channel: string, heard: () => void): Promise<() => Promise<void>>
  close(): Promise<void>
}

/** Hears notifications on a connection of its own and opens another one when that is lost. Whoever listens is woken then: something may have been missed. */
export function listenerOn(connect: () => Client): Listener {
  const heardBy = new Map<string, Set<() => void>>()
  let current: Promise<Client> | undefined
  let retry: NodeJS.Timeout | undefined
  let failures = 0
  let closed = false

  const lost = () => {
    current = undefined
    if (closed || retry || heardBy.size === 0) return
    retry = setTimeout(reopen, Math.min(30_000, 250 * 2 ** failures++))
    retry.unref()
  }
  const reopen = async () => {
    retry = undefined
    if (await attempt()) for (const channel of heardBy.keys()) wake(channel)
  }
  const wake = (channel: string) => {
    for (const heard of heardBy.get(channel) ?? []) heard()
  }
  /** Whether every channel is listened to now; when not, another attempt is on its way. */
  const attempt = async () => {
    try {
      current ??= open(connect(), { lost, wake })
      const client = await current
      for (const channel of heardBy.keys()) await client.query(`LISTEN ${channel}`)
      failures = 0
      return true
    } catch {
      lost()
      return false
    }
  }

  return {
    async listen(channel, heard) {
      heardBy.set(channel, (heardBy.get(channel) ?? new Set()).add(heard))
      await attempt()
      return async () => void heardBy.get(channel)?.delete(heard)
    },
    async close() {
      closed = true
      clearTimeout(retry)
      const client = await current?.catch(() => undefined)
      await client?.end()
    },
  }
}

interface Ears {
  lost(): void
  wake(channel: string): void
}

async function open(client: Client, { lost, wake }: Ears): Promise<Client> {
  // A loss is told by `end`, which follows every `error`; an error that nobody hears would end the process.
  client.on('error', () => {})
  client.on('notification', ({ channel }) => wake(channel))
  await client.connect()
  client.on('end', lost)
  return client
}
