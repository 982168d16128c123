import { noTokens, type Tokens } from './cost.ts'

/** What has been heard of an answer so far. Whatever a server says in place of a number is no number. */
export interface Hearing {
  readonly text: string
  readonly stopReason: string | null
  /** Of a refusal. */
  readonly category: string | null
  readonly tokens: Tokens
  /** Events; a server that sends none speaks another language. */
  readonly events: number
  readonly isComplete: boolean
}

export const nothingHeard: Hearing = {
  ...{ text: '', stopReason: null, category: null, tokens: noTokens, events: 0, isComplete: false },
}

/** One event of a stream, added to what was heard before. */
export function hear(hearing: Hearing, event: unknown): Hearing {
  if (hearing.isComplete) return hearing
  const { type, message, delta, usage, content_block: block } = fields(event)
  const heard = { ...hearing, events: hearing.events + 1 }
  switch (type) {
    case 'message_start':
      return { ...heard, tokens: tokensIn(fields(message).usage, noTokens) }
    case 'content_block_start':
      return { ...heard, text: heard.text + textIn(block, 'text') }
    case 'content_block_delta':
      return { ...heard, text: heard.text + textIn(delta, 'text_delta') }
    case 'message_delta':
      return { ...heard, ...stopIn(delta), tokens: tokensIn(usage, heard.tokens) }
    case 'message_stop':
      return { ...heard, isComplete: true }
    default:
      return heard
  }
}

function textIn(value: unknown, wanted: string): string {
  const { type, text } = fields(value)
  return type === wanted && typeof text === 'string' ? text : ''
}

function stopIn(delta: unknown): Pick<Hearing, 'stopReason' | 'category'> {
  const { stop_reason: reason, stop_details: details } = fields(delta)
  return { stopReason: word(reason), category: word(fields(details).category) }
}

/** Numbers of an event are totals; what it leaves out stays as it was. How long a prefix is kept is said at the start alone. */
function tokensIn(usage: unknown, before: Tokens): Tokens {
  const said = fields(usage)
  const made = fields(said.cache_creation)
  const written = count(said.cache_creation_input_tokens, before.cacheWrite5m + before.cacheWrite1h)
  const cacheWrite1h = Math.min(count(made.ephemeral_1h_input_tokens, before.cacheWrite1h), written)
  return {
    input: count(said.input_tokens, before.input),
    cacheRead: count(said.cache_read_input_tokens, before.cacheRead),
    ...{ cacheWrite1h, cacheWrite5m: written - cacheWrite1h },
    output: count(said.output_tokens, before.output),
  }
}

function count(value: unknown, before: number): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value < 1e9
    ? value
    : before
}

/** A word of the API's own vocabulary, and nothing that a server may have thought up to be read. */
function word(value: unknown): string | null {
  return typeof value === 'string' && /^[a-z_]{1,40}$/.test(value) ? value : null
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
