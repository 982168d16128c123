import type { Rehearsal, RehearsalRequest, RehearsalServer } from '../core/rehearsal.ts'

/** The rehearsal of a request with which nothing could be tried, for this reason (a clause). No server was asked for its version: it is 0. */
export function notRehearsed(
  request: RehearsalRequest,
  reason: string,
  kind: RehearsalServer['kind'],
): Rehearsal {
  return {
    ...{ history: request.history, server: { version: 0, kind } },
    base: { files: 0, stubs: [], skipped: [], tablesWithRows: [] },
    files: request.files.map(({ up }) => ({ path: up.path, outcome: 'not-rehearsed', reason })),
  }
}
