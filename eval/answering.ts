import { readFileSync } from 'node:fs'
import { modelConfiguration } from '../src/anthropic/configuration.ts'
import { openModel } from '../src/anthropic/open-model.ts'
import type { Model } from '../src/review/model.ts'
import type { Prepared } from '../src/review/question.ts'
import { configurationFor } from '../test/anthropic/asking.ts'
import type { Reply } from '../test/anthropic/reply.ts'
import { type Asked, type Charged, startModelServer } from '../test/anthropic/server.ts'
import { playing, type Recorded } from './recorded.ts'

/** Who answers about cases, one case at a time. */
export interface Answering {
  readonly model: Model
  /** What was recorded is answered from now on; nothing where a live model answers. */
  begin(recorded: Recorded, prepared: Prepared): void
  /** What the server says it has charged so far; undefined where it is not ours. */
  charged(): { readonly count: number; readonly tokens: number; readonly usd: number } | undefined
  close(): Promise<void>
}

/** The real client against a local server that speaks the Messages API and says what was recorded. */
export async function recordedAnswers(): Promise<Answering> {
  let answer: (request: Asked) => Reply = () => ({ text: '' })
  const server = await startModelServer({ answer: (request) => answer(request), clock: () => 0 })
  const configuration = configurationFor(server)
  const usdOf = ({ model, input, read, written5m, written1h, output }: Charged) => {
    const prices = configuration.models.get(model)?.prices
    if (!prices) throw new Error(`${model} has no prices.`)
    const cached =
      read * prices.cache_read + written5m * prices.cache_write_5m + written1h * prices.cache_write_1h
    return (input * prices.input + cached + output * prices.output) / 1_000_000
  }
  return {
    model: openModel(configuration),
    begin: (recorded, prepared) => {
      answer = playing(recorded, prepared)
    },
    charged: () => ({
      count: server.ledger.length,
      tokens: sum(
        server.ledger.map((one) => one.input + one.read + one.written5m + one.written1h + one.output),
      ),
      usd: sum(server.ledger.map(usdOf)),
    }),
    close: () => server.close(),
  }
}

/** The operator's own model. Throws a sentence where it is not configured. */
export function liveAnswers(): Answering {
  const configured = modelConfiguration(process.env, (path) => readFileSync(path, 'utf8'))
  if (!configured.ok) throw new Error(configured.problems.join('\n'))
  if (!configured.configuration)
    throw new Error('A live run needs ANTHROPIC_API_KEY or ANTHROPIC_API_KEY_FILE, and SLUICE_MODELS.')
  const model = openModel(configured.configuration)
  return { model, begin: () => {}, charged: () => undefined, close: async () => {} }
}

const sum = (amounts: readonly number[]) => amounts.reduce((one, other) => one + other, 0)
