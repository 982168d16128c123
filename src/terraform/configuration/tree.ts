import type { HclFile } from '../hcl/syntax.ts'

/** One tree: its files of code and variables that could be read, and the texts of all, by path. */
export interface Tree {
  readonly files: ReadonlyMap<string, HclFile>
  readonly texts: ReadonlyMap<string, string>
}
