import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { type Ran, root } from './command.ts'

/** Runs `sluice` while this process goes on: the simulator of GitHub lives in it and has to answer. */
export function sluiceAside(
  args: readonly string[],
  { cwd = root, env = {} }: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Ran> {
  const { promise, resolve, reject } = Promise.withResolvers<Ran>()
  const child = spawn(process.execPath, [join(root, 'bin/sluice.js'), ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
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
