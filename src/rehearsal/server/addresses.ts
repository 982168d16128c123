import type { ClientConfig } from 'pg'

/** Two roles of one server. The addresses hold passwords: nothing of them may be said. */
export interface Addresses {
  /** Of the role that makes and drops the databases, with the database in which it stays. */
  readonly keeper: string
  /** Of the role that the scripts run as; its database is not used. */
  readonly runner: string
}

export function configFor(address: string, database?: string): ClientConfig {
  const url = new URL(address)
  if (database !== undefined) url.pathname = `/${encodeURIComponent(database)}`
  return {
    connectionString: url.href,
    application_name: 'sluice rehearsal',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  }
}

/** Of the role; empty where the address names none. */
export function roleIn(address: string): string {
  return URL.canParse(address) ? decodeURIComponent(new URL(address).username) : ''
}

/** Settings that a script may have given its role for later do not count: those of the connection come first. */
export const plainly = '-c statement_timeout=0 -c lock_timeout=0 -c default_transaction_read_only=off'
