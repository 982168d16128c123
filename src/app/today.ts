/** Today in UTC, as ISO 8601: asked of the clock once, at a door, and handed in from there. */
export function today(): string {
  return new Date().toISOString().slice(0, 10)
}
