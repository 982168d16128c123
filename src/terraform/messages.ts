import type { CodeFile, Configuration } from '../core/terraform/configuration.ts'
import type { PlanReading, ReadFailure } from './reading.ts'

/** What the thread is asked. It keeps the files it was given until it is told to forget them. */
export type Question =
  | { readonly ask: 'files'; readonly files: readonly NumberedFile[] }
  /** The root modules in which a changed file has a part. */
  | { readonly ask: 'roots'; readonly tree: TreeFiles; readonly changed: ReadonlySet<string> }
  | { readonly ask: 'configurations'; readonly tree: TreeFiles; readonly root: string }
  | { readonly ask: 'plan'; readonly name: string; readonly text: string }
  /** Whether the parser has grown so much that a new thread is better. */
  | { readonly ask: 'forget' }

export interface Answers {
  readonly files: readonly (FileReading & Pick<NumberedFile, 'number'>)[]
  readonly roots: readonly string[]
  readonly configurations: readonly Configuration[]
  readonly plan: PlanReading
  readonly forget: boolean
}

/** The number names path and content. */
export interface NumberedFile {
  readonly number: number
  readonly path: string
  readonly text: string
}

/** One tree, of files that were given before. */
export interface TreeFiles {
  readonly numbers: readonly number[]
  /** Files that cannot be given: no thread survives them. */
  readonly unread: readonly string[]
}

/** The text stays with who asks. */
export type FileReading =
  | ({ readonly ok: true } & Pick<CodeFile, 'comments' | 'units'>)
  | { readonly ok: false; readonly failure: ReadFailure }
