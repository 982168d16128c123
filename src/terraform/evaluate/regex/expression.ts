import type { Unknown } from '../../../core/terraform/value.ts'
import { tooLarge } from '../failure.ts'
import { matchFrom } from './match.ts'
import { parsePattern } from './parse.ts'
import { compile } from './program.ts'
import type { Pattern } from './syntax.ts'

export interface Expression {
  readonly groups: Pattern['groups']
  /** All matches, none overlapping another. */
  matches(text: string): readonly Found[] | Unknown
}

export interface Found {
  /** UTF-16 offsets. */
  readonly start: number
  readonly end: number
  /** The whole match, then each group; undefined where a group took no part. */
  readonly texts: readonly (string | undefined)[]
}

/** Instructions times characters times matches that one call may look at. */
const mostWork = 5_000_000

/** A regular expression of RE2; undefined where it is none or not all of it is known here. */
export function expressionOf(pattern: string): Expression | undefined {
  const parsed = parsePattern(pattern)
  const program = parsed && compile(parsed.root)
  if (!parsed || !program) return undefined
  return {
    groups: parsed.groups,
    matches(text) {
      const characters = [...text]
      if (characters.length * program.length > mostWork) return tooLarge()
      const codes = characters.map((character) => character.codePointAt(0) ?? 0)
      const offsets = offsetsOf(characters)
      const found: Found[] = []
      let work = 0
      for (let from = 0, after = -1; from <= codes.length; ) {
        const match = matchFrom(program, codes, from)
        const [start, end] = match ?? []
        work += program.length * ((end ?? codes.length) - from + 1)
        if (work > mostWork) return tooLarge()
        if (!match || start === undefined || end === undefined) break
        if (end > start || start !== after) {
          const at = match.map((index) => (index === undefined ? undefined : (offsets[index] ?? 0)))
          found.push(foundAt(text, at, parsed.groups.length))
        }
        after = end
        from = end > start ? end : end + 1
      }
      return found
    },
  }
}

function foundAt(text: string, at: readonly (number | undefined)[], groups: number): Found {
  const texts = Array.from({ length: groups + 1 }, (_, i) => {
    const [start, end] = [at[2 * i], at[2 * i + 1]]
    return start === undefined || end === undefined ? undefined : text.slice(start, end)
  })
  return { start: at[0] ?? 0, end: at[1] ?? 0, texts }
}

/** Of each character, and of the end. */
function offsetsOf(characters: readonly string[]): readonly number[] {
  const offsets = [0]
  let at = 0
  for (const { length } of characters) {
    at += length
    offsets.push(at)
  }
  return offsets
}
