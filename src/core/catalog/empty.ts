import type { Catalog } from '../catalog.ts'
import { PersistentMap } from '../persistent-map.ts'

/** A new database: the schema `public`, searched first for unqualified names. */
export const emptyCatalog: Catalog = {
  relations: PersistentMap.empty(),
  schemas: PersistentMap.of([['public', { id: 0, name: 'public' }]]),
  types: PersistentMap.empty(),
  routines: PersistentMap.empty(),
  indexes: PersistentMap.empty(),
  constraintOwners: PersistentMap.empty(),
  users: PersistentMap.empty(),
  searchPath: ['public'],
  partial: [],
  nextId: 1,
  savepoints: [],
}
