import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Question, Started } from './github.ts'

export interface GitHubProcess extends Started {
  ask<T>(question: Question): Promise<T>
  end(): Promise<void>
}

export async function startGitHub(how: { rateLimits: boolean; slowMs: number }): Promise<GitHubProcess> {
  const child = fork(join(import.meta.dirname, 'github.ts'), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const waiting = new Map<number, { done(answer: unknown): void; fail(error: Error): void }>()
  child.on('message', (message: { id: number; answer?: unknown; problem?: string }) => {
    const { id, answer, problem } = message
    if (problem === undefined) waiting.get(id)?.done(answer)
    else waiting.get(id)?.fail(new Error(problem))
  })
  child.on('exit', () => {
    for (const { fail } of waiting.values()) fail(new Error('the simulated GitHub ended'))
  })
  let count = 0
  const ask = <T>(question: Question) =>
    new Promise<T>((done, fail) => {
      waiting.set(++count, { done: (answer) => done(answer as T), fail })
      child.send({ id: count, question })
    })
  const started = await ask<Started>({ do: 'start', ...how })
  return {
    ...started,
    ask,
    async end() {
      await ask({ do: 'end' })
      child.disconnect()
      await once(child, 'exit')
    },
  }
}

export interface Sluice {
  readonly url: string
  /** Resident memory, in megabytes. */
  memory(): number
  end(): Promise<void>
}

export interface Start {
  readonly github: Started
  readonly databaseUrl?: string | undefined
  readonly env?: Readonly<Record<string, string>>
}

/** The shipped entry point, as an operator starts it. */
export async function startSluice({ github, databaseUrl, env }: Start): Promise<Sluice> {
  const data = mkdtempSync(join(tmpdir(), 'sluice-bench-'))
  const bin = resolve(import.meta.dirname, '../../bin/sluice.js')
  const child = spawn(process.execPath, [bin, 'start'], {
    ...{ cwd: data, stdio: ['ignore', 'pipe', 'inherit'] },
    env: {
      ...{ PATH: process.env.PATH ?? '', PORT: '0', SLUICE_DATA: data },
      // Measured by itself; here it would stand for most of what is measured.
      SLUICE_REHEARSAL: 'off',
      ...{ APP_ID: String(github.app.id), PRIVATE_KEY: github.app.privateKey },
      WEBHOOK_SECRET: github.app.webhookSecret,
      ...{ GITHUB_SERVER_URL: new URL(github.url).origin, GITHUB_API_URL: github.url },
      ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
      ...env,
    },
  })
  const url = await addressOf(child)
  return {
    url,
    memory: () =>
      Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024,
    async end() {
      child.kill('SIGTERM')
      await once(child, 'exit')
      rmSync(data, { recursive: true, force: true })
    },
  }
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let output = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      // What is logged later is read and forgotten: a full pipe would hold the server.
      if (output.includes('listens on')) return
      output += text
      const [, url] = /listens on (http:\/\/[\w.:]+)/.exec(output) ?? []
      if (url !== undefined) done(url)
    })
    child.on('exit', (code) => fail(new Error(`sluice start ended with ${code}: ${output}`)))
  })
}

export async function jobsLeft({ url }: Sluice): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  const counts = metrics.matchAll(/^sluice_jobs\{state="(?:waiting|running)"\} (\d+)$/gm)
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0)
}

export const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms))
