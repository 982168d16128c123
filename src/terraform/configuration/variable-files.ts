import type { ConfigurationProblem } from '../../core/terraform/configuration.ts'
import { startOfFile } from '../../core/text.ts'
import type { HclAttribute, HclFile } from '../hcl/syntax.ts'
import type { Written } from './declaration.ts'
import { directoryOf, type Layout } from './layout.ts'
import { remembered } from './lazy.ts'
import { mostVariableFiles } from './limits.ts'
import type { ModuleCode } from './module-code.ts'
import type { Tree } from './tree.ts'

/** The files of variables that one evaluation of a root module takes. */
export interface Variables {
  /** The one that is taken by name, with `-var-file`. */
  readonly named?: string
  readonly paths: readonly string[]
  /** What they set; the last one counts. */
  readonly values: ReadonlyMap<string, Written<HclAttribute>>
  /** One of them that could not be read. */
  readonly unread?: string
}

export interface VariableFiles {
  /** One for each evaluation, at least one. */
  readonly choices: readonly Variables[]
  readonly problems: readonly ConfigurationProblem[]
}

/**
 * `terraform.tfvars` and `*.auto.tfvars` beside the code count always. Any other file there or in a folder below that holds no code
 * counts by name where it sets a variable of the module: with such files there is no evaluation without one.
 */
export function variableFilesOf(tree: Tree, layout: Layout, root: ModuleCode): VariableFiles {
  const near = remembered(known, tree, () => byOwner(tree, layout)).get(root.directory) ?? []
  const automatic = near
    .filter((path) => directoryOf(path) === root.directory && isAutomatic(path))
    .toSorted(inOrder)
  const others = near.filter((path) => !automatic.includes(path))
  const named = others.filter((path) => setsAny(tree.files.get(path), root))
  const taken = named.slice(0, mostVariableFiles)
  const problems = [
    ...named
      .slice(mostVariableFiles)
      .map((path) =>
        problem(path, `is one file of variables too many: ${mostVariableFiles} others were taken`),
      ),
    ...others.filter((path) => !tree.files.has(path)).map((path) => problem(path, 'could not be read')),
    ...automatic.filter((path) => !tree.files.has(path)).map((path) => problem(path, 'could not be read')),
  ]
  const choices = taken.map((path) => ({ named: path, ...variables([...automatic, path], tree) }))
  return { choices: choices.length > 0 ? choices : [variables(automatic, tree)], problems }
}

function variables(paths: readonly string[], { files }: Tree): Variables {
  const values = new Map<string, Written<HclAttribute>>()
  for (const path of paths) {
    for (const node of files.get(path)?.body.attributes ?? []) values.set(node.name, { path, node })
  }
  const unread = paths.find((path) => !files.has(path))
  return { paths, values, ...(unread !== undefined && { unread }) }
}

const known = new WeakMap<Tree, ReadonlyMap<string | undefined, readonly string[]>>()

/** Files of variables by the directory whose code they are for. */
function byOwner({ files, texts }: Tree, layout: Layout): ReadonlyMap<string | undefined, readonly string[]> {
  const paths = [...new Set([...files.keys(), ...texts.keys()])].filter(isVariableFile).toSorted()
  return Map.groupBy(paths, (path) => ownerOf(path, layout))
}

function setsAny(file: HclFile | undefined, { variables }: ModuleCode): boolean {
  return file?.body.attributes.some(({ name }) => variables.has(name)) ?? false
}

/** The nearest directory above a file that holds code. */
export function ownerOf(path: string, layout: Layout): string | undefined {
  let directory = directoryOf(path)
  while (!layout.has(directory)) {
    if (directory === '') return undefined
    directory = directoryOf(directory)
  }
  return directory
}

export const isVariableFile = (path: string) => /\.tfvars(?:\.json)?$/.test(path)
const isAutomatic = (path: string) =>
  /(?:^|\/)terraform\.tfvars(?:\.json)?$|\.auto\.tfvars(?:\.json)?$/.test(path)

/** `terraform.tfvars`, then `terraform.tfvars.json`, then the others by name. */
function inOrder(one: string, other: string): number {
  return rank(one) - rank(other) || (one < other ? -1 : 1)
}

function rank(path: string): number {
  if (/(?:^|\/)terraform\.tfvars$/.test(path)) return 0
  return /(?:^|\/)terraform\.tfvars\.json$/.test(path) ? 1 : 2
}

function problem(path: string, what: string): ConfigurationProblem {
  return { place: { path, range: startOfFile }, text: `${path} ${what}.` }
}
