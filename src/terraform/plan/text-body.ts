import { isList, type Path, type Value } from '../../core/terraform/value.ts'
import type { Masks } from './marked-value.ts'
import type { TextLine } from './text-lines.ts'
import { dedented, hiddenCount, keyOf, skipSpace } from './text-tokens.ts'
import { hidden, jsonText, scalarAt } from './text-value.ts'

/** What a part of a plan's text says of both sides; undefined where there is nothing on a side. */
export interface Sides {
  readonly before: Value | undefined
  readonly after: Value | undefined
}

/** One entry of a body, with the sign before it. */
export interface Entry extends Sides {
  readonly name: string
  readonly sign: string
}

const deepestBody = 100
/** More hidden elements than this are as good as this many. */
const mostHidden = 100
const nothing: Sides = { before: undefined, after: undefined }

/** Reads the values between the braces of a plan's text, line by line, from where it stands. */
export class BodyReader {
  readonly #lines: readonly TextLine[]
  readonly #masks: Masks
  #next: number
  #depth = 0
  /** Paths of what forces a replacement, as they were come by. */
  readonly replacePaths: Path[] = []
  /** Set where the text ended before the body did, or was too deep. */
  isCut = false

  constructor(lines: readonly TextLine[], next: number, masks: Masks) {
    this.#lines = lines
    this.#next = next
    this.#masks = masks
  }

  get next(): number {
    return this.#next
  }

  /** What stands until the closing brace, which is read as well. */
  body(sign: string): Sides {
    return this.#map({ sign, path: [], inJson: false }).sides
  }

  /** Entries of a list that no brace closes: it ends at the first line that is no entry. */
  openEntries(): readonly Entry[] {
    const entries: Entry[] = []
    for (let line = this.#lines[this.#next]; line; line = this.#lines[this.#next]) {
      const [, name, at] = keyOf(line.content) ?? []
      if (name === undefined || at === undefined || !/^=/.test(line.content.slice(at))) break
      this.#next++
      const read = this.#value(line.content, skipSpace(line.content, at + 1), {
        sign: line.sign,
        path: [name],
        inJson: false,
      })
      entries.push({ name, sign: line.sign, ...read.sides })
    }
    return entries
  }

  #map(context: Context): Closed {
    const [before, after] = [new Map<string, Value>(), new Map<string, Value>()]
    let isPartial = false
    const tail = this.#until('}', context, (line, sign) => {
      if (line.content.startsWith('#')) {
        isPartial ||= hiddenCount(line.content) !== undefined
        return
      }
      const [, name, at] = keyOf(line.content) ?? []
      if (name === undefined || at === undefined) return
      const rest = line.content.slice(at)
      if (rest.startsWith('=')) {
        const inner = { ...context, sign, path: [...context.path, name] }
        put([before, after], name, this.#value(line.content, skipSpace(line.content, at + 1), inner).sides)
      } else if (/^(?:"[^"]{0,200}" )?\{/.test(rest)) this.#block(name, sign, { context, before, after })
    })
    const shown = context.inJson && isPartial ? { before: hidden, after: hidden } : { before, after }
    return { sides: onSides(context.sign, shown), tail }
  }

  #block(name: string, sign: string, { context, before, after }: Open): void {
    const index = listed(sign === '-' ? before : after, name).length
    const path = [...context.path, name, index]
    const { sides, tail } = this.#map({ ...context, sign, path })
    if (tail.includes(forces)) this.replacePaths.push(path)
    if (sides.before !== undefined) append(before, name, sides.before)
    if (sides.after !== undefined) append(after, name, sides.after)
  }

  #list(context: Context): Closed {
    const [before, after]: [Value[], Value[]] = [[], []]
    const tail = this.#until(']', context, (line, sign) => {
      const count = hiddenCount(line.content)
      if (count !== undefined) {
        for (const side of [before, after])
          side.push(...Array.from({ length: Math.min(count, mostHidden) }, () => hidden))
      }
      if (line.content.startsWith('#')) return
      const index = sign === '-' ? before.length : after.length
      const { sides } = this.#value(line.content, 0, { ...context, sign, path: [...context.path, index] })
      if (sides.before !== undefined) before.push(sides.before)
      if (sides.after !== undefined) after.push(sides.after)
    })
    return { sides: onSides(context.sign, { before, after }), tail }
  }

  /** `jsonencode(`: one value, of which the text is meant. */
  #encoded(context: Context): Closed {
    let sides: Sides = nothing
    const tail = this.#until(')', context, (line, sign) => {
      if (line.content.startsWith('#')) return
      sides = this.#value(line.content, 0, { ...context, sign, inJson: true }).sides
    })
    const text = (value: Value | undefined) => (value === undefined ? undefined : jsonText(value))
    return { sides: { before: text(sides.before), after: text(sides.after) }, tail }
  }

  #heredoc(context: Context): Closed {
    const lines: string[] = []
    for (let line = this.#lines[this.#next++]; line; line = this.#lines[this.#next++]) {
      const [, tail] = /^EOT\b(.*)$/.exec(line.raw.trim()) ?? []
      if (tail !== undefined) {
        // Of a text that changes, signs and lines cannot be told apart.
        const text = context.sign === '~' ? hidden : dedented(lines)
        return { sides: onSides(context.sign, { before: text, after: text }), tail }
      }
      lines.push(line.raw)
    }
    this.isCut = true
    return { sides: onSides(context.sign, { before: hidden, after: hidden }), tail: '' }
  }

  /** A value, and after an arrow the value that takes its place. */
  #value(text: string, at: number, context: Context): { readonly sides: Sides } {
    const first = this.#single(text, at, context)
    const arrow = /^,?\s{0,4}->\s{0,4}/.exec(first.tail)
    if (!arrow) {
      if (first.tail.includes(forces)) this.replacePaths.push(context.path)
      return { sides: first.sides }
    }
    const second = this.#single(first.tail, arrow[0].length, { ...context, sign: '+' })
    if (second.tail.includes(forces)) this.replacePaths.push(context.path)
    const was = first.sides.before ?? (context.sign === '+' ? undefined : first.sides.after)
    return { sides: { before: was, after: second.sides.after } }
  }

  #single(text: string, at: number, context: Context): Closed {
    const rest = text.slice(at)
    // What forces a replacement is told after the opening bracket or after the closing one.
    if (/^(?:[{[]|jsonencode\() {0,4}# forces replacement/.test(rest)) this.replacePaths.push(context.path)
    if (/^[{[]\s*(?:#.*)?$/.test(rest)) return rest.startsWith('{') ? this.#map(context) : this.#list(context)
    const empty = /^(?:\{\}|\[\])/.exec(rest)?.[0]
    if (empty) {
      const value: Value = empty === '{}' ? new Map() : []
      return { sides: onSides(context.sign, { before: value, after: value }), tail: rest.slice(2) }
    }
    if (/^(?:json|yaml)encode\(\s*(?:#.*)?$/.test(rest)) return this.#encoded(context)
    if (rest.startsWith('<<')) return this.#heredoc(context)
    if (/^(?:json|yaml)encode\(/.test(rest)) {
      return {
        sides: onSides(context.sign, { before: hidden, after: hidden }),
        tail: rest.slice(rest.lastIndexOf(')') + 1),
      }
    }
    const scalar = scalarAt(text, at, this.#masks)
    if (!scalar) return { sides: nothing, tail: '' }
    // A mask that changes hides two values.
    const isChanged = context.sign === '~' && rest.startsWith('(sensitive')
    const before = isChanged ? this.#masks.another() : scalar.value
    return { sides: onSides(context.sign, { before, after: scalar.value }), tail: text.slice(scalar.end) }
  }

  /** Hands each line on until the closing bracket; what stands after that is the tail. */
  #until(closing: string, context: Context, take: (line: TextLine, sign: string) => void): string {
    const inherited = context.sign === '~' ? '' : context.sign
    this.#depth++
    try {
      for (let line = this.#lines[this.#next++]; line; line = this.#lines[this.#next++]) {
        if (line.sign === '' && line.content.startsWith(closing)) {
          return line.content.slice(closing.length)
        }
        if (this.#depth > deepestBody) break
        if (line.content !== '') take(line, line.sign === '' ? inherited : line.sign)
      }
      this.isCut = true
      return ''
    } finally {
      this.#depth--
    }
  }
}

const forces = '# forces replacement'

interface Context {
  readonly sign: string
  readonly path: Path
  readonly inJson: boolean
}

interface Closed {
  readonly sides: Sides
  readonly tail: string
}

interface Open {
  readonly context: Context
  readonly before: Map<string, Value>
  readonly after: Map<string, Value>
}

function onSides(sign: string, { before, after }: Sides): Sides {
  if (sign === '+') return { before: undefined, after }
  return sign === '-' ? { before, after: undefined } : { before, after }
}

function put(
  [before, after]: readonly [Map<string, Value>, Map<string, Value>],
  name: string,
  sides: Sides,
): void {
  if (sides.before !== undefined) before.set(name, sides.before)
  if (sides.after !== undefined) after.set(name, sides.after)
}

function listed(side: ReadonlyMap<string, Value>, name: string): readonly Value[] {
  const list = side.get(name)
  return isList(list) ? list : []
}

/** Lists of blocks grow in place: there may be many of a kind. */
function append(side: Map<string, Value>, name: string, block: Value): void {
  const list = side.get(name)
  if (Array.isArray(list)) list.push(block)
  else side.set(name, [block])
}
