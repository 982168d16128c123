import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Secret } from '../core/secret.ts'
import type { Delivery, Outcome } from './intake.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { Body, BodyReader } from './request-body.ts'
import { isSignature, isSigned } from './signature.ts'

/** What goes back: a status and one plain line that tells a stranger nothing. */
export interface Answer {
  readonly status: number
  readonly text: string
}

export interface Reception {
  readonly secret: Secret
  readonly read: BodyReader
  /** Throws when the delivery could not be stored. */
  readonly takeIn: (delivery: Delivery) => Promise<Outcome>
  /** Whether GitHub may send the same again later with success: the store is away, not broken. */
  readonly isPassing: (error: unknown) => boolean
  readonly log: Log
  readonly metrics: Metrics
}

const answers: Readonly<Record<Outcome, Answer>> = {
  accepted: { status: 202, text: 'accepted' },
  'already known': { status: 200, text: 'already known' },
  ignored: { status: 202, text: 'nothing to do' },
}

const bodyProblems: Readonly<Record<Extract<Body, { ok: false }>['why'], Answer>> = {
  'too large': { status: 413, text: 'payload too large' },
  'too busy': { status: 503, text: 'too many payloads at once' },
  'broken off': { status: 400, text: 'incomplete' },
}

/** One webhook, from its headers to the answer. Nothing of it is believed before its signature is. */
export async function receive(request: IncomingMessage, reception: Reception): Promise<Answer> {
  const started = performance.now()
  const answered = (answer: Answer, event = 'unverified') => {
    const seconds = (performance.now() - started) / 1000
    reception.metrics.webhook(event, String(answer.status), seconds)
    return answer
  }
  const { headers } = request
  const objection = objectionTo(headers)
  if (objection) return answered(objection)
  const body = await reception.read(request)
  if (!body.ok) return answered(bodyProblems[body.why])
  if (!isSigned(body.bytes, String(headers['x-hub-signature-256']), reception.secret.reveal())) {
    reception.log.warn(
      { delivery: loggable(headers['x-github-delivery']) },
      'a webhook with a wrong signature',
    )
    return answered({ status: 401, text: 'wrong signature' })
  }
  const delivery = deliveryIn(headers, body.bytes)
  if (!delivery) return answered({ status: 400, text: 'not a webhook of GitHub' })
  return answered(await stored(delivery, reception), delivery.event)
}

function objectionTo(headers: IncomingHttpHeaders): Answer | undefined {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/json' || headers['content-encoding'] !== undefined)
    return { status: 415, text: 'send application/json' }
  if (!isSignature(headers['x-hub-signature-256'])) return { status: 401, text: 'no signature' }
  return undefined
}

function deliveryIn(headers: IncomingHttpHeaders, bytes: Buffer): Delivery | undefined {
  const [event, guid] = [headers['x-github-event'], headers['x-github-delivery']]
  if (typeof event !== 'string' || !/^[a-z0-9_]{1,60}$/.test(event)) return undefined
  if (typeof guid !== 'string' || !/^[\w-]{1,64}$/.test(guid)) return undefined
  const payload = objectIn(bytes)
  return payload && { event, guid, payload }
}

function objectIn(bytes: Buffer): object | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    // The answer says that it is no JSON; there is nothing more to tell.
    return undefined
  }
}

async function stored(delivery: Delivery, { takeIn, isPassing, log }: Reception): Promise<Answer> {
  try {
    return answers[await takeIn(delivery)]
  } catch (err) {
    const { event, guid } = delivery
    log.error(
      { err, event, delivery: guid },
      'a webhook could not be stored; the sweep will ask for it again',
    )
    return isPassing(err)
      ? { status: 503, text: 'not now' }
      : { status: 500, text: 'something went wrong here' }
  }
}

const loggable = (header: unknown) => (typeof header === 'string' ? header.slice(0, 64) : undefined)
