import type { LineRange } from '../core/text.ts'
import { oneLine } from './visible.ts'

// Pieces of SARIF 2.1.0 that results of rules and of a model are made of.

export const levels = { block: 'error', warn: 'warning', info: 'note', off: 'none' } as const

export function location(path: string, lines: LineRange) {
  return { physicalLocation: { artifactLocation: artifact(path), region: region(lines) } }
}

export function artifact(path: string) {
  return { uri: encodePath(path), uriBaseId: 'SRCROOT' }
}

export function region({ startLine, startColumn, endLine, endColumn }: LineRange) {
  return { startLine, startColumn, endLine, endColumn }
}

/** Text from a pull request may not act as SARIF's own markup: embedded links (3.11.6) and placeholders (3.11.5). */
export function message(text: string) {
  return {
    text: oneLine(text)
      .replace(/\[(?=[^[\]]*\]\()/g, '\\[')
      .replace(/\{(\d+)\}/g, '{{$1}}'),
  }
}

export function encodePath(path: string): string {
  return path.toWellFormed().split('/').map(encodeURIComponent).join('/')
}

/** `postgres/ban-drop` is named `PostgresBanDrop`. */
export function pascalCase(id: string): string {
  return id.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9]?)/g, (_, letter: string) => letter.toUpperCase())
}
