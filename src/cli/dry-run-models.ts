import { readFileSync } from 'node:fs'
import { mostCost } from '../anthropic/cost.ts'
import { type ModelsFile, readModelsFile, type Terms } from '../anthropic/models-file.ts'
import type { ReviewSetting } from '../core/policy.ts'
import { oneLine, visible } from '../render/visible.ts'
import type { Asking } from '../review/model.ts'
import { reason } from './output.ts'

/** The model that a request would go to; without a models file the tier's name stands for it, and nothing has a price. */
interface Chosen {
  readonly model: string
  readonly terms: Terms
  /** US dollars; left out where no price is known. */
  readonly mostUsd?: number
}

/** A request that would be made. */
export interface Wanted {
  readonly id: string
  readonly asking: Asking
  readonly chosen: Chosen
}

/** What SLUICE_MODELS says, with or without a key. What is wrong with it is told on standard error. */
export function operatorsModels(env: Readonly<Record<string, string | undefined>>): ModelsFile | undefined {
  const path = env.SLUICE_MODELS?.trim()
  if (!path) return undefined
  const read = modelsIn(path)
  if (!('problems' in read)) return read
  process.stderr.write(
    visible(`sluice: no price is known, and no model could be asked.\n${read.problems.join('\n')}\n`),
  )
  return undefined
}

function modelsIn(path: string): ModelsFile | { readonly problems: readonly string[] } {
  try {
    return readModelsFile(oneLine(path), readFileSync(path, 'utf8'))
  } catch (error) {
    return { problems: [`SLUICE_MODELS names ${oneLine(path)}, and it cannot be read: ${reason(error)}.`] }
  }
}

/** The policy's model of a tier where the operator has it, else the operator's. */
export function chosenBy(file: ModelsFile | undefined, wanted: ReviewSetting['models']) {
  return (asking: Asking): Chosen => {
    const { tier } = asking
    const model = wanted[tier] ?? file?.tiers[tier]
    const terms = model === undefined ? undefined : file?.models.get(model)
    if (model !== undefined && terms) return { model, terms, mostUsd: mostCost(asking, terms.prices) }
    return { model: model ?? `(the operator's model for ${tier})`, terms: noTerms }
  }
}

const noTerms: Terms = {
  prices: { input: 0, output: 0, cache_write_5m: 0, cache_write_1h: 0, cache_read: 0 },
  without: [],
}
