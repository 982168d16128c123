import { type Anthropic, APIError } from '@anthropic-ai/sdk'
import { tiers } from '../core/opinion.ts'
import { failureOf } from './ask.ts'
import type { ModelConfiguration } from './configuration.ts'
import { connect } from './connect.ts'
import type { Terms } from './models-file.ts'

/** What the server says of one of the operator's models. `next` says what to do; only where something is amiss. */
export interface ModelCheck {
  readonly result: 'ok' | 'warn' | 'fail'
  readonly what: string
  readonly next?: string
}

const milliseconds = 10_000

/** Asks the server for every model of the operator's file: is it there, for how long, and can it do what is asked of it. Costs nothing. */
export async function checkModels(configuration: ModelConfiguration): Promise<readonly ModelCheck[]> {
  const signal = AbortSignal.timeout(milliseconds)
  const checks = await Promise.all(
    [...configuration.models].map(([id, terms]) => checkModel({ configuration, id, terms }, signal)),
  )
  const [first] = checks
  // One trouble with the key or the way there is told once.
  const isShared = first !== undefined && checks.every(([one]) => one?.what === first[0]?.what)
  return isShared ? first : checks.flat()
}

interface Listed {
  readonly configuration: ModelConfiguration
  readonly id: string
  readonly terms: Terms
}

async function checkModel({ configuration, id, terms }: Listed, signal: AbortSignal): Promise<ModelCheck[]> {
  const { client } = connect(configuration, milliseconds)
  try {
    const model = await client.models.retrieve(id, undefined, { signal, maxRetries: 1 })
    const called = `${id} (${tiersOf(configuration, id)})`
    return [...lifecycle(called, model), ...abilities(called, model.capabilities, terms)]
  } catch (error) {
    if (error instanceof APIError && error.status === 404)
      return [fail(`${id} is a model that the server does not know`, 'Mend its id in the models file.')]
    if (signal.aborted) return [fail('the models were not looked up within 10 s', tryAgain)]
    const [what = '', next = ''] = failureOf(error).problem.split(/\. (.*)/s)
    return [fail(what.replace(/\.$/, ''), next || tryAgain)]
  }
}

const tryAgain = 'Look at ANTHROPIC_BASE_URL and the network, and try again.'
const fail = (what: string, next: string): ModelCheck => ({ result: 'fail', what, next })

function tiersOf({ tiers: chosen }: ModelConfiguration, id: string): string {
  return tiers.filter((tier) => chosen[tier] === id).join(', ') || 'for policies that name it'
}

function lifecycle(called: string, model: Anthropic.ModelInfo): ModelCheck[] {
  const [day] = /^\d{4}-\d{2}-\d{2}/.exec(String(model.retires_at)) ?? []
  const next = 'Name its successor in the models file.'
  if (model.lifecycle === 'retired') return [fail(`${called} is retired`, next)]
  const when = day === undefined ? '' : `, and ends on ${day}`
  if (model.lifecycle === 'deprecated')
    return [{ result: 'warn', what: `${called} is deprecated${when}`, next }]
  return [{ result: 'ok', what: `${called} can be asked` }]
}

/** A server that says nothing of what its models can do is taken at its word when it is asked. */
function abilities(
  called: string,
  able: Anthropic.ModelCapabilities | null,
  { without }: Terms,
): ModelCheck[] {
  const checks: ModelCheck[] = []
  if (able?.structured_outputs?.supported === false)
    checks.push(fail(`${called} gives no structured output`, 'Name a model that does in the models file.'))
  if (able?.effort?.supported === false && !without.includes('effort'))
    checks.push(fail(`${called} knows no effort`, 'Write `without: [effort]` for it in the models file.'))
  if (able?.thinking?.types?.adaptive?.supported === false && !without.includes('thinking'))
    checks.push(
      fail(`${called} does not think adaptively`, 'Write `without: [thinking]` for it in the models file.'),
    )
  return checks
}
