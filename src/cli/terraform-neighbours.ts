import { type Dirent, existsSync, readdirSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import type { Tree } from '../core/snapshot.ts'
import { readFiles } from '../git/read-files.ts'
import type { Result } from '../git/result.ts'
import { isTerraform } from '../terraform/wanted.ts'

/** Most folders followed: the configuration's own and those of its local modules. */
const mostFolders = 500

/** How far below a configuration its files of variables lie. */
const deepestVariables = 2
/** How far above a file of variables its configuration lies. */
const highestCode = 8

/**
 * What Terraform reads along with a file: the rest of its folder, files of variables below it, and the local modules that are called from
 * there; of a file of variables, the configuration in the nearest folder above that holds one. A module's folder is found by the text of
 * `source`; which of them are really called is for the evaluation to say.
 */
export async function terraformNeighbours(names: readonly string[]): Promise<Result<Tree>> {
  const files = new Map<string, Tree['files'] extends ReadonlyMap<string, infer Content> ? Content : never>()
  const open = [...new Set(names.filter(isTerraform).map((name) => homeOf(resolve(name))))]
  const roots = new Set(open)
  const seen = new Set(open)
  for (let folder = open.pop(); folder !== undefined && seen.size < mostFolders; folder = open.pop()) {
    const below = roots.has(folder) ? variablesBelow(folder, deepestVariables) : []
    const read = await readFiles([...codeIn(folder), ...below], { directory: process.cwd() })
    if (!read.ok) return read
    for (const [path, content] of read.value.files) files.set(path, content)
    const texts = [...read.value.files.values()].flatMap((content) =>
      content.kind === 'text' ? [content.text] : [],
    )
    for (const called of texts.flatMap(localSources).map((source) => join(folder, source))) {
      if (seen.has(called) || !existsSync(called)) continue
      seen.add(called)
      open.push(called)
    }
  }
  return { ok: true, value: { commit: null, files, paths: [...files.keys()].sort() } }
}

/** The folder of a file of code; of a file of variables, the nearest one from there up that holds code. */
function homeOf(file: string): string {
  const own = dirname(file)
  if (!isOfVariables(file)) return own
  let folder = own
  for (let i = 0; i < highestCode; i++) {
    if (holdsCode(folder)) return folder
    folder = dirname(folder)
  }
  return own
}

/** Files of variables in the folders below: a folder that holds code has its own. */
function variablesBelow(folder: string, levels: number): string[] {
  if (levels === 0) return []
  const inner = listed(folder).filter(
    (entry) => entry.isDirectory() && !/^\.|^node_modules$/.test(entry.name),
  )
  return inner
    .map(({ name }) => join(folder, name))
    .filter((below) => !holdsCode(below))
    .flatMap((below) => [...codeIn(below), ...variablesBelow(below, levels - 1)])
    .slice(0, mostFolders)
}

const isOfVariables = (path: string) => /\.tfvars(?:\.json)?$/.test(path)

function holdsCode(folder: string): boolean {
  return listed(folder).some(
    (entry) => entry.isFile() && isTerraform(entry.name) && !isOfVariables(entry.name),
  )
}

function codeIn(folder: string): string[] {
  return listed(folder)
    .filter((entry) => entry.isFile() && isTerraform(entry.name))
    .map(({ name }) => relative(process.cwd(), join(folder, name)))
}

/** What cannot be listed holds nothing: a file that was named is read by its name. */
function listed(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

function localSources(text: string): string[] {
  return [...text.matchAll(/\bsource"?\s*[=:]\s*"(\.{1,2}\/[^"$%\n]{0,500})"/g)].map(
    ([, source = '']) => source,
  )
}
