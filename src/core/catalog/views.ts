import type { View } from '../catalog.ts'
import { type Name, partsOf } from '../name.ts'
import type { CreateView } from '../statement.ts'
import { complain, type Draft } from './draft.ts'
import { reportView } from './drop-relation.ts'
import { displayName, newName } from './lookup.ts'
import { readQuery } from './reads.ts'
import { newId, putRelation } from './store.ts'

/** CREATE [OR REPLACE] [MATERIALIZED] VIEW. A replaced view stays the same object. */
export function createView(draft: Draft, statement: CreateView) {
  const name = newName(draft.catalog, statement.view, statement.temporary)
  const present = draft.catalog.relations.get(name)
  const replaced = present?.kind === 'view' && statement.orReplace ? present : undefined
  if (present && !replaced) {
    if (!statement.ifNotExists) complain(draft, `${displayName(name)} already exists`)
    return
  }
  ensureSchema(draft, name)
  const { outputs, reads } = readQuery(draft.catalog, statement.query)
  const columns = outputs?.map((output, i) => statement.columns[i] ?? output.name) ?? statement.columns
  const view: View = {
    kind: statement.materialized ? 'materialized-view' : 'view',
    id: replaced?.id ?? newId(draft.catalog),
    name,
    query: statement.query,
    columns,
    reads,
    indexes: replaced?.indexes ?? [],
    grants: replaced?.grants ?? [],
    ...(replaced?.owner === undefined ? {} : { owner: replaced.owner }),
    ...(draft.path === '' ? {} : { definedIn: draft.path }),
  }
  putRelation(draft.catalog, replaced, view)
  reportView(draft, replaced, view)
}

/** Makes the schema of a new object known: it exists, even if nothing in the history creates it. */
export function ensureSchema(draft: Draft, fullName: Name) {
  const schema = partsOf(fullName)[0]
  if (schema === undefined || schema === 'pg_temp' || draft.catalog.schemas.has(schema)) return
  draft.catalog.schemas = draft.catalog.schemas.with(schema, { id: newId(draft.catalog), name: schema })
}
