import type { Catalog } from '../../core/catalog.ts'
import type { Step } from '../../core/replay.ts'
import type { AlterAction, AlterTable, CreateView, Drop, Statement } from '../../core/statement.ts'
import { shortened, slice } from '../../core/text.ts'
import { actionKey, type Forward, forwardOf, grantKey, otherRename, renameKey, take } from './forward.ts'
import { earlierThan, keyAt, partsAt, relationAt, thingsOf } from './own-objects.ts'
import { takesRowsBack } from './row-inverse.ts'
import type { Undoing } from './undoing.ts'

/**
 * The first statement of an undo script that is no inverse of something that the migration did, as a clause: whatever else it does is not
 * seen in the schema that it ends in. What the old texts hold may stand.
 */
export function notInverse({ up, down }: Undoing, olds: readonly string[] = []): string | undefined {
  const forward = forwardOf(up)
  const { text, statements } = down.document
  const isOld = (sql: string) => olds.some((old) => old.includes(sql))
  const odd = statements.find((one) => {
    const step = down.steps.get(one)
    return (
      !(step && isInverse(one, step, { forward, undoing: { up, down } })) && !isOld(slice(text, one.range))
    )
  })
  const said = odd && slice(text, odd.range).replace(/\s+/g, ' ').trim()
  return said && `${JSON.stringify(shortened(said, 80))} takes back nothing that the migration did`
}

interface Script {
  readonly forward: Forward
  readonly undoing: Undoing
}

function isInverse(statement: Statement, step: Step, script: Script): boolean {
  const { forward, undoing } = script
  switch (statement.kind) {
    case 'set':
    case 'other':
    case 'comment':
    case 'create-sequence':
      return true
    case 'transaction':
      return statement.action === 'begin' || statement.action === 'commit'
    case 'alter-table':
      return statement.actions.every((action) => isActionInverse(statement, action, { step, script }))
    case 'drop':
      return !statement.cascade && isOwnDrop(statement, step.before, forward)
    case 'create-table':
      return statement.query === undefined && isMissing(statement.table, step.before, forward)
    case 'create-view':
      return isView(statement, step.before, forward)
    case 'create-index':
      return isPart(statement.name, { table: statement.table, at: step.before, forward })
    case 'grant':
      return take(forward, grantKey(statement, statement.revoke))
    case 'rename':
      return isNextRename(otherRename(statement), forward)
    case 'update':
      return takesRowsBack(statement, step, undoing)
    case 'create-trigger':
    case 'create-policy':
      return (
        thingsOf(statement).some((key) => take(forward, key)) || isAnew(statement.table, step.before, forward)
      )
    default:
      return thingsOf(statement).some((key) => take(forward, key))
  }
}

interface Place {
  readonly step: Step
  readonly script: Script
}

function isActionInverse(statement: AlterTable, action: AlterAction, { step, script }: Place): boolean {
  const { forward, undoing } = script
  const { table } = statement
  if (action.kind === 'other-action' || action.kind === 'set-owner') return false
  if (action.kind === 'add-constraint' && isCascade(action) && writes(undoing)) return false
  if ('cascade' in action && action.cascade) return false
  const relation = relationAt(step.before, table)
  const at = keyAt(step.before, table)
  if (relation && !earlierThan(forward.run)(relation)) return true
  switch (action.kind) {
    case 'set-not-null':
    case 'drop-not-null':
    case 'validate-constraint':
      return true
    case 'add-column':
      return take(forward, `add-column ${at} ${action.column.name}`)
    case 'drop-column':
      return !isRenamed(at, action.column, forward) && take(forward, `drop-column ${at} ${action.column}`)
    case 'add-constraint':
      return action.constraint.name === undefined
        ? action.constraint.kind !== 'check'
        : isPart(action.constraint.name, { table, at: step.before, forward })
    case 'drop-constraint':
      return isPart(action.name, { table, at: step.before, forward })
    case 'alter-type':
      if (action.using && !isCastOf(action.using, action.column)) return false
  }
  const rename = renameKey(statement, action, step.before)
  if (rename !== undefined) return isNextRename(rename, forward)
  const key = actionKey(action, step.before)
  return key !== undefined && take(forward, `${key.kind} ${at} ${key.of}`)
}

type Using = NonNullable<Extract<AlterAction, { kind: 'alter-type' }>['using']>

const isCastOf = (using: Using, column: string) =>
  using.kind === 'cast' && using.operand.kind === 'column' && using.operand.name === column

/** A reference that is there for a while passes on what is written meanwhile. */
const writes = ({ down }: Undoing) => down.document.statements.some(({ kind }) => kind === 'update')

const isCascade = ({ constraint }: Extract<AlterAction, { kind: 'add-constraint' }>) =>
  constraint.kind === 'foreign-key'

/** The newest rename is undone first: between others a name means something else. */
function isNextRename(key: string | undefined, { renames }: Forward): boolean {
  if (key === undefined || renames.at(-1) !== key) return false
  renames.pop()
  return true
}

/** Whether a column goes by a name that the migration gave to one that had another. */
const isRenamed = (at: string, column: string, { renames }: Forward) =>
  renames.some((each) => each.startsWith(`column ${at} ${column} `))

function isOwnDrop(statement: Drop, at: Catalog, forward: Forward): boolean {
  const isEarlier = earlierThan(forward.run)
  if (relationKinds.has(statement.object))
    return statement.names.every((name) => {
      const relation = relationAt(at, name)
      return relation !== undefined && !isEarlier(relation)
    })
  if (statement.object === 'index')
    return statement.names.every((name) => {
      const table = at.indexes.get(name) ?? at.indexes.get(`public.${name}`)
      return table !== undefined && isPart(name.split('.').at(-1), { table, at, forward })
    })
  return thingsOf(statement).every((key) => take(forward, key))
}

const relationKinds: ReadonlySet<string> = new Set([
  ...['table', 'view', 'materialized-view', 'foreign-table', 'sequence'],
])

/** Something that was there before the migration and is not now. */
const isMissing = (name: string, at: Catalog, { run }: Forward) =>
  relationAt(run.before, name) !== undefined && relationAt(at, name) === undefined

/** A table that the migration or the script made. */
function isAnew(table: string, at: Catalog, { run }: Forward): boolean {
  const relation = relationAt(at, table)
  return relation !== undefined && !earlierThan(run)(relation) && relationAt(run.before, table) !== undefined
}

const isView = ({ view, materialized }: CreateView, at: Catalog, forward: Forward) =>
  !materialized || isMissing(view, at, forward)

/** A constraint or an index that the migration made, took away or made another; or one of a table that is not of before. */
function isPart(
  name: string | undefined,
  { table, at, forward }: { readonly table: string; readonly at: Catalog; readonly forward: Forward },
): boolean {
  const relation = relationAt(at, table)
  if (relation && !earlierThan(forward.run)(relation)) return true
  const [was, is] = [partsAt(forward.run.before, table), partsAt(forward.run.after, table)]
  return name !== undefined && was.get(name) !== is.get(name)
}
