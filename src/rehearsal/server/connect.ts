import pg from 'pg'
import { configFor, plainly, roleIn } from './addresses.ts'
import { ServerUnavailable, withoutAddress } from './unavailable.ts'

/** A connection on which nothing of a pull request is run. Throws `ServerUnavailable`. */
export async function connected(address: string, database?: string): Promise<pg.Client> {
  try {
    const client = new pg.Client({ ...configFor(address, database), options: plainly })
    // Whoever runs something on it hears of a connection that broke.
    client.on('error', () => undefined)
    await client.connect()
    return client
  } catch (error) {
    if (isUnreachable(error))
      throw new ServerUnavailable(
        `the server for rehearsals cannot be reached: ${withoutAddress(error)}`,
        'Check SLUICE_REHEARSAL_URL and SLUICE_REHEARSAL_RUNNER_URL, the network, and whether the server runs.',
      )
    throw new ServerUnavailable(
      `the server for rehearsals does not let ${roleIn(address) || 'anybody'} in: ${withoutAddress(error)}`,
      'Check SLUICE_REHEARSAL_URL and SLUICE_REHEARSAL_RUNNER_URL, the server and its pg_hba.conf; a script may have changed the password of the role it runs as.',
    )
  }
}

/** Errors of the system, and not of the server. */
function isUnreachable(error: unknown): boolean {
  const codes = [
    'ECONNREFUSED',
    'ENOTFOUND',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'EAI_AGAIN',
    'ENOENT',
  ]
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}
