import type { Reference, Unknown, Value } from '../../core/terraform/value.ts'
import type { Range } from '../../core/text.ts'
import type { Budget } from './budget.ts'

/** What the names in an expression mean at the place where it stands. */
export interface Scope {
  /** The file of the expression: its ranges become places in it. */
  readonly path: string
  /** One for each root module: what all of its expressions together may cost. */
  readonly budget: Budget
  /**
   * The value of `var.tags["team"]`, `aws_s3_bucket.lake[0].arn`: a name with everything that follows it. An unknown answer carries its
   * whole chain, the place of the traversal first.
   */
  name(traversal: Traversal): Value
  /**
   * What stands below one resource as a whole, wherever the value has travelled. Such a resource is an unknown with a reference whose
   * attribute is empty; where it is not known how many of it there are, the scope leaves the reference out.
   */
  below(resource: Reference, traversal: Traversal): Value
  /** Inside of `try` and `can`: told of every unknown, which may be a failure even where the result does not depend on it. */
  doubt?(): void
  /** The text of a file of the same tree, for `file` and its like; the path as the expression gives it. */
  file?(path: string): string | undefined
  /** A template, rendered with these names: for `templatefile`. */
  render?(template: string, names: ReadonlyMap<string, Value>): Value
}

export interface Traversal {
  /** `var`, `local`, `each`, `aws_s3_bucket`, `data`. */
  readonly root: string
  readonly steps: readonly Step[]
  readonly range: Range
}

/** A name after a dot or a text key, a position, or a key that is not known. */
export type Step = string | number | Unknown
