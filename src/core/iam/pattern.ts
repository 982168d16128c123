import { isUnknown, type Unknown } from '../terraform/value.ts'
import type { Text } from './policy.ts'

/**
 * A text with wildcards, sign by sign: a character, `*`, `?`, or a hole (a text that is not known), written as `\uE000` and what it is.
 * Between two wildcards of a run nothing stands but `?`, and those come first.
 */
export type Pattern = readonly string[]

const hole = '\uE000'
/** Stands for a hole where it may be any text without wildcards, and for one that may be any text at all. */
const anyText = '\uE001'
/** What no name of a cloud comes near. A longer text is compared as a whole. */
const longest = 2048

export const everything: Pattern = ['*']

export function patternOf(text: Text): Pattern {
  if (typeof text === 'string') return text.length > longest ? [`${hole}${text}`] : settled([...text])
  return settled((text.parts ?? [text]).flatMap((part) => (isUnknown(part) ? [holeOf(part)] : [...part])))
}

/** A text in which `*` and `?` are ordinary characters. */
export function literalOf(text: Text): Pattern {
  return patternOf(text).map((sign) => (sign === '*' || sign === '?' ? `\\${sign}` : sign))
}

/** Two holes are the same where both are the same attribute of the same resource, or come from the same variable. */
function holeOf(value: Unknown): string {
  const { reference } = value
  if (reference) return `${hole}r:${reference.address}.${reference.attribute}`
  const origin = value.because.at(-1)?.text ?? ''
  return /\b(?:var|data|module)\.\w/.test(origin)
    ? `${hole}v:${origin}`
    : `${hole}${JSON.stringify(value.because)}`
}

export function hasHole(pattern: Pattern): boolean {
  return pattern.some(isHole)
}

function isHole(sign: string): boolean {
  return sign.startsWith(hole)
}

/** Runs of wildcards in one order, with one `*` at most. */
function settled(signs: readonly string[]): Pattern {
  const result: string[] = []
  let star = false
  for (const sign of signs) {
    if (sign === '*') star = true
    else {
      if (star && sign !== '?') {
        result.push('*')
        star = false
      }
      result.push(sign)
    }
  }
  return star ? [...result, '*'] : result
}

/** Whether every text that fits the narrow pattern fits the wide one. Two holes are equal or have nothing in common. */
export function includes(wide: Pattern, narrow: Pattern): boolean {
  if (wide.length === 1 && wide[0] === '*') return true
  if (differsEarly(wide, narrow)) return false
  return remembered(inclusions, [wide, narrow], includesAll)
}

/** Answers are kept, as the same two patterns meet for every pair of actions and resources. */
type Answers<T> = WeakMap<Pattern, WeakMap<Pattern, { readonly answer: T }>>
const inclusions: Answers<boolean> = new WeakMap()
const meetings: Answers<Pattern | undefined> = new WeakMap()

function remembered<T>(
  answers: Answers<T>,
  [one, other]: readonly [Pattern, Pattern],
  ask: (one: Pattern, other: Pattern) => T,
): T {
  const mine = answers.get(one) ?? new WeakMap<Pattern, { readonly answer: T }>()
  answers.set(one, mine)
  const known = mine.get(other) ?? { answer: ask(one, other) }
  mine.set(other, known)
  return known.answer
}

function includesAll(wide: Pattern, narrow: Pattern): boolean {
  let reach = startOf(wide)
  for (const sign of narrow) {
    const next = [reach[0] === true && absorbs(wide[0], sign)]
    for (let i = 0; i < wide.length; i++) {
      const stays = reach[i + 1] === true && absorbs(wide[i + 1], sign)
      next.push((reach[i] === true && takes(wide[i], sign)) || stays || (skips(wide[i]) && next[i] === true))
    }
    reach = next
  }
  return reach[wide.length] === true
}

/** Whether two patterns differ before the first wildcard of either: the usual case, told without a table. */
function differsEarly(one: Pattern, other: Pattern): boolean {
  for (let i = 0; i < one.length && i < other.length; i++) {
    const [a = '', b = ''] = [one[i], other[i]]
    if (isWild(a) || isWild(b)) return false
    if (a !== b) return true
  }
  const rest = one.length < other.length ? other[one.length] : one[other.length]
  return rest !== undefined && !skips(rest)
}

function isWild(sign: string): boolean {
  return sign === '*' || sign === '?' || sign === anyText
}

/** After nothing was read: the signs of the wide pattern that may stand for nothing. */
function startOf(wide: Pattern): boolean[] {
  const reach = [true]
  for (let i = 0; i < wide.length; i++) reach.push(reach[i] === true && skips(wide[i]))
  return reach
}

function skips(sign: string | undefined): boolean {
  return sign === '*' || sign === anyText
}

/** Whether a sign of the wide pattern takes one more sign and stays. */
function absorbs(sign: string | undefined, narrow: string): boolean {
  return sign === '*' || (sign === anyText && narrow !== '*' && narrow !== '?')
}

function takes(sign: string | undefined, narrow: string): boolean {
  if (sign === narrow || absorbs(sign, narrow)) return true
  return sign === '?' && narrow !== '*' && !isHole(narrow)
}

/** Whether it may be that every text of the narrow pattern fits the wide one, whatever the holes are. */
export function mayInclude(wide: Pattern, narrow: Pattern): boolean {
  if (includes(wide, narrow)) return true
  if (hasHole(narrow)) return meet(filled(wide), filled(narrow)) !== undefined
  if (!hasHole(wide)) return false
  const open = wide.map((sign) => (isHole(sign) ? openness(wide, sign) : sign))
  return includes(open, narrow)
}

function filled(pattern: Pattern): Pattern {
  return settled(pattern.map((sign) => (isHole(sign) ? '*' : sign)))
}

/** An attribute of a resource, and what stands inside of other text, is taken to hold no wildcard. */
function openness(pattern: Pattern, sign: string): string {
  return pattern.length > 1 || sign.startsWith(`${hole}r:`) ? anyText : '*'
}

/** A pattern of texts that fit both; undefined where none does. */
export function meet(one: Pattern, other: Pattern): Pattern | undefined {
  if (differsEarly(one, other)) return undefined
  if (includes(one, other)) return other
  if (includes(other, one)) return one
  return remembered(meetings, [one, other], overlap)
}

function overlap(one: Pattern, other: Pattern): Pattern | undefined {
  const ends = reachesEnd(one, other)
  if (!ends(0, 0)) return undefined
  return settled(walk(one, other, ends))
}

type Reaches = (i: number, j: number) => boolean

/** Whether from two positions on the rests of both patterns have a text in common: told from the ends. */
function reachesEnd(one: Pattern, other: Pattern): Reaches {
  const width = other.length + 1
  const table = new Uint8Array((one.length + 1) * width)
  for (let i = one.length; i >= 0; i--) {
    const a = one[i]
    for (let j = other.length; j >= 0; j--) {
      const b = other[j]
      const at = i * width + j
      const [down, right, both] = [table[at + width], table[at + 1], table[at + width + 1]]
      const isWildA = a === '*' && (down === 1 || (b !== undefined && right === 1))
      const isWildB = b === '*' && (right === 1 || (a !== undefined && down === 1))
      const isBoth = both === 1 && a !== undefined && b !== undefined && common(a, b) !== undefined
      table[at] = (a === undefined && b === undefined) || isWildA || isWildB || isBoth ? 1 : 0
    }
  }
  return (i, j) => table[i * width + j] === 1
}

interface Step {
  readonly i: number
  readonly j: number
  readonly sign?: string
}

function steps(one: Pattern, other: Pattern, i: number, j: number): Step[] {
  const a = one[i]
  const b = other[j]
  const found: Step[] = []
  if (a === '*' && b !== undefined) found.push({ i, j: j + 1, sign: b })
  if (b === '*' && a !== undefined) found.push({ i: i + 1, j, sign: a })
  if (a !== undefined && b !== undefined && a !== '*' && b !== '*') {
    const sign = common(a, b)
    if (sign !== undefined) found.push({ i: i + 1, j: j + 1, sign })
  }
  if (a === '*') found.push({ i: i + 1, j })
  if (b === '*') found.push({ i, j: j + 1 })
  return found
}

function common(a: string, b: string): string | undefined {
  if (a === b) return a
  if (a === '?' && !isHole(b)) return b
  return b === '?' && !isHole(a) ? a : undefined
}

function walk(one: Pattern, other: Pattern, ends: Reaches): string[] {
  const signs: string[] = []
  let at = { i: 0, j: 0 }
  while (at.i < one.length || at.j < other.length) {
    const step = steps(one, other, at.i, at.j).find((next) => ends(next.i, next.j))
    if (!step) break
    if (step.sign !== undefined) signs.push(step.sign)
    at = step
  }
  return signs
}

/** A pattern as people write it. */
export function patternText(pattern: Pattern): string {
  return pattern.map((sign) => (isHole(sign) ? '${...}' : sign)).join('')
}
