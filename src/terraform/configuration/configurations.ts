import type { Configuration } from '../../core/terraform/configuration.ts'
import type { HclFile } from '../hcl/syntax.ts'

/** One tree: its files of code and variables that could be read, and the texts of all, by path. */
export interface Tree {
  readonly files: ReadonlyMap<string, HclFile>
  readonly texts: ReadonlyMap<string, string>
}

/** Directories of the root modules in which a changed file has a part, in order. */
export function rootsIn(_tree: Tree, _changed: ReadonlySet<string>): readonly string[] {
  return []
}

/** One root module, evaluated: once for each of its named variable files, else once. Throws nothing. */
export function configurationsOf(_tree: Tree, _root: string): readonly Configuration[] {
  return []
}
