import type { Anthropic } from '@anthropic-ai/sdk'
import type { Counted } from './cache.ts'
import { cutTo, tokensOf } from './tokens.ts'
import type { Taken } from './validate.ts'

/** What the model says to one request: JSON, or a text as it is. */
export type Reply = ({ readonly json: unknown } | { readonly text: string }) & {
  readonly stopReason?: Anthropic.StopReason
  /** With `stopReason: 'refusal'`. */
  readonly category?: Anthropic.RefusalStopDetails['category']
  /** Output tokens beyond those of the text. */
  readonly thinkingTokens?: number
}

/** A reply made into a message: cut at the tokens that were allowed, counted, named. */
export function messageOf(reply: Reply, request: Taken, counted: Counted, id: string): Anthropic.Message {
  const whole = 'json' in reply ? JSON.stringify(reply.json) : reply.text
  const thinking = Math.min(reply.thinkingTokens ?? 0, request.maxTokens)
  const room = request.maxTokens - thinking
  const isCut = tokensOf(whole) > room
  const text = isCut ? cutTo(whole, room) : whole
  return {
    ...{ id, type: 'message', role: 'assistant', model: request.model, container: null, diagnostics: null },
    content: text === '' ? [] : [{ type: 'text', text, citations: null }],
    stop_reason: isCut ? 'max_tokens' : (reply.stopReason ?? 'end_turn'),
    stop_sequence: null,
    stop_details: reply.stopReason === 'refusal' ? stopDetails(reply.category ?? null) : null,
    usage: usageOf(counted, Math.max(tokensOf(text) + thinking, 1), thinking),
  }
}

function stopDetails(category: Anthropic.RefusalStopDetails['category']): Anthropic.RefusalStopDetails {
  return { type: 'refusal', category, explanation: 'Words that are not stable.' }
}

function usageOf({ input, read, written5m, written1h }: Counted, output: number, thinking: number) {
  return {
    ...{ input_tokens: input, output_tokens: output, cache_read_input_tokens: read },
    cache_creation_input_tokens: written5m + written1h,
    cache_creation: { ephemeral_5m_input_tokens: written5m, ephemeral_1h_input_tokens: written1h },
    output_tokens_details: { thinking_tokens: thinking },
    ...{ inference_geo: null, server_tool_use: null, service_tier: 'standard', speed: 'standard' },
  } satisfies Anthropic.Usage
}

/** The events of a message that is streamed, as they stand on the wire; the text comes in pieces. */
export function eventsOf(message: Anthropic.Message): string[] {
  const { content, stop_reason, stop_sequence, stop_details, usage } = message
  const start = { ...message, content: [], stop_reason: null, stop_details: null }
  const { inference_geo: _geo, service_tier: _tier, speed: _speed, cache_creation: _kept, ...last } = usage
  const events: Anthropic.MessageStreamEvent[] = [
    { type: 'message_start', message: { ...start, usage: { ...usage, output_tokens: 1 } } },
    ...content.flatMap((block, index) => (block.type === 'text' ? blockEvents(block.text, index) : [])),
    {
      ...{ type: 'message_delta', usage: last },
      delta: { stop_reason, stop_sequence, stop_details, container: null },
    },
    { type: 'message_stop' },
  ]
  const [first = '', ...rest] = events.map((event) => written(event.type, event))
  return [first, written('ping', { type: 'ping' }), ...rest]
}

function blockEvents(text: string, index: number): Anthropic.MessageStreamEvent[] {
  const pieces = text.match(/[\s\S]{1,64}/gu) ?? []
  return [
    { type: 'content_block_start', index, content_block: { type: 'text', text: '', citations: null } },
    ...pieces.map((piece) => ({
      ...({ type: 'content_block_delta', index } as const),
      delta: { type: 'text_delta', text: piece } as const,
    })),
    { type: 'content_block_stop', index },
  ]
}

export function written(event: string, body: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(body)}\n\n`
}
