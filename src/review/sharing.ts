import type { Replacement } from './question.ts'

export type Share = 'schema' | 'redacted' | 'full'

/** What a text is, as far as the replacement of what is in it is concerned. */
export type Form = 'sql' | 'terraform' | 'yaml' | 'json' | 'prose'

/**
 * Decides for one change what may leave, and replaces what may not. The same original has the same placeholder everywhere in one change.
 * Secrets never leave, at any level.
 */
export interface Sharing {
  readonly share: Share
  /** Reads what is secret or somebody's in a file before any file leaves, so that it is replaced wherever in the change it stands. */
  learn(path: string, text: string): void
  /** A file's text with as many lines as it has; undefined where nothing of it may leave, and `withheld` says why. */
  file(side: 'base' | 'head', path: string, text: string): string | undefined
  /** A text that is no file: a message, a name in a sentence, a default, a value of a plan. */
  text(text: string, form: Form): string
  /** A file's name without what in it is secret or, below `full`, somebody's. */
  path(path: string): string
  /** Whether nothing of this file may leave, which is asked where only names of it would. */
  isKeptBack(path: string, text: string): boolean
  /** Whether this relation is kept back by name. */
  isExcluded(relation: string): boolean
  /** Files and relations that were kept back, as phrases, in order. */
  withheld(): readonly string[]
  replacements(): readonly Replacement[]
}
