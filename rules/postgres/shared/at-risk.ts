import { displayName, findRelation } from '../../../src/core/catalog/lookup.ts'
import type { Table, View } from '../../../src/core/catalog.ts'
import type { Evidence, Hit } from '../../../src/core/finding.ts'
import { columnName, type Name } from '../../../src/core/name.ts'
import { assume, type Context } from '../../../src/core/rule.ts'
import type { ConstraintDefinition, Statement } from '../../../src/core/statement.ts'

/** A relation that was there before this file, so that it holds data and others use it. */
export interface AtRisk {
  /** As people write it. */
  readonly name: Name
  /** Undefined when the catalog does not hold the table, or it is a materialized view. */
  readonly table?: Table
  readonly view?: View
  /** To be spread into the hit. */
  readonly assumed: Pick<Hit, 'assumption'>
}

/** The table a statement names, when others may be using it: not one that is new in this file, temporary or foreign. */
export function tableAtRisk(context: Context, statement: Statement, name: Name): AtRisk | undefined {
  const found = context.existing(statement, name)
  if (found === 'new') return undefined
  const { before } = context.at(statement)
  if (found === 'unknown') {
    // A view or sequence is no table; and with the whole history read, IF EXISTS finds nothing.
    const isMissing = statement.kind === 'alter-table' && statement.ifExists && before.partial.length === 0
    return isMissing || findRelation(before, name) ? undefined : { name, assumed: assume(found, name) }
  }
  if (found.kind !== 'table' || found.persistence === 'temporary') return undefined
  return { name: displayName(found.name), table: found, assumed: {} }
}

/** Likewise for what indexes are built on: tables and materialized views. */
export function indexedAtRisk(context: Context, statement: Statement, name: Name): AtRisk | undefined {
  const found = findRelation(context.at(statement).before, name)
  if (found?.kind !== 'materialized-view') return tableAtRisk(context, statement, name)
  return isNew(context, found) ? undefined : { name: displayName(found.name), view: found, assumed: {} }
}

/** Whether this file made an object: identities are handed out in order. */
export function isNew(context: Context, object: { readonly id: number }): boolean {
  return object.id >= context.before.nextId
}

/** What a hit about a constraint is about: the constraint where it has a name, else its table. */
export function constraintSubject(table: Name, constraint: ConstraintDefinition): Hit['subject'] {
  if (constraint.name === undefined) return { kind: 'table', name: table }
  return { kind: 'constraint', name: columnName(table, constraint.name) }
}

/** What the Postgres documentation says of a statement's lock. */
export function lock(text: string): Evidence {
  return { strength: 'proved', kind: 'lock', text }
}

/** `a`, `a and b`, `a, b and c`; a long list ends in a count. */
export function listed(names: readonly string[], most = 4): string {
  const shown = names.length > most ? [...names.slice(0, most - 1), `${names.length - most + 1} more`] : names
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}
