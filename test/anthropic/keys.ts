import type { Anthropic } from '@anthropic-ai/sdk'

// Every field that the SDK's types know, by object. The compiler holds each table to its type: a field more or less is an error.

type Keys<T> = Record<keyof T, true>

const create = {
  ...{ max_tokens: true, messages: true, model: true, cache_control: true, container: true },
  ...{ diagnostics: true, inference_geo: true, metadata: true, output_config: true, service_tier: true },
  ...{ speed: true, stop_sequences: true, stream: true, system: true, thinking: true, tool_choice: true },
  ...{ tools: true, user_profile_id: true, workspace_id: true },
} satisfies Keys<Anthropic.MessageCreateParams>

const count = {
  ...{ messages: true, model: true, cache_control: true, output_config: true, speed: true, system: true },
  ...{ thinking: true, tool_choice: true, tools: true, user_profile_id: true, workspace_id: true },
} satisfies Keys<Anthropic.MessageCountTokensParams>

const adaptive = { type: true, display: true } satisfies Keys<Anthropic.ThinkingConfigAdaptive>
const enabled = {
  ...{ type: true, budget_tokens: true, display: true },
} satisfies Keys<Anthropic.ThinkingConfigEnabled>
const disabled = { type: true } satisfies Keys<Anthropic.ThinkingConfigDisabled>
const betweenTools = { type: true } satisfies Keys<Anthropic.ThinkingConfigBetweenTools>

const outputConfig = { effort: true, format: true } satisfies Keys<Anthropic.OutputConfig>
const format = { type: true, schema: true } satisfies Keys<Anthropic.JSONOutputFormat>
const metadata = { user_id: true } satisfies Keys<Anthropic.Metadata>
const message = { role: true, content: true } satisfies Keys<Anthropic.UserMessageParam>
const text = {
  ...{ type: true, text: true, cache_control: true, citations: true },
} satisfies Keys<Anthropic.TextBlockParam>
const cacheControl = { type: true, ttl: true } satisfies Keys<Anthropic.CacheControlEphemeral>

export const known = {
  ...{ create, count, outputConfig, format, metadata, message, text, cacheControl },
  thinking: { adaptive, enabled, disabled, between_tools: betweenTools },
} as const
