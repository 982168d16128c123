import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { type Answer, Refusal } from './answer.ts'
import { storedBlob } from './artifacts.ts'
import { Dropped, failAfter, failBefore, failDuring, takeFault } from './faults.ts'
import { isGitPath, serveGit } from './git-http.ts'
import { answerRequest } from './rest.ts'
import type { RequestRecord, World } from './world.ts'

/** Starts both hosts: GitHub itself, and the blob storage its redirects lead to. */
export async function startServers(world: World): Promise<() => Promise<void>> {
  const [main, storage] = [
    createServer((request, response) => void serve(world, request, response)),
    createServer((request, response) => serveBlob(world, request, response)),
  ]
  const [web, blobs] = await Promise.all([listening(main), listening(storage)])
  world.urls.web = web
  world.urls.api = `${web}${world.urls.api}`
  world.urls.storage = blobs
  return async () => {
    await Promise.all([closed(main), closed(storage)])
  }
}

function listening(server: Server): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
  return promise
}

function closed(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  server.closeAllConnections()
  return promise
}

async function serve(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', world.urls.web)
  const path = pathname.replace(/^\/api\/graphql$/, '/graphql').replace(/^\/api\/v3(?=\/)/, '')
  const method = request.method ?? 'GET'
  const bytes = await bodyOf(request)
  const isGit = isGitPath(pathname)
  const record = recordOf(request, path, searchParams, isGit ? undefined : parsed(bytes))
  world.requests.push(record)
  try {
    const failure = takeFault(world.faults, method, path)
    if (failure === 'revoke-token') world.tokens.delete(secretOf(request))
    failBefore(failure)
    if (isGit) {
      await failDuring(failure)
      record.status = await serveGit(world, request, bytes, response)
    } else {
      const asked = { method, path, query: searchParams, headers: request.headers, body: record.body }
      const answer = await answerRequest(world, asked, () => failDuring(failure))
      failAfter(failure)
      record.status = send(response, answer)
    }
  } catch (error) {
    record.status = sendError(response, error)
  }
}

function recordOf(
  request: IncomingMessage,
  path: string,
  query: URLSearchParams,
  body: unknown,
): RequestRecord {
  const { method = 'GET', headers } = request
  return { method, path, query: query.toString(), headers, body, status: 'dropped' }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function parsed(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined
  const text = bytes[0] === 0x1f ? gunzipSync(bytes) : bytes
  try {
    return JSON.parse(text.toString())
  } catch {
    return text.toString()
  }
}

const secretOf = ({ headers }: IncomingMessage) => headers.authorization?.split(' ')[1] ?? ''

function send(response: ServerResponse, { status, body, headers }: Answer): number {
  const type = { 'content-type': 'application/json; charset=utf-8' }
  const bytes = body === undefined || Buffer.isBuffer(body) ? body : JSON.stringify(body)
  response.writeHead(status, { server: 'github.com', ...(body !== undefined && type), ...headers })
  response.end(bytes)
  return status
}

/** GitHub's own words, or, for a mistake of the simulator, the stack that shows it. */
function sendError(response: ServerResponse, error: unknown): number | 'dropped' {
  if (error instanceof Dropped || response.headersSent) {
    response.destroy()
    return 'dropped'
  }
  if (!(error instanceof Refusal)) console.error(error)
  const { status, message, errors, headers } =
    error instanceof Refusal ? error : new Refusal(500, `The simulator failed: ${error}`)
  const documentation = { documentation_url: 'https://docs.github.com/rest', status: String(status) }
  const body = { message, ...(errors && { errors }), ...documentation }
  return send(response, { status, body, headers })
}

function serveBlob(world: World, request: IncomingMessage, response: ServerResponse): void {
  const blob = storedBlob(
    world,
    new URL(request.url ?? '/', world.urls.storage),
    request.headers.authorization,
  )
  response.writeHead(blob ? 200 : 403, { 'content-type': blob ? 'application/zip' : 'application/xml' })
  response.end(blob ?? '<Error><Code>AuthenticationFailed</Code></Error>')
}
