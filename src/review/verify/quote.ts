import type { LineRange, Range } from '../../core/text.ts'
import { type Head, type HeadLine, indented } from './head.ts'
import { type QuoteForm, quoteForms } from './quote-forms.ts'

/** Where a quote stands. */
export interface QuotePlace {
  readonly range: Range
  readonly lines: LineRange
  /** The head's own text there. */
  readonly quote: string
  /** `+` and what head has before every line but the first and the quote left out, or `-` and what the quote has more of. */
  readonly shift: string
  /** What the quote has before its lines that is not of the file. */
  readonly margin: QuoteForm['margin']
}

/** What stands at more places than this points at none of them. */
const mostPlaces = 1000

/**
 * Every place of a file where a quote stands verbatim, in order. Only ends of lines, white space before them, one and the same indentation
 * of all lines and the margin of a dossier may differ. Time is bounded by the file's length times the lines of a quote.
 */
export function findQuote(head: Head, quote: string): readonly QuotePlace[] {
  for (const form of quoteForms(quote)) {
    const places: QuotePlace[] = []
    for (const place of form.lines.length === 1 ? inLines(head, form) : overLines(head, form)) {
      if (places.length === mostPlaces) return []
      places.push(place)
    }
    if (places.length > 0) return places
  }
  return []
}

function* inLines(head: Head, form: QuoteForm): Generator<QuotePlace> {
  const [wanted = ''] = form.lines
  for (const [index, line] of head.lines.entries()) {
    if (!isNumbered(form, index, 0)) continue
    for (let at = line.text.indexOf(wanted); at >= 0; at = line.text.indexOf(wanted, at + wanted.length)) {
      if (!isWhole(line.text, at, at + wanted.length) || !mayStart(form, line, at)) continue
      const start = line.start + at
      yield placeOf(head, { start, end: start + wanted.length }, { shift: '+', margin: form.margin })
    }
  }
}

function* overLines(head: Head, form: QuoteForm): Generator<QuotePlace> {
  const wanted = form.lines.map(indented)
  const [first, last] = [form.lines[0] ?? '', codeOf(wanted.at(-1))]
  const inner = wanted.slice(1, -1).map((line) => head.codeOf.get(codeOf(line)))
  if (inner.includes(undefined)) return
  for (const [index, line] of head.lines.entries()) {
    const end = head.lines[index + wanted.length - 1]
    if (!end || !line.text.endsWith(first) || !isBeginning(end, last)) continue
    if (!inner.every((code, k) => head.codes[index + 1 + k] === code)) continue
    const at = line.text.length - first.length
    if (!isWhole(line.text, at, line.text.length) || !mayStart(form, line, at)) continue
    const shift = shiftOver(head, { form, wanted, index })
    if (shift === undefined) continue
    const range = { start: line.start + at, end: end.start + end.indent.length + last.length }
    yield placeOf(head, range, { shift, margin: form.margin })
  }
}

type Indented = ReturnType<typeof indented>

const codeOf = (line: Indented | undefined) => line?.text.slice(line.indent.length) ?? ''

interface Beginning {
  readonly form: QuoteForm
  readonly wanted: readonly Indented[]
  /** The first line, from 0. */
  readonly index: number
}

/** By what indentation all lines but the first are moved; undefined where that differs, or they do not stand at their numbers. */
function shiftOver(head: Head, { form, wanted, index }: Beginning): string | undefined {
  let shift: string | undefined
  for (const [k, { text, indent }] of wanted.entries()) {
    if (!isNumbered(form, index + k, k)) return undefined
    if (k === 0 || text === '') continue
    const moved = shiftOf(head.lines[index + k]?.indent ?? '', indent)
    if (moved === undefined || (shift !== undefined && shift !== moved)) return undefined
    shift = moved
  }
  return shift ?? '+'
}

function isBeginning({ text, indent }: HeadLine, wanted: string): boolean {
  return text.startsWith(wanted, indent.length) && isWhole(text, indent.length, indent.length + wanted.length)
}

function shiftOf(has: string, wants: string): string | undefined {
  if (has.endsWith(wants)) return `+${has.slice(0, has.length - wants.length)}`
  return wants.endsWith(has) ? `-${wants.slice(0, wants.length - has.length)}` : undefined
}

/** A line that came with a number stands at that number. */
function isNumbered({ numbers }: QuoteForm, index: number, k: number): boolean {
  return numbers === undefined || numbers[k] === index + 1
}

/** What came with a margin began at the beginning of its line. */
function mayStart({ margin }: QuoteForm, { indent }: HeadLine, at: number): boolean {
  return margin === 'none' || at <= indent.length
}

const word = /[\w$\u00aa-\uffff]/

/** Whether it begins and ends with no part of a word. */
function isWhole(line: string, start: number, end: number): boolean {
  const cuts = (at: number) =>
    at > 0 && at < line.length && word.test(line[at - 1] ?? '') && word.test(line[at] ?? '')
  return !cuts(start) && !cuts(end)
}

function placeOf(head: Head, range: Range, how: Pick<QuotePlace, 'shift' | 'margin'>): QuotePlace {
  return { range, lines: head.map.lines(range), quote: head.text.slice(range.start, range.end), ...how }
}
