import type { CatalogGrant, Relation, Table } from '../catalog.ts'
import { lastPart, type Name, nameOf } from '../name.ts'
import type { AlterAction, Comment, CreatePolicy, CreateTrigger, Grant } from '../statement.ts'
import {
  complain,
  type Draft,
  editColumn,
  editTable,
  missing,
  partSubject,
  report,
  subject,
} from './draft.ts'
import { displayName, findRelation, findTable } from './lookup.ts'
import { putRelation } from './store.ts'

const everyPrivilege = [
  'select',
  'insert',
  'update',
  'delete',
  'truncate',
  'references',
  'trigger',
  'maintain',
]

/** GRANT and REVOKE: kept on relations, reported for every kind of object. */
export function grant(draft: Draft, statement: Grant) {
  const { grantees, privileges, object, revoke } = statement
  const relational =
    object === 'all-in-schema' ||
    ['table', 'view', 'materialized-view', 'foreign-table', 'sequence'].includes(object)
  const targets = object === 'all-in-schema' ? relationsIn(draft, statement.names) : statement.names
  for (const name of targets) {
    const relation = relational ? findRelation(draft.catalog, name) : undefined
    if (relation && relation.kind !== 'sequence')
      putRelation(draft.catalog, relation, { ...relation, grants: granted(relation.grants, statement) })
  }
  for (const name of statement.names.length === 0 ? [''] : statement.names) {
    const about = grantSubject(object, relational ? (findRelation(draft.catalog, name)?.name ?? name) : name)
    for (const grantee of grantees) {
      const value = { grantee, privileges }
      report(
        draft,
        revoke ? 'grant-removed' : 'grant-added',
        about,
        revoke ? { before: value } : { after: value },
      )
    }
  }
}

function grantSubject(object: Grant['object'], name: Name): ReturnType<typeof subject> {
  switch (object) {
    case 'schema':
    case 'all-in-schema':
    case 'default':
      return { kind: 'schema', name: name === '' ? 'default privileges' : name }
    case 'role':
      return { kind: 'role', name }
    case 'function':
    case 'procedure':
    case 'aggregate':
      return subject('function', name)
    case 'sequence':
      return subject('sequence', name)
    case 'type':
    case 'domain':
      return subject('type', name)
    default:
      return subject('table', name)
  }
}

function relationsIn(draft: Draft, schemas: readonly Name[]): readonly Name[] {
  return schemas.flatMap((schema) =>
    [...draft.catalog.relations.startingWith(`${schema}.`)].map(([name]) => name),
  )
}

function granted(
  grants: readonly CatalogGrant[],
  { grantees, privileges, revoke }: Grant,
): readonly CatalogGrant[] {
  const named = (list: readonly string[]) => (list.includes('all') ? everyPrivilege : list)
  const rest = grants.filter(({ grantee }) => !grantees.includes(grantee))
  const changed = grantees.map((grantee) => {
    const held = named(grants.find((one) => one.grantee === grantee)?.privileges ?? [])
    const meant = named(privileges)
    const next = revoke
      ? held.filter((privilege) => !meant.includes(privilege))
      : [...new Set([...held, ...meant])]
    return { grantee, privileges: next.sort() }
  })
  return [...rest, ...changed.filter((one) => one.privileges.length > 0)]
}

/** Privileges as a GRANT writes them: every one of them is `all`. */
export function privilegesText(privileges: readonly string[]): readonly string[] {
  return everyPrivilege.every((privilege) => privileges.includes(privilege)) ? ['all'] : privileges
}

export function createPolicy(draft: Draft, { policy, table: written, altered }: CreatePolicy) {
  const table = findTable(draft.catalog, written)
  if (!table) return missing(draft, written)
  if (altered) return
  if (table.policies.includes(policy))
    return complain(draft, `${displayName(table.name)} already has a policy ${policy}`)
  editTable(draft, table, { policies: [...table.policies, policy] })
  report(draft, 'protection-added', partSubject('policy', table.name, policy), { after: { policy } })
}

/** DROP POLICY and DROP TRIGGER ... ON table. */
export function dropAttached(
  draft: Draft,
  object: 'policy' | 'trigger',
  names: readonly Name[],
  on: Name,
  ifExists: boolean,
) {
  const table = findTable(draft.catalog, on)
  if (!table) return ifExists || isView(draft, on) ? undefined : missing(draft, on)
  const gone = names.map(lastPart)
  const present = object === 'policy' ? table.policies : table.triggers
  const absent = gone.find((name) => !present.includes(name))
  if (absent !== undefined && !ifExists && table.shape === 'known')
    complain(draft, `${displayName(table.name)} has no ${object} ${absent}`)
  const left = present.filter((name) => !gone.includes(name))
  editTable(draft, table, object === 'policy' ? { policies: left } : { triggers: left })
  if (object !== 'policy') return
  for (const policy of gone) {
    if (present.includes(policy))
      report(draft, 'protection-removed', partSubject('policy', table.name, policy), { before: { policy } })
  }
}

/** Views may have triggers; the catalog does not keep them. */
function isView(draft: Draft, name: Name): boolean {
  return findRelation(draft.catalog, name) !== undefined
}

export function createTrigger(draft: Draft, { trigger, table: written }: CreateTrigger) {
  const table = findTable(draft.catalog, written)
  if (!table) return isView(draft, written) ? undefined : missing(draft, written)
  if (!table.triggers.includes(trigger)) editTable(draft, table, { triggers: [...table.triggers, trigger] })
}

export function renameAttached(
  draft: Draft,
  object: 'policy' | 'trigger',
  on: Name,
  from: string,
  to: string,
) {
  const table = findTable(draft.catalog, on)
  if (!table) return missing(draft, on)
  const renamed = (names: readonly string[]) => names.map((name) => (name === from ? to : name))
  editTable(
    draft,
    table,
    object === 'policy' ? { policies: renamed(table.policies) } : { triggers: renamed(table.triggers) },
  )
}

export function comment(draft: Draft, { name, column, text }: Comment) {
  const table = findTable(draft.catalog, name)
  if (!table) return
  const put = <T extends { readonly comment?: string }>(object: T): T => {
    const { comment: _comment, ...rest } = object
    return (text === null ? rest : { ...rest, comment: text }) as T
  }
  if (column !== undefined) editColumn(draft, table, column, put)
  else putRelation(draft.catalog, table, put(table))
}

type RowSecurity = Extract<AlterAction, { kind: 'row-security' }>['setting']

const securitySettings: Readonly<
  Record<RowSecurity, Partial<Pick<Table, 'rowSecurity' | 'forceRowSecurity'>>>
> = {
  enable: { rowSecurity: true },
  disable: { rowSecurity: false },
  force: { forceRowSecurity: true },
  'no force': { forceRowSecurity: false },
}

export function setRowSecurity(draft: Draft, table: Table, setting: RowSecurity) {
  const next = editTable(draft, table, securitySettings[setting])
  if (next.rowSecurity === table.rowSecurity && next.forceRowSecurity === table.forceRowSecurity) return
  const added = setting === 'enable' || setting === 'force'
  const values = { before: rowSecurityFacts(table), after: rowSecurityFacts(next) }
  report(draft, added ? 'protection-added' : 'protection-removed', subject('table', table.name), values)
}

export const rowSecurityFacts = ({ rowSecurity, forceRowSecurity }: Table) => ({
  rowSecurity,
  forceRowSecurity,
})

export function setOwner(draft: Draft, relation: Relation, owner: string) {
  if (relation.kind !== 'sequence')
    putRelation(draft.catalog, relation, { ...relation, owner: nameOf(owner) })
}
