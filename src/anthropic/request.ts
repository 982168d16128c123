import type { Anthropic } from '@anthropic-ai/sdk'
import { jsonSchemaOutputFormat } from '@anthropic-ai/sdk/helpers/json-schema'
import type { Tier } from '../core/opinion.ts'
import type { Asking, PromptBlock } from '../review/model.ts'
import type { Terms } from './models-file.ts'

type Effort = NonNullable<Anthropic.OutputConfig['effort']>

const efforts: Readonly<Record<Tier, Effort>> = { triage: 'low', review: 'medium', deep: 'high' }
/** Of a request; the API takes no more. */
const mostBreakpoints = 4

/** A question with the model that it is put to. */
export interface Put {
  readonly asking: Asking
  readonly model: string
  readonly terms: Terms
}

/** What is sent. No metadata: nothing in it says who asked. */
export function requestOf(put: Put): Anthropic.MessageCreateParamsStreaming {
  return { ...countable(put), max_tokens: put.asking.mostOutputTokens, stream: true }
}

/** The part of it that has tokens before it is answered. */
export function countable({ asking, model, terms: { without } }: Put) {
  const effort = asking.purpose === 'refute' ? 'low' : efforts[asking.tier]
  return {
    model,
    system: blocksOf(asking.system),
    messages: [{ role: 'user', content: asking.question }],
    output_config: {
      format: formatOf(asking.schema),
      ...(without.includes('effort') ? {} : { effort }),
    },
    ...(without.includes('thinking') ? {} : { thinking: { type: 'adaptive', display: 'omitted' } }),
  } satisfies Anthropic.MessageCountTokensParams
}

/** The schema as structured output supports it; what that drops (lengths, patterns) stands in descriptions, and is checked by us. */
function formatOf(schema: object): Anthropic.JSONOutputFormat {
  const { type, schema: supported } = jsonSchemaOutputFormat({ type: 'object', ...schema })
  return { type, schema: supported as Record<string, unknown> }
}

/** A breakpoint that is kept longer cannot follow one that is kept less long. */
function blocksOf(system: readonly PromptBlock[]): Anthropic.TextBlockParam[] {
  const blocks = system.filter(({ text }) => text !== '')
  const firstShort = blocks.findIndex(({ keep }) => keep === '5m')
  return blocks.map(({ text, keep }, index) => {
    const ttl = firstShort >= 0 && index > firstShort ? '5m' : keep
    const isKept = index >= blocks.length - mostBreakpoints
    return { type: 'text', text, ...(isKept && { cache_control: { type: 'ephemeral', ttl } }) }
  })
}
