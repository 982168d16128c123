import { findRelation } from '../core/catalog/lookup.ts'
import type { Catalog, Relation } from '../core/catalog.ts'
import type { FileRun } from '../core/replay.ts'
import type { SharedFile } from './material.ts'

/** Properties of statements that hold names of relations. */
const naming: ReadonlySet<string> = new Set(['table', 'tables', 'view', 'parent', 'partition', 'names', 'on'])
const mostSteps = 50_000

/** Every name in a statement that may be a relation's, in the order in which they stand; CTEs and other objects may be among them. */
export function namesIn(statement: object): readonly string[] {
  const names = new Set<string>()
  const left: unknown[] = [statement]
  for (let step = 0; left.length > 0 && step < mostSteps; step++) {
    const next = left.pop()
    if (Array.isArray(next)) left.push(...next.toReversed())
    else if (typeof next === 'object' && next !== null) {
      for (const [key, value] of Object.entries(next).toReversed()) {
        const isName = naming.has(key) || (key === 'name' && 'kind' in next && next.kind === 'relation')
        if (isName) for (const name of [value].flat()) if (typeof name === 'string') names.add(name)
        if (typeof value === 'object') left.push(value)
      }
    }
  }
  return [...names]
}

/** Both states of what a question's files touch, by full name: before the first of them and after the last. */
export interface Touched {
  readonly name: string
  readonly before: Relation | undefined
  readonly after: Relation | undefined
}

/** Relations that the files' statements name, in the order in which they are named first. */
export function touchedBy(files: readonly SharedFile[]): readonly Touched[] {
  // What is gone ran on another database than what is there.
  const [here, there] = [files.filter(({ head }) => head !== undefined), files]
  const runs = (here.length > 0 ? here : there).flatMap(({ run, group }) => (run ? [{ run, group }] : []))
  return [...Map.groupBy(runs, ({ group }) => group).values()].flatMap((group) =>
    touchedIn(group.map(({ run }) => run)),
  )
}

function touchedIn(runs: readonly FileRun[]): readonly Touched[] {
  const [before, after] = [runs[0]?.before, runs.at(-1)?.after]
  if (!before || !after) return []
  const found = new Map<string, Touched>()
  for (const { document, steps } of runs) {
    for (const statement of [...document.statements, ...document.undo]) {
      const step = steps.get(statement)
      for (const name of namesIn(statement)) {
        const full = fullName(name, [step?.before, step?.after, before, after])
        if (full === undefined || found.has(full)) continue
        const [was, is] = [before.relations.get(full), after.relations.get(full)]
        if (was || is) found.set(full, { name: full, before: was, after: is })
      }
    }
  }
  return [...found.values()]
}

function fullName(name: string, catalogs: readonly (Catalog | undefined)[]): string | undefined {
  for (const catalog of catalogs) {
    const relation = catalog && findRelation(catalog, name)
    if (relation) return relation.name
  }
  return undefined
}
