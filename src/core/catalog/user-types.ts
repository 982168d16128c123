import type { Constraint, UserType } from '../catalog.ts'
import { lastPart, type Name } from '../name.ts'
import type { AlterDomain, AlterEnum, ConstraintDefinition, CreateDomain, CreateType } from '../statement.ts'
import { complain, type Draft, editTable, missing, report, subject } from './draft.ts'
import { dropColumn } from './drop-column.ts'
import { displayName, isTable, newName, usersOf } from './lookup.ts'
import { chooseConstraintName } from './names.ts'
import { newId, putType, schemaOf } from './store.ts'
import { columnType, findType, userTypeKey } from './types.ts'
import { ensureSchema } from './views.ts'

type Domain = Extract<UserType, { kind: 'domain' }>

export function createType(draft: Draft, { type, form, values }: CreateType) {
  const name = newName(draft.catalog, type)
  const present = draft.catalog.types.get(name)
  // A base type is declared before its functions and defined after them.
  if (present && present.kind !== 'base') return complain(draft, `${displayName(name)} already exists`)
  ensureSchema(draft, name)
  const id = present?.id ?? newId(draft.catalog)
  putType(
    draft.catalog,
    present,
    form === 'enum' ? { kind: form, id, name, values } : { kind: form, id, name },
  )
  if (!present)
    report(draft, 'type-created', subject('type', name), { after: form === 'enum' ? { values } : { form } })
}

export function alterEnum(draft: Draft, statement: AlterEnum) {
  const type = findType(draft.catalog, statement.type)
  if (!type) return missing(draft, statement.type)
  if (type.kind !== 'enum') return complain(draft, `${displayName(type.name)} is no enum`)
  if (type.values.includes(statement.value)) {
    if (!statement.ifNotExists)
      complain(draft, `${displayName(type.name)} already has the value ${statement.value}`)
    return
  }
  const { position } = statement
  const neighbour = position ? type.values.indexOf(position.neighbour) : -1
  const at = neighbour < 0 ? type.values.length : neighbour + (position?.side === 'after' ? 1 : 0)
  changeEnum(draft, type, type.values.toSpliced(at, 0, statement.value))
}

export function renameValue(draft: Draft, written: Name, from: string, to: string) {
  const type = findType(draft.catalog, written)
  if (!type) return missing(draft, written)
  if (type.kind !== 'enum' || !type.values.includes(from))
    return complain(draft, `${displayName(type.name)} has no value ${from}`)
  changeEnum(
    draft,
    type,
    type.values.map((value) => (value === from ? to : value)),
  )
}

function changeEnum(draft: Draft, type: Extract<UserType, { kind: 'enum' }>, values: readonly string[]) {
  putType(draft.catalog, type, { ...type, values })
  report(draft, 'type-changed', subject('type', type.name), {
    before: { values: type.values },
    after: { values },
  })
}

export function createDomain(draft: Draft, statement: CreateDomain) {
  const name = newName(draft.catalog, statement.domain)
  if (draft.catalog.types.has(name)) return complain(draft, `${displayName(name)} already exists`)
  ensureSchema(draft, name)
  const domain: Domain = {
    kind: 'domain',
    id: newId(draft.catalog),
    name,
    base: columnType(draft.catalog, statement.type),
    notNull: statement.notNull,
    constraints: [],
  }
  putType(draft.catalog, undefined, domain)
  for (const definition of statement.constraints) addDomainConstraint(draft, name, definition)
  report(draft, 'type-created', subject('type', name), { after: { form: 'domain' } })
}

function addDomainConstraint(draft: Draft, name: Name, definition: ConstraintDefinition) {
  const domain = draft.catalog.types.get(name)
  if (domain?.kind !== 'domain') return
  const parts = { table: lastPart(name), label: 'check' }
  const constraint: Constraint = {
    name: definition.name ?? chooseConstraintName(draft.catalog, schemaOf(name), parts),
    kind: 'check',
    columns: [],
    validated: !definition.notValid,
    enforced: true,
    deferrable: false,
    ...(definition.expression ? { expression: definition.expression } : {}),
  }
  putType(draft.catalog, domain, { ...domain, constraints: [...domain.constraints, constraint] })
}

export function alterDomain(draft: Draft, { domain: written, action, constraint, name }: AlterDomain) {
  const domain = findType(draft.catalog, written)
  if (!domain) return missing(draft, written)
  if (domain.kind !== 'domain') return complain(draft, `${displayName(domain.name)} is no domain`)
  if (action === 'add-constraint' && constraint?.kind === 'not-null')
    putType(draft.catalog, domain, { ...domain, notNull: true })
  else if (action === 'add-constraint' && constraint) addDomainConstraint(draft, domain.name, constraint)
  else putType(draft.catalog, domain, alteredDomain(domain, action, name))
  const now = draft.catalog.types.get(domain.name)
  if (now?.kind === 'domain')
    report(draft, 'type-changed', subject('type', domain.name), {
      before: domainFacts(domain),
      after: domainFacts(now),
    })
}

function alteredDomain(domain: Domain, action: AlterDomain['action'], name: string | undefined): Domain {
  const { constraints } = domain
  switch (action) {
    case 'set-not-null':
      return { ...domain, notNull: true }
    case 'drop-not-null':
      return { ...domain, notNull: false }
    case 'drop-constraint':
      return { ...domain, constraints: constraints.filter((one) => one.name !== name) }
    case 'validate-constraint':
      return {
        ...domain,
        constraints: constraints.map((one) => (one.name === name ? { ...one, validated: true } : one)),
      }
    default:
      return domain
  }
}

export const domainFacts = ({ notNull, constraints }: Domain) => ({
  notNull,
  constraints: constraints.map(({ name }) => name),
})

export function renameDomainConstraint(draft: Draft, written: Name, from: string, to: string) {
  const domain = findType(draft.catalog, written)
  if (domain?.kind !== 'domain') return
  const constraints = domain.constraints.map((one) => (one.name === from ? { ...one, name: to } : one))
  putType(draft.catalog, domain, { ...domain, constraints })
}

/** Gives a type another full name; the columns that have it follow. */
export function moveType(draft: Draft, from: Name, to: Name) {
  const type = draft.catalog.types.get(from)
  if (!type || from === to) return
  if (draft.catalog.types.has(to)) return complain(draft, `${displayName(to)} already exists`)
  const users = usersOf(draft.catalog, from).filter(isTable)
  putType(draft.catalog, type, { ...type, name: to })
  for (const user of users) {
    const columns = user.columns.map((column) =>
      column.type && userTypeKey(column.type) === from
        ? { ...column, type: { ...column.type, name: displayName(to) } }
        : column,
    )
    editTable(draft, user, { columns })
  }
}

/** Drops a type or domain; by CASCADE the columns that have it. */
export function dropType(draft: Draft, fullName: Name, cascade: boolean) {
  const type = draft.catalog.types.get(fullName)
  if (!type) return
  const before = type.kind === 'enum' ? { before: { values: type.values } } : {}
  report(draft, 'type-dropped', subject('type', fullName), before)
  for (const user of usersOf(draft.catalog, fullName).filter(isTable)) {
    if (!cascade) complain(draft, `${displayName(user.name)} has a column of type ${displayName(fullName)}`)
    else dropColumnsOf(draft, user.name, fullName)
  }
  for (const other of draft.catalog.types.values()) {
    if (cascade && other.kind === 'domain' && userTypeKey(other.base) === fullName)
      dropType(draft, other.name, cascade)
  }
  putType(draft.catalog, type, undefined)
}

function dropColumnsOf(draft: Draft, tableName: Name, type: Name) {
  const table = draft.catalog.relations.get(tableName)
  if (!table || !isTable(table)) return
  for (const column of table.columns) {
    if (userTypeKey(column.type) === type)
      dropColumn(draft, tableName, column.name, { ifExists: true, cascade: true, only: false })
  }
}
