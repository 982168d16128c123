import { sha256 } from '../core/sha256.ts'
import type { Verified } from './answer.ts'

/**
 * What makes a model's finding the same in another revision, and in other words, as 32 hex digits: its category, file, subject and the code
 * it quotes, without regard to white space and the case of letters. No line is part of it.
 */
export function fingerprint({
  category,
  path,
  subject,
  quote,
}: Pick<Verified, 'category' | 'path' | 'subject' | 'quote'>): string {
  return sha256(JSON.stringify([category, path, sameSubject(subject), sameCode(quote)])).slice(0, 32)
}

/** A subject without what people write or leave out at will: quotation marks, case, the default schema. */
export function sameSubject(subject: string): string {
  return subject
    .toLowerCase()
    .replace(/["`\s]/g, '')
    .replace(/^public\./, '')
}

/** Code without white space that says nothing, in lower case. */
export function sameCode(text: string): string {
  return text
    .toLowerCase()
    .split(/\s+/)
    .join(' ')
    .replace(/ ?([(),;=]) ?/g, '$1')
    .replace(/;+$/, '')
    .trim()
}
