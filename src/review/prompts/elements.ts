import { sha256 } from '../../core/sha256.ts'
import type { DossierPart } from '../question.ts'
import { escapeName, escapeText } from './escape.ts'

export interface Elements {
  /** What the names of these elements end in, 16 hex digits. */
  readonly boundary: string
  readonly text: string
}

/**
 * Parts as elements, in order. Their names end in digits that all of their contents determine and that none of them holds: whoever writes a
 * content cannot know them, and the same parts make the same text.
 */
export function elementsOf(parts: readonly DossierPart[]): Elements {
  const boundary = boundaryOf(JSON.stringify(parts))
  return { boundary, text: parts.map((part) => elementOf(part, boundary)).join('\n') }
}

function boundaryOf(contents: string): string {
  const lower = contents.toLowerCase()
  let hash = sha256(contents)
  while (lower.includes(hash.slice(0, 16))) hash = sha256(hash)
  return hash.slice(0, 16)
}

function elementOf({ name, of = {}, text }: DossierPart, boundary: string): string {
  const tag = `${plain(name)}-${boundary}`
  const attributes = Object.entries(of).map(([key, value]) => ` ${plain(key)}="${escapeName(value)}"`)
  return `<${tag}${attributes.join('')}>\n${escapeText(text)}\n</${tag}>`
}

/** Names of parts and attributes are ours; one that is not kebab-case would be a bug, and no way out. */
const plain = (name: string) => name.replace(/[^a-z-]/g, '')
