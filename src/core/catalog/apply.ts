import type { Catalog, Routine } from '../catalog.ts'
import { nameOf } from '../name.ts'
import type { CreateIndex, CreateRoutine, CreateSequence, Statement } from '../statement.ts'
import { comment, createPolicy, createTrigger, grant } from './access.ts'
import { alterTable } from './alter-table.ts'
import { createTable } from './create-table.ts'
import { type AppliedChange, complain, type Draft, doubt, missing, report, subject } from './draft.ts'
import { drop } from './drop.ts'
import { indexFacts } from './facts.ts'
import { buildIndex, plainKey } from './indexes.ts'
import { displayName, findRelation, findTable, newName } from './lookup.ts'
import { relationNameTaken } from './names.ts'
import { renameObject } from './rename-object.ts'
import { createSchema } from './schemas.ts'
import { controlTransaction, setParameter } from './session.ts'
import { newId, putRelation, schemaOf } from './store.ts'
import { alterDomain, alterEnum, createDomain, createType } from './user-types.ts'
import { createView, ensureSchema } from './views.ts'

export type { AppliedChange } from './draft.ts'
export { beginFile } from './session.ts'

export interface Applied {
  /** The very catalog that was given when the statement leaves it as it is. */
  readonly catalog: Catalog
  /** What the statement changes, without the file. Parts of a new table, and what follows in children and partitions, are not listed. */
  readonly changes: readonly AppliedChange[]
  /** Where the statement contradicts what the catalog knows, as a clause: `orders already exists`. */
  readonly problem?: string
}

/**
 * The database after one statement. Pure, never throws. Where a statement contradicts the catalog, `problem` says how; a creation of what
 * exists already changes nothing (but a plain CREATE TABLE makes a new table), a drop or change goes through as far as it can. What cannot be read makes the catalog partial, with the
 * file's path as the place.
 */
export function apply(catalog: Catalog, statement: Statement, path = ''): Applied {
  const draft: Draft = {
    catalog: { ...catalog },
    path,
    tolerant: statement.inside?.guarded ?? false,
    changes: [],
    range: statement.range,
    problem: undefined,
  }
  perform(draft, statement)
  const keys = Object.keys({ ...catalog, ...draft.catalog }) as (keyof Catalog)[]
  const same = keys.every((key) => draft.catalog[key] === catalog[key])
  return {
    catalog: same ? catalog : draft.catalog,
    changes: draft.changes,
    ...(draft.problem === undefined ? {} : { problem: draft.problem }),
  }
}

function perform(draft: Draft, statement: Statement) {
  switch (statement.kind) {
    case 'create-table':
      return createTable(draft, statement)
    case 'alter-table':
      return alterTable(draft, statement)
    case 'create-index':
      return createIndex(draft, statement)
    case 'create-view':
      return createView(draft, statement)
    case 'drop':
      return drop(draft, statement)
    case 'rename':
      return renameObject(draft, statement)
    case 'create-schema':
      return createSchema(draft, statement)
    case 'create-sequence':
      return createSequence(draft, statement)
    case 'create-type':
      return createType(draft, statement)
    case 'alter-enum':
      return alterEnum(draft, statement)
    case 'create-domain':
      return createDomain(draft, statement)
    case 'alter-domain':
      return alterDomain(draft, statement)
    case 'create-routine':
      return createRoutine(draft, statement)
    default:
      return performRest(draft, statement)
  }
}

function performRest(draft: Draft, statement: Statement) {
  switch (statement.kind) {
    case 'create-trigger':
      return createTrigger(draft, statement)
    case 'create-policy':
      return createPolicy(draft, statement)
    case 'grant':
      return grant(draft, statement)
    case 'comment':
      return comment(draft, statement)
    case 'set':
      return setParameter(draft, statement)
    case 'transaction':
      return controlTransaction(draft, statement)
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
      return writeRows(draft, statement.kind, statement.table)
    case 'truncate':
      return statement.tables.forEach((table) => {
        writeRows(draft, 'truncate', table)
      })
    case 'copy':
      return statement.direction === 'from' && statement.table !== undefined
        ? writeRows(draft, 'copy', statement.table)
        : undefined
    case 'opaque':
      return doubt(draft, statement.reason)
    case 'unparsed':
      return doubt(draft, `a statement that could not be parsed: ${statement.message}`)
    case 'other':
      return statement.verb.toUpperCase() === 'IMPORT FOREIGN SCHEMA'
        ? doubt(draft, 'IMPORT FOREIGN SCHEMA')
        : undefined
    default:
      return undefined
  }
}

function writeRows(draft: Draft, statement: string, table: string) {
  const name = findRelation(draft.catalog, table)?.name ?? table
  report(draft, 'rows-written', subject('table', name), { after: { statement } })
}

function createIndex(draft: Draft, statement: CreateIndex) {
  const { table, name, ifNotExists, only, unique, method, include, where, nullsNotDistinct } = statement
  const relation = findRelation(draft.catalog, table)
  if (!relation || relation.kind === 'sequence') return missing(draft, table)
  if (name !== undefined && relationNameTaken(draft.catalog, nameOf(schemaOf(relation.name), name))) {
    if (!ifNotExists) complain(draft, `${displayName(nameOf(schemaOf(relation.name), name))} already exists`)
    return
  }
  const keys = statement.keys.map((key) => plainKey(relation, key))
  const body = {
    unique,
    method,
    keys,
    include,
    ...(where ? { where } : {}),
    ...(nullsNotDistinct ? { nullsNotDistinct: true as const } : {}),
  }
  const built = buildIndex(
    draft,
    relation.name,
    { ...body, ...(name === undefined ? {} : { name }) },
    { only },
  )
  if (built === undefined) return
  const about = subject('index', nameOf(schemaOf(relation.name), built))
  report(draft, 'index-added', about, {
    after: indexFacts(relation.name, { ...body, name: built, valid: true }),
  })
}

function createSequence(draft: Draft, { sequence, ifNotExists, ownedBy }: CreateSequence) {
  const name = newName(draft.catalog, sequence)
  if (relationNameTaken(draft.catalog, name)) {
    if (!ifNotExists) complain(draft, `${displayName(name)} already exists`)
    return
  }
  ensureSchema(draft, name)
  const table = ownedBy && findTable(draft.catalog, ownedBy.table)
  const id = newId(draft.catalog)
  const owned = table && ownedBy ? { ownedBy: { table: table.name, column: ownedBy.column } } : {}
  putRelation(draft.catalog, undefined, { kind: 'sequence', id, name, ...owned })
}

function createRoutine(draft: Draft, { name: written, volatility, securityDefiner, ...rest }: CreateRoutine) {
  const { language, body } = rest
  const { catalog } = draft
  const name = newName(catalog, written)
  const present = catalog.routines.get(name)
  ensureSchema(draft, name)
  const id = present?.id ?? newId(catalog)
  const routine: Routine = { id, name, volatility, securityDefiner, language, body }
  catalog.routines = catalog.routines.with(name, routine)
  const facts = (one: Routine) => ({ volatility: one.volatility, securityDefiner: one.securityDefiner })
  report(draft, 'function-changed', subject('function', name), {
    ...(present ? { before: facts(present) } : {}),
    after: facts(routine),
  })
}
