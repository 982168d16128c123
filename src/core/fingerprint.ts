import type { Subject } from './finding.ts'
import { sha256 } from './sha256.ts'

/**
 * What makes a finding the same finding in another revision, as 32 hex digits: its rule, its subject and the statement's
 * normalised text. Neither path nor line is part of it, so it survives renames and moves. `evaluate` numbers equal ones of one file.
 */
export function fingerprint(ruleId: string, subject: Subject, text: string): string {
  return sha256(JSON.stringify([ruleId, subject.kind, subject.name, text])).slice(0, 32)
}

// A piece of SQL that is kept as it is, or a comment, or white space. A doubled quote makes two pieces side by side, which
// comes to the same. Backslashes escape only in E'...' (PostgreSQL 18 documentation, 4.1.2.2).
const pieces =
  /(?<![\w$])[eE]'(?:[^'\\]|\\[\s\S]|'')*'?|'[^']*'?|"[^"]*"?|`[^`]*`?|(?<![\w$])\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$|--[^\r\n]*|\/\*|\s+/g

/**
 * A statement's text with comments and runs of white space reduced to one space, none beside `( ) , ;`, none at the ends and no
 * terminator. Literals, quoted names and the case of keywords stay as written.
 */
export function normalise(text: string): string {
  const out = new Normalised()
  let from = 0
  for (;;) {
    pieces.lastIndex = from
    const match = pieces.exec(text)
    out.code(text.slice(from, match?.index ?? text.length))
    if (!match) break
    from = match.index + match[0].length
    if (match[0].startsWith('--') || /^\s/.test(match[0])) out.gap()
    else if (match[0] === '/*') from = blockComment(text, match.index, out)
    else if (match[0].startsWith('$')) from = dollarQuote(text, match.index, match[0], out)
    else out.literal(match[0])
  }
  return out.text()
}

/** Writes a block comment, which nests (PostgreSQL 18 documentation, 4.1.5), as a gap and gives the offset after it. */
function blockComment(text: string, start: number, out: Normalised): number {
  const marker = text[start + 2]
  // MySQL runs what is inside `/*!`, and `/*+` is a hint to the planner: both are code.
  const isCode = marker === '!' || marker === '+'
  const end = isCode ? start + 2 : endOfComment(text, start)
  if (isCode) out.literal('/*')
  else if (end === undefined) out.literal(text.slice(start))
  else out.gap()
  return end ?? text.length
}

function endOfComment(text: string, start: number): number | undefined {
  let depth = 0
  for (let at = start; at < text.length - 1; at++) {
    const pair = text.slice(at, at + 2)
    if (pair !== '/*' && pair !== '*/') continue
    depth += pair === '/*' ? 1 : -1
    if (depth === 0) return at + 2
    at++
  }
  return undefined
}

function dollarQuote(text: string, start: number, tag: string, out: Normalised): number {
  const close = text.indexOf(tag, start + tag.length)
  const end = close < 0 ? text.length : close + tag.length
  out.literal(text.slice(start, end))
  return end
}

class Normalised {
  #parts: string[] = []
  #gap = false
  /** Whether the last unit written is punctuation that needs no space after it. */
  #closed = true

  gap(): void {
    this.#gap = true
  }

  code(text: string): void {
    if (text === '') return
    this.#write(text, /^[(),;]/.test(text), /[(),;]$/.test(text))
  }

  literal(text: string): void {
    this.#write(text, false, false)
  }

  #write(text: string, opens: boolean, closes: boolean): void {
    if (this.#gap && !opens && !this.#closed) this.#parts.push(' ')
    this.#parts.push(text)
    this.#gap = false
    this.#closed = closes
  }

  text(): string {
    return this.#parts.join('').replace(/;+$/, '')
  }
}
