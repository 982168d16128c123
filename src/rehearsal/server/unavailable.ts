/** Nothing can be rehearsed on this server, and somebody has to do something about it. */
export class ServerUnavailable extends Error {
  readonly next: string

  constructor(message: string, next: string) {
    super(message)
    this.next = next
  }
}

/** What a driver throws, without a word of the address: an error about an address repeats it. */
export function withoutAddress(error: unknown): string {
  const { code = '', message = '' } = error as { code?: string; message?: string }
  if (code === 'ERR_INVALID_URL') return 'its address is not one of a Postgres server'
  // SQLSTATE: the server's own words. Otherwise the system's: their message may hold host and port, their code does not.
  if (/^[0-9A-Z]{5}$/.test(code) && !code.startsWith('E')) return message
  return code === '' ? 'it does not answer' : code
}
