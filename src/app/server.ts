import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { Answer } from './receive.ts'

export interface ServerOptions {
  readonly host: string
  readonly port: number
  /** Left out: this process takes no webhooks. */
  readonly receive?: (request: IncomingMessage) => Promise<Answer>
  /** Why no traffic should come here, in a few words; undefined when it should. */
  readonly unready: () => Promise<string | undefined>
  readonly metrics: Metrics
  readonly log: Log
  readonly patience?: Patience
}

/** How long a client may take, in milliseconds. */
export interface Patience {
  readonly headers: number
  readonly request: number
}

export interface Listening {
  readonly url: string
  /** No new connections; resolves when the running requests are answered, or after the time given. */
  close(milliseconds: number): Promise<void>
}

const usualPatience: Patience = { headers: 10_000, request: 30_000 }

/** Our own server: webhooks, probes, metrics. What it answers has no word of the inside. */
export async function serve(options: ServerOptions): Promise<Listening> {
  const { headers, request } = options.patience ?? usualPatience
  const server = createServer(
    {
      headersTimeout: headers,
      requestTimeout: request,
      connectionsCheckingInterval: Math.min(1000, headers),
    },
    (incoming, response) => void answer(incoming, response, options),
  )
  server.maxConnections = 1000
  await listening(server, options)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${nameOf(options.host)}:${port}`,
    close: (milliseconds) => close(server, milliseconds),
  }
}

const plain = 'text/plain; charset=utf-8'

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: ServerOptions,
): Promise<void> {
  // A client that goes away in the middle is its own affair.
  request.on('error', () => undefined)
  response.on('error', () => undefined)
  try {
    const { status, text, type = plain } = await routed(request, options)
    const body = Buffer.from(type === plain ? `${text}\n` : text)
    response.writeHead(status, {
      ...{ 'content-type': type, 'content-length': body.length },
      'x-content-type-options': 'nosniff',
    })
    response.end(request.method === 'HEAD' ? undefined : body)
  } catch (err) {
    options.log.error({ err, path: pathOf(request) }, 'a request failed')
    if (!response.headersSent) response.writeHead(500, { 'content-type': plain })
    response.end('something went wrong here\n')
  }
}

type Page = Answer & { readonly type?: string }

async function routed(request: IncomingMessage, options: ServerOptions): Promise<Page> {
  const path = pathOf(request)
  if (path === '/api/github/webhooks' && options.receive) {
    if (request.method !== 'POST') return { status: 405, text: 'send webhooks by POST' }
    return options.receive(request)
  }
  const page = pages[path]
  if (!page || !Object.hasOwn(pages, path)) return { status: 404, text: 'not found' }
  if (request.method !== 'GET' && request.method !== 'HEAD') return { status: 405, text: 'only GET' }
  return page(options)
}

const pages: Readonly<Record<string, (options: ServerOptions) => Page | Promise<Page>>> = {
  '/': () => ({ status: 200, text: 'Sluice reviews pull requests that touch data code.' }),
  '/healthz': () => ({ status: 200, text: 'alive' }),
  '/readyz': async ({ unready }) => {
    const why = await unready()
    return why === undefined ? { status: 200, text: 'ready' } : { status: 503, text: why }
  },
  '/metrics': async ({ metrics }) => ({
    status: 200,
    text: await metrics.text(),
    type: metrics.contentType,
  }),
}

const pathOf = (request: IncomingMessage) => request.url?.split('?', 1)[0] ?? ''

/** A server that listens on all addresses is reached by the name of this machine. */
function nameOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

function listening(server: Server, { host, port }: ServerOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(port, host, () => resolve())
  return promise
}

async function close(server: Server, milliseconds: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  // Closes idle connections as well; those with a request stay until it is answered.
  server.close(() => resolve())
  const timer = setTimeout(() => server.closeAllConnections(), milliseconds)
  await promise
  clearTimeout(timer)
}
