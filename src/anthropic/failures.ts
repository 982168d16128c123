import type { FailureKind } from '../review/model.ts'

/** What went wrong with a call, for people. */
export interface Failure {
  readonly kind: FailureKind
  readonly problem: string
  readonly isPassing: boolean
}

const fail = (kind: FailureKind, problem: string): Failure => ({ kind, problem, isPassing: false })
const pass = (kind: FailureKind, problem: string): Failure => ({ kind, problem, isPassing: true })

const ours = 'Is there a gateway before it that changes requests? If not, this is a fault of Sluice.'

/** By status of the answer. What a server writes beside its status is not repeated: it may be anything. */
const byStatus: Readonly<Record<number, Failure>> = {
  400: fail('bad-request', `The model's server refuses the request (400). ${ours}`),
  401: fail(
    'refused-key',
    "The model's server does not take the key (401). Is ANTHROPIC_API_KEY still valid?",
  ),
  402: fail('no-money', 'The account of the key cannot pay (402). Look at its billing.'),
  403: fail('not-permitted', 'The key may not do this (403). Give it the right to ask this model.'),
  404: fail(
    'unknown-model',
    "The model's server does not know this model (404). Mend the models file, or ANTHROPIC_BASE_URL.",
  ),
  408: pass('server-error', "The model's server waited too long for the request (408)."),
  409: pass('server-error', "The model's server was busy with the same thing (409)."),
  413: fail('too-large', 'The question is larger than what the server takes (413).'),
  422: fail('bad-request', `The model's server cannot work with the request (422). ${ours}`),
  429: pass('rate-limited', 'The rate limit of the key is reached (429).'),
  529: pass('overloaded', "The model's server is overloaded (529)."),
}

/** Errors that a stream brings have a type and no status. */
const statusOf: Readonly<Record<string, number>> = {
  ...{ invalid_request_error: 400, authentication_error: 401, billing_error: 402, permission_error: 403 },
  ...{
    not_found_error: 404,
    rate_limit_error: 429,
    api_error: 500,
    timeout_error: 504,
    overloaded_error: 529,
  },
}

/** Codes that say more than the status they come with. */
const byCode: Readonly<Record<string, Failure>> = {
  contract_spend_limit_reached: spent('contract'),
  enforced_spend_limit_reached: spent('account'),
  linked_organization_spend_limit_reached: spent('linked organisation'),
  linked_organization_billing_unavailable: fail('no-money', 'The linked organisation cannot be billed.'),
  organization_on_hold: fail('not-permitted', 'The organisation of the key is on hold.'),
}

function spent(whose: string): Failure {
  return fail(
    'no-money',
    `The spend limit of the ${whose} is reached. Raise it, or wait until it is renewed.`,
  )
}

/** An answer with an error in it, as far as it is understood; null and undefined where it says nothing. */
export interface ErrorAnswer {
  readonly status: number | undefined
  readonly type: string | null
  readonly code: string | null
  readonly message: string | null
  readonly retryAfter: string | null
}

export function errorFailure({ status, type, code, message, retryAfter }: ErrorAnswer): Failure {
  if (code !== null && Object.hasOwn(byCode, code)) return byCode[code] ?? serverError(500)
  const known = status ?? (type !== null && Object.hasOwn(statusOf, type) ? statusOf[type] : undefined) ?? 500
  if (type === 'billing_error') return byStatus[402] ?? serverError(known)
  // The API has no status of its own for it.
  if (known === 400 && /^prompt is too long/.test(message ?? ''))
    return fail('too-large', 'The question is larger than what the model can read (400).')
  if (known === 429) return rateLimited(retryAfter)
  return byStatus[known] ?? otherStatus(known)
}

function rateLimited(retryAfter: string | null): Failure {
  const seconds = retryAfter === null ? 0 : Number(retryAfter)
  const wait = seconds > 0 && seconds < 1e7 ? ` It is to be asked again in ${Math.ceil(seconds)} s.` : ''
  return pass('rate-limited', `The rate limit of the key is reached (429).${wait}`)
}

function otherStatus(status: number): Failure {
  if (status >= 500) return serverError(status)
  if (status < 400)
    return fail(
      'unreachable',
      `The model's server answers from another address (${status}), and no redirect is followed. Set ANTHROPIC_BASE_URL to where it leads.`,
    )
  return fail('bad-request', `The model's server refuses the request (${status}). ${ours}`)
}

function serverError(status: number): Failure {
  return pass('server-error', `The model's server failed (${status}).`)
}

const refusals = ['cyber', 'bio', 'frontier_llm', 'reasoning_extraction', 'general_harms']

/** What a complete answer that cannot be used is; undefined where the model ended by itself. */
export function stopFailure(
  stopReason: string | null,
  category: string | null,
  mostOutputTokens: number,
): Failure | undefined {
  switch (stopReason) {
    case 'end_turn':
      return undefined
    case 'refusal':
      return fail(
        'declined',
        `The model declined to answer${category !== null && refusals.includes(category) ? ` (${category})` : ''}.`,
      )
    case 'max_tokens':
      return fail('truncated', `The answer is longer than the ${mostOutputTokens} tokens that it may have.`)
    case 'model_context_window_exceeded':
      return fail('too-large', 'Question and answer are larger than what the model can hold.')
    case 'pause_turn':
    case 'tool_use':
    case 'stop_sequence':
      return fail('malformed', `The model stopped before it answered (${stopReason}).`)
    default:
      return fail('malformed', 'The answer does not say why the model stopped.')
  }
}

export const failures = {
  cancelled: fail('cancelled', 'The question was taken back before it was answered.'),
  empty: fail('malformed', 'The answer of the model is empty.'),
  notJson: fail('malformed', 'The answer of the model is not the JSON that was asked for.'),
  notEvents: fail('malformed', "The model's server answers with something that is no answer of a model."),
  overrun: fail('malformed', "The model's server sends more than an answer can hold; the rest was not read."),
  broken: pass('unreachable', 'The connection ended before the answer did.'),
  deadline: (seconds: number) => pass('deadline', `There was no answer within ${seconds} s.`),
  unreachable: (code: string | undefined) =>
    pass('unreachable', `The model's server cannot be reached${code === undefined ? '' : ` (${code})`}.`),
  notListed: (problem: string) => fail('unknown-model', problem),
}
