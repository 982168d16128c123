import { ownAuthorization } from '../authorization.ts'
import type { Session } from '../session.ts'
import { supabaseSearchPath } from './supabase.ts'

/** Puts the session back to what a tool's new connection has, so that no file's settings, role or temporary tables reach the next. */
export async function beginFile(session: Session, tool: string): Promise<void> {
  await session.run('ROLLBACK')
  await session.run(`SET SESSION AUTHORIZATION ${ownAuthorization(session)}`)
  await session.run('DISCARD ALL')
  if (tool === 'supabase') await session.run(`SET search_path = ${supabaseSearchPath}`)
}
