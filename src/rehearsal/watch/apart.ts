import { ownAuthorization } from '../authorization.ts'
import { type Ran, ServerBroken, type Session } from '../session.ts'
import { ownSchema } from './own-schema.ts'

/** Asks one question of ours: the JSON it answers, or undefined where the server refuses. */
export type Ask = (json: string) => Promise<unknown>

/**
 * Questions of ours inside the transaction of a script: nothing that the script has set bears on them (search path, role, time limits), and
 * nothing of theirs stays (settings, locks). They may use bare names of pg_catalog.
 */
export async function apart<T>(session: Session, work: (ask: Ask) => Promise<T>): Promise<T> {
  await ours(session, `SAVEPOINT ${ownSchema}`)
  await session.run(`SET LOCAL SESSION AUTHORIZATION ${ownAuthorization(session)}`)
  for (const setting of settings) await session.run(setting)
  const answer = await work(async (json) => answerOf(await session.run(question(json))))
  await ours(session, `ROLLBACK TO SAVEPOINT ${ownSchema}`)
  await ours(session, `RELEASE SAVEPOINT ${ownSchema}`)
  return answer
}

/** The same between transactions. */
export async function apartFromAll<T>(session: Session, work: (ask: Ask) => Promise<T>): Promise<T> {
  await ours(session, 'BEGIN')
  const answer = await apart(session, work)
  await ours(session, 'ROLLBACK')
  return answer
}

/** Runs what must succeed for anything to be seen afterwards. */
export async function ours(session: Session, sql: string): Promise<Ran> {
  const ran = await session.run(sql)
  if (ran.error) throw new ServerBroken(`it did not take ${sql}: ${ran.error.message}`)
  return ran
}

// pg_temp is named last, for else it is searched first. A role may be forbidden everything.
const ownSettings = {
  ...{ role: 'none', search_path: 'pg_catalog, pg_temp', row_security: 'off' },
  ...{ statement_timeout: '0', lock_timeout: '0' },
}
const settings = [
  'SET LOCAL SESSION AUTHORIZATION DEFAULT',
  `SELECT ${Object.entries(ownSettings)
    .map(([name, value]) => `pg_catalog.set_config('${name}', '${value}', true)`)
    .join(', ')}`,
]

const canary = 'sluice'
const question = (json: string) =>
  `SELECT pg_catalog.concat('${canary}') AS canary, (${json})::pg_catalog.text AS answer`

/** A server that has broken answers with nothing, and without an error. */
function answerOf({ rows, error }: Ran): unknown {
  if (error) return undefined
  const [row] = rows
  if (row?.canary !== canary || typeof row.answer !== 'string') throw new ServerBroken('it no longer answers')
  return JSON.parse(row.answer)
}
