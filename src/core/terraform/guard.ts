import type { Scalar } from './value.ts'

/** What an attribute guards. */
export type GuardKind = 'protection' | 'retention' | 'encryption' | 'exposure' | 'logging'

/** An attribute that keeps data from harm, and which way it gets weaker. */
export interface Guard {
  readonly types: readonly string[]
  /** As `read` takes it: nested blocks by name, each the first of its kind. */
  readonly path: string
  /** Of a map at the path, the key that is meant: names of settings that hold dots. */
  readonly key?: string
  readonly kind: GuardKind
  /** What it is called in a sentence: `deletion protection`. */
  readonly name: string
  readonly measure: Measure
  /** What the provider does where it is not set; left out where that depends on its version or on a setting elsewhere. */
  readonly absent?: Scalar
}

export type Measure =
  /** Its values from the weakest to the strongest; another value says nothing. */
  | { readonly by: 'ladder'; readonly steps: readonly Scalar[] }
  /** A number, or a duration such as `86400s`: more is stronger. `forever` is the value that means without end. */
  | { readonly by: 'length'; readonly forever?: Scalar }
  /** That it is set at all. */
  | { readonly by: 'presence' }
  /** A list: losing an entry is weaker. */
  | { readonly by: 'entries' }

export const on: Measure = { by: 'ladder', steps: [false, true] }
export const off: Measure = { by: 'ladder', steps: [true, false] }
export const longer: Measure = { by: 'length' }
export const isThere: Measure = { by: 'presence' }
export const entries: Measure = { by: 'entries' }

export function ladder(...steps: readonly Scalar[]): Measure {
  return { by: 'ladder', steps }
}

/** A length of which one value, or its absence where that is `null`, means without end. */
export function longerUnless(forever: Scalar): Measure {
  return { by: 'length', forever }
}

/** The rows of one kind: a name, a path and how it is measured, for several types. */
export function guardsOfKind(kind: GuardKind, rows: readonly Omit<Guard, 'kind'>[]): readonly Guard[] {
  return rows.map((row) => ({ ...row, kind }))
}

export function types(text: string): readonly string[] {
  return text.trim().split(/\s+/)
}
