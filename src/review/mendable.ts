/**
 * Rules whose findings a rewrite in steps can end with the schema that the migration wants: what waits for locks, reads or writes whole
 * tables, or shares a transaction that it should not. What is lost, named, numbered or merged stays what it is however it is written.
 */
const mendable: ReadonlySet<string> = new Set([
  'migration/ban-required-column',
  'migration/ban-schema-with-backfill',
  'migration/require-idempotent',
  'postgres/ban-blocking-detach',
  'postgres/ban-blocking-work',
  'postgres/ban-concurrent-if-not-exists',
  'postgres/ban-concurrent-in-transaction',
  'postgres/ban-domain-constraint',
  'postgres/ban-enum-value-in-transaction',
  'postgres/ban-lock-table',
  'postgres/ban-multiple-foreign-keys',
  'postgres/ban-serial-column',
  'postgres/ban-unbalanced-transaction',
  'postgres/ban-volatile-default',
  'postgres/ban-wide-lock-window',
  'postgres/ban-work-under-exclusive-lock',
  'postgres/require-attach-check',
  'postgres/require-concurrent-drop-index',
  'postgres/require-concurrent-index',
  'postgres/require-concurrent-refresh',
  'postgres/require-concurrent-reindex',
  'postgres/require-lock-timeout',
  'postgres/require-not-valid-check',
  'postgres/require-not-valid-foreign-key',
  'postgres/require-partitioned-index-path',
  'postgres/require-primary-key-using-index',
  'postgres/require-proven-not-null',
  'postgres/require-separate-validate',
  'postgres/require-unique-using-index',
])

/** Rules that ask for an undo script: the steps of a rewrite bring theirs. */
const undone: ReadonlySet<string> = new Set(['migration/require-rollback'])

/** Whether a rewrite can end all that blocks: of these rules all, and one of them for its own sake. */
export function canMend(blocking: readonly { readonly ruleId: string }[]): boolean {
  return (
    blocking.some(({ ruleId }) => mendable.has(ruleId)) &&
    blocking.every(({ ruleId }) => mendable.has(ruleId) || undone.has(ruleId))
  )
}
