import type { Anthropic } from '@anthropic-ai/sdk'

/** A model that this server serves. */
export interface ServedModel {
  readonly id: string
  readonly lifecycle?: 'active' | 'deprecated' | 'retired'
  readonly retiresAt?: string
  readonly structuredOutputs?: boolean
  readonly adaptiveThinking?: boolean
  readonly effort?: boolean
  /** Tokens of a prefix that is worth keeping. */
  readonly leastCached?: number
  readonly mostInput?: number
}

/** Three names that stand for a small, a usual and a strong model; no model of Anthropic's is called so. */
export const servedModels: readonly ServedModel[] = [
  { id: 'claude-small', leastCached: 4096 },
  { id: 'claude-usual', leastCached: 1024 },
  { id: 'claude-strong', leastCached: 512 },
]

export function modelInfo(model: ServedModel): Anthropic.ModelInfo {
  const { id, lifecycle = 'active', retiresAt = null, mostInput = 200_000 } = model
  return {
    ...{ id, lifecycle, display_name: id, type: 'model', line: null, created_at: '2026-01-01T00:00:00Z' },
    deprecated_at: lifecycle === 'active' ? null : '2026-06-01T00:00:00Z',
    ...{ retires_at: retiresAt, max_input_tokens: mostInput, max_tokens: 64_000 },
    capabilities: capabilities(model),
  }
}

function capabilities({ structuredOutputs = true, adaptiveThinking = true, effort = true }: ServedModel) {
  const [yes, no] = [{ supported: true }, { supported: false }]
  const is = (supported: boolean) => ({ supported })
  const types = { adaptive: is(adaptiveThinking), between_tools: no, disabled: yes, enabled: no }
  return {
    ...{ batch: yes, citations: yes, code_execution: no, image_input: yes, pdf_input: yes },
    context_management: {
      ...{
        supported: false,
        clear_thinking_20251015: no,
        clear_tool_uses_20250919: no,
        compact_20260112: no,
      },
    },
    effort: { ...is(effort), low: is(effort), medium: is(effort), high: is(effort), max: no, xhigh: no },
    server_tools: { supported: false, code_execution: no, web_search: no },
    structured_outputs: is(structuredOutputs),
    thinking: { supported: true, types },
  } satisfies Anthropic.ModelCapabilities
}
