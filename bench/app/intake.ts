import { createHmac, randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { examples } from '../../test/app/examples.ts'
import { atRest } from './gates.ts'
import { type Print, quantile } from './print.ts'
import { sleep, startGitHub, startSluice } from './processes.ts'

const aSecond = 100
const seconds = 20

/** A hundred webhooks a second, sent when they are due whether or not the ones before are answered. */
export async function intake(engine: string, databaseUrl: string | undefined, print: Print): Promise<void> {
  const github = await startGitHub({ rateLimits: true, slowMs: 0 })
  const sluice = await startSluice({ github, databaseUrl })
  const agent = new Agent({ keepAlive: true, maxSockets: 200 })
  try {
    await github.ask({ do: 'connect', url: `${sluice.url}/api/github/webhooks` })
    const send = sender(new URL(`${sluice.url}/api/github/webhooks`), {
      agent,
      secret: github.app.webhookSecret,
    })
    await Promise.all(Array.from({ length: 20 }, (_, n) => send(n, performance.now())))
    // What a server does once when it starts is over then.
    await atRest(sluice)
    const answers = await stream(send)
    const refused = answers.filter(({ status }) => status >= 300).length
    const times = answers.map(({ ms }) => ms)
    print.line(`${aSecond} webhooks a second for ${seconds} s, ${engine}, p50`, quantile(times, 0.5), 'ms')
    print.limit('  p99', quantile(times, 0.99), { unit: 'ms', most: 100 })
    print.limit('  not accepted', refused, { unit: '', most: 0 })
  } finally {
    agent.destroy()
    await sluice.end()
    await github.end()
  }
}

interface Answer {
  readonly status: number
  readonly ms: number
}

type Send = (number: number, due: number) => Promise<Answer>

async function stream(send: Send): Promise<Answer[]> {
  const begun = performance.now()
  const sent: Promise<Answer>[] = []
  while (sent.length < aSecond * seconds) {
    const due = begun + (sent.length * 1000) / aSecond
    if (performance.now() < due) await sleep(Math.max(0, due - performance.now() - 1))
    else sent.push(send(sent.length, due))
  }
  return Promise.all(sent)
}

/**
 * Of twenty: twelve are of events that ask for nothing, four are pushes, four tell of pull requests of other repositories, of which two
 * ask for a review.
 */
const mix: readonly (readonly [event: string, action?: string])[] = [
  ...[['check_run'], ['push'], ['check_suite'], ['pull_request', 'synchronize'], ['status']],
  ...[['workflow_run'], ['push'], ['issue_comment'], ['pull_request', 'labeled'], ['check_run']],
  ...[['check_run'], ['push'], ['check_suite'], ['pull_request', 'opened'], ['status']],
  ...[['workflow_run'], ['push'], ['issue_comment'], ['pull_request', 'closed'], ['check_run']],
] as [string, string?][]

function sender(url: URL, { agent, secret }: { readonly agent: Agent; readonly secret: string }): Send {
  const bodies = mix.map(([event, action]) => ({ event, payload: payloadOf(event, action) }))
  return (number, due) => {
    const { event, payload } = bodies[number % bodies.length] ?? { event: 'ping', payload: {} }
    const body = JSON.stringify(about(payload, number))
    return new Promise((done, fail) => {
      const headers = {
        ...{ 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
        ...{ 'x-github-event': event, 'x-github-delivery': randomUUID() },
        'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
      }
      const asked = request(url, { method: 'POST', agent, headers }, (response) => {
        response
          .resume()
          .on('end', () => done({ status: response.statusCode ?? 0, ms: performance.now() - due }))
      })
      asked.on('error', fail).end(body)
    })
  }
}

/** As GitHub's own examples have it, for one of many repositories and pull requests. */
function about(payload: object, number: number): object {
  const [owner, id] = [number % 20, 1000 + (number % 200)]
  const { repository, pull_request: pull } = payload as { repository?: object; pull_request?: object }
  const names = { id, full_name: `other${owner}/shop${id}`, default_branch: 'main' }
  return {
    ...payload,
    installation: { id: 900_000 + owner },
    repository: { ...repository, ...names },
    ...(pull && { pull_request: { ...pull, number: 1 + (number % 40) } }),
  }
}

function payloadOf(event: string, action?: string): object {
  const isWanted = (one: (typeof examples)[number]) =>
    one.event === event && (action === undefined || one.payload.action === action)
  const example = examples.find(isWanted)
  if (!example) throw new Error(`there is no example of ${event} ${action}`)
  return example.payload
}
