import { APIConnectionError, APIError } from '@anthropic-ai/sdk'
import type { Answered, Asking } from '../review/model.ts'
import type { ModelConfiguration } from './configuration.ts'
import { connect } from './connect.ts'
import { usageOf } from './cost.ts'
import { errorFailure, type Failure, failures, stopFailure } from './failures.ts'
import { type Hearing, hear, nothingHeard } from './hearing.ts'
import { readJson } from './read-json.ts'
import { type Put, requestOf } from './request.ts'
import type { Wire } from './wire.ts'

/** Puts one question and hears the answer. Ends with the deadline, or when the signal is aborted, whatever the server does. */
export async function askOnce(
  configuration: ModelConfiguration,
  put: Put,
  signal: AbortSignal,
): Promise<Answered> {
  const { asking, model, terms } = put
  const started = performance.now()
  const milliseconds = configuration.deadlineSeconds * 1000
  const deadline = AbortSignal.timeout(milliseconds)
  const call = { ...connect(configuration, milliseconds), signal: AbortSignal.any([signal, deadline]) }
  const heard = await hearAll(call, requestOf(put))
  const facts = {
    ...{ model, requestId: heard.requestId, stopReason: heard.hearing.stopReason },
    usage: usageOf(heard.hearing.tokens, terms.prices),
    attempts: call.wire.attempts(),
    seconds: (performance.now() - started) / 1000,
  }
  const ended = endedBy({ heard, wire: call.wire, signal, deadline, configuration })
  const failure = ended ?? heard.failure ?? outcome(heard.hearing, asking)
  if (failure) return { ok: false, ...failure, call: facts }
  const { text } = heard.hearing
  const json = readJson(text)
  return json.ok
    ? { ok: true, value: json.value, text, call: facts }
    : { ok: false, ...failures.notJson, call: facts }
}

interface Heard {
  readonly hearing: Hearing
  readonly requestId: string | null
  readonly failure?: Failure
}

type Call = ReturnType<typeof connect> & { readonly signal: AbortSignal }

async function hearAll({ client, signal }: Call, body: ReturnType<typeof requestOf>): Promise<Heard> {
  let hearing = nothingHeard
  let requestId: string | null = null
  try {
    const answer = await client.messages.create(body, { signal }).withResponse()
    requestId = idIn(answer.request_id)
    for await (const event of answer.data) hearing = hear(hearing, event)
    return { hearing, requestId }
  } catch (error) {
    const id = error instanceof APIError ? idIn(error.requestID) : null
    return { hearing, requestId: id ?? requestId, failure: failureOf(error, hearing) }
  }
}

/** What ended a call from our side goes before whatever it then looked like; an answer that is whole by then counts. */
function endedBy(of: {
  readonly heard: Heard
  readonly wire: Wire
  readonly signal: AbortSignal
  readonly deadline: AbortSignal
  readonly configuration: ModelConfiguration
}): Failure | undefined {
  if (of.wire.isOverrun()) return failures.overrun
  if (of.heard.hearing.isComplete && !of.heard.failure) return undefined
  if (of.signal.aborted) return failures.cancelled
  return of.deadline.aborted ? failures.deadline(of.configuration.deadlineSeconds) : undefined
}

function outcome(hearing: Hearing, { mostOutputTokens }: Asking): Failure | undefined {
  if (hearing.events === 0) return failures.notEvents
  if (!hearing.isComplete) return failures.broken
  const stopped = stopFailure(hearing.stopReason, hearing.category, mostOutputTokens)
  return stopped ?? (hearing.text.trim() === '' ? failures.empty : undefined)
}

/** Of an error that the library throws; whatever it says in words stays here. */
export function failureOf(error: unknown, { events }: Pick<Hearing, 'events'> = nothingHeard): Failure {
  if (error instanceof APIConnectionError) return failures.unreachable(codeIn(error))
  if (error instanceof APIError) {
    const { status, type, errorCode: code, apiMessage, headers } = error
    const message = typeof apiMessage === 'string' ? apiMessage : null
    return errorFailure({ status, type, code, message, retryAfter: headers?.get('retry-after') ?? null })
  }
  if (error instanceof SyntaxError) return failures.notEvents
  return events > 0 ? failures.broken : failures.unreachable(codeIn(error))
}

/** The innermost code: ECONNREFUSED, ENOTFOUND, CERT_HAS_EXPIRED. */
function codeIn(error: unknown): string | undefined {
  let code: string | undefined
  for (let each = error, depth = 0; each instanceof Error && depth < 5; each = each.cause, depth++) {
    const found = (each as { readonly code?: unknown }).code
    if (typeof found === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(found)) code = found
  }
  return code
}

function idIn(value: unknown): string | null {
  return typeof value === 'string' && /^[\w-]{1,100}$/.test(value) ? value : null
}
