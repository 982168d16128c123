import type { RehearsedStep, SeenLock, SeenRows, SeenWork } from '../../../src/core/rehearsal.ts'

// Steps of a rehearsal, of which a test says only what matters to it.

export function step(seen: Partial<RehearsedStep> = {}): RehearsedStep {
  const range = { start: 0, end: 0 }
  return { range, transaction: 0, watched: true, locks: [], work: [], rows: [], inner: [], ...seen }
}

/** One that commits by itself. */
export function alone(seen: Partial<RehearsedStep> = {}): RehearsedStep {
  const { transaction: _, ...rest } = step(seen)
  return rest
}

export function lock(table: string, mode: SeenLock['mode'], more: Partial<SeenLock> = {}): SeenLock {
  return { relation: table, table, kind: 'table', mode, existing: true, ...more }
}

export function work(kind: SeenWork['kind'], table: string, more: Partial<SeenWork> = {}): SeenWork {
  return { kind, table, existing: true, sign: 'seen', ...more }
}

export function rows(table: string, more: Partial<SeenRows> = {}): SeenRows {
  return { table, existing: true, inserted: 0, updated: 0, deleted: 0, before: 3, ...more }
}
