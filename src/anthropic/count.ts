import type { ModelConfiguration } from './configuration.ts'
import { connect } from './connect.ts'
import { countable, type Put } from './request.ts'

/** Counting must never hold up what it is for. */
const milliseconds = 5000

/** Input tokens by the server's count; undefined where it cannot be asked. */
export async function countOnce(
  configuration: ModelConfiguration,
  put: Put,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { client } = connect(configuration, milliseconds)
  const ends = AbortSignal.any([signal, AbortSignal.timeout(milliseconds)])
  try {
    const counted = await client.messages.countTokens(countable(put), { signal: ends, maxRetries: 0 })
    const { input_tokens: tokens } = counted
    return Number.isSafeInteger(tokens) && tokens >= 0 ? tokens : undefined
  } catch {
    return undefined
  }
}
