import type { Usage } from '../core/opinion.ts'
import type { Asking } from '../review/model.ts'
import type { Prices } from './models-file.ts'

/** Tokens of one call by the server's count, each in one of these. */
export interface Tokens {
  readonly input: number
  readonly cacheRead: number
  readonly cacheWrite5m: number
  readonly cacheWrite1h: number
  readonly output: number
}

export const noTokens: Tokens = { input: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0 }

export function usageOf(tokens: Tokens, prices: Prices): Usage {
  return {
    inputTokens: tokens.input,
    cacheReadTokens: tokens.cacheRead,
    cacheWriteTokens: tokens.cacheWrite5m + tokens.cacheWrite1h,
    outputTokens: tokens.output,
    usd: usd(tokens, prices),
  }
}

/** Every token is priced once; a price is for a million of them. */
function usd(tokens: Tokens, prices: Prices): number {
  const millionths =
    tokens.input * prices.input +
    tokens.cacheRead * prices.cache_read +
    tokens.cacheWrite5m * prices.cache_write_5m +
    tokens.cacheWrite1h * prices.cache_write_1h +
    tokens.output * prices.output
  return millionths / 1_000_000
}

/**
 * No token of code or prose in any tokenizer of these models is as short as two bytes on average; three to four are usual, so this is
 * about twice of what is counted.
 */
const fewestBytesPerToken = 2
/** What a server adds by itself around a request: the schema's own instruction, roles. */
const overhead = 500

/** The most that a request can cost: nothing of it is found in the cache, all of it is kept there, and the answer is as long as it may be. */
export function mostCost(asking: Asking, prices: Prices): number {
  const count = (text: string) => Math.ceil(Buffer.byteLength(text) / fewestBytesPerToken)
  const kept = (keep: '1h' | '5m') =>
    asking.system.reduce((sum, block) => sum + (block.keep === keep ? count(block.text) : 0), 0)
  const dearest = Math.max(prices.input, prices.cache_write_5m, prices.cache_write_1h)
  const rest =
    count(asking.question) * prices.input + (count(JSON.stringify(asking.schema)) + overhead) * dearest
  const written = kept('1h') * Math.max(prices.cache_write_1h, prices.input)
  const shortly = kept('5m') * Math.max(prices.cache_write_5m, prices.input)
  return (rest + written + shortly + asking.mostOutputTokens * prices.output) / 1_000_000
}
