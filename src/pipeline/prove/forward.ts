import type { Catalog } from '../../core/catalog.ts'
import type { FileRun } from '../../core/replay.ts'
import type { AlterAction, AlterTable, Grant, Rename, Statement } from '../../core/statement.ts'
import { keyAt, relationAt, thingsOf } from './own-objects.ts'

/** What a migration did, as what may be done to take it back; each is taken once, names in the reverse order. */
export interface Forward {
  readonly run: FileRun
  /** Keys of inverses that are not used yet, with how often. */
  readonly left: Map<string, number>
  /** Inverses of the renames, the last one last. */
  readonly renames: string[]
}

export function forwardOf(run: FileRun): Forward {
  const forward: Forward = { run, left: new Map(), renames: [] }
  for (const [statement, { before }] of run.steps) {
    if (statement.ran === 'undone') continue
    for (const key of inversesOf(statement, before)) forward.left.set(key, (forward.left.get(key) ?? 0) + 1)
    const renames =
      statement.kind === 'alter-table'
        ? statement.actions.map((action) => renameBack(statement, action, before))
        : [statement.kind === 'rename' ? otherBack(statement) : undefined]
    forward.renames.push(...renames.filter((key) => key !== undefined))
  }
  return forward
}

/** Whether there is such an inverse; it is used then. */
export function take({ left }: Forward, key: string): boolean {
  const count = left.get(key) ?? 0
  left.set(key, count - 1)
  return count > 0
}

function inversesOf(statement: Statement, before: Catalog): readonly string[] {
  if (statement.kind === 'alter-table')
    return statement.actions.flatMap((action) => inverseOf(statement, action, before) ?? [])
  if (statement.kind === 'grant') return [grantKey(statement, !statement.revoke)]
  return thingsOf(statement)
}

function inverseOf({ table }: AlterTable, action: AlterAction, before: Catalog): string | undefined {
  const at = keyAt(before, table)
  if (action.kind === 'add-column')
    return hasColumn(before, table, action.column.name)
      ? undefined
      : `drop-column ${at} ${action.column.name}`
  if (action.kind === 'drop-column') return `add-column ${at} ${action.column}`
  const key = actionKey(action, before)
  return key && `${inverseKinds[key.kind] ?? key.kind} ${at} ${key.of}`
}

const hasColumn = (catalog: Catalog, table: string, column: string) => {
  const found = relationAt(catalog, table)
  return !found || !('constraints' in found) || found.columns.some(({ name }) => name === column)
}

const inverseKinds: Readonly<Record<string, string>> = {
  'attach-partition': 'detach-partition',
  'detach-partition': 'attach-partition',
  inherit: 'no-inherit',
  'no-inherit': 'inherit',
}

interface ActionKey {
  readonly kind: string
  readonly of: string
}

/** What an action changes, of those that are undone by one of their own kind or its opposite. */
export function actionKey(action: AlterAction, catalog: Catalog): ActionKey | undefined {
  switch (action.kind) {
    case 'alter-type':
    case 'set-expression':
    case 'set-statistics':
    case 'set-column-storage':
      return { kind: action.kind, of: action.column }
    case 'set-default':
    case 'drop-default':
      return { kind: 'default', of: action.column }
    case 'add-identity':
    case 'drop-identity':
      return { kind: 'identity', of: action.column }
    case 'trigger':
      return { kind: action.kind, of: action.trigger }
    case 'alter-constraint':
      return { kind: action.kind, of: action.name }
    case 'row-security':
    case 'replica-identity':
    case 'set-persistence':
      return { kind: action.kind, of: '' }
    case 'set-options':
    case 'reset-options':
      return { kind: 'options', of: '' }
    case 'attach-partition':
    case 'detach-partition':
      return { kind: action.kind, of: keyAt(catalog, action.partition) }
    case 'inherit':
    case 'no-inherit':
      return { kind: action.kind, of: keyAt(catalog, action.parent) }
    default:
      return undefined
  }
}

/** The rename that an undo script needs for this one. */
function renameBack({ table }: AlterTable, action: AlterAction, before: Catalog): string | undefined {
  const at = keyAt(before, table)
  const was = relationAt(before, table)?.name.split('.') ?? table.split('.')
  switch (action.kind) {
    case 'rename-column':
      return `column ${at} ${action.to} ${action.column}`
    case 'rename-constraint':
      return `constraint ${at} ${action.to} ${action.name}`
    case 'rename-table':
      return `table ${at} ${was.at(-1)}`
    case 'set-schema':
      return `schema ${at} ${was.length > 1 ? was.at(-2) : 'public'}`
    default:
      return undefined
  }
}

/** The same of an undo script's own action. */
export function renameKey({ table }: AlterTable, action: AlterAction, before: Catalog): string | undefined {
  const at = keyAt(before, table)
  switch (action.kind) {
    case 'rename-column':
      return `column ${at} ${action.column} ${action.to}`
    case 'rename-constraint':
      return `constraint ${at} ${action.name} ${action.to}`
    case 'rename-table':
      return `table ${at} ${action.to}`
    case 'set-schema':
      return `schema ${at} ${action.schema}`
    default:
      return undefined
  }
}

const lastOf = (name: string) => name.split('.').at(-1) ?? name

const otherBack = ({ object, name, part, to, moves, on }: Rename) =>
  moves ? undefined : `${object} ${on ?? ''} ${part ? `${name} ${to} ${part}` : `${to} ${lastOf(name)}`}`

export const otherRename = ({ object, name, part, to, moves, on }: Rename) =>
  moves ? undefined : `${object} ${on ?? ''} ${part ? `${name} ${part} ${to}` : `${lastOf(name)} ${to}`}`

export function grantKey({ object, names, grantees, privileges }: Grant, isRevoke: boolean): string {
  const sides = [names, grantees, privileges].map((side) => [...side].sort().join(','))
  return `${isRevoke ? 'revoke' : 'grant'} ${object} ${sides.join(' ')}`
}
