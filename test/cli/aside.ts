import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { type Ran, root } from './command.ts'

export interface Surroundings {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Ends the process with SIGTERM. */
  readonly signal?: AbortSignal
}

/** Runs `sluice` while this process goes on: the simulator of GitHub lives in it and has to answer. */
export function sluiceAside(args: readonly string[], surroundings: Surroundings = {}): Promise<Ran> {
  return aside([process.execPath, join(root, 'bin/sluice.js'), ...args], surroundings)
}

export function aside(
  [program = '', ...args]: readonly string[],
  { cwd = root, env = {}, signal }: Surroundings = {},
): Promise<Ran> {
  const { promise, resolve, reject } = Promise.withResolvers<Ran>()
  const child = spawn(program, args, {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  signal?.addEventListener('abort', () => child.kill('SIGTERM'))
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text
  })
  child.on('error', reject)
  child.on('close', (code) => resolve({ code, ...said }))
  return promise
}
