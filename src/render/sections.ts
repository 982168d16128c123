/** A part of the comment. It is cut between items only, so that every fence, table and fold it opens is closed. */
export interface Section {
  readonly head: string
  readonly items: readonly string[]
  /** Names what was left out. */
  readonly rest?: (left: number) => string
  readonly tail?: string
  /** What stands between items; left out: an empty line. */
  readonly between?: string
  /** The most this section may take; left out: all there is. */
  readonly limit?: number
  /** The most items; left out: all. */
  readonly most?: number
}

/** How much a text may be, by which measure. */
export interface Room {
  readonly limit: number
  readonly size: (text: string) => number
}

/** GitHub refuses a comment of more than 65,536 characters; the distance is for what the publisher adds. */
export const longestComment = 65_000

const comment: Room = { limit: longestComment, size: (text) => text.length }
const gap = '\n\n'

/**
 * Joins sections to a text under the limit. The closing ones always stand; of the opening ones as many items as there is room for,
 * first come first served, and every section keeps at least its head and the count of what was left out. Where not even the heads fit,
 * the last sections are only counted.
 */
export function assemble(
  opening: readonly (Section | undefined)[],
  closing: readonly (Section | undefined)[],
  room = comment,
): string {
  const { limit, size } = room
  const given = opening.filter((section) => section !== undefined)
  const end = closing.filter((section) => section !== undefined).map(whole)
  const first = given.slice(0, headsThatFit(given, room, end))
  const last = first.length < given.length ? [leftOut(given.length - first.length), ...end] : end
  const kept = [...first.map(shortest), ...last]
  let spare = limit - kept.reduce((sum, text) => sum + size(text) + gap.length, 1)
  const filled = first.map((section) => {
    const least = size(shortest(section))
    const most = Math.min(least + Math.max(0, spare), section.limit ?? limit)
    const text = fitted(section, { limit: most, size })
    spare -= size(text) - least
    return text
  })
  return `${[...filled, ...last].join(gap)}\n`
}

const leftOut = (amount: number) =>
  `and ${amount} more ${amount === 1 ? 'part' : 'parts'} of this report; \`--format json\` has all.`

function headsThatFit(sections: readonly Section[], { limit, size }: Room, end: readonly string[]): number {
  const least = [...end, leftOut(sections.length)].reduce((sum, text) => sum + size(text) + gap.length, 1)
  let length = least
  const overflowing = sections.findIndex((section) => {
    length += size(shortest(section)) + gap.length
    return length > limit
  })
  return overflowing < 0 ? sections.length : overflowing
}

function whole({ head, items, tail, between = gap }: Section): string {
  const body = items.length > 0 ? [head, ...items].join(between) : head
  return tail === undefined ? body : body + gap + tail
}

function shortest(section: Section): string {
  return section.items.length === 0 ? whole(section) : cut(section, 0)
}

function cut(section: Section, kept: number): string {
  const left = section.items.length - kept
  const notice = section.rest?.(left) ?? `and ${left} more`
  const { tail, ...open } = section
  const text = whole({ ...open, items: section.items.slice(0, kept) }) + gap + notice
  return tail === undefined ? text : text + gap + tail
}

function fitted(section: Section, { limit, size }: Room): string {
  const { items, between = gap, most = items.length } = section
  const all = whole(section)
  if (items.length === 0 || (items.length <= most && size(all) <= limit)) return all
  let length = size(cut(section, 0))
  const overflowing = items.findIndex((item) => {
    length += size(item) + between.length
    return length > limit
  })
  return cut(section, Math.min(most, overflowing < 0 ? items.length - 1 : overflowing))
}
