import type { Subject } from './finding.ts'
import type { Range } from './text.ts'

/** One fact about what a pull request does to the data, in the same words for every tool. */
export interface Change {
  readonly kind: ChangeKind
  readonly subject: Subject
  /** What it was and what it becomes, as plain values custom rules can compare; undefined where there is nothing to say. */
  readonly before?: ChangeValue
  readonly after?: ChangeValue
  /** Where in the changed files; a change found in a catalog alone has the range of the statement that made it. */
  readonly path: string
  readonly range: Range
  /** `base` when the place is only there: code that is gone. Left out: head. */
  readonly side?: 'base'
}

export type ChangeValue = Readonly<Record<string, string | number | boolean | null | readonly string[]>>

export const changeKinds = [
  'table-created',
  'table-dropped',
  'table-renamed',
  'table-replaced',
  'column-added',
  'column-dropped',
  'column-renamed',
  'column-type-changed',
  'column-nullability-changed',
  'column-default-changed',
  'constraint-added',
  'constraint-dropped',
  'constraint-validated',
  'index-added',
  'index-dropped',
  'view-changed',
  'function-changed',
  'schema-created',
  'schema-dropped',
  'type-created',
  'type-changed',
  'type-dropped',
  'grant-added',
  'grant-removed',
  'protection-added',
  'protection-removed',
  'rows-written',
  'model-added',
  'model-removed',
  'model-shape-changed',
  'model-values-changed',
  'model-rows-changed',
  'model-keys-changed',
  'test-added',
  'test-removed',
  'test-weakened',
  'contract-changed',
  'resource-created',
  'resource-updated',
  'resource-replaced',
  'resource-destroyed',
  'resource-forgotten',
  'resource-moved',
] as const
export type ChangeKind = (typeof changeKinds)[number]
