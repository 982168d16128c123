import { didYouMean } from '../core/near-names.ts'
import type { Policy } from '../core/policy.ts'
import type { PolicyError } from './errors.ts'
import { emptyLayer, type Layer, mergeLayers, policyOf } from './layer.ts'
import { defaultPack, packLayer, packNames } from './packs.ts'
import { type Parent, readLayer } from './read.ts'
import type { PolicyInput, PolicySource } from './source.ts'

const deepest = 10
const mostFiles = 50

/** Reads a repository's and its organisation's policy with all parents, and merges them. */
export function resolveFiles({
  own,
  organisation,
  rules,
  custom,
}: PolicyInput): Policy | { readonly errors: readonly PolicyError[] } {
  const chain = new Chain(rules, custom)
  if (organisation) chain.add(organisation, [defaultPack])
  if (own) chain.add(own, organisation ? [] : [defaultPack])
  return chain.result()
}

/** Repository paths of the `./` parents a file names; those that leave the repository are left out. */
export function pathsOfParents(source: Pick<PolicySource, 'name' | 'path' | 'text'>): string[] {
  const read = readLayer(source)
  if ('errors' in read) return []
  const paths = read.extendsAt
    .filter(({ name }) => isPath(name))
    .map(({ name }) => pathFrom(source.path, name))
  return [...new Set(paths.filter((path) => path !== undefined))]
}

class Chain {
  readonly #rules: PolicyInput['rules']
  readonly #custom: PolicyInput['custom']
  readonly #errors: PolicyError[] = []
  readonly #sources: { name: string; commit?: string }[] = []
  /** Packs and files that are merged already, or being read. */
  readonly #seen = new Set<string>()
  #merged: Layer = emptyLayer

  constructor(rules: PolicyInput['rules'], custom: PolicyInput['custom']) {
    this.#rules = rules
    this.#custom = custom
  }

  result(): Policy | { readonly errors: readonly PolicyError[] } {
    return this.#errors.length > 0 ? { errors: this.#errors } : policyOf(this.#merged, this.#sources)
  }

  /** Adds a file after its parents. `implied` is what it extends when it does not say. */
  add(source: PolicySource, implied: readonly string[], open: readonly PolicySource[] = []): void {
    const path = [...open, source]
    this.#seen.add(keyOf(path, source.path))
    const inherited = this.#merged.custom.map(({ id }) => ({ id, custom: true as const }))
    const read = readLayer({ name: source.name, text: source.text, rules: [...this.#rules, ...inherited] })
    if ('errors' in read) {
      this.#errors.push(...read.errors)
      return
    }
    if (this.#custom === 'refused' && read.customAt && read.layer.custom.length > 0) {
      this.#errors.push({ source: source.name, ...read.customAt, ...unknownToThisVersion })
    }
    const start = { line: 1, column: 1 }
    const parents = read.layer.extends ? read.extendsAt : implied.map((name) => ({ name, ...start }))
    for (const [index, parent] of parents.entries()) {
      this.#addParent(parent, { index, path })
    }
    this.#merge(read.layer, source)
  }

  #addParent(parent: Parent, at: ParentPlace): void {
    if (isPath(parent.name)) this.#addFile(parent, at)
    else this.#addPack(parent, at)
  }

  #addPack(parent: Parent, at: ParentPlace): void {
    const layer = packLayer(parent.name)
    if (!layer) {
      const next =
        didYouMean(parent.name, packNames()) ||
        `The packs are ${packNames().join(', ')}; a file is named \`./path.yml\`.`
      this.#fail(parent, at, `There is no pack \`${parent.name}\`.`, next)
      return
    }
    if (this.#seen.has(parent.name)) return
    this.#seen.add(parent.name)
    for (const name of layer.extends ?? []) this.#addPack({ ...parent, name }, at)
    this.#merge(layer, { name: parent.name })
  }

  #addFile(parent: Parent, at: ParentPlace): void {
    const from = at.path.at(-1)
    const path = from && pathFrom(from.path, parent.name)
    if (!from || path === undefined) {
      this.#fail(parent, at, 'This path leaves the repository.', 'Name a file of the same repository.')
      return
    }
    const text = from.files?.get(path)
    if (text === undefined) {
      this.#fail(
        parent,
        at,
        `There is no file ${path} in the commit that the policy is read from.`,
        'Add it there, or remove the entry.',
      )
      return
    }
    const source: PolicySource = { ...from, name: renamed(from, path), path, text }
    const start = at.path.findIndex((open) => open.path === path)
    if (start >= 0) {
      const circle = [...at.path.slice(start).map((open) => open.path), path].join(' -> ')
      this.#fail(parent, at, `These files extend one another: ${circle}.`, 'Remove one of the entries.')
    } else if (at.path.length >= deepest || this.#seen.size >= mostFiles) {
      this.#fail(
        parent,
        at,
        `Parents go deeper than ${deepest} levels, or are more than ${mostFiles}.`,
        'Join some of the files.',
      )
    } else if (!this.#seen.has(keyOf(at.path, path))) this.add(source, [], at.path)
  }

  #merge(layer: Layer, { name, commit }: { readonly name: string; readonly commit?: string }): void {
    this.#merged = mergeLayers(this.#merged, layer)
    this.#sources.push({ name, ...(commit !== undefined && { commit }) })
  }

  #fail({ line, column }: Parent, { index, path }: ParentPlace, message: string, next: string): void {
    const source = path.at(-1)?.name ?? ''
    this.#errors.push({ source, line, column, keyPath: `extends[${index}]`, message, next })
  }
}

const unknownToThisVersion = {
  keyPath: 'custom',
  message: 'This version cannot evaluate custom rules.',
  next: 'Remove `custom`; a rule that is not evaluated would pass in silence.',
}

/** Where a parent is named: which entry of the last of the files that are being read. */
interface ParentPlace {
  readonly index: number
  readonly path: readonly PolicySource[]
}

/** Files of two repositories may have one path: the first file of a row tells which repository it is. */
const keyOf = ([first]: readonly PolicySource[], path: string) => JSON.stringify([first?.name, path])

const isPath = (name: string) => /^\.{0,2}\/|\\|\.ya?ml$/.test(name)

/** A path relative to a file, as a path from the repository's root; undefined when it leaves it. */
function pathFrom(file: string, name: string): string | undefined {
  if (name.includes('\\') || name.startsWith('/')) return undefined
  const parts = file.split('/').slice(0, -1)
  for (const part of name.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return undefined
  }
  return parts.join('/')
}

/** The name of another file of the same repository: `acme/.github: sluice.yml` -> `acme/.github: data.yml`. */
function renamed({ name, path }: PolicySource, to: string): string {
  return name.endsWith(path) ? `${name.slice(0, name.length - path.length)}${to}` : to
}
