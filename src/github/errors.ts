import { isRequestFailure, type RequestFailure } from './request-error.ts'

export type ErrorKind =
  | 'gone'
  | 'forbidden'
  | 'archived'
  | 'moved'
  | 'rate-limited'
  | 'unreachable'
  | 'invalid'
  | 'unauthorized'
  | 'bug'

export interface KnownError {
  readonly kind: ErrorKind
  /** Of a limit: when to ask again. */
  readonly retryAfterMs?: number
  /** For people: no token, no query. */
  readonly message: string
}

/** What a failed request to GitHub comes to. Whatever did not come from a request is a bug. */
export function kindOf(error: unknown): KnownError {
  if (isRequestFailure(error)) return ofRequest(error)
  if (isGraphqlError(error)) return ofGraphql(error)
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof Error && ['AbortError', 'TimeoutError'].includes(error.name))
    return { kind: 'unreachable', message: 'GitHub did not answer in time.' }
  return { kind: 'bug', message: plain(message) }
}

function ofRequest(error: RequestFailure): KnownError {
  const kind = kindOfRequest(error)
  const wait = kind === 'rate-limited' ? { retryAfterMs: retryAfter(error) } : {}
  return { kind, ...wait, message: sentence(error, kind) }
}

function kindOfRequest(error: RequestFailure): ErrorKind {
  const { status, message, response } = error
  if (status >= 500) return 'unreachable'
  if (isLimit(error)) return 'rate-limited'
  // Once it is back, everything is looked at anew.
  if (status === 403 && /installation has been suspended/i.test(message)) return 'gone'
  if (status === 403) return /archived/i.test(message) ? 'archived' : 'forbidden'
  if (isTokenRefused(error)) return 'forbidden'
  if (status === 404 || status === 410 || status === 451) return 'gone'
  if (status === 401) return 'unauthorized'
  if (status === 400 || status === 409 || status === 422) return 'invalid'
  if (status >= 300 && status < 400 && status !== 304) return 'moved'
  return response ? 'invalid' : 'bug'
}

function isLimit({ status, message, response }: RequestFailure): boolean {
  if (status === 429) return true
  if (status !== 403) return false
  const headers = response?.headers ?? {}
  return (
    headers['retry-after'] !== undefined ||
    headers['x-ratelimit-remaining'] === '0' ||
    /rate limit|abuse detection/i.test(message)
  )
}

type Headers = Readonly<Record<string, string | number | undefined>>

/** GitHub asks for a minute where it does not say how long. */
const usualWaitMs = 60_000

function retryAfter({ response }: Pick<RequestFailure, 'response'>): number {
  const { 'retry-after': seconds, 'x-ratelimit-reset': reset, ...rest }: Headers = response?.headers ?? {}
  if (seconds !== undefined && Number(seconds) >= 0) return Number(seconds) * 1000
  if (rest['x-ratelimit-remaining'] !== '0' || Number.isNaN(Number(reset))) return usualWaitMs
  return Math.max(1000, Number(reset) * 1000 - Date.now() + 1000)
}

function sentence(error: RequestFailure, kind: ErrorKind): string {
  const { status, request, response } = error
  const asked = `${request.method} ${pathOf(request.url)}`
  if (!response) return `GitHub could not be reached (${asked}): ${plain(error.message)}.`
  const said = plain(error.message.replace(/ - https?:\S+$/, '')).replace(/\.$/, '')
  const needed = isTokenRefused(error) ? ofGit : neededPermission(response.headers)
  const permission = kind === 'forbidden' ? needed : ''
  return `GitHub answered ${status} to ${asked}: ${said}.${permission}`
}

/** A token with these permissions cannot be had, as the installation has not all of them. */
function isTokenRefused({ status, message }: RequestFailure): boolean {
  return status === 422 && /permissions requested are not granted/i.test(message)
}

/** Only for git are tokens asked for with permissions. */
const ofGit = ' It takes the permission contents: read.'

/** `checks=write; statuses=write` -> ` It takes the permission checks: write.` */
function neededPermission(headers: Readonly<Record<string, unknown>>): string {
  const accepted = headers['x-accepted-github-permissions']
  if (typeof accepted !== 'string' || accepted === '') return ''
  const sets = accepted.split(';').map((set) => set.trim().replaceAll('=', ': ').replaceAll(',', ' and '))
  return ` It takes the permission ${sets.join(' or ')}.`
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname.replace(/^\/api\/v3/, '') : url.replace(/\?.*$/, '')
}

/** Without anything that may be a secret, and on one line. */
function plain(text: string): string {
  return text
    .replace(/\b(gh[a-z]_|github_pat_)[\w.-]+/g, '[token]')
    .replace(/\b(bearer|basic|token) [\w.=+/-]{20,}/gi, '$1 [token]')
    .replace(/(https?:\/\/[^\s?]*)\?\S*/g, '$1')
    .replace(/[\p{Cc}\p{Bidi_Control}]+/gu, ' ')
    .slice(0, 500)
}

interface GraphqlError extends Error {
  readonly errors: readonly { readonly type?: string; readonly message: string }[]
  readonly headers: Readonly<Record<string, string>>
}

function isGraphqlError(error: unknown): error is GraphqlError {
  return error instanceof Error && error.name === 'GraphqlResponseError' && 'errors' in error
}

const kindOfType: Record<string, ErrorKind> = {
  NOT_FOUND: 'gone',
  FORBIDDEN: 'forbidden',
  INSUFFICIENT_SCOPES: 'forbidden',
  RATE_LIMITED: 'rate-limited',
  RATE_LIMIT: 'rate-limited',
  UNPROCESSABLE: 'invalid',
}

function ofGraphql({ errors, headers }: GraphqlError): KnownError {
  const [first] = errors
  const kind = kindOfType[first?.type ?? ''] ?? 'invalid'
  const message = `GitHub answered to a GraphQL request: ${plain(first?.message ?? 'an error without words')}`
  if (kind !== 'rate-limited') return { kind, message }
  return { kind, message, retryAfterMs: retryAfter({ response: { headers, status: 200, data: {} } }) }
}
