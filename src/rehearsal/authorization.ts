import type { Session } from './session.ts'

/**
 * Who the session was opened as, for SET SESSION AUTHORIZATION. The embedded server knows no connection's user (PostgreSQL calls it
 * single-user mode), so that DEFAULT and DISCARD ALL leave whomever a script has set.
 */
export const ownAuthorization = ({ kind }: Session) => (kind === 'embedded' ? 'postgres' : 'DEFAULT')
