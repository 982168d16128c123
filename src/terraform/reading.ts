import type { CodeFile, Configuration, SchemaFile } from '../core/terraform/configuration.ts'
import type { Plan } from '../core/terraform/plan.ts'
import type { Range } from '../core/text.ts'

/** What the thread is given: every file of Terraform code and of variables of one tree, by path; null for one whose text nobody has. */
export type TerraformFiles = ReadonlyMap<string, string | null>

/** A tree, read. */
export interface TerraformTree {
  /** Every root module that was asked for, with each of its named variable files. Root modules are those no other calls. */
  readonly configurations: readonly Configuration[]
  /** Files that could be read. */
  readonly files: ReadonlyMap<string, CodeFile>
  /** Files that could not, as a whole: with the place of the first error. */
  readonly failures: ReadonlyMap<string, ReadFailure>
  /** Files of JSON that the code takes in and that list columns; left out where nobody looked. */
  readonly schemas?: readonly SchemaFile[]
}

export interface ReadFailure {
  readonly range: Range
  /** A clause: `line 3, column 7: an expression is expected`. */
  readonly reason: string
}

export type PlanReading =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly reason: string }

export interface TerraformReader {
  /**
   * Reads two trees; root modules that no changed file has a part in are left out. A file or a root module that exceeds a limit fails
   * alone.
   */
  read(trees: {
    readonly base: TerraformFiles
    readonly head: TerraformFiles
    readonly changed: ReadonlySet<string>
  }): Promise<{ readonly base: TerraformTree; readonly head: TerraformTree }>
  /** Reads a plan: JSON of `terraform show -json`, or the text that Terraform prints. `name` is how messages call it. */
  readPlan(file: { readonly name: string; readonly text: string }): Promise<PlanReading>
  /** Ends the thread. */
  close(): Promise<void>
}
