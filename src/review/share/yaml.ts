import type { Range } from '../../core/text.ts'
import { kindOfSetting, valuesOfSetting } from './settings-kept.ts'
import { moved, type Span } from './span.ts'

/** Everything in YAML that is a value and no structure, and its comments. */
export function literalsOfYaml(text: string): Span[] {
  return scalars(text).flatMap(({ start, end, key, kind }): readonly Span[] => {
    if (kind === 'comment') return [{ kind: 'COMMENT', start, end }]
    if (kind === 'block') return [{ kind: 'TEXT', start, end }]
    return moved(valuesOfSetting(text.slice(start, end), key), start)
  })
}

/** Values under keys that say that they are personal or secret. The name under `owner:` is somebody's. */
export function personalInYaml(text: string): Span[] {
  return scalars(text).flatMap(({ start, end, key, parent, kind }): Span[] => {
    const value = text.slice(start, end)
    const isOwner = key === 'name' && /^(?:owner|contact|maintainer)s?$/i.test(parent)
    const found = kind === 'comment' ? undefined : isOwner ? 'PERSON' : kindOfSetting(value, key)
    return found ? [{ kind: found, start, end }] : []
  })
}

interface Scalar extends Range {
  readonly kind: 'value' | 'block' | 'comment'
  readonly key: string
  /** The key around it. */
  readonly parent: string
}

interface Level {
  readonly indent: number
  readonly key: string
}

const line = /([^\r\n]*)(?:\r\n|\r|\n|$)/y
const head = /^([ \t]*(?:- +)*(?:-$)?)/
const entry =
  /^(?:"((?:[^"\\]|\\.){0,300})"|'([^']{0,300})'|([^\s#,[\]{}"'|>&*!%@`:-][^#\r\n:,[\]{}]{0,300}|<<|[-:][\w-]{1,200}))[ \t]*:(?=[ \t]|$)/

/** Follows keys by their indentation; a line that is neither key nor item continues what is above. */
class Reader {
  readonly found: Scalar[] = []
  #levels: Level[] = []
  /** Indentation of the key that a block of text belongs to. */
  #block: number | undefined

  line(text: string, start: number): void {
    const [lead = ''] = head.exec(text) ?? []
    const indent = text.search(/[^ \t]|$/)
    if (this.#block !== undefined && (indent > this.#block || lead.length === text.length)) {
      this.#push('block', { start: start + indent, end: start + text.length })
      return
    }
    this.#block = undefined
    const rest = text.slice(lead.length)
    if (rest === '') return
    const [found, double, single, plain] = entry.exec(rest) ?? []
    if (found === undefined) {
      this.#pop(lead.includes('-') ? indent + 1 : lead.length)
      this.#value(rest, start + lead.length)
      return
    }
    this.#pop(lead.length)
    this.#levels.push({ indent: lead.length, key: (double ?? single ?? plain ?? '').trim() })
    const value = rest.slice(found.length)
    if (/^[ \t]*(?:[&!][^\s]{1,60}[ \t]+)?[|>][-+\d]{0,2}[ \t]*(?:#.*)?$/.test(value)) this.#block = indent
    this.#value(value, start + lead.length + found.length)
  }

  /** Items of a list may stand as far left as its key. */
  #pop(indent: number): void {
    while ((this.#levels.at(-1)?.indent ?? -1) >= indent) this.#levels.pop()
  }

  #value(text: string, start: number): void {
    let key: string | undefined
    for (const { index, 0: found } of text.matchAll(piece)) {
      const from = start + index
      if (found.startsWith('#')) this.#push('comment', { start: from + 1, end: from + found.length })
      else if (/^(?:[[\]{},]|[|>][-+\d]{0,2}|:)$/.test(found)) continue
      else if (/^[ \t]*:(?:[ \t]|$)/.test(text.slice(index + found.length, index + found.length + 40))) {
        key = /^["']/.test(found) ? found.slice(1, -1) : found.trim()
      } else this.#push('value', bare(found, from), key)
    }
  }

  #push(kind: Scalar['kind'], range: Range, key?: string): void {
    const [own, parent] = [this.#levels.at(-1)?.key ?? '', this.#levels.at(-2)?.key ?? '']
    this.found.push({ kind, ...range, key: key ?? own, parent: key === undefined ? parent : own })
  }
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
  const reader = new Reader()
  line.lastIndex = 0
  while (line.lastIndex < text.length) {
    const start = line.lastIndex
    const [, found = ''] = line.exec(text) ?? []
    reader.line(found, start)
  }
  return reader.found
}
