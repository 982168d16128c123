/** One change as a reader scans it. */
export interface ChangeWords {
  /** ✕ takes something away, ▲ alters what readers rely on, + adds. */
  readonly sign: '✕' | '▲' | '+'
  readonly noun: string
  readonly name: DetailPart
  readonly detail: readonly DetailPart[]
}
/** A value from the change itself is shown as code, our own words as words. */
export type DetailPart = { readonly code: string } | { readonly words: string }
