import { kindOfSetting, type ValueRule, valuesOfSetting } from './settings-kept.ts'
import { moved, type Span } from './span.ts'

/** Everything in JSON that is a value and no structure, by a rule for its values. Comments are read as well. */
export function literalsOfJson(text: string, rule: ValueRule = valuesOfSetting): Span[] {
  return pieces(text).flatMap(({ kind, start, end, key }): readonly Span[] => {
    const value = text.slice(start, end)
    if (kind === 'comment') return [{ kind: 'COMMENT', start, end }]
    if (kind === 'value') return moved(rule(value, key), start)
    return kind === 'number' && !/^(?:[01]|true|false|null)$/.test(value)
      ? moved(rule(value, key), start)
      : []
  })
}

/** Values under keys that say that they are personal or secret. */
export function personalInJson(text: string): Span[] {
  return pieces(text).flatMap(({ kind, start, end, key }): Span[] => {
    const found = kind === 'comment' ? undefined : kindOfSetting(text.slice(start, end), key)
    return found ? [{ kind: found, start, end }] : []
  })
}

interface Piece {
  readonly kind: 'value' | 'number' | 'comment'
  readonly start: number
  readonly end: number
  readonly key: string
}

const token =
  /"(?:[^"\\]|\\[\s\S])*(?:"|$)|\/\/[^\r\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$)|[[\]{}:,]|[^\s"[\]{}:,]+/g

function pieces(text: string): Piece[] {
  const keys: string[] = ['']
  const found: Piece[] = []
  const tokens = Array.from(text.matchAll(token), ({ index, 0: found }) => ({ start: index, text: found }))
  for (const [at, { start, text: piece }] of tokens.entries()) {
    const top = keys.length - 1
    if (piece === '{' || piece === '[') keys.push(keys[top] ?? '')
    else if ((piece === '}' || piece === ']') && top > 0) keys.pop()
    else if (/^[\]},:]$/.test(piece)) continue
    else if (piece.startsWith('"')) {
      const end = start + piece.length - (piece.length > 1 && piece.endsWith('"') ? 1 : 0)
      if (tokens[at + 1]?.text === ':') keys[top] = text.slice(start + 1, Math.min(end, start + 201))
      else found.push({ kind: 'value', start: start + 1, end, key: keys[top] ?? '' })
    } else {
      const kind = piece.startsWith('/') ? 'comment' : 'number'
      found.push({ kind, start, end: start + piece.length, key: keys[top] ?? '' })
    }
  }
  return found
}
