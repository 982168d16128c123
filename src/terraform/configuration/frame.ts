import type { Unknown, Value } from '../../core/terraform/value.ts'
import type { HclAttribute } from '../hcl/syntax.ts'
import type { Written } from './module-code.ts'
import type { ModuleInstance } from './module-instance.ts'

/** Where an expression stands: in which instance of a module, and what `each`, `count` and iterators are there. */
export interface Frame {
  readonly module: ModuleInstance
  readonly names: Names
  /** Where `each.value` comes from. */
  readonly repeated?: { readonly by: Written<HclAttribute>; readonly key: string }
}

export type Names = ReadonlyMap<string, Value>

export const noNames: Names = new Map()

/** What gave a variable its value; without a frame it is a line of a file of variables. */
export interface Setting {
  readonly written: Written<HclAttribute>
  readonly frame?: Frame
}

/** One of what `count` and `for_each` make. */
export interface Item {
  readonly key?: string | number
  readonly names: Names
  readonly repeated?: Frame['repeated']
}

export interface Repetition {
  /** What the block says: whether keys are part of its addresses. */
  readonly kind: 'single' | 'count' | 'for_each'
  readonly items: readonly Item[]
  /** Why the number is not known; there is one item then, which stands for any. */
  readonly uncertain?: Unknown
}
