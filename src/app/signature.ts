import { createHmac, timingSafeEqual } from 'node:crypto'

const form = /^sha256=[0-9a-f]{64}$/i

/** Whether the header has the form of a signature at all: no byte of a body is kept for one that has not. */
export function isSignature(header: unknown): header is string {
  return typeof header === 'string' && form.test(header)
}

/** Whether these bytes were signed with the secret. */
export function isSigned(body: Buffer, header: string, secret: string): boolean {
  if (!isSignature(header)) return false
  const expected = createHmac('sha256', secret).update(body).digest()
  return timingSafeEqual(expected, Buffer.from(header.slice('sha256='.length), 'hex'))
}
