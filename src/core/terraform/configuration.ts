import type { SourceComment } from '../comment.ts'
import type { Place, Range } from '../text.ts'
import type { Path, Unknown, Value } from './value.ts'

/**
 * One root module with all local modules it calls, evaluated: what `terraform plan` would see as far as the code alone tells.
 * Resources stand in the order of their files and lines, those of called modules after those of the caller.
 */
export interface Configuration {
  /** Directory of the root module, relative to the repository; empty at its top. */
  readonly root: string
  /** The file of variables this evaluation took by name (`prod.tfvars`); left out where only the automatic ones count. */
  readonly variables?: string
  /** Every file that has a part in it, called modules and variable files included. */
  readonly paths: readonly string[]
  readonly resources: readonly Resource[]
  /** By address, keys included. */
  readonly byAddress: ReadonlyMap<string, Resource>
  readonly modules: readonly ModuleCall[]
  readonly providers: readonly ProviderBlock[]
  readonly inputs: readonly InputVariable[]
  readonly outputs: readonly Output[]
  /** Those whose names say that they hold a secret; others count where they are used. */
  readonly locals?: readonly Local[]
  /** `moved`, `removed` and `import` blocks. */
  readonly refactorings: readonly Refactoring[]
  /** `terraform` blocks: required providers, backend. */
  readonly settings: readonly Block[]
  readonly references: References
  /** What was read and could not be evaluated in full: a module that is not there, a cycle, a limit. */
  readonly problems: readonly ConfigurationProblem[]
}

/**
 * What refers to what by name, whatever the values: addresses without keys of resources, `var.x`, `local.x`, `output.x` and `provider.x` of
 * each module, and of a module from elsewhere the call itself, each with those it names. One output that is read of another configuration is
 * `data.terraform_remote_state.lake.outputs.bucket`.
 */
export type References = ReadonlyMap<string, readonly string[]>

export interface ConfigurationProblem {
  readonly place: Place
  /** A sentence: what is not known and why. */
  readonly text: string
  /** Set where resources may be there that are not listed. */
  readonly hides?: true
  /** Of what hides: set where nothing of the file at `place` was read. */
  readonly unread?: true
  /** Of what hides: the call, without keys, that all it hides stands in; left out where that may be anything. */
  readonly within?: string
}

/** What stands between two braces. Dynamic blocks are expanded into ordinary ones. */
export interface Body {
  readonly attributes: ReadonlyMap<string, Attribute>
  readonly blocks: readonly Block[]
  /** Types of nested blocks of which there may be more than are listed: a dynamic block over a value that is not known. */
  readonly open: ReadonlyMap<string, Unknown>
}

export interface Attribute {
  readonly name: string
  readonly value: Value
  /** What the code alone says, where `value` is what a plan says instead. */
  readonly code?: Value
  /** From its name to the end of its expression. */
  readonly place: Place
  /** Places of what is written inside an object or list expression, by path below this attribute. */
  readonly parts: readonly { readonly path: Path; readonly place: Place }[]
  /** Where the value was set, from the place of use outwards: the argument of a module call, a local, a default, a line of a tfvars file. */
  readonly via: readonly Place[]
}

export interface Block extends Body {
  readonly type: string
  readonly labels: readonly string[]
  /** Its type and labels up to the brace. */
  readonly header: Place
  /** All of it. */
  readonly place: Place
}

export interface Resource extends Block {
  readonly mode: 'managed' | 'data'
  /** As plans write it: `module.lake["eu"].aws_s3_bucket.zone["raw"]`, `data.aws_iam_policy_document.etl`. */
  readonly address: string
  /** The address without keys: `module.lake.aws_s3_bucket.zone`. */
  readonly declared: string
  /** Type and name as the two labels say. */
  readonly resourceType: string
  readonly name: string
  /** Address of the module it stands in; empty in the root. */
  readonly module: string
  readonly key?: string | number
  /** Headers of the module calls that lead here, outermost first. */
  readonly calls: readonly Place[]
  /** The provider configuration in use, when the code holds one. */
  readonly provider?: ProviderBlock
  /** Why it is not known how many of these there are, none included. */
  readonly uncertain?: Unknown
  /** Set where only a plan tells of it, as the code of its module is not at hand: all its places are that of the call. */
  readonly planned?: true
}

export interface ModuleCall extends Block {
  readonly name: string
  readonly address: string
  /** Address of the module the call stands in. */
  readonly module: string
  readonly calls: readonly Place[]
  readonly source: Value
  /** Directory of a local module that was found. */
  readonly directory?: string
  /** Set where its code is not at hand, and a plan tells of everything that it makes. */
  readonly planned?: true
}

export interface ProviderBlock extends Block {
  readonly name: string
  readonly alias?: string
  readonly module: string
}

export interface InputVariable extends Block {
  readonly name: string
  readonly module: string
  readonly value: Value
  /** Where the value was set; left out for a default and for none. */
  readonly setAt?: Place
}

export interface Output extends Block {
  readonly name: string
  readonly module: string
  readonly value: Value
}

export interface Local {
  /** Address of the module it stands in. */
  readonly module: string
  readonly attribute: Attribute
}

export interface Refactoring extends Block {
  readonly kind: 'moved' | 'removed' | 'import'
  readonly module: string
  /** Addresses as written, the module's own address before them; undefined where they are not plain. */
  readonly from?: string
  readonly to?: string
  /** Of a `removed` block: whether its lifecycle says `destroy = false`. */
  readonly keeps?: boolean
}

/** A file of Terraform code as suppression comments need it. */
export interface CodeFile {
  readonly path: string
  readonly text: string
  readonly comments: readonly SourceComment[]
  /** Blocks and attributes at the top of the file, with what stands in them. */
  readonly units: readonly CodeUnit[]
}

export interface CodeUnit {
  readonly kind: 'block' | 'attribute'
  readonly range: Range
  readonly units: readonly CodeUnit[]
}

/** A file of JSON that code takes in and that lists columns. */
export interface SchemaFile {
  readonly path: string
  readonly text: string
  /** Where each column stands, by its name in lower case; fields of records with their record before them. */
  readonly columns: ReadonlyMap<string, Range>
}
