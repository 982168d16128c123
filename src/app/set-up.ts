import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Endpoint } from '../github/endpoint.ts'
import { type Credentials, convertCode } from './conversion.ts'
import { manifestFor } from './manifest.ts'
import { paragraph, setUpPage } from './set-up-page.ts'

export interface SetUpOptions {
  readonly host: string
  readonly port: number
  /** Where the server will be reached from GitHub. */
  readonly publicUrl?: string
  /** The App belongs to it; else to the person. */
  readonly organization?: string
  readonly endpoint: Endpoint
  /** Tells the operator: where to look, and what went wrong. */
  readonly say: (text: string) => void
}

/** Serves the page that makes an App, waits for the browser to come back, and gives the App's credentials. */
export async function setUp(options: SetUpOptions): Promise<Credentials> {
  const made = Promise.withResolvers<Credentials>()
  const flow: Flow = { options, state: randomBytes(24).toString('base64url'), made: made.resolve }
  const server = createServer((request, response) => {
    void answer(request, flow).then(({ status, text }) => {
      response.writeHead(status, {
        'content-type': 'text/html; charset=utf-8',
        ...guards,
        connection: 'close',
      })
      response.end(text)
    })
  })
  const address = await listening(server, options)
  options.say(`Open ${address} in your browser.`)
  try {
    return await made.promise
  } finally {
    // Not those with a request: the page that says it worked is still on its way.
    server.close()
  }
}

interface Flow {
  readonly options: SetUpOptions
  /** Whoever comes back without it was not sent by our page. */
  readonly state: string
  readonly made: (credentials: Credentials) => void
}

interface Page {
  readonly status: number
  readonly text: string
}

const guards = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}

async function answer(request: IncomingMessage, flow: Flow): Promise<Page> {
  const host = request.headers.host ?? ''
  if (!isExpected(host, flow.options)) return { status: 421, text: paragraph('This is not my address.') }
  const url = URL.parse(request.url ?? '/', `http://${host}`)
  if (url?.pathname === '/' && request.method === 'GET') return firstPage(url, flow)
  if (url?.pathname === '/made' && request.method === 'GET') return lastPage(url, flow)
  return { status: 404, text: paragraph('There is nothing here. The set-up starts at /.') }
}

/** A page of somebody else must not reach us through a name of theirs that leads to this machine. */
function isExpected(host: string, { host: bound }: SetUpOptions): boolean {
  const isLocal = ['127.0.0.1', '::1', 'localhost'].includes(bound)
  return isLocal ? /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/.test(host) : host !== ''
}

function firstPage(url: URL, { options, state }: Flow): Page {
  const { endpoint, organization, publicUrl } = options
  const account = organization === undefined ? '' : `/organizations/${encodeURIComponent(organization)}`
  const manifest = manifestFor({ publicUrl, redirect: `${url.origin}/made`, github: endpoint.web })
  return {
    status: 200,
    text: setUpPage(`${endpoint.web}${account}/settings/apps/new?state=${state}`, manifest),
  }
}

async function lastPage(url: URL, { options, state, made }: Flow): Promise<Page> {
  const code = url.searchParams.get('code') ?? ''
  if (!isSame(url.searchParams.get('state') ?? '', state) || !/^[\w-]{1,200}$/.test(code))
    return {
      status: 400,
      text: paragraph('This did not come from the page of this set-up. Start again at /.'),
    }
  try {
    made(await convertCode(code, options.endpoint.api))
    return { status: 200, text: paragraph('The App is made. The terminal says what comes next.') }
  } catch (error) {
    const status = error instanceof Error && 'status' in error ? ` (${error.status})` : ''
    options.say(
      `GitHub did not give the credentials of the App${status}. Delete the App there and start again at /.`,
    )
    return {
      status: 502,
      text: paragraph(
        'GitHub did not give the credentials of the App. Start again at /; the code works once, for an hour.',
      ),
    }
  }
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function listening(server: Server, { host, port }: SetUpOptions): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  server.once('error', reject)
  server.listen(port, host, () => {
    const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host
    resolve(`http://${name}:${(server.address() as AddressInfo).port}/`)
  })
  return promise
}
