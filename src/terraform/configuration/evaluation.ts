import type { Attribute, Block, Body, ProviderBlock } from '../../core/terraform/configuration.ts'
import type { Unknown, Value } from '../../core/terraform/value.ts'
import type { Place } from '../../core/text.ts'
import type { Budget } from '../evaluate/budget.ts'
import type { Expression, HclAttribute, HclBlock } from '../hcl/syntax.ts'
import type { Allowance } from './allowance.ts'
import type { Declaration, Written } from './declaration.ts'
import type { Layout } from './layout.ts'
import type { ModuleCode } from './module-code.ts'
import type { Problems } from './problems.ts'
import type { Variables } from './variable-files.ts'

/** What everything in one evaluation of a root module shares. */
export interface Evaluation {
  /** Directory of the root module. */
  readonly root: string
  readonly layout: Layout
  /** Texts of the tree, for `file()`. */
  readonly texts: ReadonlyMap<string, string>
  /** Paths of those that were asked for. */
  readonly taken: Set<string>
  /** Templates of files, by their text. */
  readonly templates: Map<string, { readonly expression: Expression | undefined }>
  readonly budget: Budget
  readonly problems: Problems
  readonly instances: Allowance
  /** Those that something refers to, by address. */
  readonly resources: Map<string, ResourceInstance>
  /** What depends on nothing, evaluated. */
  readonly constants: WeakMap<HclAttribute | HclBlock, Attribute | Block>
}

/** One directory of code, entered once: by `terraform plan` or by one instance of one call. Everything in it is found out when it is asked for. */
export interface ModuleInstance {
  readonly evaluation: Evaluation
  readonly code: ModuleCode
  readonly entry: Entry
  /** That of expressions which no instance of a block is around. */
  readonly frame: Frame
  /** Provider configurations, evaluated. */
  readonly providers: Map<string, ProviderBlock>
  variable(name: string): Variable | undefined
  local(name: string): Value | undefined
  output(name: string): Value | undefined
  /** By `aws_s3_bucket.lake` and `data.aws_vpc.main`. */
  resource(name: string): ResourceNode | undefined
  call(name: string): CallNode | undefined
  /** Tells that something refers to itself, and is what that comes to. */
  cycle(what: string, place: Place): Unknown
}

/** How a module came to be evaluated. */
export interface Entry {
  readonly address: string
  readonly declared: string
  /** Headers of the calls that lead here. */
  readonly calls: readonly Place[]
  /** Directories of the modules around it, outermost first. */
  readonly ancestors: readonly string[]
  readonly settings: Settings
  /** Why it is not known how many of it there are. */
  readonly uncertain?: Unknown
}

/** What gives the variables of a module their values. */
export type Settings =
  | { readonly kind: 'files'; readonly files: Variables }
  | { readonly kind: 'call'; readonly call: Declaration; readonly frame: Frame }

export interface Variable {
  readonly value: Value
  /** What gave it the value, its default included. */
  readonly setBy?: Setting
  readonly isDefault: boolean
}

/** A resource or data source as one instance of a module declares it. */
export interface ResourceNode {
  readonly module: ModuleInstance
  readonly declaration: Declaration
  readonly mode: 'managed' | 'data'
  /** The address without keys: its own, and those of the modules around it. */
  readonly declared: string
  /** With the keys of the modules around it. */
  readonly address: string
  readonly repetition: Repetition
  instances(): readonly ResourceInstance[]
}

export interface ResourceInstance {
  readonly node: ResourceNode
  readonly item: Item
  readonly address: string
  readonly uncertain: Unknown | undefined
  /** What the code sets; undefined where it sets nothing. */
  attribute(name: string): Attribute | undefined
  /** What the code determines without saying it: the JSON of a policy document. */
  computed(name: string): Value | undefined
  body(): Body
}

/** A `module` block in one instance of the module that holds it. */
export interface CallNode {
  readonly module: ModuleInstance
  readonly declaration: Declaration
  readonly address: string
  readonly declared: string
  /** Of a local module that is there. */
  readonly directory?: string
  readonly repetition: Repetition
  instances(): readonly CallInstance[]
}

export interface CallInstance {
  readonly address: string
  readonly item: Item
  readonly frame: Frame
  /** The module called; undefined where it is not in this repository, or was not entered. */
  readonly inside?: ModuleInstance
}

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
