import type { Range } from './text.ts'

export interface SourceComment {
  readonly range: Range
  /** The comment's text without its markers. */
  readonly text: string
}
