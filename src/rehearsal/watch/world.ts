import { ownAuthorization } from '../authorization.ts'
import type { Session } from '../session.ts'
import { apart, apartFromAll, ours } from './apart.ts'
import { prepareCapture } from './capture.ts'
import { type Relation, readRelations } from './relations.ts'

/** What is known of the database that a change runs in. Grows with every statement that is watched. */
export interface World {
  /** Relations that were there before the change: others use them. */
  readonly existing: ReadonlySet<number>
  /** As they were after the last statement. */
  relations: Map<number, Relation>
  /** What is locked and is none of these: TOAST tables and our own. */
  readonly others: Set<number>
  /** State of what captures statements inside others; undefined where the server lets us have none. */
  readonly capture: string | undefined
  readonly samples: SampleRows
}

/** Rows that stand for those of production, and need not be like them. */
export interface SampleRows {
  /** Takes them out of a table, or out of all; false when there were none. */
  clear(session: Session, table?: { readonly schema: string; readonly table: string }): Promise<boolean>
}

const noSamples: SampleRows = { clear: async () => false }

/** To be called before the first file of a change, outside a transaction. Settings of the base are gone after it, as on a new connection. */
export async function beginChange(session: Session, samples: SampleRows = noSamples): Promise<World> {
  await ours(session, `SET SESSION AUTHORIZATION ${ownAuthorization(session)}`)
  await ours(session, 'DISCARD ALL')
  const capture = await prepareCapture(session)
  const relations = await lookAround(session)
  return { existing: new Set(relations.keys()), relations, others: new Set(), capture, samples }
}

/** After what cannot be watched, and after what was rolled back. */
export async function lookAgain(session: Session, world: World, isInTransaction = false): Promise<void> {
  world.relations = await lookAround(session, isInTransaction)
}

async function lookAround(session: Session, isInTransaction = false): Promise<Map<number, Relation>> {
  const asked = isInTransaction ? apart : apartFromAll
  return new Map(await asked(session, (ask) => readRelations(ask)))
}
