import type { Instruction } from './program.ts'

/** Positions of the whole match and of each group, start and end by turns; undefined where a group took no part. */
export type Match = readonly (number | undefined)[]

interface Way {
  readonly at: number
  readonly slots: Match
}

/**
 * The first match from a position on, of equally early ones the preferred (leftmost-first). Every character is looked at once for each
 * instruction, whatever the pattern: time grows with the product, never faster.
 */
export function matchFrom(
  program: readonly Instruction[],
  text: readonly number[],
  start: number,
): Match | undefined {
  let ways: Way[] = []
  let best: Match | undefined
  for (let i = start; i <= text.length; i++) {
    const reach = new Reach(program, text, i)
    const now: Way[] = []
    for (const way of ways) reach.follow(way, now)
    if (!best) reach.follow({ at: 0, slots: [] }, now)
    ways = []
    for (const { at, slots } of now) {
      const instruction = program[at]
      const character = text[i]
      if (instruction?.kind === 'match') {
        best = slots
        break
      }
      if (instruction?.kind === 'character' && character !== undefined && instruction.matches(character)) {
        ways.push({ at: at + 1, slots })
      }
    }
    if (best && ways.length === 0) return best
  }
  return best
}

/** Where one can get to between two characters; every instruction is entered once, by the preferred way. */
class Reach {
  readonly #program: readonly Instruction[]
  readonly #seen = new Set<number>()
  readonly #text: readonly number[]
  readonly #position: number

  constructor(program: readonly Instruction[], text: readonly number[], position: number) {
    this.#program = program
    this.#text = text
    this.#position = position
  }

  follow(from: Way, into: Way[]): void {
    const open: Way[] = [from]
    for (let way = open.pop(); way; way = open.pop()) {
      const { at, slots } = way
      const instruction = this.#program[at]
      if (!instruction || this.#seen.has(at)) continue
      this.#seen.add(at)
      if (instruction.kind === 'jump') open.push({ at: instruction.to, slots })
      else if (instruction.kind === 'split') {
        open.push({ at: instruction.second, slots }, { at: instruction.first, slots })
      } else if (instruction.kind === 'save') {
        const saved = slots.slice()
        saved[instruction.slot] = this.#position
        open.push({ at: at + 1, slots: saved })
      } else if (instruction.kind === 'assert') {
        const [before, after] = [this.#text[this.#position - 1], this.#text[this.#position]]
        if (instruction.holds(before, after)) open.push({ at: at + 1, slots })
      } else into.push(way)
    }
  }
}
