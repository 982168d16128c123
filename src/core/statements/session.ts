import type { Name } from '../name.ts'
import type { Common } from './common.ts'

// Transactions, settings, locks and maintenance.

export interface SetParameter extends Common {
  readonly kind: 'set'
  /** Lower case; `*` for RESET ALL and DISCARD ALL. */
  readonly parameter: string
  /** Values as text; null for RESET and SET ... TO DEFAULT. */
  readonly values: readonly string[] | null
  readonly local: boolean
}

export interface TransactionControl extends Common {
  readonly kind: 'transaction'
  readonly action:
    | 'begin'
    | 'commit'
    | 'rollback'
    | 'savepoint'
    | 'release'
    | 'rollback-to'
    | 'prepare'
    | 'other'
}

export interface LockTable extends Common {
  readonly kind: 'lock-table'
  readonly tables: readonly Name[]
  readonly mode: LockMode
}

/** Table lock modes from weakest to strongest (PostgreSQL 18 documentation, 13.3.1). */
export const lockModes = [
  'ACCESS SHARE',
  'ROW SHARE',
  'ROW EXCLUSIVE',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'EXCLUSIVE',
  'ACCESS EXCLUSIVE',
] as const
export type LockMode = (typeof lockModes)[number]

/** Whether one mode is at least as strong as another. */
export function atLeast(mode: LockMode, least: LockMode): boolean {
  return lockModes.indexOf(mode) >= lockModes.indexOf(least)
}

export interface Vacuum extends Common {
  readonly kind: 'vacuum'
  readonly full: boolean
  readonly tables: readonly Name[]
}

export interface Cluster extends Common {
  readonly kind: 'cluster'
  readonly table?: Name
}

export interface Reindex extends Common {
  readonly kind: 'reindex'
  readonly target: 'index' | 'table' | 'schema' | 'database' | 'system'
  readonly name?: Name
  readonly concurrently: boolean
}
