import { classOf, type Matches, negated, perlClass, posixClass, unicodeClass } from './classes.ts'
import type { Assertion, Node, Pattern } from './syntax.ts'

const mostRepeats = 1000
const deepest = 100

/** Not to be read here: syntax that RE2 refuses, or that this parser does not know. */
class Unread extends Error {}

/** Reads the syntax of RE2 (https://github.com/google/re2/wiki/Syntax); undefined where it is not that, or not all of it is known. */
export function parsePattern(text: string): Pattern | undefined {
  try {
    return new PatternParser(text).pattern()
  } catch (error) {
    if (error instanceof Unread) return undefined
    throw error
  }
}

interface Flags {
  /** Upper and lower case are the same. */
  readonly i: boolean
  /** `^` and `$` stand at lines. */
  readonly m: boolean
  /** `.` is also a line end. */
  readonly s: boolean
  /** Greedy and not are swapped. */
  readonly U: boolean
}

class PatternParser {
  readonly #text: readonly string[]
  readonly #groups: (string | undefined)[] = []
  #at = 0
  #depth = 0
  #flags: Flags = { i: false, m: false, s: false, U: false }

  constructor(text: string) {
    this.#text = [...text]
  }

  pattern(): Pattern {
    const root = this.#either()
    if (this.#at < this.#text.length) throw new Unread()
    return { root, groups: this.#groups }
  }

  #either(): Node {
    if (++this.#depth > deepest) throw new Unread()
    const branches = [this.#sequence()]
    while (this.#takes('|')) branches.push(this.#sequence())
    this.#depth--
    return branches.length === 1 && branches[0] ? branches[0] : { kind: 'either', branches }
  }

  #sequence(): Node {
    const items: Node[] = []
    for (let next = this.#peek(); next !== undefined && next !== '|' && next !== ')'; next = this.#peek()) {
      items.push(...this.#repeated(this.#atom()))
    }
    return { kind: 'sequence', items }
  }

  /** Of a literal between \Q and \E, only the last character is repeated. */
  #repeated(atoms: readonly Node[]): readonly Node[] {
    const limits = this.#limits()
    const last = atoms.at(-1)
    if (!limits) return atoms
    if (!last) throw new Unread()
    const greedy = this.#takes('?') === this.#flags.U
    if (this.#limits()) throw new Unread()
    return [...atoms.slice(0, -1), { kind: 'repeat', of: last, ...limits, greedy }]
  }

  #limits(): { least: number; most?: number } | undefined {
    if (this.#takes('*')) return { least: 0 }
    if (this.#takes('+')) return { least: 1 }
    if (this.#takes('?')) return { least: 0, most: 1 }
    const [whole, least = '', comma, most = ''] = /^\{(\d{1,4})(,?)(\d{0,4})\}/.exec(this.#ahead(12)) ?? []
    if (whole === undefined) return undefined
    this.#at += whole.length
    const limits = { least: Number(least), most: comma === '' ? Number(least) : Number(most) }
    if (Math.max(limits.least, limits.most) > mostRepeats) throw new Unread()
    if (comma !== '' && most === '') return { least: limits.least }
    if (limits.most < limits.least) throw new Unread()
    return limits
  }

  #atom(): readonly Node[] {
    const character = this.#next()
    if (character === '(') return this.#group()
    if (character === '[') return [this.#characters(this.#class())]
    if (character === '.') return [this.#characters(this.#flags.s ? () => true : (code) => code !== 10)]
    if (character === '^') return [assertion(this.#flags.m ? atLineStart : atStart)]
    if (character === '$') return [assertion(this.#flags.m ? atLineEnd : atEnd)]
    if (character === '\\') return this.#escape()
    if ('*+?'.includes(character)) throw new Unread()
    return [this.#literal(character)]
  }

  #group(): readonly Node[] {
    if (!this.#takes('?')) return [this.#captured(undefined)]
    const [named, name] = /^P?<([A-Za-z_][A-Za-z0-9_]{0,60})>/.exec(this.#ahead(70)) ?? []
    if (named !== undefined && name !== undefined) {
      this.#at += named.length
      if (this.#groups.includes(name)) throw new Unread()
      return [this.#captured(name)]
    }
    return this.#flagged()
  }

  #captured(name: string | undefined): Node {
    const index = this.#groups.push(name)
    return { kind: 'group', index, of: this.#inside() }
  }

  /** Flags change for the rest of the group they stand in, or for a group of their own. */
  #flagged(): readonly Node[] {
    const [written, on = '', , off = '', end] = /^([imsU]*)(-([imsU]+))?([:)])/.exec(this.#ahead(12)) ?? []
    if (written === undefined) throw new Unread()
    this.#at += written.length
    const before = this.#flags
    const set = (flag: keyof Flags) => (before[flag] || on.includes(flag)) && !off.includes(flag)
    this.#flags = { i: set('i'), m: set('m'), s: set('s'), U: set('U') }
    if (end === ')') return []
    const inside = this.#inside(before)
    return [inside]
  }

  #inside(after: Flags = this.#flags): Node {
    const node = this.#either()
    if (!this.#takes(')')) throw new Unread()
    this.#flags = after
    return node
  }

  #escape(): readonly Node[] {
    const character = this.#next()
    if (character === 'Q') return this.#quoted()
    const holds = assertions.get(character)
    if (holds) return [assertion(holds)]
    const set = perlClass(character) ?? this.#unicode(character)
    return [set ? this.#characters(set) : this.#literal(this.#escaped(character))]
  }

  #quoted(): readonly Node[] {
    const literals: Node[] = []
    while (this.#peek() !== undefined && this.#ahead(2) !== '\\E') literals.push(this.#literal(this.#next()))
    this.#at = Math.min(this.#at + 2, this.#text.length)
    return literals
  }

  #unicode(character: string): Matches | undefined {
    if (character !== 'p' && character !== 'P') return undefined
    const [written, short, long] = /^(?:([A-Z])|\{(\^?[A-Za-z_]{1,40})\})/.exec(this.#ahead(45)) ?? []
    const set = unicodeClass(short ?? long ?? '')
    if (written === undefined || !set) throw new Unread()
    this.#at += written.length
    return character === 'P' ? negated(set) : set
  }

  /** The character an escape stands for. */
  #escaped(character: string): string {
    const control = controls.get(character)
    if (control !== undefined) return control
    if (character === 'x') {
      const [written, two, many] = /^(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]{1,6})\})/.exec(this.#ahead(8)) ?? []
      const code = Number.parseInt(two ?? many ?? '', 16)
      if (written === undefined || code > 0x10ffff) throw new Unread()
      this.#at += written.length
      return String.fromCodePoint(code)
    }
    if (/[A-Za-z0-9]/.test(character)) throw new Unread()
    return character
  }

  #class(): Matches {
    const negates = this.#takes('^')
    const sets: Matches[] = []
    do sets.push(this.#member())
    while (!this.#takes(']'))
    return negates ? negated(classOf(sets)) : classOf(sets)
  }

  #member(): Matches {
    const [named, not, name] = /^\[:(\^?)([a-z]{1,10}):\]/.exec(this.#ahead(16)) ?? []
    if (named !== undefined && name !== undefined) {
      this.#at += named.length
      const set = posixClass(name)
      if (!set) throw new Unread()
      return not === '' ? set : negated(set)
    }
    const from = this.#single()
    if (typeof from !== 'string') return from
    if (this.#ahead(1) !== '-' || this.#ahead(2) === '-]') return this.#range(from, from)
    this.#at++
    const to = this.#single()
    if (typeof to !== 'string') throw new Unread()
    return this.#range(from, to)
  }

  #single(): string | Matches {
    const character = this.#next()
    if (character !== '\\') return character
    const escaped = this.#next()
    return perlClass(escaped) ?? this.#unicode(escaped) ?? this.#escaped(escaped)
  }

  #range(from: string, to: string): Matches {
    const [low, high] = [from.codePointAt(0) ?? 0, to.codePointAt(0) ?? 0]
    if (low > high) throw new Unread()
    return (code) => code >= low && code <= high
  }

  #literal(character: string): Node {
    const code = character.codePointAt(0) ?? 0
    return this.#characters((other) => other === code)
  }

  #characters(matches: Matches): Node {
    if (!this.#flags.i) return { kind: 'characters', matches }
    return { kind: 'characters', matches: (code) => casesOf(code).some(matches) }
  }

  #peek(): string | undefined {
    return this.#text[this.#at]
  }

  #next(): string {
    const character = this.#text[this.#at++]
    if (character === undefined) throw new Unread()
    return character
  }

  #takes(character: string): boolean {
    if (this.#text[this.#at] !== character) return false
    this.#at++
    return true
  }

  #ahead(length: number): string {
    return this.#text.slice(this.#at, this.#at + length).join('')
  }
}

function casesOf(code: number): readonly number[] {
  const character = String.fromCodePoint(code)
  return [character, character.toLowerCase(), character.toUpperCase()].map((each) => each.codePointAt(0) ?? 0)
}

function assertion(holds: Assertion): Node {
  return { kind: 'assertion', holds }
}

const atStart: Assertion = (before) => before === undefined
const atEnd: Assertion = (_, after) => after === undefined
const atLineStart: Assertion = (before) => before === undefined || before === 10
const atLineEnd: Assertion = (_, after) => after === undefined || after === 10
const atWordEdge: Assertion = (before, after) => isWord(before) !== isWord(after)

function isWord(code: number | undefined): boolean {
  return code !== undefined && /\w/.test(String.fromCodePoint(code))
}

const assertions = new Map<string, Assertion>([
  ['A', atStart],
  ['z', atEnd],
  ['b', atWordEdge],
  ['B', (before, after) => !atWordEdge(before, after)],
])

const controls = new Map([
  ['a', '\x07'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
])
