import { noUsage, type Tier } from '../core/opinion.ts'
import { clip, oneLine } from '../render/visible.ts'
import type { Answered, Asking, Model } from '../review/model.ts'
import type { ModelConfiguration } from './configuration.ts'
import { mostCost } from './cost.ts'
import { failures } from './failures.ts'
import type { Put } from './request.ts'

/**
 * The model behind the Messages API, asked as the operator's configuration says. Never throws for what a server or a network does. The
 * library, which takes its time to load, is loaded when something is asked.
 */
export function openModel(configuration: ModelConfiguration): Model {
  const choose = (tier: Tier, wanted?: string) => chosen(configuration, tier, wanted)
  const put = (asking: Asking) => putTo(configuration, asking)
  return {
    choose,
    async ask(asking, signal) {
      const question = put(asking)
      if ('problem' in question) return notAsked(asking, question.problem)
      const { askOnce } = await import('./ask.ts')
      return askOnce(configuration, question, signal)
    },
    async count(asking, signal) {
      const question = put(asking)
      if ('problem' in question) return undefined
      const { countOnce } = await import('./count.ts')
      return countOnce(configuration, question, signal)
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
