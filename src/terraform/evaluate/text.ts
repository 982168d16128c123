import { isUnknown, type Unknown, type Value } from '../../core/terraform/value.ts'
import { toText } from './convert.ts'
import { isFailed, tooLarge } from './failure.ts'
import { mostWeight } from './weight.ts'

/** Puts texts together. With an unknown among them the result is unknown and keeps what is known of it as `parts`. */
export function joinTexts(pieces: readonly Value[]): string | Unknown {
  const parts: (string | Unknown)[] = []
  let length = 0
  for (const piece of pieces.flatMap(partsOfText)) {
    if (isFailed(piece)) return piece
    const last = parts.at(-1)
    length += isUnknown(piece) ? 1 : piece.length
    if (length > mostWeight) return tooLarge()
    if (typeof piece === 'string' && typeof last === 'string') parts[parts.length - 1] = last + piece
    else if (piece !== '') parts.push(piece)
  }
  const open = parts.find(isUnknown)
  if (!open) return parts.filter((part) => typeof part === 'string').join('')
  return parts.length === 1 ? open : { kind: 'unknown', because: open.because, parts }
}

function partsOfText(piece: Value): readonly (string | Unknown)[] {
  const text = toText(piece)
  if (!isUnknown(text)) return [text]
  return text.parts ?? [text]
}
