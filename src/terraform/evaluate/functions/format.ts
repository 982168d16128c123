import { isList, isMap, isUnknown, type Unknown, unknown, type Value } from '../../../core/terraform/value.ts'
import { toNumber, toText, toTruth } from '../convert.ts'
import { derived, failed, tooLarge } from '../failure.ts'
import { joinTexts } from '../text.ts'
import { mostWeight, weightOf } from '../weight.ts'
import { define, type Pure } from './define.ts'
import { jsonText, quotedText } from './json.ts'

export const formats: Readonly<Record<string, Pure>> = {
  format: define(['text'], (pattern, ...args) => format(pattern, args), 'any'),
  formatlist: define(['text'], formatList, 'any'),
}

interface Verb {
  readonly flags: string
  readonly width: number
  readonly precision?: number
  readonly letter: string
}

const verbPattern = /%(?:\[(\d{1,4})\])?([-+ #0]{0,5})(\d{0,4})(?:\.(\d{0,3}))?([a-zA-Z%])/y

function format(pattern: string, args: readonly Value[]): Value {
  const pieces: Value[] = []
  let [at, next, most] = [0, 0, 0]
  for (;;) {
    const percent = pattern.indexOf('%', at)
    pieces.push(percent < 0 ? pattern.slice(at) : pattern.slice(at, percent))
    if (percent < 0) break
    verbPattern.lastIndex = percent
    const found = verbPattern.exec(pattern)
    if (!found) return failed('the format has a verb that is none')
    at = percent + found[0].length
    if (found[5] === '%') {
      pieces.push('%')
      continue
    }
    next = found[1] === undefined ? next + 1 : Number(found[1])
    most = Math.max(most, next)
    const arg = args[next - 1]
    pieces.push(
      arg === undefined ? failed('the format has more verbs than arguments') : formatted(verbOf(found), arg),
    )
  }
  return most < args.length ? failed('the format has fewer verbs than arguments') : joinTexts(pieces)
}

function verbOf([, , flags = '', width = '', precision, letter = '']: RegExpExecArray): Verb {
  return {
    flags,
    width: Number(width),
    letter: letter === 'v' && flags.includes('#') ? 'J' : letter,
    ...(precision !== undefined && { precision: Number(precision) }),
  }
}

function formatted(verb: Verb, value: Value): Value {
  if (value === null) return unknown('how a null is formatted is not known')
  const text = verbText(verb, value)
  if (!isUnknown(text)) return padded(verb, text)
  const plain = verb.width === 0 && verb.precision === undefined && 'sv'.includes(verb.letter)
  return plain ? text : derived(text)
}

function verbText({ flags, precision, letter }: Verb, value: Value): string | Unknown {
  if (letter === 's' || letter === 'v') {
    if (letter === 'v' && (isList(value) || isMap(value))) return jsonText(value)
    return onText(toText(value), (text) =>
      precision === undefined ? text : [...text].slice(0, precision).join(''),
    )
  }
  if (letter === 'J') return jsonText(value)
  if (letter === 'q') return onText(toText(value), quotedText)
  if (letter === 't') return onTruth(toTruth(value))
  return numeric(letter, toNumber(value), { flags, precision: precision ?? 6 })
}

function numeric(
  letter: string,
  number: number | Unknown,
  { flags, precision }: { flags: string; precision: number },
) {
  if (isUnknown(number)) return number
  if (Math.abs(number) >= 1e21) return unknown('a number is too large to be formatted')
  const base = { b: 2, o: 8, d: 10, x: 16, X: 16 }[letter]
  if (letter !== 'f' && base === undefined) return unknown(`the verb %${letter} is not read`)
  if (base && !Number.isInteger(number)) return failed('a whole number is expected here')
  const digits = base ? Math.abs(number).toString(base) : Math.abs(number).toFixed(precision)
  const sign = number < 0 ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  return sign + (letter === 'X' ? digits.toUpperCase() : digits)
}

function padded({ flags, width, letter }: Verb, text: string): string {
  const missing = width - [...text].length
  if (missing <= 0 || letter === 't') return text
  if (flags.includes('-')) return text + ' '.repeat(missing)
  if (!flags.includes('0')) return ' '.repeat(missing) + text
  const sign = /^[-+ ]/.exec(text)?.[0] ?? ''
  return sign + '0'.repeat(missing) + text.slice(sign.length)
}

function onText(text: string | Unknown, then: (text: string) => string): string | Unknown {
  return isUnknown(text) ? text : then(text)
}

function onTruth(truth: boolean | Unknown): string | Unknown {
  return isUnknown(truth) ? truth : String(truth)
}

/** Lists are gone through together, anything else stands in each result. */
function formatList(pattern: string, ...args: Value[]): Value {
  const open = args.find(isUnknown)
  if (open) return derived(open)
  const lengths = new Set(args.filter(isList).map((list) => list.length))
  if (lengths.size > 1) return failed('the lists have different lengths')
  const [length = 1] = lengths
  const shared = args
    .filter((arg) => !isList(arg))
    .reduce<number>((sum, arg) => sum + weightOf(arg), pattern.length)
  if (length * shared > mostWeight) return tooLarge()
  return Array.from({ length }, (_, i) =>
    format(
      pattern,
      args.map((arg) => (isList(arg) ? (arg[i] ?? null) : arg)),
    ),
  )
}
