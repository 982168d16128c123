import { kindOf } from './kind.ts'
import type { Span } from './span.ts'

/**
 * Values in a sentence, as servers and tools quote them: in quotes where no name of a thing is quoted, and behind what introduces a row.
 * Words and numbers of the sentence itself are ours or the server's.
 */
export function literalsOfProse(text: string): Span[] {
  return [...behind(text), ...quotes(text)]
}

/** `Key (email)=(bob@x.com) already exists.`, `Failing row contains (1, bob).`, `COPY users, line 3: "1,bob"`. */
const rows =
  /(?:\)=\(|row contains \(|parameters: |, line \d{1,9}(?:, column [\w"]{1,70})?: )([^\r\n]{1,5000})/gi

function behind(text: string): Span[] {
  return Array.from(text.matchAll(rows), ({ index, 0: found, 1: row = '' }) => {
    const start = index + found.length - row.length
    const end = Math.max(row.lastIndexOf(')'), 0) || row.length
    return { kind: kindOf(row.slice(0, end)), start, end: start + end }
  })
}

const quoted = /(?<![\w'])'([^'\r\n]{1,2000})'(?!\w)|"([^"\r\n]{1,2000})"/g
const naming =
  /(?:relations?|columns?|tables?|views?|index(?:es)?|constraints?|schemas?|types?|functions?|procedures?|triggers?|sequences?|roles?|database|extensions?|parameter|language|domain|polic(?:y|ies)|rules?|collation|partitions?|enum|operator|named?|resources?|models?|sources?|macros?|files?|of|on|in) $/i
const nameLike = /^[\p{L}_][\p{L}\p{N}_.$-]{0,126}(?:\([\w, ]{0,100}\))?$/u

/** Single quotes stand around values; double ones around names of things where the word before says so. */
function quotes(text: string): Span[] {
  return Array.from(text.matchAll(quoted)).flatMap(({ index, 1: single, 2: double }): Span[] => {
    const value = single ?? double ?? ''
    const isName = naming.test(text.slice(Math.max(0, index - 24), index)) && nameLike.test(value)
    if (isName || /^[^\p{L}\p{N}]{0,3}$/u.test(value)) return []
    return [{ kind: kindOf(value), start: index + 1, end: index + 1 + value.length }]
  })
}
