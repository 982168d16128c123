import type { AlterAction, AlterActionKind, LockMode } from '../../../src/core/statement.ts'

type ModeOf = LockMode | ((action: never, version: number) => LockMode)

/** Planner settings of a table or a column. */
const light =
  /^\s*(?:cluster\s+on\b|set\s+without\s+cluster\b|alter\s+(?:column\s+)?(?:"[^"]*"|\S+)\s+(?:re)?set\s*\()/i

/**
 * The lock ALTER TABLE takes on its table for each action (PostgreSQL 18 documentation, ALTER TABLE; AlterTableGetLockLevel in
 * tablecmds.c). A statement with several actions takes the strongest. test/rules/known-locks.test.ts holds this file against servers of all versions.
 */
const actionLocks = {
  'add-column': 'ACCESS EXCLUSIVE',
  'drop-column': 'ACCESS EXCLUSIVE',
  'alter-type': 'ACCESS EXCLUSIVE',
  'set-default': 'ACCESS EXCLUSIVE',
  'drop-default': 'ACCESS EXCLUSIVE',
  'set-not-null': 'ACCESS EXCLUSIVE',
  'drop-not-null': 'ACCESS EXCLUSIVE',
  'add-identity': 'ACCESS EXCLUSIVE',
  'drop-identity': 'ACCESS EXCLUSIVE',
  'set-expression': 'ACCESS EXCLUSIVE',
  'drop-expression': 'ACCESS EXCLUSIVE',
  'add-constraint': ({ constraint }: Action<'add-constraint'>) =>
    constraint.kind === 'foreign-key' ? 'SHARE ROW EXCLUSIVE' : 'ACCESS EXCLUSIVE',
  'drop-constraint': 'ACCESS EXCLUSIVE',
  'alter-constraint': 'ACCESS EXCLUSIVE',
  'validate-constraint': 'SHARE UPDATE EXCLUSIVE',
  'rename-column': 'ACCESS EXCLUSIVE',
  'rename-constraint': 'ACCESS EXCLUSIVE',
  'rename-table': 'ACCESS EXCLUSIVE',
  'set-schema': 'ACCESS EXCLUSIVE',
  'set-owner': 'ACCESS EXCLUSIVE',
  'row-security': 'ACCESS EXCLUSIVE',
  trigger: 'SHARE ROW EXCLUSIVE',
  'replica-identity': 'ACCESS EXCLUSIVE',
  'set-persistence': 'ACCESS EXCLUSIVE',
  'set-tablespace': 'ACCESS EXCLUSIVE',
  'set-access-method': 'ACCESS EXCLUSIVE',
  'set-options': ({ options }: Action<'set-options'>) => optionsLock(Object.keys(options)),
  'reset-options': ({ options }: Action<'reset-options'>) => optionsLock(options),
  'attach-partition': (_: never, version: number) =>
    version >= 12 ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE',
  'detach-partition': ({ mode }: Action<'detach-partition'>) =>
    mode === 'blocking' ? 'ACCESS EXCLUSIVE' : 'SHARE UPDATE EXCLUSIVE',
  'attach-index': 'SHARE UPDATE EXCLUSIVE',
  inherit: 'ACCESS EXCLUSIVE',
  'no-inherit': 'ACCESS EXCLUSIVE',
  'set-column-storage': 'ACCESS EXCLUSIVE',
  'set-statistics': 'SHARE UPDATE EXCLUSIVE',
  'other-action': ({ text }: Action<'other-action'>) =>
    light.test(text) ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE',
} satisfies Record<AlterActionKind, ModeOf>

export type Action<K extends AlterActionKind> = Extract<AlterAction, { kind: K }>

/** Actions that stop at the table they name; all others go on to its partitions and heirs. */
export const stays: readonly AlterActionKind[] = [
  'rename-table',
  'set-schema',
  'set-owner',
  'row-security',
  'replica-identity',
  'set-persistence',
  'set-tablespace',
  'set-access-method',
  'set-options',
  'reset-options',
  'attach-partition',
  'detach-partition',
  'attach-index',
  'inherit',
  'no-inherit',
  'other-action',
  'add-identity',
  'drop-identity',
]

/** The lock one action of ALTER TABLE takes on its table. */
export function actionLock(action: AlterAction, version: number): LockMode {
  const mode: LockMode | ((action: never, version: number) => LockMode) = actionLocks[action.kind]
  // The table pairs each function with the kind of its key, which an index by a union forgets.
  return typeof mode === 'string' ? mode : mode(action as never, version)
}

function optionsLock(options: readonly string[]): LockMode {
  return options.includes('user_catalog_table') ? 'ACCESS EXCLUSIVE' : 'SHARE UPDATE EXCLUSIVE'
}
