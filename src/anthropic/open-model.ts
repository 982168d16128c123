import { noUsage, type Tier } from '../core/opinion.ts'
import { clip, oneLine } from '../render/visible.ts'
import type { Answered, Asking, Model } from '../review/model.ts'
import { askOnce, type Put } from './ask.ts'
import type { ModelConfiguration } from './configuration.ts'
import { connect } from './connect.ts'
import { mostCost } from './cost.ts'
import { failures } from './failures.ts'
import { countable } from './request.ts'

/** The model behind the Messages API, asked as the operator's configuration says. Never throws for what a server or a network does. */
export function openModel(configuration: ModelConfiguration): Model {
  const choose = (tier: Tier, wanted?: string) => chosen(configuration, tier, wanted)
  const put = (asking: Asking) => putTo(configuration, asking)
  return {
    choose,
    async ask(asking, signal) {
      const question = put(asking)
      return 'problem' in question
        ? notAsked(asking, question.problem)
        : askOnce(configuration, question, signal)
    },
    async count(asking, signal) {
      const question = put(asking)
      return 'problem' in question ? undefined : counted(configuration, question, signal)
    },
    estimate(asking) {
      const question = put(asking)
      return 'problem' in question ? 0 : mostCost(asking, question.terms.prices)
    },
  }
}

function chosen(
  { models, tiers }: ModelConfiguration,
  tier: Tier,
  wanted?: string,
): ReturnType<Model['choose']> {
  if (wanted === undefined) return { model: tiers[tier] }
  if (models.has(wanted)) return { model: wanted }
  return {
    problem: `The policy names the model ${clip(oneLine(wanted), 100)}, which is not among those that the operator allows: ${[...models.keys()].join(', ')}.`,
  }
}

function putTo(configuration: ModelConfiguration, asking: Asking): Put | { readonly problem: string } {
  const choice = chosen(configuration, asking.tier, asking.model)
  if ('problem' in choice) return choice
  const terms = configuration.models.get(choice.model)
  // Tiers name listed models, so this is one that is listed.
  if (!terms) throw new Error(`The model ${choice.model} has no prices.`)
  return { asking, model: choice.model, terms }
}

function notAsked({ model = '' }: Asking, problem: string): Answered {
  const call = { model, requestId: null, stopReason: null, usage: noUsage, attempts: 0, seconds: 0 }
  return { ok: false, ...failures.notListed(problem), call }
}

/** Counting must never hold up what it is for. */
const countMilliseconds = 5000

async function counted(
  configuration: ModelConfiguration,
  { asking, model, terms }: Put,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { client } = connect(configuration, countMilliseconds)
  const ends = AbortSignal.any([signal, AbortSignal.timeout(countMilliseconds)])
  try {
    const body = countable(asking, model, terms)
    const { input_tokens: tokens } = await client.messages.countTokens(body, { signal: ends, maxRetries: 0 })
    return Number.isSafeInteger(tokens) && tokens >= 0 ? tokens : undefined
  } catch {
    return undefined
  }
}
