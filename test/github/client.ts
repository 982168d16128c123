import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { gitEnvironment } from './git.ts'
import { type GitHub, startGitHub } from './github.ts'

// What the tests of the simulator use to talk to it, as plainly as can be.

/** A GitHub that is closed with the test, which fails if anything did not fit the description. */
export async function githubForTest(options: Parameters<typeof startGitHub>[0] = {}): Promise<GitHub> {
  const github = await startGitHub({ now: '2026-11-21T08:00:00Z', ...options })
  onTestFinished(() => github.close())
  return github
}

interface Reply<T> {
  readonly status: number
  readonly headers: Headers
  readonly body: T
}

/** `send('POST /repos/acme/shop/check-runs', { body })`, with an installation token of the App unless told. */
export async function send<T = unknown>(
  github: GitHub,
  what: string,
  options: { token?: string; body?: unknown; headers?: Record<string, string>; redirect?: 'manual' } = {},
): Promise<Reply<T>> {
  const [method = 'GET', path = ''] = what.split(' ')
  const { token = github.token(), body, headers, redirect = 'manual' } = options
  const response = await fetch(`${github.url}${path}`, {
    method,
    redirect,
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') && text !== ''
  return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as T }
}

/** Runs git as a child process, without blocking the simulator in this one. */
export async function runGit(
  directory: string,
  args: readonly string[],
): Promise<{ code: number; output: string }> {
  const { promise, resolve } = Promise.withResolvers<number>()
  const program = spawn('git', args, { cwd: directory, env: { ...gitEnvironment, HOME: directory } })
  let output = ''
  for (const stream of [program.stdout, program.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk
    })
  program.on('close', (code) => resolve(code ?? 1))
  return { code: await promise, output }
}

interface Heard {
  readonly event: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** A server that takes webhooks down; `answer` is its status, and how long it thinks. */
export async function listener(answer: { status?: number; wait?: number } = {}) {
  const heard: Heard[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const event = String(request.headers['x-github-event'])
    heard.push({ event, headers: request.headers, body: Buffer.concat(chunks).toString() })
    setTimeout(() => response.writeHead(answer.status ?? 202).end('seen'), answer.wait ?? 0)
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', () => resolve())
  await promise
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { heard, answer, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks` }
}
