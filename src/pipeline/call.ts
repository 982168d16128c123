import { createHash } from 'node:crypto'
import { noUsage, type Usage } from '../core/opinion.ts'
import type { ReviewSetting } from '../core/policy.ts'
import type { CallRecord, Journal } from '../review/journal.ts'
import type { Answered, Asking, FailureKind, Model } from '../review/model.ts'
import { promptHash, promptVersion } from '../review/prompts.ts'
import type { Prepared, Question } from '../review/question.ts'

export interface Calling {
  readonly prepared: Prepared
  readonly setting: ReviewSetting
  readonly model: Model
  readonly journal: Journal
  readonly signal: AbortSignal
  /** Why nothing more is asked for this change: what one request met, the next would meet as well. */
  readonly halted: { why?: string }
  /** Calls under way. */
  readonly running: Set<Promise<void>>
}

export interface Outcome {
  /** Left out: nobody was asked. */
  readonly answered?: Answered
  /** Why it failed, or was not asked, as a sentence. */
  readonly problem?: string
  readonly model: string | null
  /** What was paid for now; an answer that was known cost nothing again. */
  readonly usage: Usage
  readonly seconds: number
}

export interface Call {
  readonly question: Question
  readonly asking: Asking
  /** Of a refutation: the finding. */
  readonly about?: string
}

/** One request, within the budget and written down; one that was answered before is not paid for again. */
export async function call(calling: Calling, { question, asking, about }: Call): Promise<Outcome> {
  const { model, journal, setting, signal } = calling
  const chosen = model.choose(asking.tier, setting.models[asking.tier])
  if ('problem' in chosen) return notAsked(chosen.problem)
  const wanted: Asking = { ...asking, model: chosen.model }
  const requestHash = hashOf(wanted)
  const known = await journal.recall(requestHash)
  if (known) return { ...outcomeOf(known), usage: noUsage, seconds: 0 }
  if (signal.aborted) return notAsked('It was cut short.')
  if (calling.halted.why !== undefined) return notAsked(calling.halted.why)
  const refusal = await roomFor(calling, model.estimate(wanted))
  if (refusal !== undefined) return { ...notAsked(refusal), model: chosen.model }
  const name = about === undefined ? question.id : `${question.id}#${about}`
  const done = Promise.withResolvers<void>()
  calling.running.add(done.promise)
  try {
    const answered = await model.ask(wanted, signal)
    if (!answered.ok && lasting.includes(answered.kind)) calling.halted.why = answered.problem
    await journal.record(recordOf(calling, { wanted, requestHash, question: name, answered }))
    return outcomeOf(answered)
  } finally {
    calling.running.delete(done.promise)
    done.resolve()
  }
}

/** What calls of ours hold until they are answered may be enough for this one, once it is known what they cost. */
async function roomFor({ journal, running }: Calling, usd: number): Promise<string | undefined> {
  for (;;) {
    const refusal = await journal.refuses(usd)
    if (refusal === undefined || running.size === 0) return refusal
    await Promise.race(running)
  }
}

/** Failures that are not about the one question. */
const lasting: readonly FailureKind[] = [
  ...(['no-key', 'refused-key', 'no-money', 'not-permitted', 'rate-limited'] as const),
  ...(['overloaded', 'server-error', 'unreachable', 'deadline', 'cancelled'] as const),
]

const notAsked = (problem: string): Outcome => ({ problem, model: null, usage: noUsage, seconds: 0 })

function outcomeOf(answered: Answered): Outcome {
  const { model, usage, seconds } = answered.call
  return { answered, model, usage, seconds, ...(!answered.ok && { problem: answered.problem }) }
}

interface Done {
  readonly wanted: Asking
  readonly requestHash: string
  readonly question: string
  readonly answered: Answered
}

function recordOf({ prepared }: Calling, { wanted, requestHash, question, answered }: Done): CallRecord {
  const { purpose, tier, mostOutputTokens } = wanted
  return {
    ...{ purpose, question, tier, promptVersion, promptHash, requestHash },
    request: { question: wanted.question, project: prepared.project, mostOutputTokens },
    answer: answered.ok ? answered.text : '',
    outcome: answered.ok ? 'answered' : answered.kind,
    call: answered.call,
  }
}

/** The same words to the same model are the same request. */
function hashOf(asking: Asking): string {
  return createHash('sha256').update(JSON.stringify(asking)).digest('hex')
}
