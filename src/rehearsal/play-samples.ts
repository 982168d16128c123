import type { Session, SessionError } from './session.ts'
import { ours } from './watch/apart.ts'
import { ownSchema } from './watch/own-schema.ts'
import type { World } from './watch/world.ts'

/** Runs what may fail for sample rows again without them: first without those of the table that the server names, then without any. */
export async function withoutSamples<T extends { readonly error?: SessionError }>(
  session: Session,
  { samples }: World,
  run: () => Promise<T>,
): Promise<T & { readonly failedOnSamples?: SessionError }> {
  await ours(session, `SAVEPOINT ${step}`)
  const first = await run()
  const { error } = first
  if (!error) {
    await ours(session, `RELEASE SAVEPOINT ${step}`)
    return first
  }
  await ours(session, `ROLLBACK TO SAVEPOINT ${step}`)
  const { schema, table } = error
  const tables = [...(schema !== undefined && table !== undefined ? [{ schema, table }] : []), undefined]
  for (const one of ofRows.test(error.code) ? tables : []) {
    if (!(await samples.clear(session, one))) continue
    const again = await run()
    if (!again.error) {
      await ours(session, `RELEASE SAVEPOINT ${step}`)
      return { ...again, failedOnSamples: error }
    }
    await ours(session, `ROLLBACK TO SAVEPOINT ${step}`)
  }
  return first
}

const step = `${ownSchema}_step`

/** Data exceptions and integrity constraint violations (PostgreSQL 18 documentation, appendix A). */
const ofRows = /^2[23]/
