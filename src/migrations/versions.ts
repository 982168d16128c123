import { fileName } from './paths.ts'

/**
 * `20240102_add_users.up.sql` taken apart: leading digits, the words after them, and the direction when the
 * name says it.
 */
export interface NumberedName {
  readonly version: string
  readonly description: string
  readonly direction: 'up' | 'down' | undefined
}

const numbered = /^(\d+)(?:[_\-. ](.*))?\.sql$/i

export function numberedName(path: string): NumberedName | undefined {
  const match = numbered.exec(fileName(path))
  if (!match?.[1]) return undefined
  const rest = match[2] ?? ''
  const lower = rest.toLowerCase()
  const direction = (['up', 'down'] as const).find((word) => lower === word || lower.endsWith(`.${word}`))
  const title = direction ? rest.slice(0, -direction.length).replace(/\.$/, '') : rest
  return { version: match[1], description: words(title), direction }
}

/** `add_users` -> `add users`. */
export function words(title: string): string {
  return title.replaceAll('_', ' ').trim()
}

/** The version of a name whose tool sorts names as text: never compared as a number. */
export function asText(version: string): readonly string[] {
  return [`text ${version}`]
}
