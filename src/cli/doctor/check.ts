/** One line of the doctor: what was found, and what to do about it. */
export interface Check {
  readonly result: 'ok' | 'warn' | 'fail'
  readonly what: string
  readonly next?: string
}

export const ok = (what: string): Check => ({ result: 'ok', what })
export const warn = (what: string, next: string): Check => ({ result: 'warn', what, next })
export const fail = (what: string, next: string): Check => ({ result: 'fail', what, next })

/** Most seconds any one group of checks takes. */
const seconds = 20

/** Runs one group; one that takes too long, or breaks, is a line like any other and holds up none. */
export async function within(what: string, look: () => Promise<readonly Check[]>): Promise<readonly Check[]> {
  const { promise, resolve } = Promise.withResolvers<readonly Check[]>()
  const timer = setTimeout(
    () => resolve([fail(`${what}: no answer within ${seconds} seconds`, 'Try again; see the other lines.')]),
    seconds * 1000,
  )
  try {
    return await Promise.race([look(), promise])
  } catch (error) {
    return [
      fail(`${what}: ${error instanceof Error ? error.message : String(error)}`, 'See the other lines.'),
    ]
  } finally {
    clearTimeout(timer)
  }
}
