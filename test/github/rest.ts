import { createHash } from 'node:crypto'
import { type Answer, type Call, type Caller, notFound, type Operation, Refusal } from './answer.ts'
import { answerGraphql, isMutation } from './graphql.ts'
import { operations } from './operations.ts'
import { payerOf } from './payer.ts'
import { accepted, authorize, mustSee } from './permissions.ts'
import type { Spending } from './rate-limit.ts'
import { routeOf } from './routes.ts'
import { callerOf } from './tokens.ts'
import { findRepository, fullName, type Repository, type World } from './world.ts'

// The path of one API request: version, caller, allowance, repository, permission, description, handler, description, ETag.

export interface Request {
  readonly method: string
  /** Without the `/api/v3` of GitHub Enterprise Server. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: unknown
}

export async function answerRequest(
  world: World,
  request: Request,
  during: () => Promise<void>,
): Promise<Answer> {
  const header = (name: string) => request.headers[name]?.toString()
  if (!header('user-agent'))
    throw new Refusal(
      403,
      'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.',
    )
  const version = header('x-github-api-version')
  if (version !== undefined && !versions.includes(version))
    throw new Refusal(400, `"${version}" is not a valid API version.`)
  const caller = callerOf(world, header('authorization'))
  const route = request.path === '/graphql' ? graphqlRoute(request) : restRoute(world, request)
  const spending = spendingOf(world, caller, request, route)
  const leave = world.rateLimits.enter(spending.payer)
  try {
    await during()
    const limits = route.id === 'rate-limit/get' ? {} : world.rateLimits.spend(spending)
    const answer = await handled(world, caller, request, route)
    const headers = {
      ...limits,
      'x-github-api-version-selected': version ?? versions[0] ?? '',
      ...answer.headers,
    }
    return conditional(world, { ...answer, headers }, header('if-none-match'), spending)
  } finally {
    leave()
  }
}

const versions = ['2022-11-28', '2026-03-10']

interface Route {
  readonly id: string
  readonly params: Readonly<Record<string, string>>
  readonly operation: Operation
  readonly repository?: Repository
}

const graphqlRoute = ({ method }: Request): Route => {
  if (method !== 'POST') throw notFound()
  const handle = async (call: Call) => ({ status: 200, body: await answerGraphql(call) })
  return { id: 'graphql', params: {}, operation: { needs: 'token', handle } }
}

/** An operation that is not simulated is the test's mistake or ours; it is noted, and answered 404. */
function restRoute(world: World, { method, path }: Request): Route {
  const route = routeOf(method, pathByName(world, path))
  const operation = route && operations[route.id]
  if (!route || !operation) {
    world.validator.violations.push(`request ${method} ${path}: is not simulated`)
    throw notFound()
  }
  const { owner, repo } = route.params
  if (owner === undefined || repo === undefined) return { ...route, operation }
  return { ...route, operation, repository: repositoryNamed(world, `${owner}/${repo}`, path) }
}

/** `/repositories/ID/...` is where redirects lead. */
function pathByName(world: World, path: string): string {
  return path.replace(/^\/repositories\/(\d+)/, (whole, id: string) => {
    const repository = world.repositories.find((one) => one.id === Number(id))
    return repository ? `/repos/${fullName(repository)}` : whole
  })
}

/** Renamed and transferred repositories answer 301 under their old names. */
function repositoryNamed(world: World, name: string, path: string): Repository {
  const repository = findRepository(world, name)
  if (repository) return repository
  const moved = world.moved.get(name.toLowerCase())
  if (!moved) throw notFound()
  const location = `${world.urls.api}/repositories/${moved.id}${path.replace(/^\/repos\/[^/]+\/[^/]+/, '')}`
  throw new Refusal(301, 'Moved Permanently', undefined, { location })
}

function spendingOf(world: World, caller: Caller, { method, body }: Request, route: Route): Spending {
  const isGraphql = route.id === 'graphql'
  const isWrite = isGraphql ? isMutation((body ?? {}) as object) : method !== 'GET'
  return {
    ...payerOf(world, caller),
    resource: isGraphql ? 'graphql' : 'core',
    points: isWrite ? 5 : 1,
    creates: route.operation.creates === true,
  }
}

async function handled(world: World, caller: Caller, request: Request, route: Route): Promise<Answer> {
  const { id, operation, params, repository } = route
  const { method, path, query, body } = request
  const writes = method !== 'GET' && id !== 'graphql'
  const accept = request.headers.accept?.toString() ?? ''
  const call: Call = { world, caller, path, params, query, body, accept, ...(repository && { repository }) }
  if (repository) mustSee(call, repository)
  if (repository?.archived && writes) throw new Refusal(403, 'Repository was archived so is read-only.')
  authorize(call, operation, writes)
  if (id === 'graphql') return operation.handle(call)
  const problems = world.validator.request(id, { params, query, body })
  if (problems.length > 0) throw new Refusal(422, `Invalid request.\n\n${problems.join('\n')}`)
  const answer = await operation.handle(call)
  const misfit = Buffer.isBuffer(answer.body)
    ? []
    : world.validator.answer(id, answer.status, plain(answer.body))
  if (misfit.length > 0)
    throw new Refusal(500, `The simulator's answer to ${id} is not GitHub's: ${misfit.join('; ')}`)
  return { ...answer, headers: { ...accepted(operation), ...answer.headers } }
}

/** As JSON will have it. */
const plain = (body: unknown): unknown => (body === undefined ? undefined : JSON.parse(JSON.stringify(body)))

/** A GET carries an ETag; asked again with it, unchanged things are 304, and free. */
function conditional(world: World, answer: Answer, known: string | undefined, spending: Spending): Answer {
  if (spending.points !== 1 || answer.status !== 200 || Buffer.isBuffer(answer.body)) return answer
  const etag = `W/"${createHash('sha256').update(JSON.stringify(answer.body)).digest('hex')}"`
  const headers = { ...answer.headers, etag }
  if (known !== etag) return { ...answer, headers }
  return { status: 304, headers: { ...headers, ...world.rateLimits.refund(spending) } }
}
