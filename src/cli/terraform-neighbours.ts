import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import type { Tree } from '../core/snapshot.ts'
import { readFiles } from '../git/read-files.ts'
import type { Result } from '../git/result.ts'
import { isTerraform } from '../terraform/wanted.ts'

/** Most folders followed: the configuration's own and those of its local modules. */
const mostFolders = 500

/**
 * What Terraform reads along with a file: the rest of its folder, and the local modules that are called from there. A module's folder is found
 * by the text of `source`; which of them are really called is for the evaluation to say.
 */
export async function terraformNeighbours(names: readonly string[]): Promise<Result<Tree>> {
  const files = new Map<string, Tree['files'] extends ReadonlyMap<string, infer Content> ? Content : never>()
  const open = [...new Set(names.filter(isTerraform).map((name) => dirname(resolve(name))))]
  const seen = new Set(open)
  for (let folder = open.pop(); folder !== undefined && seen.size < mostFolders; folder = open.pop()) {
    const read = await readFiles(codeIn(folder), { directory: process.cwd() })
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

function codeIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && isTerraform(entry.name))
    .map(({ name }) => relative(process.cwd(), join(folder, name)))
}

function localSources(text: string): string[] {
  return [...text.matchAll(/\bsource"?\s*[=:]\s*"(\.{1,2}\/[^"$%\n]{0,500})"/g)].map(
    ([, source = '']) => source,
  )
}
