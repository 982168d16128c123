import { readFileSync } from 'node:fs'
import { modelConfiguration } from '../anthropic/configuration.ts'
import type { Terms } from '../anthropic/models-file.ts'
import { requestOf } from '../anthropic/request.ts'
import type { ReviewInput } from '../pipeline.ts'
import { visible } from '../render/visible.ts'
import type { Asking } from '../review/model.ts'
import { findAsking, remedyAsking } from '../review/prompts.ts'
import { firstRound, type ReadyToAsk, readyToAsk } from './opinion.ts'

/**
 * What `--ai` would send, without a key and without sending it: as text with every block as it stands, or as the bodies of the requests.
 * Refuting questions are made of answers and are not among it; they hold the parts of the same dossiers.
 */
export async function dryRun(input: ReviewInput, format: 'text' | 'json'): Promise<string> {
  const ready = await readyToAsk(input)
  if ('problem' in ready)
    return format === 'json'
      ? `${JSON.stringify({ requests: [], problem: ready.problem }, null, 2)}\n`
      : `${ready.problem}\nNothing would be sent.\n`
  const askings = askingsOf(ready)
  return format === 'json' ? asJson(ready, askings) : asText(ready, askings)
}

interface Wanted {
  readonly id: string
  readonly asking: Asking
}

function askingsOf({ prepared }: ReadyToAsk): Wanted[] {
  return prepared.questions.map((question) => ({
    id: question.id,
    asking:
      question.topic === 'remedy'
        ? remedyAsking(question, prepared)
        : findAsking(question, prepared, firstRound),
  }))
}

/** The bodies as they go to POST /v1/messages. */
function asJson({ prepared }: ReadyToAsk, askings: readonly Wanted[]): string {
  const requests = askings.map(({ id, asking }) => {
    return { question: id, body: requestOf({ asking, ...modelOf(asking) }) }
  })
  return `${JSON.stringify({ requests, notSent: prepared.notRead }, null, 2)}\n`
}

function asText({ prepared }: ReadyToAsk, askings: readonly Wanted[]): string {
  if (askings.length === 0)
    return ['Nothing of this change is a question for a model.', ...left(prepared.notRead), ''].join('\n')
  const shown = askings.map(({ id, asking }, i) => requestText({ id, asking, isFirst: i === 0 }))
  const heading = `${askings.length} ${askings.length === 1 ? 'request' : 'requests'} would be sent; --format json prints their bodies.`
  return visible([heading, ...left(prepared.notRead), '', ...shown].join('\n'))
}

const left = (notRead: readonly string[]) => notRead.map((phrase) => `not sent: ${phrase}`)

/** Blocks that all requests share are printed with the first. */
function requestText({ id, asking, isFirst }: Wanted & { readonly isFirst: boolean }): string {
  const { model } = modelOf(asking)
  const system = asking.system.map(({ text, keep }, i) =>
    isFirst || !isShared(i)
      ? `--- system ${i + 1} (cached ${keep}) ---\n${text}`
      : `--- system ${i + 1}: as in the first request ---`,
  )
  return [
    `=== ${id} · ${asking.purpose} · tier ${asking.tier} · ${model} · at most ${asking.mostOutputTokens} tokens out ===`,
    ...system,
    '--- question ---',
    asking.question,
    '',
  ].join('\n')
}

const isShared = (i: number) => i === 0

/** The operator's, where there is a configuration; else the tier's name stands for it. */
function modelOf({ tier }: Asking) {
  const configured = modelConfiguration(process.env, (path) => readFileSync(path, 'utf8'))
  const configuration = configured.ok ? configured.configuration : undefined
  const model = configuration?.tiers[tier]
  const terms = model === undefined ? undefined : configuration?.models.get(model)
  return { model: model ?? `(the operator's model for ${tier})`, terms: terms ?? noTerms }
}

const noTerms: Terms = {
  prices: { input: 0, output: 0, cache_write_5m: 0, cache_write_1h: 0, cache_read: 0 },
  without: [],
}
