/** GitHub's time. Token, rate-limit and delivery lifetimes are all judged by it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** GitHub's own way to write a moment: seconds, UTC. */
  iso(at?: number): string
  advance(milliseconds: number): void
}

/** Runs with the real clock, or stands still at the moment given; `advance` moves either one. */
export function clockFrom(start?: string): Clock {
  let offset = 0
  const fixed = start === undefined ? undefined : Date.parse(start)
  const now = () => (fixed ?? Date.now()) + offset
  return {
    now,
    iso: (at = now()) => `${new Date(at).toISOString().slice(0, 19)}Z`,
    advance: (milliseconds) => {
      offset += milliseconds
    },
  }
}

export const seconds = 1000
export const minutes = 60 * seconds
export const hours = 60 * minutes
export const days = 24 * hours
