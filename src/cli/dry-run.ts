import { requestOf } from '../anthropic/request.ts'
import type { ReviewInput } from '../pipeline.ts'
import { findAsking, remedyAsking } from '../review/prompts.ts'
import { reviewSettingOf } from '../review/setting.ts'
import { chosenBy, operatorsModels, type Wanted } from './dry-run-models.ts'
import { dryRunText } from './dry-run-text.ts'
import { firstRound, type ReadyToAsk, readyToAsk } from './opinion.ts'

/**
 * What `--ai` would send, without a key and without sending it: as text with every block once, or as the bodies of the requests.
 * Refuting questions are made of answers and are not among it; they hold parts of the same dossiers, and their form is told.
 */
export async function dryRun(input: ReviewInput, format: 'text' | 'json'): Promise<string> {
  const ready = await readyToAsk(input)
  if ('problem' in ready)
    return format === 'json'
      ? `${JSON.stringify({ requests: [], problem: ready.problem }, null, 2)}\n`
      : `${ready.problem}\nNothing would be sent.\n`
  const wanted = wantedOf(ready, input)
  const { prepared } = ready
  if (format === 'text') return dryRunText(wanted, prepared, reviewSettingOf(input.policy))
  return asJson(wanted, prepared.notRead)
}

function wantedOf({ prepared }: ReadyToAsk, { policy }: ReviewInput): Wanted[] {
  const choose = chosenBy(operatorsModels(process.env), reviewSettingOf(policy).models)
  return prepared.questions.map((question) => {
    const asking =
      question.topic === 'remedy'
        ? remedyAsking(question, prepared)
        : findAsking(question, prepared, firstRound)
    return { id: question.id, asking, chosen: choose(asking) }
  })
}

/** The bodies as they go to POST /v1/messages. */
function asJson(wanted: readonly Wanted[], notSent: readonly string[]): string {
  const requests = wanted.map(({ id, asking, chosen: { model, terms } }) => ({
    ...{ question: id, body: requestOf({ asking, model, terms }) },
  }))
  const perFinding =
    wanted.length === 0
      ? ''
      : 'One more request for every finding, to refute it; --format terminal has its form.'
  return `${JSON.stringify({ requests, ...(perFinding && { perFinding }), notSent }, null, 2)}\n`
}
