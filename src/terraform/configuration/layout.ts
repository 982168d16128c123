import { posix } from 'node:path'
import type { HclFile } from '../hcl/syntax.ts'
import { type ModuleCode, moduleCode } from './module-code.ts'
import type { Tree } from './tree.ts'

/** The directories of a tree that hold code, by path. */
export type Layout = ReadonlyMap<string, ModuleCode>

export function layoutOf({ files, texts }: Tree): Layout {
  const paths = [...new Set([...files.keys(), ...texts.keys()])].filter(isCodeFile).toSorted()
  const byDirectory = Map.groupBy(paths, directoryOf)
  return new Map([...byDirectory].map(([directory, inside]) => [directory, read(directory, inside, files)]))
}

function read(directory: string, inside: readonly string[], files: Tree['files']): ModuleCode {
  const known = new Set(inside)
  const paths = inside.filter((path) => !known.has(path.replace(/\.tf(\.json)?$/, '.tofu$1')) || isTofu(path))
  const ofKind = (overrides: boolean): readonly HclFile[] =>
    paths.filter((path) => isOverride(path) === overrides).flatMap((path) => files.get(path) ?? [])
  return moduleCode({
    directory,
    paths,
    unread: paths.filter((path) => !files.has(path)),
    files: ofKind(false),
    overrides: ofKind(true),
  })
}

/** Of the repository's own top: empty. */
export function directoryOf(path: string): string {
  const cut = path.lastIndexOf('/')
  return cut < 0 ? '' : path.slice(0, cut)
}

/** A directory as another one names it; undefined where that leads out of the repository. */
export function directoryFrom(directory: string, relative: string): string | undefined {
  const joined = posix.join(directory, relative).replace(/\/$/, '')
  if (joined === '..' || joined.startsWith('../') || joined.startsWith('/')) return undefined
  return joined === '.' ? '' : joined
}

/** Editors leave copies beside the files they edit; Terraform passes these over. */
export function isCodeFile(path: string): boolean {
  return /(?:^|\/)[^./][^/]*\.(?:tf|tofu)(?:\.json)?$/.test(path)
}

const isTofu = (path: string) => /\.tofu(?:\.json)?$/.test(path)
const isOverride = (path: string) => /(?:^|\/|_)override\.(?:tf|tofu)(?:\.json)?$/.test(path)
