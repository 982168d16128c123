import { dollarTagEnd, kinds } from './characters.ts'
import type { Source } from './source.ts'

/** A string constant's value, and for each unit of it (and its end) the local offset it stands at. */
export interface Literal {
  readonly value: string
  /** Local offset of the value's first unit, when the value is written as it is. */
  readonly start: number
  /** Local offsets of every unit and of the end, when quotes or escapes make the value differ from what is written. */
  readonly places: Int32Array | undefined
}

/** The value of the string at a token, with the parts that continue it on following lines. */
export function readLiteral(source: Source, index: number): Literal | undefined {
  const { tokens } = source
  if (tokens.kind(index) !== kinds.string) return undefined
  const at = tokens.start(index)
  const text = tokens.text(index)
  const alone = tokens.kind(index + 1) !== kinds.string
  if (text.startsWith('$')) {
    const tag = dollarTagEnd(text, 0, text.length)
    return { value: text.slice(tag, text.length - tag), start: at + tag, places: undefined }
  }
  if (alone && text.startsWith("'") && !text.slice(1, -1).includes("''")) {
    return { value: text.slice(1, -1), start: at + 1, places: undefined }
  }
  return unescaped(source, index)
}

function unescaped(source: Source, first: number): Literal | undefined {
  const { tokens } = source
  const units: string[] = []
  const places: number[] = []
  const prefix = tokens.text(first).slice(0, 1).toLowerCase()
  if (prefix !== "'" && prefix !== 'e') return undefined
  let end = 0
  for (let index = first; tokens.kind(index) === kinds.string; index++) {
    const open = tokens.start(index) + (tokens.text(index).startsWith("'") ? 1 : 2)
    end = tokens.end(index) - 1
    for (let at = open; at < end; ) {
      const { value, length } = nextUnit(source.sql, at, prefix === 'e')
      for (const unit of value.split('')) {
        units.push(unit)
        places.push(at)
      }
      at += length
    }
  }
  return { value: units.join(''), start: places[0] ?? end, places: Int32Array.from([...places, end]) }
}

const letters: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

/** One character of a quoted string (documentation, 4.1.2.2). */
function nextUnit(text: string, at: number, escapes: boolean): { value: string; length: number } {
  const character = text[at] ?? ''
  if (character === "'") return { value: "'", length: 2 }
  if (!escapes || character !== '\\') return { value: character, length: 1 }
  const code = /^\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3}))/.exec(
    text.slice(at, at + 10),
  )
  const hexadecimal = code?.[1] ?? code?.[2] ?? code?.[3]
  const point = code
    ? Number.parseInt(hexadecimal ?? code[4] ?? '0', hexadecimal === undefined ? 8 : 16)
    : undefined
  if (code && point !== undefined && point <= 0x10ffff)
    return { value: String.fromCodePoint(point), length: code[0].length }
  const next = text[at + 1] ?? ''
  return { value: letters[next] ?? next, length: 2 }
}

/** The value as a source of its own. */
export function insideOf(source: Source, literal: Literal): Source {
  const { start, value, places } = literal
  return places ? source.rewritten(value, places) : source.nested(start, start + value.length)
}
