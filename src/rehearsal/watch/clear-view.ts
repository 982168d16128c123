import type { Ask } from './apart.ts'

// What a statement may do to hide part of its work from those who look afterwards.

/**
 * The first transaction that is not over. A subtransaction that wrote something and was rolled back moves it on (PostgreSQL sources,
 * src/backend/access/transam/xact.c, RecordTransactionAbort); so do transactions of others on a server that has others. Undefined where
 * the server refuses to tell.
 */
export async function horizon(ask: Ask): Promise<string | undefined> {
  const answer = await ask(`json_build_array(txid_snapshot_xmax(txid_current_snapshot())::text)`)
  return Array.isArray(answer) ? String(answer[0]) : undefined
}

/** Whether the server counts scans and rows: a script may tell it not to. */
export async function counts(ask: Ask): Promise<boolean> {
  const answer = await ask(`json_build_array(current_setting('track_counts'))`)
  return Array.isArray(answer) && answer[0] === 'on'
}
