import type { LockMode } from './statement.ts'

/** The modes that wait while somebody holds one; PostgreSQL 18 documentation, table 13.2 "Conflicting Lock Modes". */
const conflicts: Readonly<Record<LockMode, readonly LockMode[]>> = {
  'ACCESS SHARE': ['ACCESS EXCLUSIVE'],
  'ROW SHARE': ['EXCLUSIVE', 'ACCESS EXCLUSIVE'],
  'ROW EXCLUSIVE': ['SHARE', 'SHARE ROW EXCLUSIVE', 'EXCLUSIVE', 'ACCESS EXCLUSIVE'],
  'SHARE UPDATE EXCLUSIVE': [
    'SHARE UPDATE EXCLUSIVE',
    'SHARE',
    'SHARE ROW EXCLUSIVE',
    'EXCLUSIVE',
    'ACCESS EXCLUSIVE',
  ],
  SHARE: ['ROW EXCLUSIVE', 'SHARE UPDATE EXCLUSIVE', 'SHARE ROW EXCLUSIVE', 'EXCLUSIVE', 'ACCESS EXCLUSIVE'],
  'SHARE ROW EXCLUSIVE': [
    'ROW EXCLUSIVE',
    'SHARE UPDATE EXCLUSIVE',
    'SHARE',
    'SHARE ROW EXCLUSIVE',
    'EXCLUSIVE',
    'ACCESS EXCLUSIVE',
  ],
  EXCLUSIVE: [
    'ROW SHARE',
    'ROW EXCLUSIVE',
    'SHARE UPDATE EXCLUSIVE',
    'SHARE',
    'SHARE ROW EXCLUSIVE',
    'EXCLUSIVE',
    'ACCESS EXCLUSIVE',
  ],
  'ACCESS EXCLUSIVE': [
    'ACCESS SHARE',
    'ROW SHARE',
    'ROW EXCLUSIVE',
    'SHARE UPDATE EXCLUSIVE',
    'SHARE',
    'SHARE ROW EXCLUSIVE',
    'EXCLUSIVE',
    'ACCESS EXCLUSIVE',
  ],
}

/**
 * What of a relation has to wait, strongest first: everything; everything but SELECT without FOR UPDATE or the like; INSERT, UPDATE, DELETE and
 * MERGE; the same on rows that were changed.
 */
export const blockades = ['everything', 'all-but-reads', 'writes', 'changed-rows'] as const
export type Blockade = (typeof blockades)[number]

/** Whether who asks for one mode waits for who holds the other. */
export function conflict(held: LockMode, asked: LockMode): boolean {
  return conflicts[held].includes(asked)
}

/**
 * Whom a lock keeps waiting among those who read and write rows; undefined for nobody, as schema changes and VACUUM are neither.
 * SELECT takes ACCESS SHARE, SELECT FOR UPDATE ROW SHARE, and what writes ROW EXCLUSIVE (PostgreSQL 18 documentation, 13.3.1).
 * It is the same for an index: planning reads every index of the table, and writing rows writes them all (the same, REINDEX, "Notes").
 */
export function blockadeOf(held: LockMode): Blockade | undefined {
  if (conflict(held, 'ACCESS SHARE')) return 'everything'
  if (conflict(held, 'ROW SHARE')) return 'all-but-reads'
  return conflict(held, 'ROW EXCLUSIVE') ? 'writes' : undefined
}
