import type { Catalog } from '../catalog.ts'
import type { SetParameter, TransactionControl } from '../statement.ts'
import type { Draft } from './draft.ts'
import { emptyCatalog } from './empty.ts'
import { temporarySchema } from './lookup.ts'
import { type OpenCatalog, putRelation } from './store.ts'

/** The catalog as a new session meets it: the default search path, no temporary tables, no open transaction. */
export function beginFile(catalog: Catalog): Catalog {
  const open: OpenCatalog = {
    ...catalog,
    searchPath: emptyCatalog.searchPath,
    savepoints: emptyCatalog.savepoints,
  }
  delete open.pathAfterCommit
  for (const [, relation] of catalog.relations.startingWith(`${temporarySchema}.`))
    putRelation(open, relation, undefined)
  return open
}

/** SET search_path and set_config; `"$user"` is taken to have no schema of its own. */
export function setParameter(draft: Draft, { parameter, values, local }: SetParameter) {
  if (parameter !== 'search_path' && parameter !== '*') return
  const { catalog } = draft
  if (local) catalog.pathAfterCommit ??= catalog.searchPath
  else delete catalog.pathAfterCommit
  catalog.searchPath = values === null ? emptyCatalog.searchPath : values.flatMap(schemasIn)
}

function schemasIn(value: string): string[] {
  return value
    .split(',')
    .map((name) => name.trim().replace(/^"(.*)"$/, '$1'))
    .filter((name) => name !== '' && name !== '$user')
}

/** BEGIN and SAVEPOINT remember the catalog, ROLLBACK returns to it. Identities are not handed out again. */
export function controlTransaction(draft: Draft, { action }: TransactionControl) {
  const { catalog } = draft
  const { savepoints } = catalog
  switch (action) {
    case 'begin':
      if (savepoints.length === 0) catalog.savepoints = [{ ...catalog }]
      return
    case 'savepoint':
      catalog.savepoints = [...savepoints, { ...catalog }]
      return
    case 'release':
      if (savepoints.length > 1) catalog.savepoints = savepoints.slice(0, -1)
      return
    case 'rollback-to':
      return restore(draft, savepoints.at(-1), savepoints)
    case 'rollback':
      restore(draft, savepoints[0], [])
      return endLocal(draft)
    case 'commit':
    case 'prepare':
      catalog.savepoints = []
      return endLocal(draft)
    default:
      return
  }
}

function endLocal({ catalog }: Draft) {
  if (!catalog.pathAfterCommit) return
  catalog.searchPath = catalog.pathAfterCommit
  delete catalog.pathAfterCommit
}

function restore(draft: Draft, saved: Catalog | undefined, savepoints: readonly Catalog[]) {
  if (!saved) return
  const { nextId, partial } = draft.catalog
  if (!saved.pathAfterCommit) delete draft.catalog.pathAfterCommit
  Object.assign(draft.catalog, saved, { nextId, partial, savepoints })
}
