import { displayName, findRelation, isTable } from '../core/catalog/lookup.ts'
import type { Catalog, Relation } from '../core/catalog.ts'
import { lastPart, schemaPart } from '../core/name.ts'
import type { FileRun } from '../core/replay.ts'
import { affectedLines } from './affected.ts'
import { changedLines } from './line-diff.ts'
import type { Material, SharedFile } from './material.ts'
import type { GroundFinding, Grounds } from './question.ts'
import { findingsOf } from './told.ts'

/** What answers about these files are held against. */
export function groundsOf(material: Material, asked: readonly SharedFile[]): Grounds {
  const files = asked.flatMap((file) => {
    if (file.head === undefined) return []
    const [changed, affected] = [changedLines(file.rows), affectedLines(file, material)]
    return [[file.path, { text: file.head, changed, affected }] as const]
  })
  return {
    files: Object.fromEntries(files),
    relations: Object.fromEntries(relationsOf(asked)),
    knowsAllRelations: knowsAll(asked),
    resources: resourcesOf(material),
    findings: findingsOf(material).map(groundFinding),
  }
}

/** By every name that code may write. */
function relationsOf(files: readonly SharedFile[]): ReadonlyMap<string, readonly string[] | null> {
  const groups = [...Map.groupBy(files, ({ topic, group }) => JSON.stringify([topic, group])).values()]
  const seen = new Set<Relation>()
  const found = new Map<string, readonly string[] | null>()
  for (const { relation, catalog } of groups.flatMap(relationsAround)) {
    if (seen.has(relation)) continue
    seen.add(relation)
    for (const name of namesOf(relation, catalog)) found.set(name, withColumns(found.get(name), relation))
  }
  return found
}

interface Held {
  readonly relation: Relation
  readonly catalog: Catalog
}

/** Before the files of one history and after them, or around each of others; and what came and went within them. */
function relationsAround(files: readonly SharedFile[]): readonly Held[] {
  const runs = files.flatMap(({ run }) => run ?? [])
  const around =
    files[0]?.topic === 'ddl'
      ? [runs[0]?.before, runs.at(-1)?.after]
      : runs.flatMap(({ before, after }) => [before, after])
  const distinct = new Map(around.flatMap((catalog) => (catalog ? [[catalog.relations, catalog]] : [])))
  const held = [...distinct.values()].flatMap((catalog) =>
    [...catalog.relations].map(([, relation]) => ({ relation, catalog })),
  )
  return [...held, ...runs.flatMap(passing)]
}

/** What each statement altered, as it was then. */
function passing({ steps }: FileRun): readonly Held[] {
  return [...steps.values()].flatMap(({ after: catalog, changes }) =>
    changes.flatMap(({ subject: { kind, name } }) => {
      const isPart = kind === 'column' || kind === 'constraint'
      const owner = isPart ? name.slice(0, Math.max(0, name.lastIndexOf('.'))) : name
      const relation = findRelation(catalog, owner)
      return relation ? [{ relation, catalog }] : []
    }),
  )
}

function namesOf({ name }: Relation, { searchPath }: Catalog): readonly string[] {
  const schema = schemaPart(name)
  const isFound = schema !== undefined && searchPath.includes(schema)
  const bare = name.slice(name.lastIndexOf('.') + 1)
  return [...new Set([displayName(name), name, ...(isFound && !lastPart(name).includes('.') ? [bare] : [])])]
}

/** Of both sides; null where one of them does not know all. */
function withColumns(
  known: readonly string[] | null | undefined,
  relation: Relation,
): readonly string[] | null {
  const columns = columnsOf(relation)
  return known === null || columns === null ? null : [...new Set([...(known ?? []), ...columns])]
}

function columnsOf(relation: Relation): readonly string[] | null {
  if (isTable(relation)) return relation.shape === 'known' ? relation.columns.map(({ name }) => name) : null
  return relation.kind === 'sequence' || relation.columns.length === 0 ? null : relation.columns
}

/** Models of dbt read what no history builds; a catalog that was not replayed in full may lack anything. */
function knowsAll(files: readonly SharedFile[]): boolean {
  const sql = files.filter(({ form }) => form === 'sql')
  return (
    sql.length > 0 &&
    sql.every(
      ({ run, isTemplate }) =>
        run && !isTemplate && run.before.partial.length === 0 && run.after.partial.length === 0,
    )
  )
}

function resourcesOf({ terraform, evaluation }: Material): readonly string[] {
  const code = terraform.flatMap(({ resources, before }) => [...resources, ...(before?.resources ?? [])])
  const planned = (evaluation.plans ?? []).flatMap(({ resources }) => resources)
  const addresses = [
    ...code.flatMap(({ address, declared }) => [address, declared]),
    ...planned.map(({ address }) => address),
  ]
  return [...new Set(addresses)].sort()
}

function groundFinding({
  ruleId,
  path,
  lines,
  subject,
  message,
}: Material['evaluation']['findings'][number]): GroundFinding {
  const { startLine, endLine } = lines
  return { ruleId, path, lines: { startLine, endLine }, subject: subject.name, message }
}
