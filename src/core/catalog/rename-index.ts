import type { Constraint, Index, Table } from '../catalog.ts'
import { type Name, nameOf } from '../name.ts'
import { complain, type Draft, editTable, indexable } from './draft.ts'
import { isTable, usersOf } from './lookup.ts'
import { relationNameTaken } from './names.ts'
import { putRelation, schemaOf } from './store.ts'

/** Renames an index, the constraint it backs and what refers to either. */
export function renameIndex(draft: Draft, ownerName: Name, from: string, to: string) {
  const owner = indexable(draft, ownerName)
  if (!owner?.indexes.some((one) => one.name === from)) return
  if (relationNameTaken(draft.catalog, nameOf(schemaOf(ownerName), to)))
    return complain(draft, `${to} already exists`)
  const indexes = owner.indexes.map((one) =>
    one.name === from
      ? { ...one, name: to, ...(one.constraint === undefined ? {} : { constraint: to }) }
      : one,
  )
  if (isTable(owner)) {
    const constraints = owner.constraints.map((one) =>
      one.index === from ? { ...one, name: to, index: to } : one,
    )
    editTable(draft, owner, { indexes, constraints })
  } else putRelation(draft.catalog, owner, { ...owner, indexes })
  for (const user of usersOf(draft.catalog, ownerName).filter(isTable))
    followRename(draft, user, ownerName, from, to)
}

function followRename(draft: Draft, user: Table, ownerName: Name, from: string, to: string) {
  const relies = (one: Constraint) => one.references?.table === ownerName && one.keyIndex === from
  const belongs = (one: Index) => user.partitionOf === ownerName && one.parent === from
  if (!user.constraints.some(relies) && !user.indexes.some(belongs)) return
  editTable(draft, user, {
    constraints: user.constraints.map((one) => (relies(one) ? { ...one, keyIndex: to } : one)),
    indexes: user.indexes.map((one) => (belongs(one) ? { ...one, parent: to } : one)),
  })
}
