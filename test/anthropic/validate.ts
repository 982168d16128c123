import { known } from './keys.ts'
import { list, object, oneOf, only, Refused, text } from './refused.ts'
import { checkSchema } from './schema.ts'

/** One block of the prompt in the order in which it is read, with the cache breakpoint behind it. */
export interface PromptPart {
  readonly text: string
  readonly keep?: '5m' | '1h'
}

/** A request that the server takes, as far as it needs it. */
export interface Taken {
  readonly model: string
  readonly maxTokens: number
  readonly stream: boolean
  readonly system: readonly PromptPart[]
  readonly messages: readonly PromptPart[]
  /** The schema, as it is put before the prompt; empty without one. */
  readonly format: string
}

/** Reads a request's body; throws `Refused` for whatever the Messages API, or the SDK's types, do not know. */
export function take(body: unknown, kind: 'create' | 'count'): Taken {
  const fields = only(object(body, 'body'), known[kind], '')
  if (list(fields.tools ?? [], 'tools').length > 0) throw new Refused('tools: this server knows none')
  checkThinking(fields.thinking)
  if (fields.metadata !== undefined) only(object(fields.metadata, 'metadata'), known.metadata, 'metadata')
  const prompt = { system: systemOf(fields.system), messages: messagesOf(fields.messages) }
  checkBreakpoints([...prompt.system, ...prompt.messages])
  return {
    ...{ model: text(fields.model, 'model'), stream: fields.stream === true, ...prompt },
    maxTokens: kind === 'create' ? maxTokensOf(fields.max_tokens) : 0,
    format: formatOf(fields.output_config),
  }
}

function maxTokensOf(value: unknown): number {
  if (Number.isSafeInteger(value) && Number(value) >= 1) return Number(value)
  throw new Refused('max_tokens: Input should be a positive integer')
}

function checkThinking(value: unknown): void {
  if (value === undefined) return
  const fields = object(value, 'thinking')
  oneOf(fields.type, Object.keys(known.thinking), 'thinking.type')
  only(fields, known.thinking[fields.type as keyof typeof known.thinking], 'thinking')
  oneOf(fields.display ?? null, ['summarized', 'omitted', null], 'thinking.display')
}

function formatOf(value: unknown): string {
  if (value === undefined) return ''
  const config = only(object(value, 'output_config'), known.outputConfig, 'output_config')
  oneOf(config.effort ?? null, ['low', 'medium', 'high', 'xhigh', 'max', null], 'output_config.effort')
  if (config.format === undefined || config.format === null) return ''
  const at = 'output_config.format'
  const format = only(object(config.format, at), known.format, at)
  oneOf(format.type, ['json_schema'], `${at}.type`)
  checkSchema(format.schema)
  return JSON.stringify(format.schema)
}

function systemOf(value: unknown): PromptPart[] {
  if (value === undefined) return []
  return typeof value === 'string' ? [{ text: value }] : blocksOf(value, 'system')
}

function messagesOf(value: unknown): PromptPart[] {
  const messages = list(value, 'messages')
  if (messages.length === 0) throw new Refused('messages: at least one message is required')
  return messages.flatMap((each, index) => {
    const at = `messages.${index}`
    const { role, content } = only(object(each, at), known.message, at)
    oneOf(role, [index % 2 === 0 ? 'user' : 'assistant'], `${at}.role`)
    return typeof content === 'string' ? [{ text: content }] : blocksOf(content, `${at}.content`)
  })
}

function blocksOf(value: unknown, at: string): PromptPart[] {
  return list(value, at).map((each, index) => {
    const here = `${at}.${index}`
    const block = only(object(each, here), known.text, here)
    oneOf(block.type, ['text'], `${here}.type`)
    const words = text(block.text, `${here}.text`)
    if (words === '') throw new Refused(`${here}.text: text content blocks must be non-empty`)
    const keep = keepOf(block.cache_control, `${here}.cache_control`)
    return { text: words, ...(keep && { keep }) }
  })
}

function keepOf(value: unknown, at: string): PromptPart['keep'] {
  if (value === undefined || value === null) return undefined
  const { type, ttl = '5m' } = only(object(value, at), known.cacheControl, at)
  oneOf(type, ['ephemeral'], `${at}.type`)
  oneOf(ttl, ['5m', '1h'], `${at}.ttl`)
  return ttl as '5m' | '1h'
}

function checkBreakpoints(parts: readonly PromptPart[]): void {
  const ttls = parts.flatMap(({ keep }) => (keep ? [keep] : []))
  if (ttls.length > 4) throw new Refused('A maximum of 4 blocks with cache_control may be provided')
  if (ttls.lastIndexOf('1h') > ttls.indexOf('5m') && ttls.includes('5m'))
    throw new Refused("a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block")
}
