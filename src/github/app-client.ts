import { Octokit } from '@octokit/rest'
import { ProbotOctokit } from 'probot'
import type { Endpoint } from './endpoint.ts'
import { privateKeyOf } from './private-key.ts'
import { HttpError } from './request-error.ts'
import { throttles } from './throttle.ts'

type OfApp = InstanceType<typeof ProbotOctokit>

/** What the App's client and the command line's have in common. */
export type Client = Pick<OfApp, 'rest' | 'request' | 'graphql' | 'paginate' | 'log'>

export interface AppClients {
  /** Asks as the App itself. */
  app(): Promise<Client>
  /** Asks as one installation; its token is renewed by itself. */
  installation(id: number): Promise<Client>
  /** For git: reads one repository and nothing else. `fresh`: a new one, as the one we know was refused. */
  gitToken(installation: number, repository: number, how?: { readonly fresh: boolean }): Promise<string>
  /** Login of our own comments and reviews: `sluice[bot]`. */
  ownLogin(): Promise<string>
}

export interface AppClientOptions {
  readonly appId: number
  /** PEM, see `privateKeyOf`. */
  readonly privateKey: string
  readonly endpoint: Endpoint
  readonly version: string
  readonly log?: Log
  /** How many processes ask as this App at the same time; 1 unless said. */
  readonly workers?: number
}

interface Log {
  debug(message: string): void
  info(message: string): void
  warn(message: string): void
  error(message: string): void
}

const apiVersion = '2022-11-28'
const timeoutMs = 30_000

/** Clients of one App. Probot's client brings its credentials, its cache of tokens, pagination and retries of reads. */
export function appClients(options: AppClientOptions): AppClients {
  const auth = { appId: options.appId, privateKey: privateKeyOf(options.privateKey) }
  const throttle = throttles(options.workers)
  const make = (id: string, more: object = {}): OfApp =>
    prepared(
      new ProbotOctokit({
        ...common(options),
        auth: { ...auth, ...more },
        // The plugin takes groups of its user's, and its published types do not know them.
        throttle: throttle(id) as unknown as { enabled: false },
      }),
    )
  const app = make('app')
  const installations = new Map<number, OfApp>()
  const installation = (id: number) => {
    const known = installations.get(id)
    if (known) return known
    const client = make(`installation-${id}`, { installationId: id })
    installations.set(id, client)
    // A token that ended before its time would be used from the cache for an hour.
    client.hook.error('request', (error) => {
      if ('status' in error && error.status === 401) installations.delete(id)
      throw error
    })
    return client
  }
  let login: Promise<string> | undefined
  return {
    app: async () => app,
    installation: async (id) => installation(id),
    async gitToken(installationId, repository, { fresh } = { fresh: false }) {
      const scope = { repositoryIds: [repository], permissions: { contents: 'read' }, refresh: fresh }
      const { token } = (await app.auth({ type: 'installation', installationId, ...scope })) as {
        token: string
      }
      return token
    },
    ownLogin() {
      login ??= slugOf(app).catch((error: unknown) => {
        login = undefined
        throw error
      })
      return login
    },
  }
}

/** A client with somebody's token: the workflow's, or a person's. */
export function tokenClient({
  token,
  endpoint,
  version,
}: {
  readonly token: string
  readonly endpoint: Endpoint
  readonly version: string
}): Client {
  // Both classes carry the same REST methods, under nominally different types.
  return prepared(new Octokit({ ...common({ endpoint, version }), auth: token })) as unknown as Client
}

function common({ endpoint, version, log }: Pick<AppClientOptions, 'endpoint' | 'version' | 'log'>) {
  return {
    baseUrl: endpoint.api,
    userAgent: `sluice/${version}`,
    request: { fetch: timedFetch },
    // These statuses will be the same in a second; a limit passes later than that. A read is tried once more after a second: who waits
    // longer has a job for it, which holds up nobody while it waits.
    retry: { doNotRetry: [400, 401, 403, 404, 410, 422, 429, 451], retries: 1, retryAfterBaseValue: 250 },
    log: log ?? silent,
  }
}

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

function timedFetch(url: string, options: RequestInit & { method?: string }): Promise<Response> {
  // What is followed after a write becomes a GET, whose answer would look like success.
  const redirect = options.redirect ?? (options.method === 'GET' ? 'follow' : 'manual')
  const signal = AbortSignal.timeout(timeoutMs)
  return fetch(url, { ...options, redirect, signal })
}

interface Hooked {
  readonly hook: OfApp['hook']
}

/** The API's version on every request; what may have been carried out is never sent again from here. */
function prepared<T extends Hooked>(client: T): T {
  client.hook.before('request', (options) => {
    options.headers['x-github-api-version'] = apiVersion
    if (options.method !== 'GET') options.request = { ...options.request, retries: 0 }
  })
  client.hook.after('request', (response, request) => {
    const [status, { redirect } = { redirect: undefined }] = [Number(response.status), request.request]
    if (status < 300 || (status === 302 && redirect === 'manual')) return
    throw new HttpError('Moved Permanently', request, response)
  })
  return client
}

async function slugOf(app: OfApp): Promise<string> {
  const { data } = await app.request('GET /app')
  if (!data?.slug) throw new Error('GitHub knows no App of this number.')
  return `${data.slug}[bot]`
}
