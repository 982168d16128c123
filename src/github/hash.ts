import { createHash } from 'node:crypto'

/** Of what was written, to tell whether it is the same. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
