import { spawn } from 'node:child_process'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Caller, Refusal } from './answer.ts'
import { branches, gitEnvironment } from './git.ts'
import { mustSee } from './permissions.ts'
import { mergeable } from './pull-diff.ts'
import { afterPush } from './pushes.ts'
import { isAtLeast, roleOf } from './roles.ts'
import { callerOf, covers, permissionsOf, reachOf } from './tokens.ts'
import { type Account, findRepository, fullName, type Repository, type World } from './world.ts'

// Git over smart HTTP, by git's own `http-backend` as a CGI program.

const gitPath = /^\/([^/]+\/[^/]+?)(?:\.git)?(\/info\/refs|\/git-upload-pack|\/git-receive-pack)$/

export function isGitPath(path: string): boolean {
  return gitPath.test(path)
}

/** Serves a fetch or a push, and after a push does what GitHub does: update pull requests, send webhooks. */
export async function serveGit(
  world: World,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<number> {
  const url = new URL(request.url ?? '/', world.urls.web)
  const [, name = '', service = ''] = gitPath.exec(url.pathname) ?? []
  const caller = callerOf(world, request.headers.authorization)
  const repository = findRepository(world, name) ?? world.moved.get(name.toLowerCase())
  if (!repository) throw caller.kind === 'nobody' ? unauthorized() : new Refusal(404, 'Repository not found.')
  if (fullName(repository).toLowerCase() !== name.toLowerCase())
    return redirect(world, repository, url, response)
  const pushes = `${service}${url.search}`.includes('git-receive-pack')
  mayUse(world, caller, repository, pushes)
  if (service === '/info/refs') tryMerges(world, repository)
  const before = pushes ? branches(repository.directory) : undefined
  const status = await runBackend(repository, { request, url, service, body, response })
  if (before && request.method === 'POST')
    afterPush(world, repository, changesSince(before, repository), pusher(caller))
  return status
}

function redirect(world: World, repository: Repository, url: URL, response: ServerResponse): number {
  const rest = url.pathname.slice(url.pathname.search(/\/(info\/refs|git-)/))
  const location = `${world.urls.web}/${fullName(repository)}.git${rest}${url.search}`
  response.writeHead(301, { location }).end()
  return 301
}

/** So that `refs/pull/N/merge` is there for whoever asks for it. */
function tryMerges(world: World, { pulls }: Repository): void {
  for (const pull of pulls) if (pull.state === 'open') mergeable(world, pull)
}

function mayUse(world: World, caller: Caller, repository: Repository, pushes: boolean): void {
  if (caller.kind === 'nobody' && (pushes || repository.private)) throw unauthorized()
  mustSee({ caller, world }, repository)
  if (pushes && repository.archived)
    throw new Refusal(403, 'This repository was archived so it is read-only.')
  if (caller.kind !== 'token') return
  const { token } = caller
  const needed = pushes ? 'write' : 'read'
  const reads = !repository.private && !pushes
  const allowed = token.account
    ? isAtLeast(roleOf(repository, token.account), needed)
    : reachOf(world, token).includes(repository) && covers(permissionsOf(token).contents, needed)
  if (!allowed && !reads) throw new Refusal(403, 'Write access to repository not granted.')
}

const unauthorized = () =>
  new Refusal(401, 'Invalid username or token.', undefined, { 'www-authenticate': 'Basic realm="GitHub"' })

function pusher(caller: Caller): Account {
  const account =
    caller.kind === 'token' ? (caller.token.account ?? caller.token.installation?.app.bot) : undefined
  if (!account) throw unauthorized()
  return account
}

function changesSince(before: ReadonlyMap<string, string>, { directory }: Repository) {
  const after = branches(directory)
  const names = [...new Set([...before.keys(), ...after.keys()])]
  return names
    .map((branch) => ({ branch, before: before.get(branch), after: after.get(branch) }))
    .filter((change) => change.before !== change.after)
}

interface Exchange {
  readonly request: IncomingMessage
  readonly url: URL
  readonly service: string
  readonly body: Buffer
  readonly response: ServerResponse
}

/** Streams what the program prints; its first lines are headers, `Status:` among them. */
function runBackend({ directory }: Repository, exchange: Exchange): Promise<number> {
  const { request, body, response } = exchange
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const program = spawn('git', ['http-backend'], { env: environmentOf(directory, exchange) })
  let status = 0
  let head = Buffer.alloc(0)
  program.stdout.on('data', (chunk: Buffer) => {
    if (status > 0) return void response.write(chunk)
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end < 0) return
    status = writeHead(response, head.toString('latin1', 0, end))
    response.write(head.subarray(end + 4))
  })
  program.on('error', reject)
  program.on('close', () => {
    if (status === 0) writeHead(response, 'Status: 500')
    response.end()
    resolve(status || 500)
  })
  request.on('close', () => response.writableEnded || program.kill())
  program.stdin.on('error', () => {})
  program.stdin.end(body)
  return promise
}

function environmentOf(directory: string, { request, url, service, body }: Exchange): Record<string, string> {
  const header = (name: string) => String(request.headers[name] ?? '')
  return {
    ...gitEnvironment,
    GIT_PROJECT_ROOT: directory,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: service,
    QUERY_STRING: url.search.slice(1),
    REQUEST_METHOD: request.method ?? 'GET',
    CONTENT_TYPE: header('content-type'),
    CONTENT_LENGTH: String(body.length),
    HTTP_CONTENT_ENCODING: header('content-encoding'),
    GIT_PROTOCOL: header('git-protocol'),
    REMOTE_USER: 'x-access-token',
  }
}

function writeHead(response: ServerResponse, text: string): number {
  const headers = text.split('\r\n').map((line) => line.split(/: (.*)/) as [string, string])
  const status = Number.parseInt(headers.find(([name]) => name === 'Status')?.[1] ?? '200', 10)
  response.writeHead(status, Object.fromEntries(headers.filter(([name]) => name !== 'Status')))
  return status
}
