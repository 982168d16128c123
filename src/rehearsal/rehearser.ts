import type { Rehearsal, RehearsalRequest } from '../core/rehearsal.ts'

/** Where changes are tried out. */
export interface Rehearser {
  /** Never rejects for anything the request holds: what cannot be rehearsed is told file by file. */
  rehearse(request: RehearsalRequest): Promise<Rehearsal>
  close(): Promise<void>
}
