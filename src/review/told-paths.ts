import { pathText } from './code-lines.ts'
import type { RawMaterial } from './material.ts'
import type { Sharing } from './sharing.ts'

/** A text with names of files that may not leave replaced, whichever source of parts wrote them. */
export function withToldPaths(raw: RawMaterial, sharing: Sharing): (text: string) => string {
  const told = pathsOf(raw).flatMap((path): (readonly [string, string])[] => {
    const shared = sharing.path(path)
    return shared === path ? [] : [[path, shared] as const, [pathText(path), pathText(shared)] as const]
  })
  const longestFirst = told.toSorted(([a], [b]) => b.length - a.length)
  return (text) => longestFirst.reduce((whole, [path, shared]) => whole.replaceAll(path, () => shared), text)
}

function pathsOf({ files, definitions, evaluation }: RawMaterial): readonly string[] {
  const beside = files.flatMap((file) => [
    ...[file, ...file.beside, ...(file.neighbours?.readers ?? [])].map(({ path }) => path),
    ...(file.neighbours?.reads ?? []).flatMap(({ model, described }) =>
      [...(model ? [model] : []), ...described].map(({ path }) => path),
    ),
  ])
  const other = [...definitions, ...evaluation.findings, ...evaluation.coverage].map(({ path }) => path)
  return [...new Set([...beside, ...files.flatMap(({ basePath }) => basePath ?? []), ...other])]
}
