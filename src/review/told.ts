import { notEvaluated } from '../core/enforcement.ts'
import type { JudgedFinding } from '../core/report.ts'
import type { Material } from './material.ts'
import type { Sharing } from './sharing.ts'

/** Whether a relation, or what stands in one (`app.orders.total`), may be named. */
export function mayName(name: string, sharing: Sharing): boolean {
  const parts = name.split('.')
  return parts.every((_, i) => !sharing.isExcluded(parts.slice(0, i + 1).join('.')))
}

interface Asked {
  readonly paths: readonly string[]
}

/** Root modules that these files have a part in, at head or at base. */
export function rootsOf({ terraform }: Pick<Material, 'terraform'>, { paths }: Asked): ReadonlySet<string> {
  const { byPath } = indexOf(terraform)
  return new Set(paths.flatMap((path) => [...(byPath.get(path) ?? [])]))
}

/** These files, and of Terraform all others of their root modules: what one file does may be told of another. */
export function pathsAround(material: Pick<Material, 'terraform'>, asked: Asked): ReadonlySet<string> {
  const { byRoot } = indexOf(material.terraform)
  const others = [...rootsOf(material, asked)].flatMap((root) => [...(byRoot.get(root) ?? [])])
  return new Set([...asked.paths, ...others])
}

interface Index {
  /** Roots of each file. */
  readonly byPath: Map<string, Set<string>>
  /** Files of each root at head. */
  readonly byRoot: Map<string, Set<string>>
}

const indexes = new WeakMap<Material['terraform'], Index>()

function indexOf(terraform: Material['terraform']): Index {
  const known = indexes.get(terraform)
  if (known) return known
  const index: Index = { byPath: new Map(), byRoot: new Map() }
  for (const { root, paths, before } of terraform) {
    for (const path of [...paths, ...(before?.paths ?? [])]) addTo(index.byPath, path, root)
    for (const path of paths) addTo(index.byRoot, root, path)
  }
  indexes.set(terraform, index)
  return index
}

function addTo(index: Map<string, Set<string>>, key: string, value: string): void {
  const known = index.get(key)
  if (known) known.add(value)
  else index.set(key, new Set([value]))
}

/** Of these, those about the asked files and what belongs to them, whose subject may be named. */
export function toldOf<T extends { readonly path: string; readonly subject: { readonly name: string } }>(
  all: readonly T[],
  paths: ReadonlySet<string>,
  sharing: Sharing,
): readonly T[] {
  const isShown = (path: string) => paths.has(path) && !sharing.isKeptBack(path, '')
  return all.filter(({ path, subject }) => isShown(path) && mayName(subject.name, sharing))
}

/** Findings on what is there; that a file was not read is none on what is in it. */
export function findingsOf({ evaluation }: Pick<Material, 'evaluation'>): readonly JudgedFinding[] {
  return evaluation.findings.filter(({ status, ruleId }) => status !== 'fixed' && ruleId !== notEvaluated)
}
