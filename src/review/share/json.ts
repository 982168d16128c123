import { secretSettings } from './secret-under.ts'
import { kindOfSetting, namedBeside, type ValueRule, valuesOfSetting } from './settings-kept.ts'
import { placeOf, placeUnder, type SettingsPlace } from './settings-place.ts'
import { moved, type Span } from './span.ts'

/** Everything in JSON that is a value and no structure, by a rule for its values. Comments are read as well. */
export function literalsOfJson(text: string, rule: ValueRule = valuesOfSetting): Span[] {
  return pieces(text).flatMap(({ kind, start, end, key, value, place }): readonly Span[] => {
    if (kind === 'comment') return [{ kind: 'COMMENT', start, end }]
    if (kind === 'value') return moved(rule(value, key, place), start)
    return /^(?:[01]|true|false|null)$/.test(value) ? [] : moved(rule(value, key, place), start)
  })
}

/** Values under keys that say that they are personal or secret. */
export function personalInJson(text: string): Span[] {
  const found = pieces(text).filter(({ kind }) => kind !== 'comment')
  const beside = namedBeside(found)
  return found.flatMap((piece): Span[] => {
    const { start, end, key, value, place } = piece
    const kind = kindOfSetting(value, key, place) ?? beside(piece)
    return kind ? [{ kind, start, end }] : moved(secretSettings(value), start)
  })
}

interface Piece {
  readonly kind: 'value' | 'number' | 'comment'
  readonly start: number
  readonly end: number
  readonly key: string
  readonly value: string
  readonly place: SettingsPlace
  /** Which object it stands in. */
  readonly mapping: number
}

interface Frame {
  key: string
  readonly place: SettingsPlace
  readonly mapping: number
}

const token =
  /"(?:[^"\\]|\\[\s\S])*(?:"|$)|\/\/[^\r\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$)|[[\]{}:,]|[^\s"[\]{}:,]+/g

function pieces(text: string): Piece[] {
  let last: Frame = { key: '', place: placeOf(text), mapping: 0 }
  const frames = [last]
  const found: Piece[] = []
  const tokens = Array.from(text.matchAll(token), ({ index, 0: found }) => ({ start: index, text: found }))
  for (const [at, { start, text: piece }] of tokens.entries()) {
    const isKey = piece.startsWith('"') && tokens[at + 1]?.text === ':'
    const [from, to] = insideOf(piece, start)
    if (piece === '{' || piece === '[') frames.push(opened(last, piece, at))
    else if ((piece === '}' || piece === ']') && frames.length > 1) frames.pop()
    else if (isKey) last.key = text.slice(from, Math.min(to, from + 200))
    else if (!/^[\]},:]$/.test(piece)) {
      const kind = piece.startsWith('"') ? 'value' : piece.startsWith('/') ? 'comment' : 'number'
      found.push({ kind, start: from, end: to, value: text.slice(from, to), ...last })
    }
    last = frames.at(-1) ?? last
  }
  return found
}

/** A list stands for what its key stands for; an object is a place of its own. */
function opened(frame: Frame, piece: string, mapping: number): Frame {
  if (piece === '[') return { ...frame, mapping }
  return {
    key: frame.key,
    place: frame.key === '' ? frame.place : placeUnder(frame.place, frame.key),
    mapping,
  }
}

function insideOf(piece: string, start: number): readonly [number, number] {
  const end = start + piece.length
  if (!piece.startsWith('"')) return [start, end]
  return [start + 1, end - (piece.length > 1 && piece.endsWith('"') ? 1 : 0)]
}
