import type { Constraint, Table } from '../catalog.ts'
import { lastPart, type Name } from '../name.ts'
import type { ConstraintDefinition } from '../statement.ts'
import { childrenOf, type Draft, editTable, omit, parentsOf, tableAt } from './draft.ts'
import { reportDropped } from './drop-index.ts'
import { chooseConstraintName } from './names.ts'
import { schemaOf } from './store.ts'

/** A check as the catalog keeps it. */
export function checkOf(
  draft: Draft,
  table: Table,
  definition: ConstraintDefinition,
  creating: boolean,
): Constraint {
  const columns = [...new Set(definition.columns)]
  const addition = columns.length === 1 ? columns[0] : undefined
  const parts = { table: lastPart(table.name), addition, label: 'check' }
  return {
    name: definition.name ?? chooseConstraintName(draft.catalog, schemaOf(table.name), parts),
    kind: 'check',
    columns,
    validated: !definition.notEnforced && (creating || !definition.notValid),
    enforced: !definition.notEnforced,
    deferrable: false,
    ...(definition.expression ? { expression: definition.expression } : {}),
    ...(definition.noInherit ? { noInherit: true as const } : {}),
  }
}

/** Adds a check to a table and, under the same name, to its children; one that is there already stays as it is. */
export function addCheck(
  draft: Draft,
  table: Table,
  check: Constraint,
  only = false,
): Constraint | undefined {
  const now = tableAt(draft, table.name)
  if (!now) return undefined
  const present = now.constraints.some(({ name }) => name === check.name)
  if (!present) editTable(draft, now, { constraints: [...now.constraints, check] })
  if (!only && !check.noInherit) {
    for (const child of childrenOf(draft, table.name)) addCheck(draft, child, { ...check, inherited: true })
  }
  return present ? undefined : check
}

export function dropCheck(draft: Draft, tableName: Name, check: Constraint, only: boolean) {
  const table = tableAt(draft, tableName)
  if (!table) return
  editTable(draft, table, { constraints: table.constraints.filter((one) => one.name !== check.name) })
  reportDropped(draft, tableName, check)
  const changes = draft.changes.length
  for (const child of childrenOf(draft, tableName)) {
    const part = child.constraints.find((one) => isPart(one, check) && one.inherited)
    const held = parentsOf(draft, child).some((parent) =>
      parent.constraints.some((one) => isPart(one, check)),
    )
    if (!part) continue
    if (only) {
      const constraints = child.constraints.map((one) => (one === part ? omit(one, 'inherited') : one))
      editTable(draft, child, { constraints })
    } else if (!held) dropCheck(draft, child.name, part, false)
  }
  draft.changes.length = changes
}

/** Whether a child's constraint is what became of a parent's. */
export function isPart(one: Constraint, constraint: Constraint): boolean {
  if (one.kind !== constraint.kind) return false
  return constraint.kind === 'foreign-key' ? one.parent === constraint.name : one.name === constraint.name
}
