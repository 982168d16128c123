import type { IncomingMessage } from 'node:http'

export interface BodyLimits {
  /** GitHub sends nothing larger. */
  readonly body: number
  /** Of all bodies that are being received. */
  readonly together: number
  /** Bodies up to here are taken even then, so that a few large ones cannot keep all others out. */
  readonly small: number
}

export const usualBodyLimits: BodyLimits = {
  body: 25 * 1024 ** 2,
  together: 100 * 1024 ** 2,
  small: 256 * 1024,
}

export type Body =
  | { readonly ok: true; readonly bytes: Buffer }
  | { readonly ok: false; readonly why: 'too large' | 'too busy' | 'broken off' }

export type BodyReader = (request: IncomingMessage) => Promise<Body>

/** Reads bodies into memory, each and all together within limits; what is over a limit is not kept, and nobody waits for its rest. */
export function bodyReader(limits: BodyLimits): BodyReader {
  let together = 0
  return (request) => {
    if (Number(request.headers['content-length'] ?? 0) > limits.body)
      return Promise.resolve({ ok: false, why: 'too large' })
    const { promise, resolve } = Promise.withResolvers<Body>()
    const chunks: Buffer[] = []
    let size = 0
    const end = (body: Body) => {
      together -= size
      size = 0
      request.off('data', take).off('end', whole).off('close', broken)
      resolve(body)
    }
    const take = (chunk: Buffer) => {
      size += chunk.length
      together += chunk.length
      if (size > limits.body) return end({ ok: false, why: 'too large' })
      if (together > limits.together && size > limits.small) return end({ ok: false, why: 'too busy' })
      chunks.push(chunk)
    }
    const whole = () => end({ ok: true, bytes: Buffer.concat(chunks) })
    const broken = () => end({ ok: false, why: 'broken off' })
    request.on('data', take).on('end', whole).on('close', broken)
    return promise
  }
}
