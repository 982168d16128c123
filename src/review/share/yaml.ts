import type { Range } from '../../core/text.ts'
import { secretSettings } from './secret-under.ts'
import { kindOfSetting, namedBeside, valuesOfSetting } from './settings-kept.ts'
import { placeOf, placeUnder, type SettingsPlace } from './settings-place.ts'
import { moved, type Span } from './span.ts'

/** Everything in YAML that is a value and no structure, and its comments. */
export function literalsOfYaml(text: string): Span[] {
  return scalars(text).flatMap(({ start, end, key, kind, value, place }): readonly Span[] => {
    if (kind === 'comment') return [{ kind: 'COMMENT', start, end }]
    if (kind === 'block') return [{ kind: 'TEXT', start, end }]
    return moved(valuesOfSetting(value, key, place), start)
  })
}

/** Values under keys that say that they are personal or secret. The name under `owner:` is somebody's. */
export function personalInYaml(text: string): Span[] {
  const found = scalars(text).filter(({ kind }) => kind !== 'comment')
  const beside = namedBeside(found)
  return found.flatMap((scalar): Span[] => {
    const { start, end, key, parent, value, place } = scalar
    const isOwner = key === 'name' && /^(?:owner|contact|maintainer)s?$/i.test(parent)
    const kind = isOwner ? 'PERSON' : (kindOfSetting(value, key, place) ?? beside(scalar))
    return kind ? [{ kind, start, end }] : moved(secretSettings(value), start)
  })
}

interface Scalar extends Range {
  /** A block is a line of a text that has several. */
  readonly kind: 'value' | 'block' | 'comment'
  readonly key: string
  /** The key around it. */
  readonly parent: string
  readonly value: string
  readonly place: SettingsPlace
  /** Which mapping it stands in. */
  readonly mapping: number
}

interface Level {
  readonly indent: number
  readonly key: string
  /** Of the mapping that the key is in, and of what stands under it. */
  readonly outside: SettingsPlace
  readonly inside: SettingsPlace
  readonly mapping: number
}

const line = /([^\r\n]*)(?:\r\n|\r|\n|$)/y
const head = /^([ \t]*(?:[-?] +)*(?:[-?]$)?)/
const entry =
  /^(?:"((?:[^"\\]|\\.){0,300})"|'([^']{0,300})'|([^\s#,[\]{}"'|>&*!%@`:-][^#\r\n:,[\]{}]{0,300}|<<|[-:][\w-]{1,200}))[ \t]*:(?=[ \t]|$)/
const opensBlock = /^[ \t]*(?:[&!][^\s]{1,60}[ \t]+)*[|>][-+\d]{0,2}[ \t]*(?:#.*)?$/

/** Follows keys by their indentation; a line that is neither key nor item continues what is above. */
class Reader {
  readonly found: Scalar[] = []
  readonly #text: string
  readonly #root: SettingsPlace
  #levels: Level[] = []
  /** Indentation of the key that a block of text belongs to. */
  #block: number | undefined
  /** The quote of a text that goes on in the next line. */
  #quote = ''
  #mapping = 0

  constructor(text: string) {
    this.#text = text
    this.#root = placeOf(text)
  }

  line(text: string, start: number): void {
    const indent = text.search(/[^ \t]|$/)
    if (this.#quote !== '') this.#quoted(text, start)
    else if (this.#block !== undefined && (indent > this.#block || indent === text.length)) {
      this.#push('block', { start: start + indent, end: start + text.length })
    } else this.#structured(text, start, indent)
  }

  /** A line inside quotes, to the quote that ends them. */
  #quoted(text: string, start: number): void {
    const rest = this.#quote === '"' ? /^(?:[^"\\]|\\.)*"/ : /^(?:[^']|'')*'(?!')/
    const [within] = rest.exec(text) ?? []
    const end = within === undefined ? text.length : within.length - 1
    this.#push('block', { start: start + text.search(/[^ \t]|$/), end: start + end })
    if (within === undefined) return
    this.#quote = ''
    this.#value(text.slice(within.length), start + within.length)
  }

  #structured(text: string, start: number, indent: number): void {
    const [lead = ''] = head.exec(text) ?? []
    this.#block = undefined
    if (/[-?]/.test(lead)) this.#mapping++
    const rest = text.slice(lead.length)
    if (rest === '') return
    const [found, double, single, plain] = entry.exec(rest) ?? []
    if (found === undefined) {
      const isItem = /[-?]/.test(lead)
      this.#pop(isItem ? indent + 1 : lead.length)
      if (opensBlock.test(rest)) this.#block = indent
      this.#value(rest, start + lead.length, !isItem)
      return
    }
    this.#pop(lead.length)
    const outside = this.#levels.at(-1)?.inside ?? this.#root
    const key = (double ?? single ?? plain ?? '').trim()
    const mapping = this.#mapping
    this.#levels.push({ indent: lead.length, key, outside, inside: placeUnder(outside, key), mapping })
    const value = rest.slice(found.length)
    if (opensBlock.test(value)) this.#block = indent
    this.#value(value, start + lead.length + found.length)
  }

  /** Items of a list may stand as far left as its key. */
  #pop(indent: number): void {
    while ((this.#levels.at(-1)?.indent ?? -1) >= indent) this.#levels.pop()
  }

  /** What continues a text of the line above is no word by itself. */
  #value(text: string, start: number, continues = false): void {
    const own = this.#levels.at(-1)
    const outer = { key: own?.key ?? '', place: own?.outside ?? this.#root, mapping: own?.mapping ?? 0 }
    const flows = [outer]
    let [flow, parent] = [outer, this.#levels.at(-2)?.key ?? '']
    for (const { index, 0: found } of text.matchAll(piece)) {
      const from = start + index
      if (found.startsWith('#')) this.#push('comment', { start: from + 1, end: from + found.length })
      else if (found === '{') {
        parent = flow.key
        flows.push({ key: '', place: placeUnder(flow.place, flow.key), mapping: ++this.#mapping })
      } else if (found === '}') {
        if (flows.length > 1) flows.pop()
      } else if (/^(?:[[\],]|[|>][-+\d]{0,2}|:)$/.test(found)) continue
      else if (/^[ \t]*:(?:[ \t]|$)/.test(text.slice(index + found.length, index + found.length + 40))) {
        flow.key = /^["']/.test(found) ? found.slice(1, -1) : found.trim()
      } else {
        const isOpen = opensQuote(found)
        if (isOpen) this.#quote = found[0] ?? ''
        this.found.push({
          ...{ kind: isOpen || continues ? 'block' : 'value', ...bare(found, from), parent, ...flow },
          value: this.#slice(bare(found, from)),
        })
      }
      flow = flows.at(-1) ?? outer
    }
  }

  #push(kind: Scalar['kind'], range: Range): void {
    const [own, parent] = [this.#levels.at(-1), this.#levels.at(-2)?.key ?? '']
    const place = own?.outside ?? this.#root
    const value = this.#slice(range)
    this.found.push({ kind, ...range, key: own?.key ?? '', parent, value, place, mapping: own?.mapping ?? 0 })
  }

  #slice = ({ start, end }: Range) => this.#text.slice(start, end)
}

/** Whether a scalar in quotes does not end in its line. */
function opensQuote(found: string): boolean {
  if (found.startsWith('"')) return !/^"(?:[^"\\]|\\.)*"$/.test(found)
  return found.startsWith("'") && !/^'(?:[^']|'')*'$/.test(found)
}

/** Comments, scalars in quotes, marks, calls of dbt, and plain scalars, which may hold spaces. */
const piece =
  /(?<=^|[ \t])#.*|"(?:[^"\\]|\\.)*(?:"|$)|'(?:[^']|'')*(?:'|$)|[[\]{},]|(?:ref|source)\([^()]{0,200}\)|:(?=[ \t]|$)|(?:[^\s,[\]{}"'#:]|:(?![ \t]|$)|(?<=\S)[#"'])(?:[^\s,[\]{}:]|:(?![ \t]|$)|[ \t]+(?![#\s,[\]{}:]))*/g

/** Without quotes. */
function bare(found: string, start: number): Range {
  const quote = /^["']/.test(found) ? (found[0] ?? '') : ''
  if (quote === '') return { start, end: start + found.length }
  const isClosed = found.length > 1 && found.endsWith(quote)
  return { start: start + 1, end: start + found.length - (isClosed ? 1 : 0) }
}

function scalars(text: string): Scalar[] {
  const reader = new Reader(text)
  line.lastIndex = 0
  while (line.lastIndex < text.length) {
    const start = line.lastIndex
    const [, found = ''] = line.exec(text) ?? []
    reader.line(found, start)
  }
  return reader.found
}
