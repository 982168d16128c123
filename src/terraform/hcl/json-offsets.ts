import type { JsonString } from './json-text.ts'

/** From an offset in the value of a JSON text to the offset in the file where that character is written. */
export function jsonOffsets({ range, value }: JsonString, file: string): (offset: number) => number {
  const inside = { start: range.start + 1, end: range.end - 1 }
  const clamped = (offset: number) => Math.max(0, Math.min(offset, value.length))
  if (inside.end - inside.start === value.length) return (offset) => inside.start + clamped(offset)
  const places: number[] = []
  for (let at = inside.start; at < inside.end; ) {
    places.push(at)
    if (file[at] !== '\\') at += 1
    else at += file[at + 1] === 'u' ? 6 : 2
  }
  places.push(inside.end)
  return (offset) => places[clamped(offset)] ?? inside.end
}
