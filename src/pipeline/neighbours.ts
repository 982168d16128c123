import { findRelation } from '../core/catalog/lookup.ts'
import type { Catalog, Relation } from '../core/catalog.ts'
import type { Snapshot } from '../core/snapshot.ts'
import { isVendored } from '../migrations/project.ts'
import type { ModelRead, Neighbours, PathText } from '../review/material.ts'

/** Most files that are named as readers of one model, and most that a model is said to read. */
const mostReaders = 30
const mostReads = 20
/** Characters of a project's code and YAML that are searched for who reads whom. */
const mostSearched = 8_000_000

/**
 * Who stands beside a model of dbt, one step both ways: what it reads by `ref` and `source`, and what of the project reads it and is left
 * alone by the change. All of it was collected with the change, so that nothing is read for it.
 */
export function openNeighbours(
  snapshot: Snapshot,
  merged: ReadonlyMap<string, Catalog>,
): (path: string, text: string, names: readonly string[]) => Neighbours {
  const index = indexOf(snapshot)
  const touched = new Set(snapshot.changed.flatMap(({ path, previousPath }) => [path, previousPath ?? path]))
  return (path, text, names) => {
    const found = [...new Set(names.flatMap((name) => index.readers.get(name) ?? []))]
    const readers = found.filter((reader) => reader.path !== path && !touched.has(reader.path))
    return {
      reads: readsOf(text, index, merged),
      readers: readers.slice(0, mostReaders),
      more: Math.max(0, readers.length - mostReaders),
      isSearched: index.isWhole,
    }
  }
}

interface Index {
  readonly models: ReadonlyMap<string, PathText>
  /** Files that a `ref` of a name stands in. */
  readonly readers: ReadonlyMap<string, readonly PathText[]>
  /** YAML with an entry of a name. */
  readonly properties: ReadonlyMap<string, readonly PathText[]>
  readonly isWhole: boolean
}

function indexOf({ head }: Snapshot): Index {
  const roots = head.paths
    .filter((path) => /(?:^|\/)dbt_project\.yml$/.test(path) && !isVendored(path))
    .map((path) => path.slice(0, -'dbt_project.yml'.length))
  const files = [...head.files].flatMap(([path, content]): PathText[] => {
    const isOwn = /\.(?:sql|ya?ml)$/.test(path) && !isVendored(path)
    return isOwn && content.kind === 'text' && roots.some((root) => path.startsWith(root))
      ? [{ path, text: content.text }]
      : []
  })
  let room = mostSearched
  const searched = files.filter(({ text }) => {
    room -= text.length
    return room >= 0
  })
  const code = searched.filter(({ path }) => path.endsWith('.sql'))
  return {
    models: new Map(code.map((file) => [stemOf(file.path), file])),
    readers: byName(searched, refsIn),
    properties: byName(
      searched.filter(({ path }) => !path.endsWith('.sql')),
      entriesIn,
    ),
    isWhole: searched.length === files.length,
  }
}

function byName(
  files: readonly PathText[],
  namesIn: (text: string) => readonly string[],
): ReadonlyMap<string, readonly PathText[]> {
  const found = new Map<string, PathText[]>()
  for (const file of files)
    for (const name of new Set(namesIn(file.text))) {
      const known = found.get(name)
      if (known) known.push(file)
      else found.set(name, [file])
    }
  return found
}

/** `orders` of `models/orders.sql`: what dbt calls a model. */
const stemOf = (path: string) => path.slice(path.lastIndexOf('/') + 1).replace(/\.sql$/, '')

const ref = /\bref\(\s{0,9}['"]([\w.-]{1,200})['"](?:\s{0,9},\s{0,9}['"]([\w.-]{1,200})['"])?/g
const source = /\bsource\(\s{0,9}['"]([\w.-]{1,200})['"]\s{0,9},\s{0,9}['"]([\w.-]{1,200})['"]/g
const entry = /^[ \t]{0,40}-[ \t]{1,9}name:[ \t]{1,9}["']?([\w.-]{1,200})/gm

/** Of two arguments the first is a package. */
const refsIn = (text: string) => Array.from(text.matchAll(ref), ([, first = '', second]) => second ?? first)
const entriesIn = (text: string) => Array.from(text.matchAll(entry), ([, name = '']) => name)

function readsOf(
  text: string,
  { models, properties }: Index,
  merged: ReadonlyMap<string, Catalog>,
): readonly ModelRead[] {
  const refs = [...new Set(refsIn(text))].map((name): ModelRead => {
    const [model, described] = [models.get(name), properties.get(name) ?? []]
    return { name, ...(model && { model }), described, ...relationNamed(name, merged) }
  })
  const sources = Array.from(text.matchAll(source), ([, from = '', name = '']) => ({ from, name }))
  const distinct = new Map(sources.map((one) => [`${one.from}.${one.name}`, one]))
  const tables = [...distinct.values()].map(({ from, name }): ModelRead => {
    const described = (properties.get(from) ?? []).filter((file) => properties.get(name)?.includes(file))
    return { name, source: from, described, ...relationNamed(name, merged) }
  })
  return [...refs, ...tables].slice(0, mostReads)
}

function relationNamed(name: string, merged: ReadonlyMap<string, Catalog>): { readonly relation?: Relation } {
  for (const catalog of merged.values()) {
    const relation = findRelation(catalog, name.toLowerCase())
    if (relation && relation.kind !== 'sequence') return { relation }
  }
  return {}
}

/** Names under which a changed file is read, at base as well. */
export function namesOf(change: Snapshot['changed'][number]): readonly string[] {
  const { path, previousPath } = change
  return [...new Set([stemOf(path), stemOf(previousPath ?? path)])]
}
