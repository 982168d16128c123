import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { GitHub } from '../../github/github.ts'

const root = resolve(import.meta.dirname, '../../..')

/** A server process as an operator starts it. */
export interface RunningApp {
  readonly url: string
  /** Everything it logged so far. */
  readonly output: () => string
  readonly child: ChildProcess
  readonly environment: Readonly<Record<string, string>>
  /** SIGTERM, and its exit code. */
  stop(): Promise<number | null>
  /** SIGKILL. */
  kill(): Promise<void>
}

export interface AppOptions {
  /** Left out: the embedded store, in `data`. */
  readonly databaseUrl?: string
  readonly data?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Starts the shipped entry point against a simulated GitHub and waits until it is ready. GitHub is told where it is unless it only works. */
export async function startApp(github: GitHub, options: AppOptions = {}): Promise<RunningApp> {
  const own = options.data === undefined ? mkdtempSync(join(tmpdir(), 'sluice-app-')) : undefined
  const environment: Readonly<Record<string, string>> = {
    PATH: process.env.PATH ?? '',
    APP_ID: String(github.app.id),
    PRIVATE_KEY: github.app.privateKey,
    WEBHOOK_SECRET: github.app.webhookSecret,
    GITHUB_SERVER_URL: github.url.replace(/\/api\/v3$/, ''),
    GITHUB_API_URL: github.url,
    SLUICE_DATA: options.data ?? own ?? '',
    PORT: '0',
    // A rehearsal takes its time, and whoever tests one says so.
    SLUICE_REHEARSAL: 'off',
    ...(options.databaseUrl === undefined ? {} : { DATABASE_URL: options.databaseUrl }),
    ...options.env,
  }
  const child = spawn(process.execPath, [join(root, 'bin/sluice.js'), 'start'], {
    cwd: tmpdir(),
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const heard: (() => void)[] = []
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      for (const listener of heard) listener()
    })
  const ended = new Promise<number | null>((done) => child.on('close', done))
  const url = await new Promise<string>((done, fail) => {
    const look = () => {
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(output.split('listens on')[1] ?? '') ?? []
      if (found) done(found)
    }
    heard.push(look)
    void ended.then((code) => fail(new Error(`sluice start ended with ${code}:\n${output}`)))
  })
  if (environment.SLUICE_ROLE !== 'worker') github.connect(`${url}/api/github/webhooks`)
  const gone = async () => {
    const code = await ended
    if (own) rmSync(own, { recursive: true, force: true })
    return code
  }
  return {
    url,
    output: () => output,
    child,
    environment,
    stop() {
      child.kill('SIGTERM')
      return gone()
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Waits until something is so, looking again whenever a moment has passed; says what did not come about. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  seconds = 60,
): Promise<void> {
  const end = performance.now() + seconds * 1000
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`${what} did not come about within ${seconds} seconds`)
    await new Promise((done) => setTimeout(done, 20))
  }
}
