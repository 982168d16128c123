/** What one call does on the network: counted, bounded, and with nothing in its headers but what is written here. */
export interface Wire {
  readonly fetch: typeof fetch
  /** Requests that were made. */
  attempts(): number
  /** Whether the server said more than is read. */
  isOverrun(): boolean
}

/** A whole answer with its events; the longest ones are a tenth of it. */
const mostBytes = 4 * 1024 * 1024
/** The library adds facts of the machine, and whatever ANTHROPIC_CUSTOM_HEADERS says. */
const headersSent = ['accept', 'content-type', 'user-agent', 'anthropic-version']

/** `endsAt` is by `performance.now()`. */
export function openWire(key: string, endsAt: number): Wire {
  let attempts = 0
  let overrun = false
  const onOverrun = () => {
    overrun = true
  }
  return {
    attempts: () => attempts,
    isOverrun: () => overrun,
    fetch: async (url, init) => {
      attempts++
      const headers = ownHeaders(new Headers(init?.headers), key)
      // A redirect would carry the question to an address that the operator has not written.
      const response = await fetch(url, { ...init, headers, redirect: 'manual' })
      return new Response(response.body?.pipeThrough(bounded(onOverrun)) ?? null, {
        status: response.status,
        headers: retryHeaders(response.headers, endsAt),
      })
    },
  }
}

function ownHeaders(given: Headers, key: string): Headers {
  const headers = new Headers({ authorization: `Bearer ${key}` })
  for (const name of headersSent) {
    const value = given.get(name)
    if (value !== null) headers.set(name, value)
  }
  return headers
}

/** Whoever is to wait beyond the deadline is told now. */
function retryHeaders(given: Headers, endsAt: number): Headers {
  const headers = new Headers(given)
  const seconds = Number(given.get('retry-after') ?? 0)
  const waits = Number(given.get('retry-after-ms') ?? seconds * 1000)
  if (!(waits < endsAt - performance.now())) headers.set('x-should-retry', 'false')
  return headers
}

function bounded(onOverrun: () => void): TransformStream<Uint8Array, Uint8Array> {
  let left = mostBytes
  return new TransformStream({
    transform(chunk, controller) {
      left -= chunk.byteLength
      if (left >= 0) return controller.enqueue(chunk)
      onOverrun()
      controller.error(new Error('The answer is longer than what is read of one.'))
    },
  })
}
