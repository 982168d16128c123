import type { AppClients, Client } from '../github/app-client.ts'
import type { Ledger } from '../github/ledger.ts'
import type { Database } from '../store/database.ts'
import { holds, type Job } from '../store/jobs.ts'
import { forgetWrite, intendWrite, recallWrite, recordWrite } from '../store/writes.ts'
import type { AskingMeans } from './asking-means.ts'
import type { Configuration } from './configuration.ts'
import type { Evaluator } from './evaluator.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { Rehearsals } from './rehearsals.ts'
import type { RepositoryRef } from './task.ts'

/** What a task works with. */
export interface TaskContext {
  readonly configuration: Configuration
  readonly database: Database
  readonly clients: AppClients
  readonly evaluator: Evaluator
  /** Left out: nothing is rehearsed. */
  readonly rehearsals?: Rehearsals
  /** Left out: no model is connected. */
  readonly asking?: AskingMeans
  readonly log: Log
  readonly metrics: Metrics
  readonly job: Job
}

/** So often is asked before it is believed that something is not there, or not to be had. */
export const triesUntilGone = 3

/** What is to be judged could not be fetched now. */
export class FetchFailed extends Error {}

/** Thrown when another worker has taken the job over: whatever is left to write is theirs. */
export class LeaseLost extends Error {
  constructor() {
    super('Another worker has taken this job over.')
  }
}

/** Before a burst of writes: a worker that was paused for longer than its lease must not write. */
export async function assertHeld({ database, job }: TaskContext): Promise<void> {
  if (!(await holds(database, job))) throw new LeaseLost()
}

export function clientFor({ clients }: TaskContext, { installation }: RepositoryRef): Promise<Client> {
  return clients.installation(installation)
}

/** What we have written at GitHub beside check runs, as the store remembers it. Nothing new is begun for a job that was taken over. */
export function ledgerOn(context: TaskContext): Ledger {
  const { database } = context
  return {
    recall: (key) => recallWrite(database, key),
    intend: async (key) => {
      await assertHeld(context)
      await intendWrite(database, key)
    },
    record: (key, written) => recordWrite(database, key, written),
    forget: (key) => forgetWrite(database, key),
  }
}
